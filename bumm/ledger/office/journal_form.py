"""A journal as it is typed: its head, its lines, and its evidence. Nothing that was typed is lost by an error."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bumm.ledger import exceptions as refusals
from bumm.ledger.models import Account, Book, Entry, Evidence, Journal, JournalLine, JournalTemplate
from bumm.ledger.office.amounts import RupiahField
from bumm.ledger.office.proofs import Carried, ManyFilesInput, carried, carry, store_all
from bumm.ledger.selectors import lines_of, opposite_of
from bumm.ledger.services.journals import refuse_day
from bumm.people.models import User

MOST_LINES, FEWEST_ROWS, ROWS_MORE = 12, 2, 3
WRITTEN = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"]
Lines = list[tuple[str, str, int]]


@dataclass(frozen=True)
class Beginning:
    """What a form shows before anybody types."""

    effective_on: dt.date | str = field(default_factory=timezone.localdate)
    description: str = ""
    lines: tuple[tuple[str, str, int | str | None], ...] = ()
    evidence: tuple[Evidence, ...] = ()


def from_template(template: JournalTemplate) -> Beginning:
    line = (template.debit.code, template.credit.code, template.amount)
    return Beginning(description=template.description, lines=(line,))


def from_earlier(journal: Journal) -> Beginning:
    """A copy has the day of today, and evidence of its own."""
    return Beginning(description=journal.description, lines=tuple(lines_of(journal)))


def from_entry(entry: Entry) -> Beginning:
    text = _("Reversal of entry {number}").format(number=entry.number)
    return Beginning(description=text, lines=tuple(opposite_of(entry)))


def as_it_stands(journal: Journal) -> Beginning:
    lines, evidence = tuple(lines_of(journal)), tuple(journal.evidence.order_by("added_at", "pk"))
    return Beginning(journal.effective_on, journal.description, lines, evidence)


class HeadForm(forms.Form):
    effective_on = forms.DateField(
        label=gettext_lazy("Date"),
        input_formats=WRITTEN,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("The day on which it happened."),
    )
    description = forms.CharField(
        label=gettext_lazy("What for"), max_length=200, help_text=Journal._meta.get_field("description").help_text
    )
    proofs = forms.FileField(
        label=gettext_lazy("Add evidence"),
        required=False,
        widget=ManyFilesInput(),
        help_text=gettext_lazy("PDF or photos of the receipt; several at once if you like."),
    )


class LineForm(forms.Form):
    """One transfer, or an empty row."""

    debit = forms.ChoiceField(label=gettext_lazy("Debit"))
    credit = forms.ChoiceField(label=gettext_lazy("Credit"))
    amount = RupiahField(label=gettext_lazy("Amount"))

    def __init__(self, *args: Any, accounts: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("debit", "credit"):
            choice: Any = self.fields[side]
            choice.choices = accounts

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("debit") and cleaned.get("debit") == cleaned.get("credit"):
            raise ValidationError(str(refusals.SameAccount(cleaned["debit"])))
        return cleaned


class LineRows(forms.BaseFormSet):
    """Rows of which any may be left empty, those that a template filled too."""

    def initial_form_count(self) -> int:
        return 0


LineFormSet = forms.formset_factory(
    LineForm, formset=LineRows, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)


def accounts_to_choose(book: Book) -> list[Any]:
    """The accounts of a book under their kinds, the empty choice first."""
    kinds: dict[str, list[tuple[str, str]]] = {str(kind.label).capitalize(): [] for kind in Account.Kind}
    for account in Account.objects.filter(book=book).order_by("code"):
        kinds[account.get_kind_display().capitalize()].append((account.code, str(account)))
    return [("", "–"), *kinds.items()]


class JournalSheet:
    """The whole form of a journal in one book. The lines of a reversal are shown and not typed."""

    def __init__(
        self, *, book: Book, by: User, beginning: Beginning, reverses: Entry | None = None, sent: Any = None
    ) -> None:
        self.book, self.by, self.reverses, self.beginning = book, by, reverses, beginning
        data = sent.POST if sent else None
        self.head = HeadForm(data, initial=self._head())
        self.lines = None if reverses else self._line_rows(data)
        self.evidence: list[Evidence] = list(beginning.evidence)
        self.unusable: list[str] = []
        if sent:
            new, self.unusable = store_all(sent.FILES.getlist("proofs"), by)
            self.evidence = list(dict.fromkeys([*carried(sent.POST.getlist("kept"), by), *new]))

    def _head(self) -> dict[str, Any]:
        return {"effective_on": self.beginning.effective_on, "description": self.beginning.description}

    def _line_rows(self, data: Any) -> Any:
        rows = [{"debit": debit, "credit": credit, "amount": amount} for debit, credit, amount in self.beginning.lines]
        formset = LineFormSet(
            data,
            prefix="lines",
            initial=None if data else rows,  # else a row that is sent as it was offered would count as empty
            form_kwargs={"accounts": accounts_to_choose(self.book)},
        )
        formset.extra = min(MOST_LINES, max(FEWEST_ROWS, len(rows) + 1))
        return formset

    def as_typed(self) -> Beginning:
        """What was sent, whether it makes sense or not, with more empty rows."""
        typed = [tuple(form[name].value() for name in form.fields) for form in self.lines or []]
        rows = [*typed, *[("", "", "")] * (ROWS_MORE - 1)]
        head = (self.head["effective_on"].value(), self.head["description"].value())
        return Beginning(*head, tuple(rows), tuple(self.evidence))

    @property
    def reversal_lines(self) -> list[JournalLine]:
        """The lines of a reversal as the page shows them."""
        assert self.reverses  # noqa: S101  shown for reversals only
        transfers = self.reverses.transfers.select_related("debit", "credit")
        return [JournalLine(debit=row.credit, credit=row.debit, amount=row.amount) for row in transfers]

    @property
    def carried(self) -> list[Carried]:
        return carry(self.evidence, self.by)

    @property
    def can_grow(self) -> bool:
        return self.lines is not None and self.lines.total_form_count() < MOST_LINES

    def is_valid(self) -> bool:
        sound = [self.head.is_valid(), self.lines is None or self.lines.is_valid()]
        for reason in self.unusable:
            self.head.add_error("proofs", reason)
        if day := self.head.cleaned_data.get("effective_on"):
            try:
                refuse_day(book=self.book, day=day)
            except refusals.LedgerRefusal as refusal:
                self.refuse(refusal)
        return all(sound) and not self.head.errors

    def content(self) -> dict[str, Any]:
        """Of a valid sheet, what the services take of it. A reversal has no lines of its own."""
        said = {name: self.head.cleaned_data[name] for name in ("effective_on", "description")}
        return said | {"evidence": [row.pk for row in self.evidence]}

    def typed_lines(self) -> Lines:
        rows = [form.cleaned_data for form in self.lines or [] if form.cleaned_data]
        return [(row["debit"], row["credit"], row["amount"]) for row in rows]

    def refuse(self, refusal: refusals.LedgerRefusal) -> None:
        """Say by the field that it concerns why the books do not allow this."""
        fields = {
            refusals.PeriodClosed: "effective_on",
            refusals.DayAhead: "effective_on",
            refusals.NoEvidence: "proofs",
        }
        self.head.add_error(fields.get(type(refusal)), str(refusal))
