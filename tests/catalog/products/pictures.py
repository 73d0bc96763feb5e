"""Pictures as people and others send them: from phones with their position, cut short, swollen, and in disguise."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from tests.factories import png

HTML = b"<html><script>alert('jelujur')</script></html>"
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def jpeg(width: int = 60, height: int = 40, **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#8a2b3d").save(out, "JPEG", **options)
    return out.getvalue()


def from_a_phone() -> bytes:
    """Lying on its side, with the maker's name, a comment and the position where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "Telepon Uji"
    exif.get_ifd(GPS).update({1: "S", 2: (7.0, 34.0, 0.0), 3: "E", 4: (110.0, 49.0, 0.0)})
    return jpeg(80, 40, exif=exif, comment=b"rahasia", xmp=b"<x:xmpmeta>rahasia</x:xmpmeta>")


def animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("#8a2b3d", "#26356f")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    return out.getvalue()


def png_with_text() -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", HTML.decode())
    out = io.BytesIO()
    Image.new("RGB", (60, 60)).save(out, "PNG", pnginfo=told)
    return out.getvalue()


def empty_png(width: int, height: int) -> bytes:
    """A picture of so many black pixels in a few bytes: what a bomb is made of."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    header = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    line = bytes(1 + -(-width // 8))
    packed = b"".join(rows.compress(line * min(1000, height - start)) for start in range(0, height, 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed + rows.flush()) + chunk(b"IEND", b"")


def gif() -> bytes:
    out = io.BytesIO()
    Image.new("P", (10, 10)).save(out, "GIF")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'
# What is refused, by what it is; with the name it comes under.
REFUSED = {
    "SVG": ("gambar.svg", SVG),
    "SVG renamed": ("gambar.png", SVG),
    "XML before an SVG": ("gambar.png", b'<?xml version="1.0"?>\n' + SVG),
    "HTML": ("gambar.jpg", HTML),
    "script behind a GIF": ("gambar.gif", gif() + b"/*alert(1)*/"),
    "GIF renamed": ("gambar.png", gif()),
    "PDF": ("gambar.jpg", b"%PDF-1.7\n"),
    "nothing": ("gambar.jpg", b""),
    "cut short": ("gambar.jpg", jpeg(600, 600, quality=95)[:1500]),
    "PNG cut short": ("gambar.png", png(600, 600)[:-60]),
    "a bomb": ("gambar.png", empty_png(30_000, 30_000)),
    "40.1 megapixels": ("gambar.png", empty_png(10_000, 4_010)),
    "12.1 MB": ("gambar.jpg", jpeg() + bytes(12 * 2**20 + 100_000)),
}
# What is taken, by what it is; nothing of this may be in what is stored.
TAKEN = {
    "JPEG with a ZIP behind it": ("gambar.jpg", jpeg() + b"PK\x03\x04 evil", b"PK\x03\x04"),
    "JPEG with HTML behind it": ("gambar.jpg", jpeg() + HTML, b"<script>"),
    "PNG that tells HTML": ("gambar.png", png_with_text(), b"<script>"),
    "PNG called JPEG": ("gambar.jpg", png(60, 60) + HTML, b"<script>"),
    "JPEG with a comment": ("gambar.jpg", jpeg(comment=HTML), b"<script>"),
    "from a phone": ("gambar.jpg", from_a_phone(), b"rahasia"),
    "animated": ("gambar.webp", animated(), b"ANIM"),
}
