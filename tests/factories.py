"""What tests are made of. Whatever the code makes through a service is made through that service here too."""

import datetime as dt
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory
from PIL import Image
from wagtail.models import Collection
from wagtail.signal_handlers import reference_index_auto_update_disabled

from bumm.charter import services as charters
from bumm.charter.models import Charter, CharterShareClass, Meeting, Resolution, Voter, WaterfallRow
from bumm.ledger.models import Evidence
from bumm.people import services as people
from bumm.people.models import (
    Bumm,
    Group,
    Household,
    Institution,
    Kelurahan,
    Membership,
    Party,
    Person,
    Role,
    Trade,
    User,
)
from bumm.shares import services as shares
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.selectors import terms_of
from catalog.products import branches
from catalog.products import services as products
from catalog.products.models import Category, GroupPage, KelurahanPage, Photo, Product, ProductPage, ProductPhoto

PASSWORD = "sandi-untuk-uji-2012"


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"warga{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.org")
    password = factory.django.Password(PASSWORD)


class TradeFactory(DjangoModelFactory):
    class Meta:
        model = Trade
        django_get_or_create = ["slug"]

    slug = "patchwork"
    name = factory.LazyAttribute(lambda trade: trade.slug.title())


class HouseholdFactory(DjangoModelFactory):
    class Meta:
        model = Household

    class Params:
        place = "tipes"

    code = factory.Sequence(lambda n: f"kk-{n:04}")
    kelurahan = factory.LazyAttribute(lambda household: Kelurahan.objects.get(slug=household.place))
    rt = "001"
    rw = "002"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"Warga {n:03}")
    household = factory.SubFactory(HouseholdFactory)

    @classmethod
    def _create(cls, model_class: type[Person], **fields: Any) -> Person:
        return people.register_person(**fields)


class BummFactory(DjangoModelFactory):
    """The BUMM of a kelurahan (`place`), opened where there is none yet."""

    class Meta:
        model = Bumm

    class Params:
        place = "tipes"

    kelurahan = factory.LazyAttribute(lambda bumm: Kelurahan.objects.get(slug=bumm.place))
    name = factory.LazyAttribute(lambda bumm: f"BUMM {bumm.kelurahan.name}")

    @classmethod
    def _create(cls, model_class: type[Bumm], **fields: Any) -> Bumm:
        return Bumm.objects.filter(kelurahan=fields["kelurahan"]).first() or people.open_bumm(**fields)


class GroupFactory(DjangoModelFactory):
    class Meta:
        model = Group

    name = factory.Sequence(lambda n: f"KUBE Perca {n}")
    slug = factory.Sequence(lambda n: f"kube-perca-{n}")
    selling_bumm = factory.SubFactory(BummFactory)
    kelurahan = factory.SelfAttribute("selling_bumm.kelurahan")
    trade = factory.SubFactory(TradeFactory)
    kind = Group.Kind.KUBE
    rt = "001"
    rw = "002"

    @classmethod
    def _create(cls, model_class: type[Group], **fields: Any) -> Group:
        return people.create_group(**fields)


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(PersonFactory)
    group = factory.SubFactory(GroupFactory)
    since = factory.Faker("date_object", end_datetime="-1y")

    @classmethod
    def _create(cls, model_class: type[Membership], **fields: Any) -> Membership:
        return people.join_group(**fields)


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = Institution

    slug = factory.Sequence(lambda n: f"dinas-{n}")
    name = factory.Sequence(lambda n: f"Dinas Nomor {n}")
    short_name = factory.Sequence(lambda n: f"Dinas {n}")
    duty = "Mendampingi kelompok."


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ["slug"]

    slug = "patchwork"
    name = factory.LazyAttribute(lambda category: category.slug.title())


class KelurahanPageFactory(DjangoModelFactory):
    class Meta:
        model = KelurahanPage

    kelurahan = factory.LazyFunction(lambda: Kelurahan.objects.get(slug="tipes"))
    title = factory.SelfAttribute("kelurahan.name")

    @classmethod
    def _create(cls, model_class: type[KelurahanPage], **fields: Any) -> KelurahanPage:
        found = KelurahanPage.objects.filter(kelurahan=fields["kelurahan"]).first()
        return found or branches.open_kelurahan_page(**fields)


class GroupPageFactory(DjangoModelFactory):
    """A group's page with its picture collection, its rights and, above it, its kelurahan's page."""

    class Meta:
        model = GroupPage

    group = factory.SubFactory(GroupFactory)
    title = factory.SelfAttribute("group.name")

    @classmethod
    def _create(cls, model_class: type[GroupPage], **fields: Any) -> GroupPage:
        KelurahanPageFactory(kelurahan=fields["group"].kelurahan)
        return branches.open_group_page(**fields)


