"""The five kecamatan and 54 kelurahan of Surakarta, and the twelve roles."""

import csv
from pathlib import Path

from django.db import migrations
from django.utils.text import slugify

PLACES = Path(__file__).resolve().parents[1] / "data" / "kelurahan.csv"

# code, Indonesian, English, what it is held for
ROLES = [
    ("group_admin", "Admin kelompok", "Group admin", "group"),
    ("mentor", "Pendamping", "Mentor", "group"),
    ("treasurer", "Bendahara BUMM", "BUMM treasurer", "bumm"),
    ("manager", "Pengelola BUMM", "BUMM manager", "bumm"),
    ("supervisor", "Pengawas BUMM", "BUMM supervisor", "bumm"),
    ("kiosk_attendant", "Penjaga kios", "Kiosk attendant", "kiosk"),
    ("promotion_officer", "Petugas promosi", "Promotion officer", "city"),
    ("market_officer", "Petugas pasar", "Market officer", "city"),
    ("cooperative_officer", "Petugas koperasi", "Cooperative officer", "city"),
    ("steward", "Penjaga AD/ART", "Charter steward", "city"),
    ("auditor", "Pemeriksa", "Auditor", "city"),
    ("administrator", "Administrator", "Administrator", "city"),
]


def load_places(apps, schema_editor):
    Kecamatan = apps.get_model("people", "Kecamatan")
    Kelurahan = apps.get_model("people", "Kelurahan")
    with PLACES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    districts = {row["kecamatan_code"]: row["kecamatan"] for row in rows}
    Kecamatan.objects.bulk_create(Kecamatan(code=code, name=name) for code, name in districts.items())
    Kelurahan.objects.bulk_create(
        Kelurahan(code=row["code"], name=row["name"], slug=slugify(row["name"]), kecamatan_id=row["kecamatan_code"])
        for row in rows
    )


def load_roles(apps, schema_editor):
    AuthGroup = apps.get_model("auth", "Group")
    Role = apps.get_model("people", "Role")
    for code, name, name_en, scope in ROLES:
        auth_group, _created = AuthGroup.objects.get_or_create(name=f"Role: {code}")
        Role.objects.create(code=code, name=name, name_en=name_en, scope=scope, auth_group=auth_group)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [
        migrations.RunPython(load_places, migrations.RunPython.noop),
        migrations.RunPython(load_roles, migrations.RunPython.noop),
    ]
