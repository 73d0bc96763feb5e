"""The pieces that pages are put together from. Titles of home sections come in pairs; long texts have a twin stream."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from catalog.products.models import GroupPage, ProductPage
from catalog.products.selectors import categories_with_goods

PREVIEW = "home/blocks/preview.html"


class SectionBlock(blocks.StructBlock):
    """A section of the home page with its title in both languages."""

    title = blocks.CharBlock(label=_("title"), max_length=80)
    title_en = blocks.CharBlock(label=_("title (English)"), max_length=80, required=False)


class CategoriesBlock(SectionBlock):
    """The trades as patches of one cloth, each with the cheapest price of its goods."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return super().get_context(value, parent_context) | {"categories": categories_with_goods()}

    class Meta:
        label = _("categories")
        icon = "grip"
        template = "home/blocks/categories.html"
        preview_template = PREVIEW
        preview_value = {"title": "Empat usaha, disambung jadi satu"}
        description = _("The trades, each a patch of the cloth.")


class FeaturedGoodsBlock(SectionBlock):
    """Goods chosen by an editor; those no longer on line are left out."""

    products = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="products.ProductPage"), label=_("products"), min_num=1, max_num=8
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        chosen = [page.pk for page in value["products"] if page]
        found = {page.pk: page for page in ProductPage.objects.live().filter(pk__in=chosen).for_cards()}
        pages = [found[pk] for pk in chosen if pk in found]
        return super().get_context(value, parent_context) | {"product_pages": pages}

    class Meta:
        label = _("chosen products")
        icon = "pick"
        template = "home/blocks/products.html"
        preview_template = PREVIEW
        preview_value = {"title": "Pilihan minggu ini", "products": []}
        description = _("Products chosen by hand.")


class NewestGoodsBlock(SectionBlock):
    """The goods that came on line last."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        newest = ProductPage.objects.live().for_cards().order_by("-product__first_offered_at", "-pk")[:8]
        return super().get_context(value, parent_context) | {"product_pages": newest}

    class Meta:
        label = _("newest products")
        icon = "history"
        template = "home/blocks/products.html"
        preview_template = PREVIEW
        preview_value = {"title": "Baru dari kelompok"}
        description = _("The eight products that came on line last.")


class GroupsBlock(SectionBlock):
    """Faces behind the goods: groups chosen by an editor."""

    groups = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="products.GroupPage"), label=_("groups"), min_num=1, max_num=6
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        chosen = [page.pk for page in value["groups"] if page]
        found = {page.pk: page for page in GroupPage.objects.live().filter(pk__in=chosen).for_cards()}
        pages = [found[pk] for pk in chosen if pk in found]
        return super().get_context(value, parent_context) | {"group_pages": pages}

    class Meta:
        label = _("groups")
        icon = "group"
        template = "home/blocks/groups.html"
        preview_template = PREVIEW
        preview_value = {"title": "Tangan di balik barang", "groups": []}
        description = _("Groups with their picture and a line about their work.")


class StoriesBlock(SectionBlock):
    """The latest stories."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        from home.models import StoryPage

        return super().get_context(value, parent_context) | {"stories": StoryPage.objects.live().for_cards()[:3]}

    class Meta:
        label = _("stories")
        icon = "openquote"
        template = "home/blocks/stories.html"
        preview_template = PREVIEW
        preview_value = {"title": "Cerita"}
        description = _("The three latest stories.")


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("picture"))
    alt = blocks.CharBlock(label=_("what it shows"), max_length=200)
    caption = blocks.CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        label = _("picture")
        icon = "image"
        template = "home/blocks/picture.html"
        preview_template = PREVIEW
        preview_value = {"alt": "", "caption": "Keterangan gambar"}
        description = _("A picture with its caption.")


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("words"), max_length=400)
    who = blocks.CharBlock(label=_("who says it"), max_length=100, required=False)

    class Meta:
        label = _("quotation")
        icon = "openquote"
        template = "home/blocks/quote.html"
        preview_template = PREVIEW
        preview_value = {"text": "Sekarang kami menjahit bersama.", "who": "Anggota kelompok"}
        description = _("Someone's words, set large.")


def text_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks of running text, for standard pages and stories."""
    heading = blocks.CharBlock(
        label=_("heading"),
        icon="title",
        max_length=120,
        template="home/blocks/heading.html",
        preview_template=PREVIEW,
        preview_value="Cara memesan",
        description=_("A heading in the text."),
    )
    paragraph = blocks.RichTextBlock(
        label=_("text"),
        icon="pilcrow",
        features=["bold", "italic", "ol", "ul", "link"],
        preview_template=PREVIEW,
        preview_value="<p>Pilih barang, lalu kirim pesan lewat WhatsApp.</p>",
        description=_("One or more paragraphs."),
    )
    return [("heading", heading), ("text", paragraph), ("picture", PictureBlock()), ("quote", QuoteBlock())]


def home_blocks() -> list[tuple[str, blocks.Block]]:
    return [
        ("categories", CategoriesBlock()),
        ("chosen", FeaturedGoodsBlock()),
        ("newest", NewestGoodsBlock()),
        ("groups", GroupsBlock()),
        ("stories", StoriesBlock()),
    ]
