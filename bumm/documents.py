"""Documents on paper as PDF: a template of ours, drawn by WeasyPrint with our own styles and fonts and nothing else.

The same template with the same context gives the same bytes. WeasyPrint draws with Debian's pango, which pip cannot
bring; it is imported only here and only when a document is asked for, so that the site runs without it.
"""

import hashlib
import io
import logging
import mimetypes
import os
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template.loader import render_to_string
from PIL import ImageFile

HERE = "http://document.invalid"  # what a link without a host is taken to mean; nothing answers there

os.environ.setdefault("SOURCE_DATE_EPOCH", "0")  # fonts are embedded without the time of day

logger = logging.getLogger(__name__)


class CannotDraw(Exception):
    """This machine has no pango, so it cannot draw a PDF; the same template can be printed from a browser."""


def pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF, in the language that is active.

    Raises CannotDraw where pango is missing, and ValueError when the document names what is no static file of ours.
    """
    weasyprint = library()
    html = render_to_string(template, context)
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    page = weasyprint.HTML(string=html, base_url=HERE, url_fetcher=_static_files_only())
    try:
        return bytes(page.write_pdf(pdf_identifier=identifier, pdf_tags=True))
    except weasyprint.urls.FatalURLFetchingError as error:  # not an Exception, so nothing else would catch it
        raise ValueError(str(error)) from error


def library() -> Any:
    """WeasyPrint. Raises CannotDraw where pango is missing."""
    try:
        import weasyprint
    except OSError as error:  # pip's part is there, Debian's is not
        logger.warning("No PDF without pango: %s", error)
        raise CannotDraw from error
    finally:
        # Importing it lets pictures that are cut short pass in the whole process, also what people upload.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return weasyprint


def _static_files_only() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFiles(URLFetcher):
        """Reads static files of ours, and neither the disk nor the net."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(HERE + settings.STATIC_URL):
                raise ValueError(f"not a static file: {url}")
            name = unquote(urlsplit(url).path).removeprefix(settings.STATIC_URL)
            return URLFetcherResponse(url, _static(name), {"Content-Type": mimetypes.guess_type(name)[0] or ""})

    return StaticFiles(fail_on_errors=True)


def _static(name: str) -> io.BytesIO:
    """The file as it stands in the source, or, under the name that collecting gave it, the collected one."""
    with open(found, "rb") if (found := finders.find(name)) else staticfiles_storage.open(name) as file:  # noqa: PTH123
        return io.BytesIO(file.read())
