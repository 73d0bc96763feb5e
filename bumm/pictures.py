"""Pictures as people send them, made safe before they are stored, whichever way they come.

What a picture is, its content says and not its name. Size and pixels are counted before anything is decoded. What is
stored is drawn anew from the pixels, so that nothing else of the file is left: no position, no comments, no second file
behind the picture, no further frames.
"""

import hashlib
import io
import warnings
from typing import IO, NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps
from pillow_heif import register_heif_opener

register_heif_opener()

READABLE = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")
# Some pictures fill more memory for each pixel while they are decoded than others. With these, none fills 400 MB.
MOST_PIXELS_OF_PHONES = 25_000_000  # AVIF, HEIC
MOST_PIXELS_OF_HUNGRY = 16_000_000  # WebP, progressive JPEG, and whatever can be seen through
LONGEST_EDGE = 4_000  # pixels; twice what the widest frame of the site shows


class UnusablePicture(Exception):
    """Why a picture is not taken, in the user's words."""


class Cleaned(NamedTuple):
    """A picture drawn anew: its bytes, and the file suffix that says what they are."""

    content: bytes
    suffix: str


def examine(file: IO[bytes], size: int) -> Image.Image:
    """The picture in a file of `size` bytes, opened but not decoded. Raises UnusablePicture."""
    most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
    if size > most:
        raise UnusablePicture(_("The picture is larger than {most} MB.").format(most=most // 2**20))
    image = _opened(file)
    pixels, most = image.width * image.height, _most_pixels(image)
    if pixels > most:
        raise UnusablePicture(
            _("The picture has {pixels} million pixels; at most {most} million can be taken. Make it smaller.").format(
                pixels=f"{pixels / 1e6:.1f}", most=most // 10**6
            )
        )
    return image


def _opened(file: IO[bytes]) -> Image.Image:
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Pillow warns of many pixels; they are counted here.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(file, formats=READABLE)
    except Image.DecompressionBombError as error:
        raise UnusablePicture(_("The picture has far too many pixels. Make it smaller.")) from error
    except Exception as error:  # whatever a file that is no picture sets off inside the decoders
        raise UnusablePicture(_("This is no picture that can be read. Send JPEG, PNG, WebP, AVIF or HEIC.")) from error


def _most_pixels(image: Image.Image) -> int:
    most: int = settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    if image.format == "WEBP" or image.info.get("progressive") or image.has_transparency_data:
        return min(most, MOST_PIXELS_OF_HUNGRY)
    return min(most, MOST_PIXELS_OF_PHONES) if image.format in ("AVIF", "HEIF") else most


def cleaned(file: IO[bytes], size: int) -> Cleaned:
    """The picture drawn anew, upright, in sRGB, and no longer than LONGEST_EDGE. Raises UnusablePicture."""
    image = examine(file, size)
    is_png = image.format == "PNG"
    try:
        image = _plain(_shrunk(image))
    except Exception as error:  # a picture that breaks off, or breaks its decoder
        raise UnusablePicture(_("The picture is damaged or incomplete. Send it again.")) from error
    kind, suffix = ("PNG", ".png") if is_png or image.mode == "RGBA" else ("JPEG", ".jpg")
    out = io.BytesIO()
    image.save(out, kind, quality=90)
    return Cleaned(out.getvalue(), suffix)


def _shrunk(image: Image.Image) -> Image.Image:
    """The first frame decoded, and halved, thirded, ... as often as its longer edge asks for."""
    if image.format in ("JPEG", "MPO"):
        image.draft(None, (LONGEST_EDGE, LONGEST_EDGE))  # the decoder itself halves what is twice too long
    image.load()
    full = _in_eight_bits(image)
    factor = -(-max(full.size) // LONGEST_EDGE)
    if factor == 1:
        return full
    shrunk = full.reduce(factor)
    image.close()  # its pixels are most of the memory that all of this takes
    return shrunk


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """The picture with eight bits a channel, which can be reckoned with."""
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


def _plain(image: Image.Image) -> Image.Image:
    """Upright pixels without anything that came with them."""
    ImageOps.exif_transpose(image, in_place=True)
    plain = _in_srgb(image).convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info.clear()
    return plain


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours as every screen shows them. A profile that cannot be read is left out of account."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK", "L"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def hash_of(file: IO[bytes]) -> str:
    """What tells the same file as it was sent, whatever it is called."""
    file.seek(0)
    return hashlib.sha256(file.read()).hexdigest()
