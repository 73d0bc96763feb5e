"""Reads the pilot's data and draws its pictures. Everything here is a file beside the code."""

import csv
import tomllib
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import resvg_py

HERE = Path(__file__).resolve().parent
DATA, PICTURES = HERE / "data", HERE / "pictures"


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


def render(name: str, width: int) -> bytes:
    """Draw one SVG source as PNG, so many pixels wide."""
    return bytes(resvg_py.svg_to_bytes(svg_path=str(PICTURES / f"{name}.svg"), width=width, skip_system_fonts=True))


def render_all(names: list[str], width: int) -> dict[str, bytes]:
    """Draw many at once, on every core."""
    with ProcessPoolExecutor() as pool:
        return dict(zip(names, pool.map(render, names, [width] * len(names)), strict=True))
