"""Share events: listed and looked at, never added or changed here."""

from bumm.shares.models import ShareEvent
from bumm.shares.office.records import RegisterRecordViewSet


class EventViewSet(RegisterRecordViewSet):
    model = ShareEvent
    icon = "history"
