"""The faces of the catalogue: kelurahan, groups and products as pages with drafts and moderation."""

from typing import Any, NamedTuple

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Collection, Orderable, Page, PageManager, PageQuerySet
from wagtail.search import index

from bumm.people.models import Group, Kelurahan
from catalog.products.forms import GroupPageForm, KelurahanPageForm, ListingForm
from catalog.products.freshness import fact_by_key, fact_of, live, parents_of, shows
from catalog.products.models.goods import Category, Product, Variant
from catalog.products.panels import OfferPanel, ReturnedPanel

RELATED = 4  # goods on a product's page
PLAIN_TEXT = ["bold", "italic", "ol", "ul", "link"]


class BilingualPage(Page):
    """A page with a twin of its title in English. `/en/` serves the same page."""

    title_en = models.CharField(_("title (English)"), max_length=255, blank=True)

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


class KelurahanIndexPage(BilingualPage):
    """`/kelurahan/`: the way in by place."""

    intro = models.TextField(_("introduction"), blank=True)
    intro_en = models.TextField(_("introduction (English)"), blank=True)

    content_panels = [*BilingualPage.content_panels, FieldPanel("intro"), FieldPanel("intro_en")]
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["products.KelurahanPage"]
    template = "catalog/products/kelurahan_index_page.html"

    class Meta:
        verbose_name = _("kelurahan index")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shows(live(GroupPage), live(KelurahanPage))
        places = list(KelurahanPage.objects.live().child_of(self).for_cards())
        groups = list(GroupPage.objects.live().descendant_of(self).select_related("group", "photo").order_by("title"))
        for place in places:
            place.group_pages = [page for page in groups if page.group.kelurahan_id == place.kelurahan_id]
            place.face = place.photo or next((page.photo for page in place.group_pages if page.photo), None)
        return super().get_context(request, *args, **kwargs) | {
            "with_groups": [place for place in places if place.group_pages],
            "without_groups": [place for place in places if not place.group_pages],
        }


class KeyedQuerySet(PageQuerySet):
    """Pages of which lists need the keys only, because their cards are kept."""

    def keys(self, *order: str) -> list[int]:
        """The primary keys in order."""
        pages = self.order_by(*order) if order else self
        return list(pages.values_list("pk", flat=True))


class KelurahanPageQuerySet(PageQuerySet):
    def for_cards(self) -> "KelurahanPageQuerySet":
        """With what a card shows: place, BUMM and picture."""
        return self.select_related("kelurahan__bumm", "kelurahan__kecamatan", "photo").order_by("title")


