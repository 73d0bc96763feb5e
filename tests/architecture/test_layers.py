"""The house's order beyond imports: string foreign keys, installed apps, and no package named `site`."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
HOUSES = {"catalog": ROOT / "catalog", "bumm": ROOT / "bumm", "": ROOT / "site"}
NOT_ROOMS = {"static", "locale", "deploy", "__pycache__"}


def layers() -> dict[str, int]:
    """Each room of the contract with its height; siblings share one."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    contract = next(contract for contract in tools["contracts"] if contract["type"] == "layers")
    names = [layer.replace("(", "").replace(")", "").split("|") for layer in reversed(contract["layers"])]
    return {name.strip(): height for height, siblings in enumerate(names) for name in siblings}


def rooms() -> set[str]:
    """Every folder that is a room, and `money`, which is one file."""
    found = {"bumm.money"}
    for house, folder in HOUSES.items():
        for path in folder.iterdir():
            if path.is_dir() and path.name not in NOT_ROOMS:
                found.add(f"{house}.{path.name}".lstrip("."))
    return found


def room_of(module: str) -> str | None:
    """The room a module is in, or None where it is not ours."""
    return next((room for room in layers() if module == room or module.startswith(f"{room}.")), None)


def own_relations() -> list[tuple[str, str, str]]:
    """(field, room of its model, room of what it points at) for every relation between our models."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if field.auto_created or not field.is_relation or field.related_model is None:
                continue
            here, there = room_of(model.__module__), room_of(field.related_model.__module__)
            if here and there:
                found.append((f"{model._meta.label}.{field.name}", here, there))
    return found


def test_every_room_is_in_the_contract() -> None:
    assert rooms() <= layers().keys(), "name the new room in pyproject's contract"


def test_every_room_with_models_is_installed() -> None:
    installed = {app.name for app in apps.get_app_configs()}
    with_app = {room for room in rooms() if (ROOT / "site" / room / "apps.py").exists()}
    with_app |= {room for room in rooms() if (ROOT / room.replace(".", "/") / "apps.py").exists()}
    assert with_app <= installed
    assert {app for app in installed if room_of(app)} == with_app


def test_user_model_is_ours() -> None:
    assert room_of(apps.get_model(settings.AUTH_USER_MODEL).__module__) == "bumm.people"


@pytest.mark.parametrize(("field", "here", "there"), own_relations(), ids=lambda value: value)
def test_foreign_keys_point_down(field: str, here: str, there: str) -> None:
    height = layers()
    assert here == there or height[there] < height[here], f"{field} points up, from {here} to {there}"


def test_site_is_no_package() -> None:
    assert not (ROOT / "site" / "__init__.py").exists(), "the standard library owns the name `site`"


def test_no_drawers() -> None:
    """No `utils`, `helpers`, `common`, `core`, `misc`: a room or a file says what is in it."""
    names = {path.stem for house in HOUSES.values() for path in house.rglob("*") if "__pycache__" not in path.parts}
    assert not names & {"utils", "util", "helpers", "helper", "common", "core", "misc"}


def test_history_is_protected_everywhere() -> None:
    """`pgtrigger.ignore` would let application code rewrite history."""
    sources = [path for house in HOUSES.values() for path in house.rglob("*.py")]
    assert not [path for path in sources if "pgtrigger.ignore" in path.read_text(encoding="utf-8")]
