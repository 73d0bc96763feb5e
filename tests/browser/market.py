"""A small market with a page of every kind, and a second page of goods."""

from home.models import ContactPage, HomeChoice, HomePage, SiteFrame, StandardPage, StoryIndexPage, StoryPage
from wagtail.models import Page, Site

from catalog.products import listing, services
from catalog.products.models import GroupPage, KelurahanPage, ProductPage, ProductPhoto
from catalog.products.pictures import make_renditions
from tests.factories import (
    BummFactory,
    CategoryFactory,
    GroupFactory,
    GroupPageFactory,
    PhotoFactory,
    ProductPageFactory,
)

TEXT = [
    ("heading", "Cara memesan"),
    ("text", "<p>Kirim pesan.</p>"),
    ("quote", {"text": "Kami siap.", "who": "Bu Sri"}),
]
TEXT_EN = [("heading", "How to order"), ("text", '<p>Send a <a href="/en/">message</a>.</p>')]


def open_market() -> None:
    """Two kelurahan, two groups, two categories, goods for two pages of the listing, and the pages around them."""
    melati = open_group("Perca Melati", "perca-melati", "tipes")
    rukun = open_group("Rukun Kok", "rukun-kok", "serengan")
    shuttlecocks = CategoryFactory(slug="shuttlecock", name="Kok bulu tangkis", name_en="Shuttlecocks")
    patchwork = CategoryFactory(slug="patchwork", name="Kain perca", name_en="Patchwork")
    slop = ProductPageFactory(group_page=rukun, category=shuttlecocks, title="Slop kok", slug="slop-kok")
    bag = ProductPageFactory(
        group_page=melati, category=patchwork, title="Tas perca", title_en="Patchwork bag", slug="tas"
    )
    for number in range(listing.PAGE_SIZE):
        page = ProductPageFactory(group_page=melati, category=patchwork, image=None, title=f"Keset {number + 1}")
        page.photos.add(ProductPhoto(image=bag.photos.get().image, alt="Keset bulat"))
        page.save_revision().publish()
    describe(bag)
    furnish(melati, choices=[slop, bag, melati, rukun])
    for photo in [bag.photos.first().image, slop.photos.first().image, melati.photo]:
        make_renditions.call(photo.pk)


def open_group(name: str, slug: str, place: str) -> GroupPage:
    bumm = BummFactory(place=place, phone="0812-0000-0003", address="RT 003/RW 008", postcode="57154")
    group = GroupFactory(selling_bumm=bumm, name=name, slug=slug, phone="0812-0000-0101")
    page = GroupPageFactory(
        group=group, does="Menjahit perca batik.", does_en="Sews batik scraps.", story="<p>Dulu.</p>"
    )
    page.photo = PhotoFactory(wide=240, high=180, collection=page.collection)
    page.save_revision().publish()
    return page


def describe(bag: ProductPage) -> None:
    """All that a product may say: two pictures, two variants, and every text."""
    bag.photos.add(ProductPhoto(image=PhotoFactory(collection=bag.photos.get().image.collection), alt="Tas dari dalam"))
    bag.title_en = "Patchwork bag"
    bag.summary, bag.summary_en = "Tas pasar dari perca batik.", "A market bag of batik scraps."
    bag.story, bag.materials, bag.size, bag.care = "<p>Dijahit empat lapis.</p>", "Katun", "38 x 36 cm", "Cuci dingin"
    bag.sni_number = "SNI 1234:2026"
    bag.save_revision().publish()
    services.add_variant(product=bag.product, price=40_000, name="besar", name_en="large", made_to_order_days=5)


def furnish(melati: GroupPage, *, choices: list[Page]) -> None:
    """The pages around the goods."""
    home = HomePage.objects.get()
    home.headline, home.lead, home.photo = "Dibuat bersama.", "Kok dan perca.", PhotoFactory(wide=320, high=200)
    home.choices = [HomeChoice(page=page, sort_order=order) for order, page in enumerate(choices)]
    home.sections = [(kind, {"title": kind}) for kind in ("categories", "chosen", "newest", "groups", "stories")]
    home.save_revision().publish()
    picture = {"image": melati.photo, "alt": "Ruang jahit", "caption": "Ruang jahit Melati"}
    add(
        home,
        StandardPage(slug="tentang", title="Tentang pasar ini", body=[*TEXT, ("picture", picture)], body_en=TEXT_EN),
    )
    add(home, ContactPage(slug="hubungi", title="Hubungi kami", title_en="Contact us", intro="Tulis saja."))
    story = StoryPage(slug="ban-berjalan", title="Ban berjalan", intro="Satu kok.", photo=melati.photo, body=TEXT)
    add(StoryIndexPage.objects.get(), story)
    tipes = KelurahanPage.objects.get(kelurahan__slug="tipes")
    tipes.intro, tipes.photo = "<p>Kampung penjahit.</p>", home.photo
    tipes.save_revision().publish()
    frame = SiteFrame(
        site=Site.objects.get(), seller="BUMM Tipes", phone="0812-0000-0003", email="halo@jelujur.example"
    )
    frame.consumer_office, frame.consumer_phone = "Direktorat Jenderal PKTN", "0853-1111-1010"
    frame.save()


def add(parent: Page, page: Page) -> None:
    parent.add_child(instance=page)
    page.save_revision().publish()
