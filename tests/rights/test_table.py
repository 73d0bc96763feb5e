"""The table can be read and written, what makes no sense in it is refused, and a new address is missed in it."""

from types import ModuleType

import pytest
from config import urls
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from tests.rights import table
from tests.rights.askers import ASKERS
from tests.rights.naming import all_cases

LISTED = """
== Goods ==

{headings}

product_list              kantor/barang/
product_list (of one)     kantor/barang/<int:page_id>/
    READ  ?    ?    ●    ◐ …

-                         kantor/rusak/
    GET   ?    ?    ✓    ✗ …
    POST  ? …
"""


def test_a_table_is_read_as_it_was_written() -> None:
    rows = table.read(LISTED.format(headings=table.headings()))
    listed = rows[table.Entry("product_list", "", "kantor/barang/")]
    assert listed == rows[table.Entry("product_list", "of one", "kantor/barang/<int:page_id>/")]
    assert (listed.get["anonymous"], listed.get["administrator"], listed.get["steward"]) == ("?", "●", "◐")
    assert (listed.post["anonymous"], listed.post["administrator"], listed.post["steward"]) == ("?", "–", "–")
    assert set(rows[table.Entry("", "", "kantor/rusak/")].post.values()) == {"?"}
    assert table.read(table.write(rows)) == rows
    own = table.read(table.TABLE.read_text())
    assert table.read(table.write(own)) == own


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("a  kantor/a/\n    READ ✓ ✗", "2 answers for 14 columns"),
        ("a  kantor/a/", "one line READ, SEND or BOTH"),
        ("a  kantor/a/\n    GET ✓ …", "one line READ, SEND or BOTH"),
        ("a kantor/a/\n    BOTH ✓ …", "a name, two blanks and a route"),
        ("a  kantor/a/\na  kantor/a/\n    BOTH ✓ …", "declared twice"),
    ],
)
def test_a_block_that_makes_no_sense_is_refused(block: str, reason: str) -> None:
    with pytest.raises(ValueError, match=rf"table\.txt, the block that ends in line \d+: .*{reason}"):
        table.read(block)


@pytest.mark.parametrize("route", ["kantor/bocor/", "bocor/<int:page_id>/"])
def test_an_address_that_is_not_declared_is_told(route: str) -> None:
    rows = table.read(table.TABLE.read_text())
    with override_settings(ROOT_URLCONF=with_one_more(route)):
        first, told, *_how = table.not_declared(rows).splitlines()
    assert first == "Not declared in tests/rights/table.txt:"
    assert told.split() == ["leak", route]


def test_an_argument_that_nobody_explained_is_told() -> None:
    more = with_one_more("bocor/<int:secret_id>/")
    with override_settings(ROOT_URLCONF=more), pytest.raises(AssertionError, match="what does `secret_id` name"):
        all_cases()


def test_a_declared_address_that_is_gone_is_told() -> None:
    rows = table.read(table.TABLE.read_text())
    nowhere = dict.fromkeys(ASKERS, "✗")
    rows[table.Entry("gone", "", "kantor/hilang/")] = table.Row(nowhere, nowhere)
    assert table.not_there(rows).splitlines()[1].split() == ["gone", "kantor/hilang/"]


def with_one_more(route: str) -> ModuleType:
    """The site's URL configuration with an address more."""
    module = ModuleType("one_more")
    one = path(route, lambda request, **named: HttpResponse(), name="leak")
    vars(module)["urlpatterns"] = [one, *urls.urlpatterns]
    return module
