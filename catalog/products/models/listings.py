"""The faces of goods: product pages with drafts and moderation."""

from typing import Any, NamedTuple

from django.db import models, transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable, PageManager
from wagtail.search import index

from catalog.products.forms import ListingForm
from catalog.products.freshness import fact_by_key, fact_of
from catalog.products.models.bilingual_pages import PLAIN_TEXT, BilingualPage, KeyedQuerySet
from catalog.products.models.goods import Category, Product, Variant
from catalog.products.models.places import GroupPage
from catalog.products.models.public_index import CatalogueEntry
from catalog.products.panels import OfferPanel, ReturnedPanel

RELATED = 4  # goods on a product's page


class ProductPageQuerySet(KeyedQuerySet):
    def with_makers(self) -> "ProductPageQuerySet":
        """With product, group, place and category."""
        return self.select_related("product__group__kelurahan", "category")

    def for_cards(self) -> "ProductPageQuerySet":
        """With what a card shows: as with_makers(), and photos, prices and availability."""
        return self.with_makers().prefetch_related(*CARD_DETAILS)


class ProductTag(TaggedItemBase):
    content_object = ParentalKey("products.ProductPage", on_delete=models.CASCADE, related_name="tagged_items")


class Detail(NamedTuple):
    """A product page's surroundings: its group's page, photos, variants cheapest first, their different weights in
    grams, and keys of related goods."""

    group_page: GroupPage
    photos: list["ProductPhoto"]
    variants: list[Variant]
    weights: list[int]
    related: list[int]


class ProductPage(BilingualPage):
    """`/kelurahan/<kelurahan>/<group>/<product>/`: the face of a product, through drafts and moderation."""

    product = models.OneToOneField(Product, on_delete=models.PROTECT, related_name="page", editable=False)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="product_pages", verbose_name=_("category")
    )
    summary = models.CharField(
        _("in one sentence"), max_length=200, blank=True, help_text=_("What it is and what it is good for.")
    )
    summary_en = models.CharField(_("in one sentence (English)"), max_length=200, blank=True)
    story = RichTextField(_("how it is made"), features=PLAIN_TEXT, blank=True)
    story_en = RichTextField(_("how it is made (English)"), features=PLAIN_TEXT, blank=True)
    materials = models.CharField(_("materials"), max_length=200, blank=True)
    materials_en = models.CharField(_("materials (English)"), max_length=200, blank=True)
    size = models.CharField(_("size"), max_length=120, blank=True)
    size_en = models.CharField(_("size (English)"), max_length=120, blank=True)
    care = models.CharField(_("care"), max_length=200, blank=True)
    care_en = models.CharField(_("care (English)"), max_length=200, blank=True)
    sni_number = models.CharField(
        _("SNI number"),
        max_length=60,
        blank=True,
        help_text=_("Where the law wants the national standard's mark, as for gas stoves."),
    )
    tags = ClusterTaggableManager(through=ProductTag, blank=True, verbose_name=_("tags"))

    objects = PageManager.from_queryset(ProductPageQuerySet)()

    base_form_class = ListingForm
    content_panels = [
        ReturnedPanel(),
        *BilingualPage.content_panels,
        InlinePanel("photos", heading=_("Photos"), label=_("photo"), min_num=1, max_num=8),
        OfferPanel(),
        FieldPanel("category"),
        MultiFieldPanel([FieldPanel("summary"), FieldPanel("summary_en")], heading=_("In one sentence")),
        MultiFieldPanel([FieldPanel("story"), FieldPanel("story_en")], heading=_("How it is made")),
        MultiFieldPanel(
            [
                FieldPanel("materials"),
                FieldPanel("materials_en"),
                FieldPanel("size"),
                FieldPanel("size_en"),
                FieldPanel("care"),
                FieldPanel("care_en"),
                FieldPanel("sni_number"),
            ],
            heading=_("Details"),
            classname="collapsed",
        ),
        FieldPanel("tags"),
    ]
    search_fields = [
        *BilingualPage.search_fields,
        index.SearchField("summary", boost=1.5),
        index.SearchField("summary_en"),
        index.SearchField("story"),
        index.SearchField("story_en"),
        index.SearchField("materials"),
        index.SearchField("materials_en"),
        index.RelatedFields("tags", [index.SearchField("name", boost=1.5)]),
        index.RelatedFields(
            "category", [index.SearchField("name", boost=1.5), index.SearchField("name_en", boost=1.5)]
        ),
        index.RelatedFields(
            "product",
            [
                index.RelatedFields(
                    "group",
                    [index.SearchField("name"), index.RelatedFields("kelurahan", [index.SearchField("name")])],
                )
            ],
        ),
    ]
    in_search = True
    parent_page_types = ["products.GroupPage"]
    subpage_types: list[str] = []
    template = "catalog/products/product_page.html"

    class Meta:
        verbose_name = _("product page")

    @property
    def variants(self) -> list[Any]:
        """The product's variants, cheapest first; read once a page."""
        return sorted(self.product.variants.all(), key=lambda variant: (variant.price, variant.position))

    @property
    def facts(self) -> list[str]:
        group = self.detail.group_page.group
        around = map(fact_of, (group, group.kelurahan, group.selling_bumm))
        return [*super().facts, fact_by_key(Category, self.category_id), *around]

    @cached_property
    def detail(self) -> Detail:
        """What the page shows beside its own words, read at once and only when the page is drawn anew."""
        makers = GroupPage.objects.ancestor_of(self)
        group_page = makers.select_related("photo", "group__kelurahan", "group__selling_bumm__book").get()
        self.product.group = group_page.group
        models.prefetch_related_objects([self] if self.pk else [], *CARD_DETAILS)  # a new listing's preview has no row
        related = CatalogueEntry.objects.related_to(self, RELATED)
        weights = sorted({variant.weight_g for variant in self.variants if variant.weight_g})
        return Detail(group_page, list(self.photos.all()), self.variants, weights, related)

    def make_preview_request(self, *args: Any, **kwargs: Any) -> Any:
        """The form stores the offer that is being typed, so that its preview shows it; afterwards none of it was."""
        response = super().make_preview_request(*args, **kwargs)
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        return response


class ProductPhoto(Orderable):
    """One to eight pictures of a product. The first is its face in lists."""

    page = ParentalKey(ProductPage, on_delete=models.CASCADE, related_name="photos")
    image = models.ForeignKey(
        "products.Photo", on_delete=models.PROTECT, related_name="product_photos", verbose_name=_("photo")
    )
    alt = models.CharField(
        _("what it shows"), max_length=200, help_text=_("For those who cannot see it. Say what is in the picture.")
    )
    alt_en = models.CharField(_("what it shows (English)"), max_length=200, blank=True)

    panels = [FieldPanel("image"), FieldPanel("alt"), FieldPanel("alt_en")]

    class Meta(Orderable.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")


# What product cards show besides their page: prices, availability, photos. For prefetch_related() and its kin.
CARD_DETAILS = (
    models.Prefetch("product__variants", Variant.objects.select_related("availability")),
    models.Prefetch("photos", ProductPhoto.objects.select_related("image")),
)
