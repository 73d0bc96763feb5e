"""Refusals of the books, each with its reason in one line."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumm.money import format_rupiah


class LedgerRefusal(Exception):
    """Something that the books do not allow. `str()` is fit for the screen."""


class ReferenceTaken(LedgerRefusal):
    def __init__(self, reference: str) -> None:
        super().__init__(
            _("The reference {reference} stands in this book with other content.").format(reference=reference)
        )


class PeriodClosed(LedgerRefusal):
    def __init__(self, closed_through: dt.date) -> None:
        super().__init__(_("The book is closed through {day}.").format(day=date_format(closed_through)))


class NotAnAccount(LedgerRefusal):
    def __init__(self, code: str) -> None:
        super().__init__(_("There is no account {code} in this book.").format(code=code))


class NotAnAmount(LedgerRefusal):
    def __init__(self, amount: int) -> None:
        super().__init__(_("{amount} is not an amount from Rp1 to Rp1.000.000.000.000.000.").format(amount=amount))


class SameAccount(LedgerRefusal):
    def __init__(self, code: str) -> None:
        super().__init__(_("Account {code} stands on both sides of a transfer.").format(code=code))


class NothingToPost(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("An entry without a transfer says nothing."))


class AlreadyReversed(LedgerRefusal):
    def __init__(self, number: int) -> None:
        super().__init__(_("Entry {number} has been reversed already.").format(number=number))


class NotClosable(LedgerRefusal):
    def __init__(self, closed_through: dt.date) -> None:
        super().__init__(_("The book is already closed through {day}.").format(day=date_format(closed_through)))


class NotReopenable(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("A closed period is opened again by a resolution only, and back to an earlier day."))


class IsAReversal(LedgerRefusal):
    def __init__(self, number: int) -> None:
        super().__init__(_("Entry {number} is itself a reversal. Post what was taken back anew.").format(number=number))


class NotMirrored(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("What one book is owed by the other must be what the other owes it."))


class Unbalanced(LedgerRefusal):
    def __init__(self, debited: int, credited: int) -> None:
        text = _("Debits are {debits} and credits {credits}: a book begins in balance.")
        super().__init__(text.format(debits=format_rupiah(debited), credits=format_rupiah(credited)))


class NotStanding(LedgerRefusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("Account {code} counts a year’s result: nothing is brought into a book on it.").format(code=code)
        )


class UnusableEvidence(LedgerRefusal):
    """A file that is not taken as evidence."""


class DayAhead(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("This day lies ahead. A journal says what has happened already."))


class NotItsPreparer(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("Only who prepared a journal changes, submits or withdraws it."))


class DecidedByItsPreparer(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("Who prepared a journal does not decide on it: someone else approves or returns it."))


class NotOpen(LedgerRefusal):
    def __init__(self, state: str) -> None:
        super().__init__(_("This journal can no longer be changed. Its state: {state}.").format(state=state))


class NotWaiting(LedgerRefusal):
    def __init__(self, state: str) -> None:
        super().__init__(_("This journal does not wait for approval. Its state: {state}.").format(state=state))


class NoEvidence(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("Add what proves it first: a receipt, a note, or a photo of one."))


class NoReason(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("Say what should be mended: the reason goes to who prepared the journal."))


class ChangedMeanwhile(LedgerRefusal):
    def __init__(self) -> None:
        super().__init__(_("This journal was returned and submitted anew meanwhile. Look at it again."))


class NotReversedByHand(LedgerRefusal):
    def __init__(self, kind: str) -> None:
        super().__init__(_("An entry of this kind ({kind}) is not taken back by a journal.").format(kind=kind))


class JournalsWaiting(LedgerRefusal):
    def __init__(self, waiting: int) -> None:
        text = ngettext(
            "{n} journal of this period waits for approval. Approve or return it first.",
            "{n} journals of this period wait for approval. Approve or return them first.",
            waiting,
        )
        super().__init__(text.format(n=waiting))
