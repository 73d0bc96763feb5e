"""What is printed for a meeting, and the minutes that closed it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest

from bumm.charter import selectors
from bumm.charter.models import Meeting
from bumm.charter.office.meeting_forms import named_voters
from bumm.charter.percent import format_percent
from bumm.charter.permissions import may_see_roll
from bumm.ledger.evidence import as_download
from bumm.people.acts import Document, OfRecord


class OfMeeting(Document):
    model = Meeting
    related = ["bumm__kelurahan", "minutes"]

    def get_context_data(self) -> dict[str, Any]:
        return {"meeting": self.object, "motions": self.object.motions.select_related("charter__bumm", "resolution")}


class Invitation(OfMeeting):
    template_name = "bumm/charter/print/invitation.html"


class AttendanceSheet(OfMeeting):
    """With names, so only for those who may see the roll."""

    template_name = "bumm/charter/print/attendance.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not may_see_roll(self.user, self.object):
            raise PermissionDenied

    def get_context_data(self) -> dict[str, Any]:
        return super().get_context_data() | {"voters": named_voters(self.object)}


class MinutesDraft(OfMeeting):
    """What the minutes say, with a place to sign; who was there is a number and no names."""

    template_name = "bumm/charter/print/minutes.html"

    def get_context_data(self) -> dict[str, Any]:
        quorum_bp = self.object.quorum_bp
        return super().get_context_data() | {
            "quorum": selectors.quorum_of(self.object),
            "quorum_percent": format_percent(quorum_bp) if quorum_bp else "",
            "attended": self.object.voters.filter(attended=True).count(),
            "on_roll": self.object.voters.count(),
        }


class Minutes(OfRecord):
    """The signed minutes, for those who may see the meeting."""

    model = Meeting
    related = ["minutes"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        if self.object.minutes is None:
            raise Http404
        return as_download(self.object.minutes)
