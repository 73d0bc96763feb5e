"""ZIP archives, XLSX among them, opened only after what could do harm has been refused.

An archive's directory can be made of millions of entries, its parts can swell a thousandfold or ask a method for
gigabytes. All of that is read from a few bytes before anything is unpacked.
"""

import struct
import zipfile
from typing import IO

from django.utils.translation import gettext as _

MOST_DIRECTORY_BYTES = 2 * 2**20
END, END64_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
END_SIZE, LOCATOR_SIZE, LONGEST_COMMENT = 22, 20, 2**16
ENCRYPTED = 1  # a bit among the flags of a part


class UnreadableArchive(Exception):
    """Why a file cannot be opened as an archive, in the user's words."""


def open_archive(file: IO[bytes], *, most_parts: int, most_unpacked: int) -> zipfile.ZipFile:
    """The archive in a seekable file. Raises UnreadableArchive where it is damaged, or too large in any way."""
    _refuse_large_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise UnreadableArchive(_("The file is damaged or no ZIP.")) from error
    parts = archive.infolist()
    if len(parts) > most_parts:
        raise UnreadableArchive(_("There are more than {most} files in it.").format(most=most_parts))
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise UnreadableArchive(_("It is locked with a password."))
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise UnreadableArchive(_("It is packed in an unusual way. Pack it again as an ordinary ZIP."))
    if sum(part.file_size for part in parts) > most_unpacked:
        raise UnreadableArchive(_("Unpacked it would be larger than {most} MB.").format(most=most_unpacked // 2**20))
    return archive


def _refuse_large_directory(file: IO[bytes]) -> None:
    """Read the last bytes only: where the directory ends, its size is written."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_SIZE - LONGEST_COMMENT - LOCATOR_SIZE))
    tail = file.read()
    end = tail.rfind(END)
    if end < 0 or len(tail) < end + END_SIZE:
        raise UnreadableArchive(_("The file is damaged or no ZIP."))
    (directory_bytes,) = struct.unpack("<L", tail[end + 12 : end + 16])
    beyond_4_gb = tail[max(0, end - LOCATOR_SIZE) :].startswith(END64_LOCATOR)
    if beyond_4_gb or directory_bytes > MOST_DIRECTORY_BYTES:
        raise UnreadableArchive(_("There are far too many files in it."))
    file.seek(0)
