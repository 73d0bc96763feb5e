"""What every page of the site has: a title in two languages, its way from the home page, its addresses."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page, PageQuerySet
from wagtail.search import index

from catalog.products.freshness import fact_of, parents_of, shows

PLAIN_TEXT = ["bold", "italic", "ol", "ul", "link"]  # what a rich text may hold


class KeyedQuerySet(PageQuerySet):
    """Pages of which lists need the keys only, because their cards are kept."""

    def keys(self, *order: str) -> list[int]:
        """The primary keys in order."""
        pages = self.order_by(*order) if order else self
        return list(pages.values_list("pk", flat=True))


class BilingualPage(Page):
    """A page with a twin of its title in English. `/en/` serves the same page."""

    title_en = models.CharField(_("title (English)"), max_length=255, blank=True)

    in_search = False  # whether the public finds pages of this kind by their words
    # Lists, searches and kept pages are for everyone: what is not for everyone is a draft, and not behind a password.
    private_page_options: list[str] = []

    content_panels = [
        MultiFieldPanel([TitleFieldPanel("title"), FieldPanel("title_en")], heading=_("Title"), classname="title-pair")
    ]
    search_fields = [*Page.search_fields, index.SearchField("title_en", boost=2)]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shows(fact_of(self), *parents_of(self))
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context

    @property
    def facts(self) -> list[str]:
        """What every piece of this page hangs on."""
        return [fact_of(self), *parents_of(self)]

    @cached_property
    def crumbs(self) -> list[Page]:
        """The pages above this one, from the home page down."""
        return list(self.get_ancestors().filter(depth__gt=1)) if self.depth > 2 else []

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """The page in each language, with the other named beside it."""
        addresses = []
        for language, _name in settings.LANGUAGES:
            with override(language):
                addresses.append({"location": self.get_full_url(request), "lang_code": language})
        lastmod = self.last_published_at or self.latest_revision_created_at
        return [{"location": each["location"], "lastmod": lastmod, "alternates": addresses} for each in addresses]
