"""A city's worth of goods for measuring: the same for the same number, made in a few statements whatever the number.

Words come from `data/scale.toml`. Each group has a page and a share of the goods; each good has a page, one to three
variants, availability, stock, a price history and, where the pilot's pictures are loaded, a picture. The pages come
without revisions, which Wagtail makes when one is first edited, and are not yet in the office's own search
(`update_index`) nor in its notes on what uses which picture (`rebuild_references_index`).
"""

from collections.abc import Callable, Iterator
from itertools import count
from random import Random
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils.text import slugify
from wagtail.models import Page

from bumm.people import services as people
from bumm.people.models import Bumm, Group, Kelurahan, Trade
from catalog.products import branches, public_index
from catalog.products.models import Category, GroupPage, KelurahanPage, ProductPage
from pilot.sources import read

GOODS_OF_A_GROUP = 400
MOST_GROUPS = 400
DAYS = 1500  # over which the goods came on line
BATCH = 2000
MOST = 500_000

TABLE = """
CREATE TEMPORARY TABLE seeded (
    n int, group_id bigint, path text, depth int, url_path text, slug text, title text, title_en text, category text,
    summary text, summary_en text, materials text, materials_en text, price bigint, weight int, variants int, stock int,
    days int, age int
) ON COMMIT DROP
"""

# One statement for each table; `n` counts from 1 and is added to the highest key there was.
FILL = [
    """INSERT INTO products_product (id, group_id, unit, unit_en, created_at, first_offered_at)
       SELECT {product} + n, group_id, '', '', now() - age * interval '1 hour', now() - age * interval '1 hour'
       FROM seeded""",
    """INSERT INTO products_variant (id, product_id, sku, name, name_en, price, weight_g, position)
       SELECT {variant} + 3 * n + v, {product} + n, 'SKALA-' || {product} + n || '-' || v,
           (ARRAY['', 'sedang', 'besar'])[v + 1], (ARRAY['', 'medium', 'large'])[v + 1], price * (v + 2) / 2, weight, v
       FROM seeded, generate_series(0, variants - 1) AS v""",
    """INSERT INTO products_availability (variant_id, in_stock, made_to_order_days, kiosks)
       SELECT {variant} + 3 * n + v, CASE WHEN v = 0 THEN stock ELSE stock / 2 END, days, '{{}}'
       FROM seeded, generate_series(0, variants - 1) AS v""",
    """INSERT INTO products_pricechange (variant_id, new_price, changed_at)
       SELECT {variant} + 3 * n + v, price * (v + 2) / 2, now() - age * interval '1 hour'
       FROM seeded, generate_series(0, variants - 1) AS v""",
    """INSERT INTO stock_location (kind, group_id, name, code)
       SELECT DISTINCT 'workshop', group_id, '', slug FROM (
           SELECT group_id, people_group.slug FROM seeded JOIN people_group ON people_group.id = group_id
       ) AS makers ON CONFLICT (group_id) DO NOTHING""",
    """INSERT INTO stock_stocklevel (variant_id, location_id, on_hand, reserved)
       SELECT {variant} + 3 * n + v, place.id, 0, 0
       FROM seeded JOIN stock_location place USING (group_id), generate_series(0, variants - 1) AS v""",
    """INSERT INTO stock_stockmovement (variant_id, location_id, quantity, reason, reference, note, at)
       SELECT had.variant_id, place.id, had.in_stock, 'opening', '', '', now() - age * interval '1 hour'
       FROM seeded JOIN stock_location place USING (group_id), generate_series(0, variants - 1) AS v
       JOIN products_availability had ON had.in_stock > 0
       WHERE had.variant_id = {variant} + 3 * n + v""",
    """INSERT INTO wagtailcore_page (id, path, depth, numchild, title, draft_title, slug, live, has_unpublished_changes,
           url_path, seo_title, show_in_menus, search_description, expired, content_type_id, locked, first_published_at,
           last_published_at, translation_key, locale_id)
       SELECT {page} + n, path, depth, 0, title, title, slug, true, false, url_path, '', false, '', false, {kind},
           false, now() - age * interval '1 hour', now() - age * interval '1 hour', gen_random_uuid(), {locale}
       FROM seeded""",
    """INSERT INTO products_productpage (page_ptr_id, product_id, category_id, title_en, summary, summary_en, story,
           story_en, materials, materials_en, size, size_en, care, care_en, sni_number)
       SELECT {page} + n, {product} + n, category, title_en, summary, summary_en, '', '', materials, materials_en, '',
           '', '', '', '' FROM seeded""",
    """INSERT INTO products_productphoto (page_id, image_id, alt, alt_en, sort_order)
       SELECT {page} + n, photos[1 + n % cardinality(photos)], title, title_en, 0
       FROM seeded, (SELECT array_agg(id ORDER BY id) AS photos FROM products_photo) AS had WHERE photos IS NOT NULL""",
]


