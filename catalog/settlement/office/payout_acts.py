"""What becomes of one payout: it is struck off, or comes back."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bumm.distribution.office.batch_acts import ReasonForm
from bumm.distribution.office.payment_acts import ReturnForm
from catalog.settlement import exceptions as refusals
from catalog.settlement import services
from catalog.settlement.models import Payout
from catalog.settlement.office.pages import ProvenSettlementAct, SettlementAct


class OfPayout(SettlementAct):
    model = Payout
    related = ["batch__book__bumm", "group"]
    irreversible = True
    fits: Payout.State  # the state in which it is the time for this

    def get_record(self, **kwargs: Any) -> Any:
        return super().get_record(pk=kwargs["payout_id"])

    def inspect_url(self) -> str:
        return reverse("payoutbatch:inspect", args=[self.object.batch_id])

    def get_page_subtitle(self) -> str:
        return str(self.object.group)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        batches = {"url": reverse("payoutbatch:index"), "label": str(_("Payments to groups"))}
        batch = {"url": self.inspect_url(), "label": str(self.object.batch)}
        return [*self.breadcrumbs_items, batches, batch, {"url": "", "label": str(self.page_title)}]

    def refuse(self) -> None:
        if self.object.state != self.fits:
            raise refusals.WrongState(self.object.get_state_display())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"payout": self.object}


class StrikePayout(OfPayout):
    fits = Payout.State.LISTED
    template_name = "catalog/settlement/office/payout_act.html"
    page_title = _("Strike off")
    question = _("This payment is not made. It is due again and can be put into another batch.")
    form_class = ReasonForm
    button = _("Strike off")
    done = _("The payment is struck off.")
    log_action = "settlement.strike_payout"

    def perform(self, form: Any) -> Payout:
        return services.strike_payout(payout=self.object, reason=form.cleaned_data["reason"])


class RecordReturn(OfPayout, ProvenSettlementAct):
    fits = Payout.State.PAID
    template_name = "catalog/settlement/office/payout_act.html"
    page_title = _("Record that it came back")
    question = _("The money is back on the account. The group is owed all of it again, also what was taken off.")
    form_class = ReturnForm
    button = _("Record it")
    done = _("It is recorded that the payment came back.")
    log_action = "settlement.record_return"

    def get_initial(self) -> dict[str, Any]:
        return {"returned_on": timezone.localdate()}

    def perform(self, form: Any) -> Payout:
        said = {name: form.cleaned_data[name] for name in ("returned_on", "reason")}
        return services.record_return(payout=self.object, evidence=self.evidence, **said)
