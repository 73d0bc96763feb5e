"""What a run gave to whom as a table: by name, narrowed, sorted, a page or a stream at a time, however long it is."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, F, QuerySet
from django.db.models.functions import Coalesce

from bumm.distribution.models import Allocation, Distribution, MemberPart
from bumm.distribution.selectors import allocations_of

NAME: Coalesce = Coalesce(
    *(f"party__{kind}__name" for kind in ("person", "group", "kelurahan", "institution")), output_field=CharField()
)
ORDERS = {
    "-amount": ("-amount", "holder", "pk"),
    "amount": ("amount", "holder", "pk"),
    "holder": ("holder", "pk"),
    "-holder": ("-holder", "pk"),
}
AT_A_TIME = 2_000  # rows that an export holds in memory


def allotted(
    run: Distribution, *, name: str = "", pool: int | None = None, order: str = "-amount"
) -> QuerySet[Allocation]:
    """The run's allocations with `holder`, `part` and `code` (of the class; None where groups share by turnover).

    `name` is a part of a holder's name, `order` a key of ORDERS.
    """
    rows = allocations_of(run).annotate(holder=NAME, part=F("pool__part__name"), code=F("pool__share_class__code"))
    rows = rows.filter(holder__icontains=name) if name else rows
    rows = rows.filter(pool=pool) if pool else rows
    return rows.order_by(*ORDERS[order])


def as_rows(rows: QuerySet[Any]) -> Iterator[list[object]]:
    """Of `allotted()`: holder, part, class, weight, rupiah."""
    for row in rows.values_list("holder", "part", "code", "weight", "amount").iterator(chunk_size=AT_A_TIME):
        holder, part, code, weight, amount = row
        yield [holder, part, code or "", int(weight), amount]


def members_of(rows: Iterable[Allocation]) -> dict[int, list[MemberPart]]:
    """What of each allocation is for whom among the members of a group, by its key."""
    found: dict[int, list[MemberPart]] = {}
    parts = MemberPart.objects.filter(allocation__in=[row.pk for row in rows]).select_related("person")
    for part in parts.order_by("person__name", "pk"):
        found.setdefault(part.allocation_id, []).append(part)
    return found