@transaction.atomic
def seed_products(
    number: int, *, goods_of_a_group: int = GOODS_OF_A_GROUP, say: Callable[[str], None] = lambda text: None
) -> None:
    """Add so many goods, on line, with whatever groups they need. `say` is told how far it is."""
    kinds = read("scale")["category"]
    for position, kind in enumerate(kinds, 100):
        name, name_en = kind["name"]
        Category.objects.get_or_create(
            slug=kind["slug"], defaults={"name": name, "name_en": name_en, "position": position}
        )
    group_pages = [_group_page(place, kinds) for place in range(min(MOST_GROUPS, -(-number // goods_of_a_group)))]
    say(f"{len(group_pages)} groups")
    first = _store(list(_goods(number, group_pages, kinds)), group_pages)
    for start in range(first, first + number, BATCH):
        pages = list(ProductPage.objects.filter(pk__gte=start, pk__lt=min(start + BATCH, first + number)))
        public_index.show(pages)
        say(f"{min(start + BATCH - first, number)}/{number}")


def _group_page(place: int, kinds: list[dict[str, Any]]) -> GroupPage:
    """The page of the group of this number, opened with its group, its BUMM and its kelurahan's page where missing."""
    slug = f"kelompok-skala-{place + 1}"
    if found := GroupPage.objects.select_related("group").filter(group__slug=slug).first():
        return found
    places = Kelurahan.objects.order_by("code")
    kelurahan = places[place % places.count()]
    if not KelurahanPage.objects.filter(kelurahan=kelurahan).exists():
        branches.open_kelurahan_page(kelurahan=kelurahan, title=kelurahan.name)
    bumm = Bumm.objects.filter(kelurahan=kelurahan).first()
    kind = kinds[place % len(kinds)]
    trade, _created = Trade.objects.get_or_create(
        slug=kind["slug"], defaults={"name": kind["name"][0], "name_en": kind["name"][1]}
    )
    group = people.create_group(
        name=f"Kelompok {kind['name'][0]} {kelurahan.name} {place + 1}",
        slug=slug,
        kelurahan=kelurahan,
        trade=trade,
        kind=Group.Kind.KUBE,
        selling_bumm=bumm or people.open_bumm(kelurahan=kelurahan, name=f"BUMM {kelurahan.name}"),
        rt="001",
        rw="001",
    )
    return branches.open_group_page(group=group, title=group.name)


def _goods(number: int, group_pages: list[GroupPage], kinds: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
    """The rows of the table, with words put together by chance that is the same each time."""
    chance, words = Random(2012), read("scale")["common"]  # noqa: S311  nothing is kept secret by it
    places = [count(page.numchild + 1) for page in group_pages]
    for n in range(1, number + 1):
        place = n % len(group_pages)
        page, kind = group_pages[place], kinds[(place + (n % 5 == 0) * chance.randrange(len(kinds))) % len(kinds)]
        noun, material = (chance.choice(kind[name]) for name in ("nouns", "materials"))
        motif, colour, size = (chance.choice(words[name]) for name in ("motifs", "colours", "sizes"))
        making, use = chance.choice(words["makings"]), chance.choice(words["uses"])
        title = f"{noun[0]} {material[0]} {motif[0]} {colour[0]} {size[0]}".capitalize()
        slug = f"{slugify(title)}-{n}"
        low, high = kind["price"]
        yield (
            n,
            page.group_id,
            Page._get_path(page.path, page.depth + 1, next(places[place])),
            page.depth + 1,
            f"{page.url_path}{slug}/",
            slug,
            title,
            f"{size[1]} {colour[1]} {motif[1]} {noun[1]}, {material[1]}".capitalize() if n % 3 else "",
            kind["slug"],
            f"{making[0]}, {use[0]}.",
            f"{making[1]}, {use[1]}." if n % 3 else "",
            material[0],
            material[1],
            max(low, int(chance.triangular(low, high, low * 2)) // 500 * 500),
            chance.randrange(50, 3000),
            1 + (n % 10 == 0) + (n % 30 == 0),
            chance.choice([0, 0, 1, 3, 8, 25, 60]),
            chance.choice([0, 0, 3, 7, 14]),
            chance.randrange(1, DAYS * 24),
        )


def _store(rows: list[tuple[Any, ...]], group_pages: list[GroupPage]) -> int:
    """Write the rows to their tables; returns the key of the first page."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        with cursor.copy("COPY seeded FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        keys = {
            "product": _reserve(cursor, "products_product", len(rows)),
            "variant": _reserve(cursor, "products_variant", 3 * len(rows) + 3),
            "page": _reserve(cursor, "wagtailcore_page", len(rows)),
            "kind": ContentType.objects.get_for_model(ProductPage).pk,
            "locale": group_pages[0].locale_id,
        }
        for statement in FILL:
            cursor.execute(statement.format(**keys))
        cursor.execute(
            """UPDATE wagtailcore_page SET numchild = numchild + n FROM (
                   SELECT left(path, -4) AS path, count(*) AS n FROM seeded GROUP BY 1
               ) AS added WHERE added.path = wagtailcore_page.path"""
        )
        cursor.execute("DROP TABLE seeded")
        return int(keys["page"]) + 1


def _reserve(cursor: Any, table: str, number: int) -> int:
    """The highest key of a table so far; the next so many are ours."""
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
    (sequence,) = cursor.fetchone()
    cursor.execute("SELECT setval(%s::regclass, nextval(%s::regclass) + %s)", [sequence, sequence, number])
    return int(cursor.fetchone()[0]) - number
