"""Refusals of distributions, each with its reason in one line."""

import datetime as dt
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bumm.money import format_rupiah


class DistributionRefusal(Exception):
    """Something that the rules of distributions do not allow. `str()` is fit for the screen."""


class NoBook(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("This BUMM has no book yet, so there is nothing to distribute."))


class NoCharter(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("No charter is in force: it says how income is distributed."))


class YearNotClosed(DistributionRefusal):
    def __init__(self, year: int) -> None:
        super().__init__(_("The year {year} is not closed in the book yet. Close it first.").format(year=year))


class NothingToDistribute(DistributionRefusal):
    """What the year brought and what of retained earnings is free, in rupiah; one of them leaves nothing."""

    def __init__(self, net_income: int, retained: int) -> None:
        if net_income < 0:
            text = _("The year closed with a loss of {amount}: nothing can be distributed.")
            super().__init__(text.format(amount=format_rupiah(-net_income)))
        elif net_income == 0:
            super().__init__(_("The year closed without a profit: nothing can be distributed."))
        else:
            text = _(
                "The year brought {income}, and of retained earnings {retained} are free: earlier losses are made good"
                " first, so nothing can be distributed."
            )
            super().__init__(text.format(income=format_rupiah(net_income), retained=format_rupiah(retained)))


class AboveDistributable(DistributionRefusal):
    def __init__(self, amount: int, most: int) -> None:
        text = _("{amount} is more than can be distributed: at most {most}.")
        super().__init__(text.format(amount=format_rupiah(amount), most=format_rupiah(most)))


class NotAnAmount(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("Write an amount of at least Rp1."))


class LiveRun(DistributionRefusal):
    def __init__(self, year: int) -> None:
        text = _(
            "A distribution of {year} is under way or paid already. A new one needs that one to be void or reversed."
        )
        super().__init__(text.format(year=year))


class NotInThePeriod(DistributionRefusal):
    def __init__(self, first: dt.date, last: dt.date) -> None:
        text = _("The record date must lie between {first} and {last}.")
        super().__init__(text.format(first=date_format(first), last=date_format(last)))


class NobodyToGiveTo(DistributionRefusal):
    """A part of the charter's distribution has an amount, and nobody to share it."""

    def __init__(self, part: str, *, by_shares: bool) -> None:
        if by_shares:
            text = _("{part}: nobody held a share on the days that count, so nobody could get it.")
        else:
            text = _("{part}: no group had turnover in the year, so nobody could get it.")
        super().__init__(text.format(part=part))


class WrongState(DistributionRefusal):
    def __init__(self, state: str) -> None:
        super().__init__(_("That cannot be done with this distribution now: it is {state}.").format(state=state))


class NotYetResolved(DistributionRefusal):
    """What is missing for the next step, a sentence each."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))


class OwnRun(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("Whoever prepared this distribution cannot approve or reverse it: ask a colleague to."))


class OwnBatch(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("Whoever prepared these payments cannot approve them: ask a colleague to."))


class WindowClosed(DistributionRefusal):
    def __init__(self, first: dt.date, last: dt.date) -> None:
        text = _("Objections to this distribution are taken from {first} to {last}.")
        super().__init__(text.format(first=date_format(first), last=date_format(last)))


class AnsweredAlready(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("This objection is answered already."))


class NoReason(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("Say why, so that everybody concerned can read it."))


class MeetingTooEarly(DistributionRefusal):
    def __init__(self, last: dt.date) -> None:
        text = _("Objections are taken through {last}: a meeting can decide from the day after.")
        super().__init__(text.format(last=date_format(last)))


class MeetingNotOpen(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("Choose a meeting of this BUMM whose roll is not frozen yet."))


class AlreadyOnAgenda(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("This distribution is on the agenda of a meeting already."))


class ToCome(DistributionRefusal):
    def __init__(self, day: dt.date) -> None:
        super().__init__(_("{day} is still to come.").format(day=date_format(day)))


class BeforePosting(DistributionRefusal):
    def __init__(self, posted_on: dt.date) -> None:
        text = _("The distribution was posted on {day}: nothing is paid of it before.")
        super().__init__(text.format(day=date_format(posted_on)))


class RetainedEarningsGone(DistributionRefusal):
    def __init__(self, amount: int, standing: int) -> None:
        text = _("{amount} are to be distributed, and only {standing} stand in retained earnings now.")
        super().__init__(text.format(amount=format_rupiah(amount), standing=format_rupiah(standing)))


class Tampered(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("What this distribution allocated no longer fits its hash. Nothing was posted."))


class NobodyToPay(DistributionRefusal):
    def __init__(self, method: str) -> None:
        super().__init__(_("Nobody is left who could be paid this way: {method}.").format(method=method))


class NothingChosen(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("Choose at least one payment that is still to be paid."))


class BatchInTheWay(DistributionRefusal):
    def __init__(self, number: int) -> None:
        super().__init__(_("A batch {number} stands already with other content.").format(number=number))


class BatchNotApproved(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("These payments are not approved yet."))


class NotThisPayment(DistributionRefusal):
    def __init__(self, state: str) -> None:
        super().__init__(_("That cannot be done with this payment: it is {state}.").format(state=state))


class NoEvidence(DistributionRefusal):
    def __init__(self) -> None:
        super().__init__(_("Add what proves it: the bank’s statement, or the signed sheet."))


class NotLapsedYet(DistributionRefusal):
    def __init__(self, on: dt.date) -> None:
        super().__init__(_("Unclaimed money of this distribution lapses on {day}.").format(day=date_format(on)))


class NotEnoughCash(DistributionRefusal):
    def __init__(self, needed: int, standing: int) -> None:
        text = _("Paying this takes {needed}, and {standing} stand on the account.")
        super().__init__(text.format(needed=format_rupiah(needed), standing=format_rupiah(standing)))


class NotOfTheGroup(DistributionRefusal):
    def __init__(self, names: list[str]) -> None:
        text = ngettext("{names} is no member of the group.", "{names} are no members of the group.", len(names))
        super().__init__(text.format(names=", ".join(names)))
