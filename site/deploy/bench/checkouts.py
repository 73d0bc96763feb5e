"""`make bench PART=checkouts`: how many checkouts a second, beside the same rows inserted bare.

A basket of two goods of two groups, sent off ROUNDS times by one buyer after the other: quoted, split, paid for by
transfer, set aside. The yardstick inserts the very rows that this stored, a transaction each, into tables with the same
columns, checks and indexes, but without keys to others and without triggers. In a database of its own with the pilot
in it, on the durable embedded server, or on that of DATABASE_URL; dropped afterwards. One JSON line a figure; `ratio`
is to the yardstick in the same run.
"""

import json
import os
import sys
import time
import uuid
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "site"), str(ROOT / "site" / "deploy")]

from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection, transaction

from bench import books
from bench.books import own_database
from catalog.orders import services
from catalog.orders.cart import Cart
from catalog.orders.models import Checkout, Order
from catalog.orders.quoting import quote
from catalog.products.models import Variant
from catalog.stock import services as stock
from catalog.stock.models import StockMovement

ROUNDS = int(os.environ.get("CHECKOUTS") or 200)
GOODS = ("KST-BDR-45", "TTK-6")
# Each table, and how its rows are found by the key of a checkout.
OF_ORDER = "(SELECT id FROM orders_order WHERE checkout_id = %s)"
REFERENCE = "(SELECT 'order:' || id FROM orders_order WHERE checkout_id = %s)"
SALE = f"(SELECT id FROM settlement_sale WHERE reference = {REFERENCE})"
TABLES = {
    "orders_checkout": "id = %s",
    "orders_order": "checkout_id = %s",
    "orders_parcel": f"order_id = {OF_ORDER}",
    "orders_orderline": f"parcel_id IN (SELECT id FROM orders_parcel WHERE order_id = {OF_ORDER})",
    "orders_orderevent": f"order_id = {OF_ORDER}",
    "settlement_sale": f"reference = {REFERENCE}",
    "settlement_saleline": f"sale_id = {SALE}",
    "settlement_splitrow": f"line_id IN (SELECT id FROM settlement_saleline WHERE sale_id = {SALE})",
    "payments_payment": f"order_reference = {REFERENCE}",
    "payments_paymentevent": f"payment_id IN (SELECT id FROM payments_payment WHERE order_reference = {REFERENCE})",
    "stock_reservation": f"reference LIKE {REFERENCE} || ':%%'",
}


def fill_the_shelves() -> list[Variant]:
    found = list(Variant.objects.select_related("product__group").filter(sku__in=GOODS))
    for variant in found:
        place = stock.workshop_of(group=variant.product.group)
        stock.move(variant=variant, location=place, quantity=10 * ROUNDS, reason=StockMovement.Reason.MADE, by=None)
    return found


def send_off(goods: list[Variant], number: int) -> Checkout:
    cart = Cart(SessionStore())
    for variant in goods:
        cart.put(variant.pk, 1)
    found = quote(cart)
    return services.place(
        key=str(uuid.uuid4()),
        buyer=services.Buyer(f"Pembeli {number}", f"+62812{number:08}"),
        quote=found,
        seen=found.total,
        gateways={basket.bumm.pk: Order.Gateway.TRANSFER for basket in found.baskets},
        language="id",
    )


def rows_of(checkout: Checkout) -> dict[str, list[tuple[Any, ...]]]:
    rows = {}
    with connection.cursor() as cursor:
        for table, condition in TABLES.items():
            cursor.execute(f"SELECT * FROM {table} WHERE {condition}", [checkout.pk])
            rows[table] = cursor.fetchall()
            assert rows[table], table  # noqa: S101
    return rows


def insert_bare(rows: dict[str, list[tuple[Any, ...]]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, of_table in rows.items():
            places = ", ".join(["%s"] * len(of_table[0]))
            cursor.executemany(f"INSERT INTO bare_{table} VALUES ({places})", of_table)


def timed(work: Any, *arguments: Any) -> float:
    begun = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - begun


def main() -> None:
    books.NAME = "bench_checkouts"
    took: dict[str, list[float]] = defaultdict(list)
    with own_database():
        call_command("load_pilot", stdout=open(os.devnull, "w"), stderr=open(os.devnull, "w"))  # noqa: SIM115, PTH123
        goods = fill_the_shelves()
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        send_off(goods, 0)
        rows = 0
        for number in range(1, ROUNDS + 1):
            took["checkout"].append(timed(send_off, goods, number))
            stored = rows_of(Checkout.objects.latest("pk"))
            rows = sum(len(of_table) for of_table in stored.values())
            took["yardstick"].append(timed(insert_bare, stored))
    for name, seconds in took.items():
        each = median(seconds)
        figures = {"rows": rows, "milliseconds": round(1000 * each, 2), "a_second": round(1 / each, 1)}
        ratio = round(each / median(took["yardstick"]), 2)
        print(json.dumps({"bench": "checkouts", "figure": name, **figures, "ratio": ratio}), flush=True)


if __name__ == "__main__":
    main()
