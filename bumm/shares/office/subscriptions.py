"""Subscriptions: listed and looked at."""

from bumm.shares.models import Subscription
from bumm.shares.office.records import RegisterRecordViewSet


class SubscriptionViewSet(RegisterRecordViewSet):
    model = Subscription
    icon = "clipboard-list"
