"""The register of who owns each BUMM: its classes, what happened to their shares, and who asked for new ones."""

from bumm.shares.models.events import ShareClass, ShareEvent
from bumm.shares.models.redemptions import RedemptionPayment
from bumm.shares.models.subscriptions import Subscription

__all__ = ["RedemptionPayment", "ShareClass", "ShareEvent", "Subscription"]
