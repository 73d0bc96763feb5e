"""The public listing, and what is suggested while someone types."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from bumm.money import parse_rupiah
from catalog.products.listing import NEWEST_FIRST, ORDERS, Listing, Wish, nearby
from catalog.products.search import LONGEST_QUESTION, others, understand
from catalog.products.suggestions import suggest

MOST_CHOICES = 60  # of one filter; there are 54 kelurahan
PRICES = ("harga_dari", "harga_sampai")


def listing(request: HttpRequest) -> HttpResponse:
    """`/produk/`: all goods, with words (`q`), filters (`kategori`, `kelurahan`, `kelompok`, `harga_dari`,
    `harga_sampai`, `stok`, `kios`), order (`urut`) and pages (`hal`)."""
    wish = wish_of(request.GET)
    question = understand(wish.words) if wish.words else None
    found = Listing(wish, question)
    page = found.page(request.GET.get("hal"))
    context = {
        "wish": wish,
        "question": question,
        "listing": found,
        "page_obj": page,
        "product_keys": list(page),
        "others": others(question) if question and page.number == 1 else [],
        "nearby": nearby() if not page.paginator.count and not wish.narrowed else None,
        "unreadable": [
            request.GET[name] for name in PRICES if request.GET.get(name) and _rupiah(request.GET, name) is None
        ],
    }
    return render(request, "catalog/products/listing.html", context)


def suggestions(request: HttpRequest) -> HttpResponse:
    """`/produk/saran/`: what fits the words that were begun (`q`), as a page, or as the part that the search field
    shows below itself (`bagian`)."""
    words = _words(request.GET)
    template = "suggestions_part.html" if request.GET.get("bagian") else "suggestions.html"
    return render(request, f"catalog/products/{template}", {"words": words, "suggested": suggest(words)})


def wish_of(asked: QueryDict) -> Wish:
    """The wish that query parameters state. What cannot be read is left out."""
    order = asked.get("urut", "")
    lowest, highest = (_rupiah(asked, name) for name in PRICES)
    if lowest and highest and lowest > highest:
        lowest, highest = highest, lowest
    return Wish(
        words=_words(asked),
        categories=_slugs(asked, "kategori"),
        kelurahan=_slugs(asked, "kelurahan"),
        groups=_slugs(asked, "kelompok"),
        price_from=lowest,
        price_to=highest,
        in_stock=bool(asked.get("stok")),
        at_kiosk=bool(asked.get("kios")),
        order=order if order in ORDERS else NEWEST_FIRST,
    )


def _slugs(asked: QueryDict, name: str) -> list[str]:
    return [slug for slug in dict.fromkeys(asked.getlist(name)) if "\x00" not in slug][:MOST_CHOICES]


def _words(asked: QueryDict) -> str:
    return asked.get("q", "").replace("\x00", "").strip()[:LONGEST_QUESTION]


def _rupiah(asked: QueryDict, name: str) -> int | None:
    try:
        amount = parse_rupiah(asked.get(name, ""))
    except ValueError:
        return None
    return amount if 0 < amount < 10**12 else None
