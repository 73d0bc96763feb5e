"""Refusals of charters and meetings, each with its reason in one line."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bumm.charter.percent import WHOLE, format_percent


class CharterRefusal(Exception):
    """Something that charters or meetings do not allow. `str()` is fit for the screen."""


class DistributionNotWhole(CharterRefusal):
    """The rows add to `total` basis points and not to all of it."""

    def __init__(self, total: int) -> None:
        found = format_percent(total)
        if total > WHOLE:
            reason = _("The distribution adds up to {sum}: {rest} too much. It must be exactly 100%.")
        else:
            reason = _("The distribution adds up to {sum}: {rest} is missing. It must be exactly 100%.")
        super().__init__(reason.format(sum=found, rest=format_percent(abs(total - WHOLE))))


class NoShareClass(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("A charter has at least one share class."))


class NotAFund(CharterRefusal):
    def __init__(self, code: str) -> None:
        super().__init__(
            _("{code} is no account that another fund can be: a liability or equity of the BUMM’s book.").format(
                code=code
            )
        )


class CharterAdopted(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(
            _("This charter has been adopted and stays as it is. What is to change goes into a new draft.")
        )


class CharterBeforeMeeting(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(
            _("A meeting has this draft before it, so it stays as it is. What is to change goes into a new draft.")
        )


class CharterOnAgenda(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("This draft stands on the agenda of a meeting. Take it off there first."))


class NotADraftHere(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("A meeting adopts a draft of its own BUMM's charter, and no other."))


class InForceTooEarly(CharterRefusal):
    """On or before the day of the latest charter, or before the meeting that adopts it."""

    def __init__(self, after: dt.date) -> None:
        reason = _("Charters do not overlap: the one in force began on {day}, so a new one begins later.")
        super().__init__(reason.format(day=date_format(after)))


class InForceBeforeMeeting(CharterRefusal):
    def __init__(self, held_on: dt.date) -> None:
        reason = _("A charter is not in force before it is adopted: the meeting is on {day}.")
        super().__init__(reason.format(day=date_format(held_on)))


class SecondCharter(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("One meeting decides on one charter, and there is one on this agenda already."))


class NothingToReopen(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("Nothing of this BUMM's book is closed after that day, so there is nothing to open again."))


class AlreadyFounded(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("This BUMM has a charter already; a founding meeting is held once."))


class NotFoundedYet(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("No charter is in force on that day. A founding meeting adopts the first."))


class NothingToFound(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("A founding meeting decides by the charter that it is to adopt: put that on the agenda."))


class ShortNotice(CharterRefusal):
    def __init__(self, days: int) -> None:
        reason = _("The charter wants {days} days between the invitation and the meeting.")
        super().__init__(reason.format(days=days))


class EmptyAgenda(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("There is nothing on the agenda yet."))


class EmptyRoll(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("Nobody stands on the roll yet."))


class NoShareVotes(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(
            _("The charter counts votes by shares: the roll comes from the share register, which holds none yet.")
        )


class HeadsCountOnce(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("In this meeting everyone has one vote."))


class AnotherMeeting(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(
            _("Another meeting of this BUMM has its roll frozen and is not closed yet. Close that one first.")
        )


class RollFrozen(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("The roll of this meeting is frozen: agenda, roll and invitation stay as they are."))


class RollNotFrozen(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("The roll of this meeting is not frozen yet."))


class MeetingClosed(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("This meeting is closed and stays as it is."))


class NotHeldYet(CharterRefusal):
    def __init__(self, held_on: dt.date) -> None:
        super().__init__(_("The meeting is on {day} and has not been held yet.").format(day=date_format(held_on)))


class NoQuorum(CharterRefusal):
    """`present` of the `roll` votes are there, and `needed` would have to be."""

    def __init__(self, present: int, roll: int, needed: int) -> None:
        reason = _("There is no quorum: {present} of {roll} votes are present, and {needed} are needed.")
        super().__init__(reason.format(present=present, roll=roll, needed=needed))


class AbsentVoter(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("Only those who stand on the roll and are present can vote."))


class MotionDecided(CharterRefusal):
    def __init__(self) -> None:
        super().__init__(_("This motion has been voted on already."))


class HasVoted(CharterRefusal):
    def __init__(self, names: list[str]) -> None:
        super().__init__(_("Whoever has voted was there: {names}.").format(names=", ".join(names)))
