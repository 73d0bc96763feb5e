"""What a run's hash covers: what it froze, its parts, and every rupiah that it allocated."""

from django.db import connection

from bumm.distribution.models import Distribution, Part
from bumm.ledger.hashing import canonical_hash

# Of all allocations, and of all members' parts, in their order: who by what weight gets how much.
ALLOCATED = """
SELECT encode(sha256(convert_to(coalesce(string_agg(
    coalesce(share_class_id, 0) || ':' || party_id || ':' || weight || ':' || allocation.amount, E'\\n'
    ORDER BY part.position, pool.id, party_id), ''), 'UTF8')), 'hex')
FROM distribution_allocation allocation
JOIN distribution_pool pool ON pool.id = pool_id JOIN distribution_part part ON part.id = part_id
WHERE distribution_id = %s
"""
TO_MEMBERS = """
SELECT encode(sha256(convert_to(coalesce(string_agg(
    coalesce(share_class_id, 0) || ':' || party_id || ':' || person_id || ':' || member.weight || ':' || member.amount,
    E'\\n' ORDER BY part.position, pool.id, party_id, person_id), ''), 'UTF8')), 'hex')
FROM distribution_memberpart member JOIN distribution_allocation allocation ON allocation.id = allocation_id
JOIN distribution_pool pool ON pool.id = pool_id JOIN distribution_part part ON part.id = part_id
WHERE distribution_id = %s
"""


def digest(run: Distribution) -> str:
    """SHA-256 of a prepared run, counted anew from its rows. Parties are keys, never names."""
    parts = Part.objects.filter(distribution=run).order_by("position").prefetch_related("pools__share_class")
    said = {
        "bumm": run.bumm.kelurahan_id,
        "period": [run.period_start.isoformat(), run.period_end.isoformat()],
        "record_date": run.record_date.isoformat(),
        "weighting": run.weighting,
        "charter": run.charter.version,
        "ledger_head": run.ledger_head.hash,
        "amounts": [run.net_income, run.retained, run.amount],
        "parts": [
            [part.position, part.target, part.account, part.basis_points, part.amount, _pools(part)] for part in parts
        ],
        "allocated": _of_rows(ALLOCATED, run),
        "to_members": _of_rows(TO_MEMBERS, run),
    }
    return canonical_hash(said)


def _pools(part: Part) -> list[list[object]]:
    pools = sorted(part.pools.all(), key=lambda pool: pool.pk)
    return [[pool.share_class.code if pool.share_class else None, pool.known_at, pool.hash] for pool in pools]


def _of_rows(query: str, run: Distribution) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query, [run.pk])
        return str(cursor.fetchone()[0])
