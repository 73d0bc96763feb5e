"""Kept pages: fresh at once after any change, on every process; never someone else's; nothing dropped without need."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

import pytest
from config import forgiving_cache, page_cache
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.template import Context, Template
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from home.models import HomeChoice, HomePage, SiteFrame
from wagtail.models import Site

from bumm.people.models import Bumm, Group
from catalog.products import freshness, services
from catalog.products.models import GroupPage, ProductPage
from catalog.products.pictures import make_renditions
from tests.factories import CategoryFactory, PhotoFactory, ProductPageFactory, UserFactory

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    """Run what waits for the commit, which a test's own transaction never reaches."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def is_kept(client: Client, address: str) -> bool:
    """Whether the next visitor gets this page without a query."""
    with connection.execute_wrapper(refuse):
        try:
            return client.get(address).status_code == 200
        except QueryMade:
            return False


def why_not_kept(address: str) -> str:
    """What speaks against the kept page, for a test that fails."""
    kept = cache.get(page_cache._key(RequestFactory().get(address)))
    record = cache.get(freshness.RECORD)
    return f"kept: {kept and (kept.began, kept.facts)}; record: {record}"


class QueryMade(Exception):
    pass


def refuse(execute: Any, sql: str, *args: Any) -> None:
    raise QueryMade(sql)


def keep(*addresses: str) -> None:
    """Visit pages twice: an emptied cache begins its record with the first visit and keeps from the second."""
    for _visit in range(2):
        for address in addresses:
            assert Client().get(address).status_code == 200


@pytest.fixture
def two_goods() -> tuple[ProductPage, ProductPage]:
    """Two goods of two groups in one category."""
    return ProductPageFactory(title="Tas"), ProductPageFactory(title="Keset")


def reprice(page: ProductPage, price: int) -> None:
    variant = page.product.variants.get()
    services.change_variant(variant=variant, price=price, sku=variant.sku)


@pytest.mark.django_db
class TestExactness:
    def test_a_second_visit_takes_no_query(self, client: Client, two_goods: Any) -> None:
        keep("/", "/produk/", two_goods[0].url)
        assert all(is_kept(Client(), address) for address in ("/", "/produk/", two_goods[0].url))

    def test_a_changed_price_shows_at_once_and_drops_no_other_page(self, two_goods: Any, commits: Any) -> None:
        tas, keset = two_goods
        others = GroupPage.objects.get(group=keset.product.group)
        own = GroupPage.objects.get(group=tas.product.group)
        keep("/", "/produk/", tas.url, own.url, others.url, "/cerita/", "/kelurahan/")
        with commits():
            reprice(tas, 77_700)
        for address in ("/produk/", tas.url, own.url):
            assert "Rp77.700" in Client().get(address).content.decode()
        for address in (others.url, "/cerita/", "/kelurahan/"):
            assert is_kept(Client(), address), f"{address} shows no price of this product; {why_not_kept(address)}"

    def test_lists_in_order_of_price_follow_prices_they_do_not_show(self, two_goods: Any, commits: Any) -> None:
        for number in range(30):
            ProductPageFactory(group_page=GroupPage.objects.first(), product__price=1_000 + number)
        keep("/produk/?urut=termurah", "/produk/?hal=2")
        with commits():
            reprice(two_goods[0], 5)
        assert "Rp5<" in Client().get("/produk/?urut=termurah").content.decode()

    def test_availability_shows_at_once(self, two_goods: Any, commits: Any) -> None:
        keep("/produk/", two_goods[0].url)
        with commits():
            variant = two_goods[0].product.variants.get()
            services.report_availability(variant=variant, in_stock=0, made_to_order_days=9)
        assert not is_kept(Client(), "/produk/")
        assert not is_kept(Client(), two_goods[0].url)

    def test_published_and_unpublished_goods_come_and_go(self, two_goods: Any, commits: Any) -> None:
        tas = two_goods[0]
        group = GroupPage.objects.get(group=tas.product.group)
        keep("/produk/", group.url, "/kelurahan/tipes/", tas.url)
        with commits():
            tas.unpublish()
        assert "Tas</a>" not in Client().get("/produk/").content.decode()
        assert "Tas</a>" not in Client().get(group.url).content.decode()
        assert Client().get(tas.url).status_code == 404
        assert not is_kept(Client(), "/kelurahan/tipes/"), "it counts the group's goods"
        with commits():
            tas.get_latest_revision().publish()
        assert "Tas</a>" in Client().get("/produk/").content.decode()

    def test_a_draft_changes_nothing(self, two_goods: Any, commits: Any) -> None:
        keep("/produk/", two_goods[0].url)
        with commits():
            two_goods[0].title = "Tas baru"
            two_goods[0].save_revision()
        assert is_kept(Client(), "/produk/")
        assert is_kept(Client(), two_goods[0].url)

    def test_a_new_address_is_linked_everywhere(self, two_goods: Any, commits: Any) -> None:
        tas = two_goods[0]
        old = tas.url
        keep("/produk/", old)
        with commits():
            tas.slug = "tas-jinjing"
            tas.save_revision().publish()
        assert "/tas-jinjing/" in Client().get("/produk/").content.decode()
        assert Client().get(old).status_code in {301, 404}

    def test_pictures_appear_when_they_are_made(self, two_goods: Any, commits: Any) -> None:
        photo = two_goods[0].photos.get().image
        keep(two_goods[0].url)
        with commits():
            make_renditions.call(photo.pk)
        assert "image/avif" in Client().get(two_goods[0].url).content.decode()

    def test_home_follows_its_choices(self, two_goods: Any, commits: Any) -> None:
        home = HomePage.objects.get()
        home.sections = [("chosen", {"title": "Pilihan"})]
        home.choices = [HomeChoice(page=two_goods[0])]
        home.save_revision().publish()
        keep("/")
        with commits():
            reprice(two_goods[0], 12_345)
        assert "Rp12.345" in Client().get("/").content.decode()

    def test_a_deleted_page_is_gone(self, two_goods: Any, commits: Any) -> None:
        keep("/produk/", two_goods[0].url)
        with commits():
            two_goods[0].delete()
        assert "Tas</a>" not in Client().get("/produk/").content.decode()

    def test_what_began_before_a_change_is_not_kept(self, two_goods: Any, commits: Any, rf: Any) -> None:
        """A page that reads the old price while the new one is being committed is not taken for fresh."""
        keep("/produk/")

        def slow_page(request: Any) -> Any:
            response = Client().get("/produk/?hal=1")
            page_cache.freshness.shows(page_cache.freshness.fact_of(two_goods[0]))
            with commits():
                reprice(two_goods[0], 99_900)
            response.cookies.clear()
            return response

        middleware = page_cache.PageCache(slow_page)
        middleware(rf.get("/produk/", {"hal": "9"}))
        kept = cache.get(page_cache._key(rf.get("/produk/", {"hal": "9"})))
        assert kept is not None
        assert not page_cache.freshness.is_fresh(cache.get("freshness"), kept.began, kept.facts)