class PhotoFactory(DjangoModelFactory):
    class Meta:
        model = Photo

    class Params:
        wide = 60
        high = 60

    title = factory.Sequence(lambda n: f"Gambar {n}")
    description = "Tas kain perca"
    collection = factory.LazyFunction(Collection.get_first_root_node)
    file = factory.LazyAttribute(lambda photo: ContentFile(png(photo.wide, photo.high), name="gambar.png"))
    width = factory.SelfAttribute("wide")
    height = factory.SelfAttribute("high")


class ProductFactory(DjangoModelFactory):
    """A good with one variant, not offered yet."""

    class Meta:
        model = Product

    group = factory.SubFactory(GroupFactory)
    price = 25_000
    in_stock = 3
    sku = ""

    @classmethod
    def _create(cls, model_class: type[Product], **fields: Any) -> Product:
        product = products.open_product(group=fields.pop("group"), unit=fields.pop("unit", ""))
        products.add_variant(product=product, **fields)
        return product


class ProductPageFactory(DjangoModelFactory):
    """A listing with a photo, published unless `live` is False; then it is a draft as an editor leaves it."""

    class Meta:
        model = ProductPage

    group_page = factory.SubFactory(GroupPageFactory)
    product = factory.SubFactory(ProductFactory, group=factory.SelfAttribute("..group_page.group"))
    category = factory.SubFactory(CategoryFactory)
    title = factory.Sequence(lambda n: f"Tas perca {n}")
    live = True
    image = factory.LazyAttribute(lambda page: PhotoFactory(collection=page.group_page.collection))
    owner = None

    @classmethod
    def _create(cls, model_class: type[ProductPage], **fields: Any) -> ProductPage:
        group_page, live, image = fields.pop("group_page"), fields.pop("live"), fields.pop("image")
        page = ProductPage(live=False, **fields)
        if image:
            page.photos = [ProductPhoto(image=image, alt="Tas kain perca bergagang dua")]
        group_page.add_child(instance=page)
        revision = page.save_revision(user=fields["owner"])
        if live:
            revision.publish()
            page.refresh_from_db()
        return page


def png(width: int, height: int, colour: str = "#8a2b3d") -> bytes:
    """A real picture, small enough to be quick."""
    stream = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(stream, "PNG")
    return stream.getvalue()


