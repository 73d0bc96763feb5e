"""Tables and ZIPs to import, and what is planned of them."""

import io
import zipfile
from typing import IO, Any

from openpyxl import Workbook

from bumm.people.models import Group
from catalog.products.imports.pictures import Gallery
from catalog.products.imports.plan import Plan, plan_import
from catalog.products.imports.sheets import read_table

HEAD = "sku,nama,harga,kategori,deskripsi,berat,stok,hari_buat\n"
GOOD = HEAD + 'TAS-1,Tas belanja,"85.000",perca,Tas bergagang dua.,300,4,0\n'


def xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> IO[bytes]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out


def planned(group: Group, text: str, pictures: IO[bytes] | None = None) -> Plan:
    return plan_import(group, read_table(text.encode()), Gallery(group, pictures))


def complaints(group: Group, text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in planned(group, text).problems]