@pytest.mark.django_db
class TestPrivacy:
    def test_somebody_logged_in_gets_pages_of_their_own(self, two_goods: Any) -> None:
        keep("/produk/")
        member = Client()
        member.force_login(UserFactory(), backend="bumm.people.login.LoginBackend")
        assert not is_kept(member, "/produk/")
        assert is_kept(Client(), "/produk/")

    def test_pages_with_a_form_are_not_kept(self, client: Client) -> None:
        keep("/akun/login/")
        assert not is_kept(Client(), "/akun/login/")

    def test_a_page_rendered_for_a_visitor_with_a_token_is_not_kept(self, two_goods: Any) -> None:
        keep("/cerita/")
        visitor = Client()
        visitor.get("/akun/login/")
        assert "csrftoken" in visitor.cookies
        visitor.get("/produk/")
        assert not is_kept(Client(), "/produk/")

    def test_made_up_parameters_are_not_kept(self, two_goods: Any) -> None:
        keep("/produk/?utm_source=x")
        assert not is_kept(Client(), "/produk/?utm_source=x")

    def test_languages_are_kept_apart(self, two_goods: Any) -> None:
        keep("/produk/", "/en/produk/")
        assert 'lang="id"' in Client().get("/produk/").content.decode()
        assert 'lang="en"' in Client().get("/en/produk/").content.decode()

    def test_compressed_and_plain_are_kept_apart(self, two_goods: Any) -> None:
        for _visit in range(3):
            packed = Client(headers={"accept-encoding": "gzip"}).get("/produk/")
            plain = Client().get("/produk/")
        assert packed["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain
        assert b"<html" in plain.content

    def test_a_browser_that_has_the_page_gets_304(self, two_goods: Any) -> None:
        keep("/produk/")
        tag = Client().get("/produk/")["ETag"]
        assert Client(headers={"if-none-match": tag}).get("/produk/").status_code == 304

    def test_without_a_cache_pages_come_all_the_same(self, two_goods: Any, commits: Any) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            address = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
            with override_settings(CACHES={"default": forgiving_cache.configuration(address)}):
                assert Client().get("/produk/").status_code == 200
                with commits():
                    reprice(two_goods[0], 31_000)
                assert "Rp31.000" in Client().get("/produk/").content.decode()


@pytest.fixture
def shared_cache(tmp_path: Path) -> Iterator[str]:
    """The address of a cache that several processes share: the environment's, or files."""
    own = str(settings.CACHES["default"].get("LOCATION", ""))
    address = own if own.startswith("redis") else f"filecache://{tmp_path / 'cache'}"
    with override_settings(CACHES={"default": forgiving_cache.configuration(address)}):
        cache.clear()
        yield address
        cache.clear()


@pytest.fixture
def two_processes(shared_cache: str, transactional_db: None, tmp_path: Path) -> Iterator[list[str]]:
    """Two servers of their own, on this test's database and the shared cache."""
    place = connection.settings_dict
    host = f"host={quote(place['HOST'])}&port={place['PORT'] or 5432}"
    password = f":{quote(place['PASSWORD'])}" if place["PASSWORD"] else ""
    database = f"postgres://{place['USER']}{password}@/{place['NAME']}?{host}"
    environment = os.environ | {
        "DATABASE_URL": database,
        "CACHE_URL": shared_cache,
        "PYTEST_XDIST_WORKER": "gw0",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "site")]),
    }
    servers, addresses = [], []
    for port in (_free_port(), _free_port()):
        command = [Path(sys.executable).with_name("granian"), "config.wsgi:application", "--interface", "wsgi"]
        options = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws", "--log-level", "error"]
        servers.append(subprocess.Popen([*map(str, command), *options], env=environment, cwd=ROOT))
        addresses.append(f"http://127.0.0.1:{port}")
    try:
        for address in addresses:
            _wait_for(address)
        yield addresses
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            _read(f"{address}/healthz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"no answer from {address}")


def _read(address: str) -> str:
    with urlopen(Request(address), timeout=20) as response:  # noqa: S310
        return str(response.read().decode())


@pytest.mark.xdist_group("servers")
def test_a_changed_price_shows_at_once_on_both_processes(two_processes: list[str]) -> None:
    tas = ProductPageFactory(title="Tas", image=PhotoFactory())
    home = HomePage.objects.get()
    home.sections = [("newest", {"title": "Baru"})]
    home.save_revision().publish()
    addresses = ["/", "/produk/", "/en/produk/", tas.url]
    pages = [server + address for server in two_processes for address in addresses]
    for _visit in range(3):
        assert all("Rp25.000" in _read(page) for page in pages)
    for price in (31_000, 32_000, 33_000):
        reprice(tas, price)
        shown = f"Rp{price:,}".replace(",", ".")
        assert all(shown in _read(page) for page in pages)


@pytest.mark.django_db
def test_a_piece_is_drawn_once_a_language_and_site_but_never_kept_of_a_draft() -> None:
    drawn: list[str] = []
    template = Template("{% load catalogue %}{% kept 'a piece' 7 %}{{ draw }}{% endkept %}")

    def draw_for(**request: Any) -> None:
        asked = RequestFactory().get("/", **request)
        asked.is_preview = request.get("draft", False)
        template.render(Context({"request": asked, "draw": lambda: drawn.append("drawn") or "words"}))

    draw_for()
    draw_for()
    assert len(drawn) == 1
    draw_for(SERVER_NAME="127.0.0.1")
    assert len(drawn) == 2
    with override("en"):
        draw_for()
    assert len(drawn) == 3
    draw_for(draft=True)
    draw_for(draft=True)
    assert len(drawn) == 5


@pytest.mark.django_db
def test_a_changed_price_drops_the_piece_of_its_product_and_no_other(client: Client, commits: Any) -> None:
    changed, other = ProductPageFactory(), ProductPageFactory(category=CategoryFactory(slug="lain", name="Lain"))
    for address in (changed.url, other.url):
        client.get(address)
    with override_settings(MIDDLEWARE=[name for name in settings.MIDDLEWARE if "PageCache" not in name]):
        with CaptureQueriesContext(connection) as before:
            client.get(other.url)
        with commits():
            reprice(changed, 78_000)
        with CaptureQueriesContext(connection) as after:
            client.get(other.url)
        assert "Rp78.000" in client.get(changed.url).content.decode()
    assert len(after) == len(before)


@pytest.mark.django_db
@pytest.mark.parametrize("what", ["seller", "frame", "neighbour"])
def test_what_surrounds_a_product_shows_at_once_on_its_page(client: Client, commits: Any, what: str) -> None:
    page = ProductPageFactory()
    bumm, frame = page.product.group.selling_bumm, SiteFrame.objects.get_or_create(site=Site.objects.get())[0]
    Bumm.objects.update(phone="")
    Group.objects.update(phone="")
    client.get(page.url)
    with commits():
        if what == "seller":
            bumm.refresh_from_db()
            bumm.name = "BUMM Lain"
            bumm.save()
        elif what == "frame":
            frame.phone = "+6281200000099"
            frame.save()
        else:
            ProductPageFactory(title="Keset tetangga", category=page.category)
    html = client.get(page.url).content.decode()
    assert {"seller": "Dijual oleh BUMM Lain", "frame": "wa.me/6281200000099?text=", "neighbour": "Keset tetangga"}[
        what
    ] in html


@pytest.mark.django_db
def test_a_made_up_parameter_never_gets_into_what_others_see(client: Client) -> None:
    ProductPageFactory()
    client.get("/produk/?kategori=patchwork&pancingan=1")
    html = client.get("/produk/?kategori=patchwork").content.decode()
    assert 'class="chip"' in html
    assert "pancingan" not in html
