"""Home, standard and story pages."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.search import index
from wagtail.url_routing import RouteResult

from catalog.products.models import ProductPage
from catalog.products.models.bilingual_pages import BilingualPage, KeyedQuerySet
from catalog.products.pieces import PRODUCTS, draw
from home.blocks import home_blocks, text_blocks
from home.shelf import Shelf, fill

PRODUCT_DEPTH = 4  # kelurahan / name / group / product


class HomePage(BilingualPage):
    """`/`: the market's front."""

    headline = models.CharField(_("headline"), max_length=80, blank=True)
    headline_en = models.CharField(_("headline (English)"), max_length=80, blank=True)
    lead = models.TextField(_("opening words"), max_length=300, blank=True)
    lead_en = models.TextField(_("opening words (English)"), max_length=300, blank=True)
    photo = models.ForeignKey(
        "products.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    sections = StreamField(home_blocks(), blank=True, verbose_name=_("sections"))

    content_panels = [
        *BilingualPage.content_panels,
        MultiFieldPanel(
            [
                FieldPanel("headline"),
                FieldPanel("headline_en"),
                FieldPanel("lead"),
                FieldPanel("lead_en"),
                FieldPanel("photo"),
            ],
            heading=_("Opening"),
        ),
        FieldPanel("sections"),
        InlinePanel("choices", heading=_("Chosen products and groups"), label=_("choice")),
    ]
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        def shelf() -> Shelf:
            """Read when the page is drawn anew."""
            found = fill(chosen=[choice.page_id for choice in self.choices.all()])
            draw(PRODUCTS, [*found.chosen, *found.newest], request)  # the goods of both sections at once
            return found

        return super().get_context(request, *args, **kwargs) | {"shelf": shelf}

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Find a page by its whole path in one step, where Wagtail would read each page on the way to it."""
        if not path_components:
            return super().route(request, path_components)
        url_path = self.url_path + "".join(f"{component}/" for component in path_components)
        at = {"url_path": url_path, "slug": path_components[-1]}  # of the two, only slugs have an index
        page: Page | None = None
        if len(path_components) == PRODUCT_DEPTH:
            page = ProductPage.objects.filter(**at).select_related("product").first()
        elif found := Page.objects.filter(**at).first():
            page = found.specific
        return page.route(request, []) if page else super().route(request, path_components)


class HomeChoice(Orderable):
    """A product or a group that the home page puts forward."""

    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="choices")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name=_("page"))

    panels = [PageChooserPanel("page", ["products.ProductPage", "products.GroupPage"])]

    class Meta(Orderable.Meta):
        verbose_name = _("choice")
        verbose_name_plural = _("choices")


class StandardPage(BilingualPage):
    """A page of text: about, how to buy, privacy."""

    body = StreamField(text_blocks(), blank=True, verbose_name=_("text"))
    body_en = StreamField(text_blocks(), blank=True, verbose_name=_("text (English)"))

    content_panels = [*BilingualPage.content_panels, FieldPanel("body"), FieldPanel("body_en")]
    in_search = True
    search_fields = [*BilingualPage.search_fields, index.SearchField("body"), index.SearchField("body_en")]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    template = "home/standard_page.html"

    class Meta:
        verbose_name = _("standard page")


class StoryIndexPage(BilingualPage):
    """`/cerita/`: all stories, the latest first."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.StoryPage"]
    template = "home/story_index_page.html"

    class Meta:
        verbose_name = _("story index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | {
            "story_keys": StoryPage.objects.live().latest_first().keys()
        }


class StoryPageQuerySet(KeyedQuerySet):
    def latest_first(self) -> "StoryPageQuerySet":
        return self.order_by("-told_on", "-pk")

    def for_cards(self) -> "StoryPageQuerySet":
        """With what a card shows, the latest first."""
        return self.latest_first().select_related("photo")


class StoryPage(BilingualPage):
    """A story from the workshops."""

    told_on = models.DateField(_("date"), default=timezone.localdate)
    intro = models.TextField(_("opening words"), max_length=300, blank=True)
    intro_en = models.TextField(_("opening words (English)"), max_length=300, blank=True)
    photo = models.ForeignKey(
        "products.Photo", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    body = StreamField(text_blocks(), blank=True, verbose_name=_("text"))
    body_en = StreamField(text_blocks(), blank=True, verbose_name=_("text (English)"))

    objects = PageManager.from_queryset(StoryPageQuerySet)()

    content_panels = [
        *BilingualPage.content_panels,
        FieldPanel("told_on"),
        FieldPanel("intro"),
        FieldPanel("intro_en"),
        FieldPanel("photo"),
        FieldPanel("body"),
        FieldPanel("body_en"),
    ]
    search_fields = [
        *BilingualPage.search_fields,
        index.SearchField("intro", boost=1.5),
        index.SearchField("intro_en", boost=1.5),
        index.SearchField("body"),
        index.SearchField("body_en"),
    ]
    in_search = True
    parent_page_types = ["home.StoryIndexPage"]
    subpage_types: list[str] = []
    template = "home/story_page.html"

    class Meta:
        verbose_name = _("story")
