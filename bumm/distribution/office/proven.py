"""Acts that files prove. What was sent is kept at once, so that no refusal loses it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumm.distribution.exceptions import DistributionRefusal
from bumm.ledger.exceptions import LedgerRefusal
from bumm.ledger.models import Evidence
from bumm.ledger.office.proofs import ManyFilesInput, carried, carry, store_all
from bumm.people.acts import Act


class PayingAct(Act):
    refusals: tuple[type[Exception], ...] = (DistributionRefusal, LedgerRefusal)


class ProvenForm(forms.Form):
    """Forms add their fields before this one."""

    proofs = forms.FileField(
        label=_("Add evidence"),
        required=False,
        widget=ManyFilesInput(),
        help_text=_("PDF or photos: the bank’s statement, or the signed sheet. Several at once if you like."),
    )


class ProvenAct(PayingAct):
    template_name = "bumm/distribution/office/proven_act.html"
    form_class: Any = ProvenForm

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        self.evidence: list[Evidence] = []

    def get_form_kwargs(self) -> dict[str, Any]:
        """Without the files: they are looked at here, all of them."""
        return super().get_form_kwargs() | {"files": None}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if form.is_bound:
            new, unusable = store_all(self.request.FILES.getlist("proofs"), self.user)
            self.evidence = list(dict.fromkeys([*carried(self.request.POST.getlist("kept"), self.user), *new]))
            form.full_clean()
            for reason in unusable:
                form.add_error("proofs", reason)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"carried": carry(self.evidence, self.user)}
