"""The register of who owns each BUMM: its classes, what happened to their shares, who asked for new ones, and what was
certified of it."""

from bumm.shares.models.certificates import Certificate, CertificateCancellation, CertificateConsent
from bumm.shares.models.events import ShareClass, ShareEvent
from bumm.shares.models.redemptions import RedemptionPayment
from bumm.shares.models.subscriptions import Subscription

__all__ = [
    "Certificate",
    "CertificateCancellation",
    "CertificateConsent",
    "RedemptionPayment",
    "ShareClass",
    "ShareEvent",
    "Subscription",
]
