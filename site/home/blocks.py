"""The pieces that pages are put together from. Titles of home sections come in pairs; long texts have a twin stream."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from home.shelf import fill

PREVIEW = "home/blocks/preview.html"


class SectionBlock(blocks.StructBlock):
    """A section of the home page with its title in both languages."""

    title = blocks.CharBlock(label=_("title"), max_length=80)
    title_en = blocks.CharBlock(label=_("title (English)"), max_length=80, required=False)


class ShelfBlock(SectionBlock):
    """A section that shows one part of the page's shelf; alone, as in the editor's preview, it fills its own."""

    part: str
    called: str

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        shelf = (parent_context or {}).get("shelf") or fill()
        return super().get_context(value, parent_context) | {self.called: getattr(shelf, self.part)}


class CategoriesBlock(ShelfBlock):
    """The trades as patches of one cloth."""

    part, called = "categories", "categories"

    class Meta:
        label = _("categories")
        icon = "grip"
        template = "home/blocks/categories.html"
        preview_template = PREVIEW
        preview_value = {"title": "Empat usaha, disambung jadi satu"}
        description = _("The trades, each a patch of the cloth.")


class ChosenGoodsBlock(ShelfBlock):
    """The goods among the page's choices."""

    part, called = "chosen", "product_keys"

    class Meta:
        label = _("chosen products")
        icon = "pick"
        template = "home/blocks/products.html"
        preview_template = PREVIEW
        preview_value = {"title": "Pilihan pekan ini"}
        description = _("The products chosen on this page.")


class NewestGoodsBlock(ShelfBlock):
    """The goods that came on line last."""

    part, called = "newest", "product_keys"

    class Meta:
        label = _("newest products")
        icon = "history"
        template = "home/blocks/products.html"
        preview_template = PREVIEW
        preview_value = {"title": "Baru dari kelompok"}
        description = _("The eight products that came on line last.")


class GroupsBlock(ShelfBlock):
    """Faces behind the goods: the groups among the page's choices."""

    part, called = "groups", "group_keys"

    class Meta:
        label = pgettext_lazy("of makers", "groups")
        icon = "group"
        template = "home/blocks/groups.html"
        preview_template = PREVIEW
        preview_value = {"title": "Tangan di balik barang"}
        description = _("The groups chosen on this page, with their picture and a line about their work.")


class StoriesBlock(ShelfBlock):
    """The latest stories."""

    part, called = "stories", "story_keys"

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
        ("chosen", ChosenGoodsBlock()),
        ("newest", NewestGoodsBlock()),
        ("groups", GroupsBlock()),
        ("stories", StoriesBlock()),
    ]
