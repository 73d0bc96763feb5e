"""The places of the catalogue: kelurahan and groups as pages with drafts and moderation."""

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Collection, PageManager, PageQuerySet
from wagtail.search import index

from bumm.people.models import Group, Kelurahan
from catalog.products.forms import GroupPageForm, KelurahanPageForm
from catalog.products.freshness import fact_of, live, shows
from catalog.products.models.bilingual_pages import PLAIN_TEXT, BilingualPage, KeyedQuerySet
from catalog.products.models.public_index import CatalogueEntry

SHOWN = 24  # of a group's goods on its own page; the listing has them all


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
    in_search = True
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
        goods = CatalogueEntry.objects.filter(group=models.OuterRef("group")).order_by()
        counted = goods.values("group").annotate(n=models.Count("pk")).values("n")
        return (
            self.select_related("group__kelurahan", "group__trade")
            .annotate(product_count=Coalesce(models.Subquery(counted), 0))
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
        index.RelatedFields(
            "group",
            [
                index.RelatedFields(
                    "trade", [index.SearchField("name", boost=1.5), index.SearchField("name_en", boost=1.5)]
                ),
                index.RelatedFields("kelurahan", [index.SearchField("name")]),
            ],
        ),
    ]
    in_search = True
    parent_page_types = ["products.KelurahanPage"]
    subpage_types = ["products.ProductPage"]
    template = "catalog/products/group_page.html"

    class Meta:
        verbose_name = _("group page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.group = Group.objects.select_related("kelurahan", "trade", "selling_bumm").get(pk=self.group_id)
        goods = list(
            CatalogueEntry.objects.filter(group=self.group_id).newest().values_list("pk", flat=True)[: SHOWN + 1]
        )
        return super().get_context(request, *args, **kwargs) | {
            "product_keys": goods[:SHOWN],
            "has_more": len(goods) > SHOWN,
        }