def listing_form(page: ProductPage | None = None, *photos: Photo, **changes: Any) -> dict[str, Any]:
    """A listing as the office's form sends it: a new one, or that of `page` as it stands; with more photos."""
    kept = list(page.photos.all()) if page else []
    rows = [*kept, *(ProductPhoto(image=photo, alt="Celemek kain perca di gantungan") for photo in photos)]
    form = {
        "title": page.draft_title if page else "Celemek perca",
        "slug": page.slug if page else "celemek-perca",
        "category": page.category_id if page else CategoryFactory().pk,
        "price": "45.000",
        "photos-TOTAL_FORMS": len(rows),
        "photos-INITIAL_FORMS": len(kept),
        "photos-MIN_NUM_FORMS": 1,
        "photos-MAX_NUM_FORMS": 8,
        "story": "null",  # rich text comes as JSON
        "story_en": "null",
        "comments-TOTAL_FORMS": 0,
        "comments-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        columns = {"id": row.pk or "", "image": row.image_id, "alt": row.alt, "ORDER": number + 1}
        form |= {f"photos-{number}-{name}": value for name, value in columns.items()}
    return form | changes


def holder(role: str, *, group: Group | None = None, bumm: Bumm | None = None) -> User:
    """A new user in a role."""
    user = UserFactory()
    people.assign(user=user, role=Role.objects.get(code=role), group=group, bumm=bumm)
    return user


@contextmanager
def unindexed() -> Iterator[None]:
    """Without Wagtail's index of what refers to what, for scenes in which nobody asks for it. May be nested."""
    before = getattr(reference_index_auto_update_disabled, "value", False)
    reference_index_auto_update_disabled.value = True
    try:
        yield
    finally:
        reference_index_auto_update_disabled.value = before


class CharterFactory(DjangoModelFactory):
    """A draft charter: two share classes, and a distribution of 40/40/5/5/5/5."""

    class Meta:
        model = Charter

    bumm = factory.SubFactory(BummFactory)
    title = "Anggaran Dasar"
    articles = "Pasal 1\nBUMM ini milik warga."
    commission_bp = 1_000
    fee_bearer = discount_bearer = "bumm"
    complaint_days = 3
    weighting = "record_date"
    objection_days = 14
    lapse_months = 36
    redemption_price = "lower_of_both"
    redemption_liquidity_bp = 2_000
    notice_days = 7
    quorum_bp = 5_000
    voting_rule = "head"
    majority = "half"
    charter_majority = "two_thirds"
    share_classes = factory.LazyFunction(
        lambda: [
            CharterShareClass(code="A", name="Warga", par=50_000, for_persons=True, holder_cap_bp=500),
            CharterShareClass(code="B", name="Pendiri", par=100_000, for_kelurahan=True, for_institutions=True),
        ]
    )
    waterfall = factory.LazyFunction(lambda: waterfall(4_000, 4_000, 500, 500, 500, 500))

    @classmethod
    def _create(cls, model_class: type[Charter], **fields: Any) -> Charter:
        with unindexed():
            return charters.draft_charter(**fields)


def waterfall(*parts: int) -> list[WaterfallRow]:
    """Rows of a distribution: reserve, owners, groups, social and education fund, and then others."""
    targets = ["reserve", "owners", "services", "social", "education", *["other"] * len(parts)]
    return [
        WaterfallRow(
            name=f"Bagian {n}", target=target, account="3.4.01" if target == "other" else "", basis_points=part
        )
        for n, (target, part) in enumerate(zip(targets, parts, strict=False), 1)
    ]


class MeetingFactory(DjangoModelFactory):
    """A meeting that was called, with nothing on its agenda and nobody on its roll."""

    class Meta:
        model = Meeting

    bumm = factory.SubFactory(BummFactory)
    kind = Meeting.Kind.FOUNDING
    held_on = dt.date(2013, 2, 10)
    starts_at = dt.time(19, 30)
    place = "Balai kelurahan"
    invited_on = factory.LazyAttribute(lambda meeting: meeting.held_on - dt.timedelta(days=7))
    notice = "Warga dimohon hadir."
    by = None

    @classmethod
    def _create(cls, model_class: type[Meeting], **fields: Any) -> Meeting:
        return charters.call_meeting(**fields)


def frozen(meeting: Meeting, *, heads: int = 3) -> list[Voter]:
    """Freeze the roll of a meeting over so many new residents, and return it. Nobody is present yet."""
    parties = [people.party_of(PersonFactory(household__kelurahan=meeting.bumm.kelurahan)) for _ in range(heads)]
    charters.fill_roll(meeting=meeting, weights=dict.fromkeys(parties, 1))
    meeting.refresh_from_db()
    frozen_meeting = charters.freeze_roll(meeting=meeting)
    meeting.roll_frozen_at = frozen_meeting.roll_frozen_at
    return list(meeting.voters.all())


def minutes_of(meeting: Meeting) -> Evidence:
    """A document that stands for the minutes of a meeting."""
    digest = hashlib.sha256(f"Notulen {meeting.pk}".encode()).hexdigest()
    return Evidence.objects.create(sha256=digest, name=f"notulen-{meeting.pk}.pdf", size=1_000)


def decide(meeting: Meeting, *, heads: int = 3) -> list[Resolution]:
    """Hold a meeting at which everybody is there and in favour of everything, and close it."""
    voters = frozen(meeting, heads=heads)
    charters.mark_attendance(meeting=meeting, present=voters)
    for motion in meeting.motions.all():
        charters.record_votes(motion=motion, votes=dict.fromkeys(voters, "for"))
    return charters.close_meeting(meeting=meeting, minutes=minutes_of(meeting), by=None)


@unindexed()
def adopted(charter: Charter, *, from_: dt.date | None = None, **meeting_details: Any) -> Charter:
    """The charter after a meeting has adopted it: the founding one, or an annual one where the BUMM has a charter."""
    meeting = MeetingFactory(bumm=charter.bumm, **meeting_details)
    charters.add_motion(
        meeting=meeting,
        title="AD/ART",
        text="Menerima AD/ART.",
        effect="adopt_charter",
        charter=charter,
        in_force_from=from_ or meeting.held_on,
    )
    decide(meeting, heads=1)
    charter.refresh_from_db()
    return charter


def a_resident() -> Party:
    return people.party_of(PersonFactory())


@unindexed()
def issued(
    share_class: ShareClass, wanted: dict[Party, int], on: dt.date, *, price_of_one: int | None = None
) -> list[ShareEvent]:
    """Shares asked for, paid and issued on one day, at par unless a price in rupiah for one is given."""
    paid = []
    for party, quantity in wanted.items():
        one = price_of_one or terms_of(share_class, on).par
        wish = shares.request_subscription(
            share_class=share_class, party=party, quantity=quantity, price=one * quantity, requested_on=on
        )
        paid.append(shares.record_payment(subscription=wish, paid_on=on))
    return shares.issue_shares(subscriptions=paid, effective_on=on)
