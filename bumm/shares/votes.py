"""How many votes shares give in a meeting that counts by shares."""

import datetime as dt
import math

from bumm.charter.models import Meeting
from bumm.shares.selectors import register_of
from bumm.shares.services.register import par_at_issue


def votes_on(meeting: Meeting) -> dict[int, int]:
    """By party key, as the register stands at the end of the day before the meeting.

    One share is one vote where all have one nominal value. Where classes differ a share has a vote for every part of
    its nominal value that is common to all of them: of Rp50.000 and Rp100.000, one and two votes.
    """
    held = register_of(meeting.bumm, as_of=meeting.held_on - dt.timedelta(days=1))
    pars = {share_class: par_at_issue(share_class) for share_class, units in held.items() if units}
    common = math.gcd(*pars.values())
    votes: dict[int, int] = {}
    for share_class, par in pars.items():
        for party, units in held[share_class].items():
            votes[party] = votes.get(party, 0) + units * (par // common)
    return votes
