"""Reads the pilot's data and draws its pictures. Everything here is a file beside the code."""

import csv
import re
import tomllib
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import resvg_py

HERE = Path(__file__).resolve().parent
DATA, PICTURES = HERE / "data", HERE / "pictures"
VIEW_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
SQUARE_PIXELS, WIDE_PIXELS = 800, 1600
FOR_LATER = ("pasar-", "kios")  # markets have no pages yet


class Caption(NamedTuple):
    """What a picture shows, in both languages, and the point that a crop must keep (0 to 1 from the top left)."""

    alt: str
    alt_en: str
    focal_x: float
    focal_y: float


def read(name: str) -> dict[str, Any]:
    """The contents of one TOML file of the pilot."""
    with (DATA / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def captions() -> dict[str, Caption]:
    """Captions by picture name."""
    with (PICTURES / "captions.tsv").open(encoding="utf-8", newline="") as file:
        return {
            row["picture"]: Caption(row["alt"], row["alt_en"], float(row["focal_x"]), float(row["focal_y"]))
            for row in csv.DictReader(file, delimiter="\t")
        }


def render(name: str) -> bytes:
    """Draw one SVG source as PNG, wide enough for the largest rendition of its proportions."""
    source = (PICTURES / f"{name}.svg").read_text(encoding="utf-8")
    width, height = map(float, VIEW_BOX.search(source).groups())  # type: ignore[union-attr]
    pixels = SQUARE_PIXELS if width <= height else WIDE_PIXELS
    return bytes(resvg_py.svg_to_bytes(svg_string=source, width=pixels, skip_system_fonts=True))


@cache
def drawings() -> dict[str, bytes]:
    """Every picture that pages show, as PNG: drawn on all cores when the first is wanted."""
    names = [name for name in captions() if not name.startswith(FOR_LATER)]
    with ProcessPoolExecutor() as pool:
        return dict(zip(names, pool.map(render, names), strict=True))
