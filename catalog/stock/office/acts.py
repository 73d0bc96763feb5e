"""What is done with the pieces of one variant in a workshop."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from bumm.people.acts import Act
from catalog.stock import services
from catalog.stock.exceptions import StockRefusal
from catalog.stock.models import Location, StockLevel, StockMovement
from catalog.stock.selectors import with_figures

MOST_AT_ONCE = 1_000_000
Reason = StockMovement.Reason


class NoteForm(forms.Form):
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class CountForm(NoteForm):
    counted = forms.IntegerField(label=_("Pieces that are there"), min_value=0, max_value=MOST_AT_ONCE)
    field_order = ["counted", "note"]


class PiecesForm(NoteForm):
    pieces = forms.IntegerField(label=_("How many pieces?"), min_value=1, max_value=MOST_AT_ONCE)
    field_order = ["pieces", "note"]


class LossForm(PiecesForm):
    note = forms.CharField(label=_("What happened?"), max_length=200)


class MarkForm(forms.Form):
    pieces = forms.IntegerField(
        label=_("Tell me from so few free pieces on"),
        min_value=0,
        max_value=MOST_AT_ONCE,
        required=False,
        help_text=_("Empty: do not tell me."),
    )


class StockAct(Act):
    """For goods in the workshop; those at a kiosk are the kiosk's to count."""

    model = StockLevel
    refusals = (StockRefusal,)
    template_name = "catalog/stock/office/act.html"

    def get_record(self, **kwargs: Any) -> Any:
        rows = StockLevel.objects.select_related("variant__product__group", "location__group")
        own = rows.filter(location__kind=Location.Kind.WORKSHOP)
        return get_object_or_404(with_figures(own), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.object.title)

    def about(self) -> dict[str, Any]:
        return {"variant": self.object.variant, "location": self.object.location, "by": self.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"level": self.object}


class CountPieces(StockAct):
    page_title = _("Count the pieces")
    question = _("Count all that are there, also those set aside for buyers. The difference is noted.")
    form_class = CountForm
    button = _("Store the count")
    done = _("The count is stored.")
    log_action = "stock.count"

    def perform(self, form: Any) -> Any:
        return services.count(**self.about(), **form.cleaned_data)


class AddMade(StockAct):
    page_title = _("Add made pieces")
    question = _(
        "Pieces that are finished and on the shelf. What was made to order is noted by itself when it is sold."
    )
    form_class = PiecesForm
    button = _("Add them")
    done = _("The pieces are added.")
    log_action = "stock.made"

    def perform(self, form: Any) -> Any:
        said = form.cleaned_data
        return services.move(**self.about(), quantity=said["pieces"], reason=Reason.MADE, note=said["note"])


class WriteOff(StockAct):
    page_title = _("Write off damaged pieces")
    question = _("Pieces that are broken, spoilt or lost and can no longer be sold.")
    form_class = LossForm
    button = _("Write them off")
    done = _("The pieces are written off.")
    log_action = "stock.write_off"

    def perform(self, form: Any) -> Any:
        said = form.cleaned_data
        return services.move(**self.about(), quantity=-said["pieces"], reason=Reason.DAMAGED, note=said["note"])


class SetLowMark(StockAct):
    page_title = _("When it runs low")
    question = _("The office’s first page tells you once so few are left.")
    form_class = MarkForm
    button = _("Store")
    done = _("Stored.")
    log_action = "stock.low_mark"

    def get_initial(self) -> dict[str, Any]:
        return {"pieces": self.object.mark}

    def perform(self, form: Any) -> Any:
        return services.set_low_mark(variant=self.object.variant, pieces=form.cleaned_data["pieces"], by=self.user)
