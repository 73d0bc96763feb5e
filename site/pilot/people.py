"""The pilot's partners, BUMM, trades, groups and residents."""

from typing import Any

from bumm.people import services
from bumm.people.models import Bumm, Group, Household, Institution, Kelurahan, Person, Trade
from pilot.sources import read

TRADES = [
    ("shuttlecock", "Kok bulu tangkis", "Shuttlecocks"),
    ("birdcage", "Sangkar burung", "Birdcages"),
    ("patchwork", "Kain perca", "Patchwork"),
    ("stove", "Kompor dan tungku", "Stoves and grills"),
]


def load() -> None:
    for slug, name, name_en in TRADES:
        Trade.objects.get_or_create(slug=slug, defaults={"name": name, "name_en": name_en})
    for partner in read("partners")["institution"]:
        Institution.objects.get_or_create(slug=partner["slug"], defaults=partner)
    for row in read("places")["bumm"]:
        _open_bumm(row)
    for row in read("groups")["group"]:
        if not Group.objects.filter(slug=row["slug"]).exists():
            _create_group(row)
    for row in read("residents")["resident"]:
        _settle(row)


def _open_bumm(row: dict[str, Any]) -> None:
    kelurahan = Kelurahan.objects.get(slug=row["kelurahan"])
    if not Bumm.objects.filter(kelurahan=kelurahan).exists():
        details = {key: row[key] for key in ("founded_on", "address", "postcode", "phone")}
        services.open_bumm(kelurahan=kelurahan, name=row["name"], **details)


def _create_group(row: dict[str, Any]) -> None:
    kelurahan = Kelurahan.objects.get(name=row["kelurahan"])
    group = services.create_group(
        name=row["name"],
        slug=row["slug"],
        kelurahan=kelurahan,
        trade=Trade.objects.get(slug=row["trade"]),
        kind=row["kind"],
        status=row["status"],
        selling_bumm=Bumm.objects.get(kelurahan__slug=row["selling_bumm"]),
        rt=row["rt"],
        rw=row["rw"],
        founded_on=row["founded_on"],
        phone=row["phone"],
    )
    for member in row["member"]:
        _join(group, member)
    if row["grade"]:
        services.grade_group(group=group, grade=row["grade"])


def _settle(row: dict[str, Any]) -> None:
    """A resident who belongs to no group."""
    kelurahan = Kelurahan.objects.get(slug=row["kelurahan"])
    home = {"kelurahan": kelurahan, "rt": row["rt"], "rw": row["rw"]}
    household, _created = Household.objects.get_or_create(code=row["household"], defaults=home)
    if not Person.objects.filter(name=row["name"], household=household).exists():
        services.register_person(name=row["name"], household=household)


def _join(group: Group, row: dict[str, Any]) -> None:
    residence = Kelurahan.objects.get(name=row["residence"]) if row.get("residence") else group.kelurahan
    household, _created = Household.objects.get_or_create(
        code=row["household"], defaults={"kelurahan": residence, "rt": group.rt, "rw": group.rw}
    )
    person = Person.objects.filter(name=row["name"], household=household).first() or services.register_person(
        name=row["name"], household=household, occupation=row["occupation"]
    )
    membership = services.join_group(
        person=person,
        group=group,
        since=row["since"],
        trade=Trade.objects.get(slug=row["trade"]),
        office=row["office"],
    )
    if row.get("until"):
        services.leave_group(membership=membership, on=row["until"])
