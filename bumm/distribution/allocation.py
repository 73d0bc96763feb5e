"""Who gets how much of the owners' part: one statement over the register, however many holders there are."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from bumm.charter.models import Charter
from bumm.money import apportion_sql


class ClassAt(NamedTuple):
    """A share class up to its event `known_at`. `key` stands for it in the answer and breaks ties before parties do."""

    key: int
    share_class: int
    known_at: int


# For each class and party the par of the shares that counted, times the days on which they did; and of these weights
# each party's part of the amount. Shares held to the end of a day count for it, the first and the last day with it.
ALLOCATED = """
WITH pool (id, share_class, known_at) AS (
    SELECT * FROM unnest(%(keys)s::bigint[], %(classes)s::bigint[], %(known)s::int[])
), moved AS (
    SELECT pool.id AS pool, taker_id AS party, quantity * par * {days} AS weight
    FROM shares_shareevent event JOIN pool ON pool.share_class = event.share_class_id AND number <= known_at
    WHERE effective_on <= %(last)s AND taker_id IS NOT NULL
    UNION ALL
    SELECT pool.id, giver_id, -quantity * par * {days}
    FROM shares_shareevent event JOIN pool ON pool.share_class = event.share_class_id AND number <= known_at
    WHERE effective_on <= %(last)s AND giver_id IS NOT NULL
), weighed AS (
    SELECT pool, party, sum(weight) AS weight FROM moved GROUP BY pool, party HAVING sum(weight) > 0
)
SELECT pool, party, weight, {part} AS amount
FROM weighed CROSS JOIN (SELECT sum(weight) AS total FROM weighed) AS whole
"""
DAYS = {
    Charter.Weighting.RECORD_DATE: "1",
    Charter.Weighting.SHARE_DAYS: "(%(last)s::date - greatest(effective_on, %(first)s::date) + 1)",
}
PART = apportion_sql(amount="%(amount)s", weight="weight", total="total", key="pool, party")
STORED = "INSERT INTO distribution_allocation (pool_id, party_id, weight, amount) {allocated}"
BY_CLASS = """
SELECT pool, count(*), sum(weight), sum(amount)::bigint FROM ({allocated}) AS allocated GROUP BY pool ORDER BY pool
"""
OF_PARTY = "SELECT pool, weight, amount::bigint FROM ({allocated}) AS allocated WHERE party = %(party)s ORDER BY pool"
# What was allocated to each group that holds shares, over its members on the record date: equally, or by the weights of
# the group's latest rule, where that names anybody who is still a member.
TO_MEMBER = apportion_sql(amount="amount", weight="weight", total="total", key="person_id", within="id")
TO_MEMBERS = f"""
INSERT INTO distribution_memberpart (allocation_id, person_id, weight, amount)
WITH held AS (
    SELECT allocation.id, allocation.amount, party.group_id, (
        SELECT id FROM distribution_grouprule WHERE group_id = party.group_id AND from_day <= %(day)s
        ORDER BY from_day DESC LIMIT 1
    ) AS rule
    FROM distribution_allocation allocation
    JOIN distribution_pool pool ON pool.id = pool_id JOIN distribution_part part ON part.id = part_id
    JOIN people_party party ON party.id = party_id
    WHERE distribution_id = %(run)s AND target = 'owners' AND party.group_id IS NOT NULL
), member AS (
    SELECT held.id, held.amount, membership.person_id, named.weight AS named,
        sum(named.weight) OVER (PARTITION BY held.id) AS all_named
    FROM held JOIN people_membership membership ON membership.group_id = held.group_id
        AND since <= %(day)s AND (until IS NULL OR until > %(day)s)
    LEFT JOIN distribution_groupruleweight named ON named.rule_id = held.rule AND named.person_id = membership.person_id
), weighed AS (
    SELECT id, amount, person_id, CASE WHEN all_named > 0 THEN coalesce(named, 0) ELSE 1 END AS weight FROM member
)
SELECT id, person_id, weight, {TO_MEMBER}
FROM (SELECT *, sum(weight) OVER (PARTITION BY id) AS total FROM weighed) AS whole
"""  # noqa: S608


class OwnersPart(NamedTuple):
    """An amount in rupiah over these classes. By share-days `first` and `last` bound the period; on a record date only
    `last` counts."""

    amount: int
    classes: Sequence[ClassAt]
    weighting: str
    first: dt.date
    last: dt.date

    def allocated(self) -> str:
        """The statement for which `parameters()` are: rows of pool key, party key, weight and rupiah."""
        return ALLOCATED.format(days=DAYS[Charter.Weighting(self.weighting)], part=PART)

    def parameters(self) -> dict[str, Any]:
        columns = list(zip(*self.classes, strict=True)) or [(), (), ()]
        keys, classes, known = (list(column) for column in columns)
        days = {"first": self.first, "last": self.last}
        return {"amount": self.amount, "keys": keys, "classes": classes, "known": known, **days}
