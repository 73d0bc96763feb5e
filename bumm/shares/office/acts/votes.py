"""The roll of a meeting that counts votes by shares, filled from the register."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bumm.charter import exceptions as of_charter
from bumm.charter.models import Meeting
from bumm.charter.models.charters import VotingRule
from bumm.charter.selectors import voting_rule_of
from bumm.charter.services import fill_roll
from bumm.people.acts import Act
from bumm.people.models import Party
from bumm.shares.votes import votes_on


class FillRollByShares(Act):
    model = Meeting
    related = ["bumm__kelurahan"]
    refusals = (of_charter.CharterRefusal,)
    page_title = _("Voter roll from the register")
    question = _(
        "The roll becomes whoever holds shares at the end of the day before the meeting, with a vote for each part of"
        " the nominal value that all classes have in common. It can be filled anew until it is frozen."
    )
    form_class = forms.Form
    button = _("Fill the roll")
    done = _("The roll says what the register says.")
    log_action = "charter.fill_roll"

    def refuse(self) -> None:
        if self.object.is_frozen:
            raise of_charter.RollFrozen
        if voting_rule_of(self.object) != VotingRule.SHARE:
            raise of_charter.HeadsCountOnce
        if not votes_on(self.object):
            raise of_charter.NoShareVotes

    def perform(self, form: Any) -> None:
        votes = votes_on(self.object)
        parties = Party.objects.in_bulk(votes)
        fill_roll(meeting=self.object, weights={parties[key]: weight for key, weight in votes.items()})
