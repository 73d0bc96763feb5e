"""Deciding for each rupiah of a sale whose it will be."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import transaction

from bumm.charter.models import Charter
from bumm.charter.models.charters import Bearer
from bumm.charter.selectors import charter_in_force
from bumm.ledger import services as ledger
from bumm.ledger.models import Account, Book
from bumm.people.models import Bumm, Group
from catalog.settlement import exceptions as refusals
from catalog.settlement.accounts import COMMISSION, DELIVERY, DISCOUNTS
from catalog.settlement.models import Sale, SaleLine, SplitRow
from catalog.settlement.models.sales import DELIVERY as OF_DELIVERY
from catalog.settlement.splitting import Part, Terms, split


class Line(NamedTuple):
    """A good to be sold: in which parcel (from 1), by which group, pieces and their price before the discount, in
    rupiah; what its makers get of it, as (group, amount)."""

    parcel: int
    group: Group
    quantity: int
    gross: int
    discount: int = 0
    makers: Sequence[tuple[Group, int]] = ()


@transaction.atomic
def freeze_sale(*, reference: str, bumm: Bumm, lines: Sequence[Line], on: dt.date, delivery: int = 0) -> Sale:
    """Decide for each rupiah of a sale whose it will be, by the charter in force on that day.

    The same reference again returns the sale. Raises NoBook, NoCharter, NothingSold, DiscountTooHigh, MakersGetTooMuch.
    """
    if sale := Sale.objects.filter(reference=reference).first():
        return sale
    book, charter = Book.objects.filter(bumm=bumm).first(), charter_in_force(bumm, on)
    if book is None:
        raise refusals.NoBook
    if charter is None:
        raise refusals.NoCharter
    if not lines:
        raise refusals.NothingSold
    sale = Sale.objects.create(book=book, charter=charter, reference=reference, sold_on=on)
    rows = [_line(sale, place, line) for place, line in enumerate(lines, 1)]
    if delivery:
        rows.append(_delivery_line(sale, len(rows) + 1, delivery))
    SaleLine.objects.bulk_create(rows)
    parts = [_parts(line, charter) for line in lines]
    if delivery:
        parts.append([Part("delivery", None, delivery)])
    _store_parts(book, rows, parts, lines)
    return sale


def _line(sale: Sale, position: int, line: Line) -> SaleLine:
    return SaleLine(
        sale=sale,
        position=position,
        parcel=line.parcel,
        group=line.group,
        quantity=line.quantity,
        gross=line.gross,
        discount=line.discount,
        net=line.gross - line.discount,
    )


def _delivery_line(sale: Sale, position: int, fee: int) -> SaleLine:
    return SaleLine(sale=sale, position=position, parcel=OF_DELIVERY, group=None, quantity=1, gross=fee, net=fee)


def _parts(line: Line, charter: Charter) -> list[Part]:
    terms = Terms(charter.commission_bp, charter.discount_bearer == Bearer.BUMM)
    makers = [(group.pk, amount) for group, amount in line.makers]
    return split(gross=line.gross, discount=line.discount, seller=line.group.pk, makers=makers, terms=terms)


def _store_parts(book: Book, rows: list[SaleLine], parts: list[list[Part]], lines: Iterable[Line]) -> None:
    groups = {group for line in lines for group in (line.group, *(maker for maker, _amount in line.makers))}
    accounts = _accounts(book, groups)
    codes = {"commission": COMMISSION, "delivery": DELIVERY, "discount": DISCOUNTS}
    SplitRow.objects.bulk_create(
        SplitRow(
            line=row,
            position=position,
            kind=part.kind,
            account_id=accounts[codes[part.kind] if part.group is None else part.group],
            amount=part.amount,
        )
        for row, of_line in zip(rows, parts, strict=True)
        for position, part in enumerate(of_line, 1)
    )


def _accounts(book: Book, groups: Iterable[Group]) -> dict[str | int, int]:
    """The keys of the book's own accounts by their codes, and of the groups' by the groups' keys."""
    found: dict[str | int, int] = {}
    rows = Account.objects.filter(book=book).values_list("code", "group", "pk")
    for code, group, key in rows:
        found[group or code] = key
    for seller in sorted(groups, key=lambda each: each.pk):
        if seller.pk not in found:
            found[seller.pk] = ledger.open_group_account(book=book, group=seller).pk
    return found
