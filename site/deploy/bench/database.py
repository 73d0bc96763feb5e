"""`make explain`: what the database does for public pages, with nothing kept. Markdown on standard output.

Of each page: queries, the milliseconds that the database took (the middle of five), and the plans of statements that
took a while, each once. Run it on a database that `seed_scale` has filled.
"""

import os
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
os.environ["CACHE_URL"] = "dummycache://"

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client

from catalog.products.listing import PAGE_SIZE
from catalog.products.models import CatalogueEntry, GroupPage, ProductPage

ROUNDS = 5
A_WHILE = 2.5  # milliseconds


class Statement(NamedTuple):
    milliseconds: float
    sql: str
    parameters: Any


def addresses() -> dict[str, str]:
    """What is measured, by what it stands for."""
    last = CatalogueEntry.objects.count() // PAGE_SIZE
    good, group = ProductPage.objects.live().last(), GroupPage.objects.live().last()
    if good is None or group is None:
        raise SystemExit("Load the pilot and seed_scale first.")
    return {
        "home": "/",
        "listing": "/produk/",
        "the middle page": f"/produk/?hal={last // 2}",
        "the last page": f"/produk/?hal={last}",
        "by highest price, last page": f"/produk/?urut=termahal&hal={last}",
        "by lowest price, middle page": f"/produk/?urut=termurah&hal={last // 2}",
        "by English name, middle page": f"/en/produk/?urut=nama&hal={last // 2}",
        "by name, middle page": f"/produk/?urut=nama&hal={last // 2}",
        "one category": "/produk/?kategori=batik",
        "category and kelurahan, by price": "/produk/?kategori=batik&kelurahan=pajang&urut=termurah",
        "one group": f"/produk/?kelompok={group.group.slug}",
        "a range of prices": "/produk/?harga_dari=50000&harga_sampai=100000",
        "in stock, two categories": "/produk/?stok=1&kategori=kayu&kategori=kulit",
        "at a kiosk": "/produk/?kios=1",
        "a common word": "/produk/?q=batik",
        "a common word of materials": "/produk/?q=jati",
        "a common word, deep": "/produk/?q=batik&hal=100",
        "a common word, filtered, by price": "/produk/?q=batik&kategori=batik&urut=termurah",
        "four words": "/produk/?q=dompet+kulit+kambing+parang",
        "mistyped": "/produk/?q=batk",
        "mistyped in two words": "/produk/?q=kompor+minyk",
        "words that never meet": "/produk/?q=sangkar+wayang",
        "nothing found": "/produk/?q=qqxxzz",
        "English": "/en/produk/?q=teak",
        "suggestions": "/produk/saran/?q=ba&bagian=1",
        "suggestions, second word": "/produk/saran/?q=batik+tu&bagian=1",
        "suggestions, mistyped": "/produk/saran/?q=sngkar&bagian=1",
        "a product": good.url,
        "a group": group.url,
        "a kelurahan": group.get_parent().url,
        "all kelurahan": "/kelurahan/",
    }


def statements_of(address: str) -> list[Statement]:
    """All that one visit asks the database."""
    found = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            found.append(Statement((time.perf_counter() - began) * 1000, sql, parameters))

    with connection.execute_wrapper(note):
        response = Client().get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address} answered {response.status_code}")
    return found


def plan(statement: Statement) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) {statement.sql}", statement.parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


def main() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    print("| page | address | queries | ms |\n| --- | --- | ---: | ---: |")
    plans: dict[str, tuple[str, str]] = {}
    for what, address in addresses().items():
        statements_of(address)  # content types and the like are read once a process
        visits = [statements_of(address) for _round in range(ROUNDS)]
        milliseconds = median(sum(statement.milliseconds for statement in visit) for visit in visits)
        print(f"| {what} | `{address}` | {len(visits[0])} | {milliseconds:.0f} |", flush=True)
        for statement in visits[-1]:
            if statement.milliseconds > A_WHILE and statement.sql not in plans:
                plans[statement.sql] = what, plan(statement)
    for what, text in plans.values():
        print(f"\n**{what}**:\n\n```\n{text}\n```")


if __name__ == "__main__":
    main()
