"""What an event must leave behind on its day and every later one; asked once it is added, under its class's lock."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import connection

from bumm.charter.models import CharterShareClass
from bumm.charter.percent import WHOLE
from bumm.people.models import Party
from bumm.shares import exceptions as refusals
from bumm.shares.models import ShareClass

# The first day on which one of these parties, or anyone, is below nothing.
SHORT = """
WITH move AS (
    SELECT giver_id AS party, effective_on, -quantity AS units FROM shares_shareevent
    WHERE share_class_id = %(share_class)s AND giver_id IS NOT NULL
        AND (%(parties)s::bigint[] IS NULL OR giver_id = ANY(%(parties)s))
    UNION ALL
    SELECT taker_id, effective_on, quantity FROM shares_shareevent
    WHERE share_class_id = %(share_class)s AND taker_id IS NOT NULL
        AND (%(parties)s::bigint[] IS NULL OR taker_id = ANY(%(parties)s))
), standing AS (
    SELECT party, effective_on, sum(sum(units)) OVER (PARTITION BY party ORDER BY effective_on) AS held
    FROM move GROUP BY party, effective_on
)
SELECT party, effective_on, (-held)::bigint FROM standing WHERE held < 0 ORDER BY effective_on, party LIMIT 1
"""
# How the number of shares in the class changes from a day on; what was before counts on that day.
TOTAL = """
total AS (
    SELECT greatest(effective_on, %(since)s) AS day,
        sum(CASE WHEN giver_id IS NULL THEN quantity ELSE -quantity END) AS units
    FROM shares_shareevent WHERE share_class_id = %(share_class)s AND (giver_id IS NULL OR taker_id IS NULL) GROUP BY 1
)
"""
TOO_MANY = f"""
WITH {TOTAL}, standing AS (SELECT day, sum(units) OVER (ORDER BY day) AS issued FROM total)
SELECT day, issued::bigint FROM standing WHERE issued > %(most)s ORDER BY day LIMIT 1
"""  # noqa: S608
# Beside each party's own moves stand those of the total, so that both are known on each day on which either changes.
OVER_CAP = f"""
WITH {TOTAL}, change AS (
    SELECT taker_id AS party, greatest(effective_on, %(since)s) AS day, quantity AS units, 0 AS of_total
    FROM shares_shareevent WHERE share_class_id = %(share_class)s AND taker_id = ANY(%(parties)s)
    UNION ALL
    SELECT giver_id, greatest(effective_on, %(since)s), -quantity, 0
    FROM shares_shareevent WHERE share_class_id = %(share_class)s AND giver_id = ANY(%(parties)s)
    UNION ALL
    SELECT party, day, 0, units FROM total CROSS JOIN unnest(%(parties)s::bigint[]) AS party
), standing AS (
    SELECT party, day, sum(sum(units)) OVER upto AS held, sum(sum(of_total)) OVER upto AS issued
    FROM change GROUP BY party, day WINDOW upto AS (PARTITION BY party ORDER BY day)
), capped AS (
    SELECT party, day, held, div(%(cap)s::numeric * coalesce(%(most)s, issued), {WHOLE}) AS allowed FROM standing
)
SELECT party, day, held::bigint, allowed::bigint FROM capped WHERE allowed >= 1 AND held > allowed
ORDER BY day, party LIMIT 1
"""  # noqa: S608


def first_shortfall(share_class: ShareClass, parties: Collection[int] | None) -> tuple[int, dt.date, int] | None:
    """The party, the day and how many shares are missing, where one of these (or anyone) has less than none."""
    keys = None if parties is None else list(parties)
    return _first(SHORT, {"share_class": share_class.pk, "parties": keys})


def refuse_shortfall(share_class: ShareClass, givers: Collection[int]) -> None:
    """Raises NotEnough with the first day on which one of them would have less than nothing."""
    if found := first_shortfall(share_class, givers):
        party, day, missing = found
        raise refusals.NotEnough(Party.objects.get(pk=party), day, missing)


def refuse_too_many(share_class: ShareClass, terms: CharterShareClass, since: dt.date) -> None:
    """Raises TooManyShares with the first day on which the class would have more than the charter allows."""
    if not terms.most_units:
        return
    about = {"share_class": share_class.pk, "since": since, "most": terms.most_units}
    if found := _first(TOO_MANY, about):
        day, number = found
        raise refusals.TooManyShares(day, number, terms.most_units)


def refuse_over_cap(share_class: ShareClass, terms: CharterShareClass, takers: Collection[int], since: dt.date) -> None:
    """Raises OverCap with the first day on which one of them would hold more than the cap (see `holder_cap()`)."""
    if not terms.holder_cap_bp:
        return
    about = {"share_class": share_class.pk, "since": since, "parties": list(takers)}
    if found := _first(OVER_CAP, about | {"cap": terms.holder_cap_bp, "most": terms.most_units}):
        party, day, held, most = found
        raise refusals.OverCap(Party.objects.get(pk=party), day, held, most)


def _first(query: str, about: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, about)
        return cursor.fetchone()