class KelurahanPage(BilingualPage):
    """`/kelurahan/<kelurahan>/`: a kelurahan and its BUMM."""

    kelurahan = models.OneToOneField(
        Kelurahan, on_delete=models.PROTECT, related_name="page", verbose_name=_("kelurahan")
    )
    intro = RichTextField(_("introduction"), features=PLAIN_TEXT, blank=True)
    intro_en = RichTextField(_("introduction (English)"), features=PLAIN_TEXT, blank=True)
    photo = models.ForeignKey(
        "products.Photo",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    objects = PageManager.from_queryset(KelurahanPageQuerySet)()

    base_form_class = KelurahanPageForm
    content_panels = [
        *BilingualPage.content_panels,
        FieldPanel("kelurahan"),
        FieldPanel("intro"),
        FieldPanel("intro_en"),
        FieldPanel("photo"),
    ]
    search_fields = [*BilingualPage.search_fields, index.SearchField("intro"), index.SearchField("intro_en")]
    parent_page_types = ["products.KelurahanIndexPage"]
    subpage_types = ["products.GroupPage"]
    template = "catalog/products/kelurahan_page.html"

    class Meta:
        verbose_name = _("kelurahan page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        shows(live(GroupPage))
        self.kelurahan = Kelurahan.objects.select_related("kecamatan", "bumm").get(pk=self.kelurahan_id)
        if bumm := getattr(self.kelurahan, "bumm", None):
            shows(fact_of(bumm))
        return super().get_context(request, *args, **kwargs) | {
            "bumm": bumm,
            "group_keys": GroupPage.objects.live().child_of(self).keys("title"),
            "group_keys_elsewhere": GroupPage.objects.live().sold_for(self.kelurahan).keys("title"),
        }


class GroupPageQuerySet(KeyedQuerySet):
    def with_counts(self) -> "GroupPageQuerySet":
        """With group, trade and place, and `product_count`, the number of goods on line."""
        goods = ProductPage.objects.live().filter(product__group=models.OuterRef("group")).order_by()
        counted = goods.values("product__group").annotate(n=models.Count("pk")).values("n")
        return (
            self.select_related("group__kelurahan", "group__trade")
            .annotate(product_count=models.functions.Coalesce(models.Subquery(counted), 0))
            .order_by("title")
        )

    def for_cards(self) -> "GroupPageQuerySet":
        """With what a card shows: as with_counts(), and the picture."""
        return self.with_counts().select_related("photo")

    def sold_for(self, kelurahan: Kelurahan) -> "GroupPageQuerySet":
        """Groups of other kelurahan that this kelurahan's BUMM sells for."""
        return self.filter(group__selling_bumm__kelurahan=kelurahan).exclude(group__kelurahan=kelurahan)


class GroupPage(BilingualPage):
    """`/kelurahan/<kelurahan>/<group>/`: a group, its story and its goods. The root of its admins' rights."""

    group = models.OneToOneField(
        Group, on_delete=models.PROTECT, related_name="page", verbose_name=pgettext_lazy("of makers", "group")
    )
    collection = models.OneToOneField(
        Collection, on_delete=models.PROTECT, editable=False, related_name="group_page", null=True
    )
    does = models.CharField(_("what the group does"), max_length=160, blank=True)
    does_en = models.CharField(_("what the group does (English)"), max_length=160, blank=True)
    story = RichTextField(_("story"), features=PLAIN_TEXT, blank=True)
    story_en = RichTextField(_("story (English)"), features=PLAIN_TEXT, blank=True)
    photo = models.ForeignKey(
        "products.Photo",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    objects = PageManager.from_queryset(GroupPageQuerySet)()

    base_form_class = GroupPageForm
    content_panels = [
        *BilingualPage.content_panels,
        FieldPanel("group"),
        FieldPanel("photo"),
        FieldPanel("does"),
        FieldPanel("does_en"),
        FieldPanel("story"),
        FieldPanel("story_en"),
    ]
    search_fields = [
        *BilingualPage.search_fields,
        index.SearchField("does"),
        index.SearchField("does_en"),
        index.SearchField("story"),
        index.SearchField("story_en"),
    ]
    parent_page_types = ["products.KelurahanPage"]
    subpage_types = ["products.ProductPage"]
    template = "catalog/products/group_page.html"

    class Meta:
        verbose_name = _("group page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.group = Group.objects.select_related("kelurahan", "trade", "selling_bumm").get(pk=self.group_id)
        goods = ProductPage.objects.live().filter(product__group=self.group_id).newest().keys()
        return super().get_context(request, *args, **kwargs) | {"product_keys": goods}


class ProductPageQuerySet(KeyedQuerySet):
    def with_makers(self) -> "ProductPageQuerySet":
        """With product, group, place and category."""
        return self.select_related("product__group__kelurahan", "category")

    def for_cards(self) -> "ProductPageQuerySet":
        """With what a card shows: as with_makers(), and photos, prices and availability."""
        return self.with_makers().prefetch_related(*CARD_DETAILS)

    def newest(self) -> "ProductPageQuerySet":
        """What came on line last comes first."""
        return self.order_by("-product__first_offered_at", "-pk")

    def related_to(self, page: "ProductPage") -> "ProductPageQuerySet":
        """Other goods of the same group first, then of the same category."""
        same_group = models.Q(product__group=page.product.group_id)
        return (
            self.filter(same_group | models.Q(category=page.category_id))
            .exclude(pk=page.pk)
            .order_by(models.Case(models.When(same_group, then=0), default=1), "-pk")
        )


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
        index.RelatedFields("category", [index.SearchField("name"), index.SearchField("name_en")]),
    ]
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
        group_page = makers.select_related("photo", "group__kelurahan", "group__selling_bumm").get()
        self.product.group = group_page.group
        models.prefetch_related_objects([self] if self.pk else [], *CARD_DETAILS)  # a new listing's preview has no row
        related = ProductPage.objects.live().related_to(self)[:RELATED].keys()
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
