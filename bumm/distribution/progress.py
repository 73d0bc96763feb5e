"""What comes next for each of many runs, a few words a run, with what a list of them asks for once."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.charter.models import WaterfallRow
from bumm.distribution.models import Distribution, Objection, Part, Payment
from bumm.distribution.selectors import missing_of_the_meeting
from bumm.ledger.selectors import total_of

State = Distribution.State
RELATED = ["bumm", "motion__meeting", "motion__resolution"]


def with_progress(runs: QuerySet[Any]) -> QuerySet[Any]:
    """The runs with what `comes_next` asks of each; RELATED must be selected too."""
    to_people = Part.objects.filter(target__in=[WaterfallRow.Target.OWNERS, WaterfallRow.Target.SERVICES])
    return runs.annotate(
        has_open_objection=Exists(Objection.objects.filter(distribution=OuterRef("pk"), upheld=None)),
        payable=total_of(to_people, "distribution"),
        settled=total_of(Payment.objects.filter(state=Payment.State.PAID), "distribution"),
    )


def comes_next(run: Any) -> str:
    match State(run.state):
        case State.PREPARING:
            return _("Allocation is under way")
        case State.DRAFT:
            return _("Announcing")
        case State.ANNOUNCED:
            return _of_announced(run)
        case State.POSTED if run.payable > run.settled:
            return _("Payment")
    return "–"


def _of_announced(run: Any) -> str:
    if run.objections_until >= timezone.localdate():
        return _("Objections are taken through {day}.").format(day=date_format(run.objections_until))
    if run.has_open_objection:
        return _("Answering objections")
    return " ".join(missing_of_the_meeting(run)) or _("Approval")
