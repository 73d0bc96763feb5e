"""Figures drawn on the server: the drawing and its table say the same."""

import re

from django.template import Context, Template
from django.utils.translation import override
from home.templatetags.figures import bar


def test_a_bar_is_as_long_as_its_parts() -> None:
    drawn = bar([("Makers", 81_000), ("Group", 9_000), ("Nobody", 0), ("Kiosk", 10_000)], "Where it goes")
    assert drawn["total"] == 100_000
    assert [(part["name"], part["start"], part["percent"]) for part in drawn["parts"]] == [
        ("Makers", 0, 81),
        ("Group", 81_000, 9),
        ("Kiosk", 90_000, 10),
    ]


def test_percentages_are_rounded_half_up() -> None:
    assert [part["percent"] for part in bar([("a", 1), ("b", 199)], "")["parts"]] == [1, 100]


def test_the_table_names_each_amount() -> None:
    with override("id"):
        html = Template("{% load figures %}{% bar parts 'Ke mana uangnya' %}").render(
            Context({"parts": [("Pembuat <b>", 75_000), ("BUMM", 25_000)]})
        )
    assert re.findall(r'<td class="number">([^<]+)</td>', html) == ["Rp75.000", "75%", "Rp25.000", "25%"]
    assert "Pembuat &lt;b&gt;" in html
    assert html.count("<rect") == 2
