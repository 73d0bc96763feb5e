"""The town that the rights are tried in: three groups, what belongs to the city, and everyone who asks.

Melati and Kenanga are groups of Tipes and sold by its BUMM; Flamboyan is one of Mojosongo. Whatever of a group is not
public has its colour in its name. Only the accounts of those who work in the office bear no colour: among them, their
names are no secret, and Wagtail's filters list them all. `Subject` maps a kind of thing to the key by which an address
names it.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from home.models import ContactMessage, HomePage, SiteFrame, StandardPage
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
)

from bumm.distribution import services as distribution
from bumm.ledger import services as ledger
from bumm.ledger.models import Book
from bumm.people import services as people
from bumm.people.models import Assignment, Bumm, Person, Role, User
from catalog.products.imports import runs
from catalog.products.models import Photo, ProductPage
from catalog.stock.models import StockLevel
from tests.factories import (
    BummFactory,
    CategoryFactory,
    GroupPageFactory,
    HouseholdFactory,
    InstitutionFactory,
    MembershipFactory,
    PersonFactory,
    PhotoFactory,
    ProductPageFactory,
    UserFactory,
)
from tests.rights.addresses import all_addresses
from tests.rights.assembly import assembly, found
from tests.rights.buying import buying
from tests.rights.ownership import ownership
from tests.rights.payouts import founders, payouts
from tests.rights.receiving import payments
from tests.rights.settlement import sales

Subject = dict[str, Any]

OWN, OTHERS, CITY, NONE = "own", "other's", "the city's", "none"


@dataclass(frozen=True)
class Town:
    groups: dict[str, Subject]
    city: Subject


def build() -> Town:
    all_addresses()  # loads the office's screens, which tell Wagtail whose references to note, as in a running site
    groups = {
        "melati": _group("Melati", "biru", "tipes"),
        "kenanga": _group("Kenanga", "ungu", "tipes"),
        "flamboyan": _group("Flamboyan", "jingga", "mojosongo"),
    }
    own, others = (_book(*each) | _runs(*each) for each in [("tipes", "biru"), ("mojosongo", "jingga")])
    for name, book in [("melati", own), ("kenanga", own), ("flamboyan", others)]:
        groups[name] |= book
    own, others = (_assembly(groups[name], colour) for name, colour in [("melati", "biru"), ("flamboyan", "jingga")])
    for name, meetings in [("melati", own), ("kenanga", own), ("flamboyan", others)]:
        groups[name] |= meetings
    own, others = ownership("tipes", "biru"), ownership("mojosongo", "jingga")
    for name, register in [("melati", own), ("kenanga", own), ("flamboyan", others)]:
        groups[name] |= register
    own, others = payments(BummFactory(place="tipes"), "biru"), payments(BummFactory(place="mojosongo"), "jingga")
    for name, paid in [("melati", own), ("kenanga", own), ("flamboyan", others)]:
        groups[name] |= paid
    for name, colour in [("melati", "biru"), ("kenanga", "ungu"), ("flamboyan", "jingga")]:
        groups[name] |= buying(groups[name]["group_row"], colour, groups[name]["account"])
    own = sales([groups[name]["group_row"] for name in ("melati", "kenanga")], "biru")
    others = sales([groups["flamboyan"]["group_row"]], "jingga")
    for name, sold in [("melati", own), ("kenanga", own), ("flamboyan", others)]:
        groups[name] |= sold
    return Town(groups, _city())


def _group(name: str, colour: str, place: str) -> Subject:
    """A group with members, listings in every state, a picture, a document, and someone who keeps its page."""
    top = GroupPageFactory(
        group__name=f"Perca {name}",
        group__slug=f"perca-{name.lower()}",
        group__selling_bumm=BummFactory(place=place),
    )
    admin = UserFactory()
    assignment = people.assign(user=admin, role=Role.objects.get(code="group_admin"), group=top.group)
    photo = PhotoFactory(title=f"Foto {colour}", description=f"Foto {colour}", collection=top.collection)
    shelf = {"group_page": top, "image": photo, "owner": admin}
    live = ProductPageFactory(title="Tas perca", slug="tas-perca", **shelf)
    live.title = f"Tas {colour}"
    live.save_revision(user=admin)  # a change that is not published yet
    draft = ProductPageFactory(title=f"Dompet {colour}", slug="dompet-perca", live=False, **shelf)
    waiting = ProductPageFactory(title=f"Sarung {colour}", slug="sarung-perca", live=False, **shelf)
    waiting.get_workflow().start(waiting, admin)
    table = SimpleUploadedFile(f"{colour}.csv", f"sku,nama,harga,kategori\nB-1,Baki {colour},5000,x\n".encode())
    household = HouseholdFactory(code=f"kk-{colour}", place=place)
    person = PersonFactory(name=f"Siti {colour}", household=household, nik="")
    membership = MembershipFactory(person=person, group=top.group, since=dt.date(2024, 1, 1))
    found(top.group.selling_bumm, colour, people.party_of(person))
    return {
        "group_row": top.group,
        "account": admin,
        **_pages(top, live, draft),
        **_moderation(waiting),
        **_files(photo, top.collection, f"Surat {colour}"),
        **traces(admin),
        "group": top.group.pk,
        "bumm": top.group.selling_bumm_id,
        "person": person.pk,
        "household": household.pk,
        "membership": membership.pk,
        "stocklevel": StockLevel.objects.get(variant__product__page=live).pk,
        "assignment": assignment.pk,
        "import_run": runs.send(group=top.group, by=admin, table=table).pk,
    }


def _book(place: str, colour: str) -> Subject:
    """The book of a BUMM with a row of each kind; its journal waits for approval, and nobody in town prepared it."""
    book = ledger.open_book(code=place.upper(), name=f"Buku {colour}", bumm=BummFactory(place=place))
    account = ledger.add_account(
        book=book, code="6.9", name=f"Iuran {colour}", kind="expense", side="debit", activity="operating"
    )
    lines, clerk = [("6.9", "1.1.01.01", 5_000)], UserFactory()
    proof = ledger.store_evidence(file=SimpleUploadedFile("nota.pdf", f"%PDF-1.4 {colour}".encode()), by=clerk)
    said = {"description": f"Iuran {colour}", "lines": lines, "evidence": [proof.pk]}
    journal = ledger.prepare_journal(book=book, effective_on=dt.date(2013, 3, 1), by=clerk, **said)
    ledger.submit_journal(journal=journal, by=clerk)
    _earn(book, colour)
    draft = ledger.Draft(f"sale:{colour}", dt.date(2013, 3, 1), tuple(lines), evidence=[proof.pk])
    return {
        "book": book.pk,
        "ledger_account": account.pk,
        "journal": journal.pk,
        "evidence": proof.pk,
        "entry": ledger.post(book=book, draft=draft).pk,
        "journaltemplate": book.templates.first().pk,
        "periodevent": ledger.close_period(book=book, through=dt.date(2012, 12, 31), by=None).pk,
    }


def _earn(book: Book, colour: str) -> None:
    """Three years with a fee each, the first two closed; the third, in which there are owners, is closed with the
    period."""
    for year in (2010, 2011, 2012):
        fee = ledger.Draft(f"fee:{year}", dt.date(year, 12, 31), (("1.1.01.02", "4.1.01", 9_000),))
        ledger.post(book=book, draft=fee)
    for year in (2010, 2011):
        ledger.close_year(book=book, through=dt.date(year, 12, 31), by=None)
    founders(BummFactory(place=book.bumm.kelurahan.slug), colour, dt.date(2012, 3, 1))


def _runs(place: str, colour: str) -> Subject:
    """A draft, an announced run with an objection, and one that is paid. The first two are of one rupiah, so that
    nobody need own a share."""
    bumm, clerk = BummFactory(place=place), UserFactory()
    about = {"bumm": bumm, "by": clerk}
    amounts = {2010: 1, 2011: 1, 2012: 6}
    runs = [
        distribution.prepare_distribution(period_end=dt.date(year, 12, 31), amount=amount, **about)
        for year, amount in amounts.items()
    ]
    draft, run, to_post = (distribution.carry_on(distribution=run) for run in runs)
    run = distribution.announce_distribution(distribution=run, announced_on=dt.date(2013, 1, 20))
    objector = people.party_of(bumm.selling_groups.order_by("pk").first())
    said = {"party": objector, "text": f"Mengapa {colour}?", "raised_on": dt.date(2013, 1, 21)}
    objection = distribution.raise_objection(distribution=run, by=clerk, **said)
    early = {"distribution": run.pk, "distribution_draft": draft.pk, "objection": objection.pk}
    return early | payouts(bumm, colour, to_post)


def _assembly(subject: Subject, colour: str) -> Subject:
    voter = people.party_of(Person.objects.get(pk=subject["person"]))
    return assembly(Bumm.objects.get(pk=subject["bumm"]), colour, voter)


def _city() -> Subject:
    """What belongs to no group: pages under the home page, files of the root collection, settings, lists."""
    home = HomePage.objects.get()
    live, draft = (
        StandardPage(title="Tentang", slug="tentang"),
        StandardPage(title="Rencana", slug="rencana", live=False),
    )
    for page in (live, draft):
        home.add_child(instance=page)
        page.save_revision()
    photo, root = PhotoFactory(title="Balai kota"), Collection.get_first_root_node()
    archive = root.add_child(instance=Collection(name="Arsip kota"))
    workflow = Workflow.objects.get(active=True)
    return {
        **_pages(home, live, draft),
        **_files(photo, archive, "Peraturan"),
        "category": CategoryFactory().pk,
        "institution": InstitutionFactory().pk,
        "contactmessage": ContactMessage.objects.create(name="Pengunjung", reach="halo@example.org", text="Halo").pk,
        "redirect": Redirect.objects.create(old_path="/lama", redirect_link="/baru").pk,
        "auth_group": AuthGroup.objects.get(name="Role: auditor").pk,
        "site": Site.objects.get().pk,
        "site_frame": SiteFrame.for_site(Site.objects.get()).pk,
        "workflow": workflow.pk,
        "task": workflow.tasks.get().pk,
        "page_restriction": PageViewRestriction.objects.create(
            page=live, restriction_type="password", password="tamu"
        ).pk,
        "collection_restriction": CollectionViewRestriction.objects.create(
            collection=archive, restriction_type="password", password="tamu"
        ).pk,
    }


def _pages(top: Page, live: Page, draft: Page) -> Subject:
    return {
        "top": top.pk,
        "live": live.pk,
        "page": draft.pk,
        "revision": draft.latest_revision_id,
        "public_path": _public_path(live),
        "draft_path": _public_path(draft),
    }


def _public_path(page: Page) -> str:
    return page.url_path.removeprefix("/home/")


def _moderation(waiting: ProductPage) -> Subject:
    state = waiting.current_workflow_task_state
    return {
        "waiting": waiting.pk,
        "waiting_revision": waiting.latest_revision_id,
        "task_state": state.pk,
        "workflow_state": state.workflow_state_id,
    }


def _files(photo: Photo, collection: Collection, title: str) -> Subject:
    content = ContentFile(title.encode(), name=f"{title}.txt".replace(" ", "-"))
    document = get_document_model().objects.create(title=title, collection=collection, file=content)
    for file in (photo, document):
        file.get_file_size()  # noted at upload, where the first look would else store it
    return {"picture": photo.pk, "collection": collection.pk, "document": document.pk, "filename": document.filename}


def traces(user: User) -> Subject:
    """What someone has begun in the office: an upload and an editing session; and the account itself."""
    page = Page.objects.get(depth=2)
    session = EditingSession.objects.create(
        user=user, content_object=page, last_seen_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    uploads = {
        kind: UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=ContentFile(b"x", name="unggahan.txt"),
            uploaded_by_user=user,
        ).pk
        for kind, model in [("uploaded_picture", Photo), ("uploaded_document", get_document_model())]
    }
    found = {"user": user.pk, "editing_session": session.pk, **uploads}
    if assignment := Assignment.objects.filter(user=user).first():
        found["assignment"] = assignment.pk
    return found
