"""A group's admin keeps her own branch of the catalogue and does not so much as see the drafts of another's.

Which role is answered what for each address stands in `tests/rights/table.txt`; here one admin tries harder to get at
what is another's. The addresses come from Wagtail's own URL configuration, so those of a new version are tried without
anyone thinking of it. Melati and Kenanga are two patchwork groups of one kelurahan; all that is Melati's is blue, all
of Kenanga's purple (`ungu`). Group names are public; what must not show anywhere is the purple.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageViewRestriction,
    Revision,
    TaskState,
    WorkflowPage,
)

from bumm.people import services as people
from bumm.people.models import Assignment, Role, User
from catalog.products import branches
from catalog.products.imports.runs import send
from catalog.products.models import GroupPage, ImportRun, Photo, Product, ProductPage, ProductPhoto, Variant
from tests.factories import BummFactory, GroupPageFactory, PhotoFactory, ProductPageFactory, holder, listing_form, png
from tests.rights.addresses import Address, office_addresses
from tests.rights.naming import cases, kind_of

pytestmark = pytest.mark.django_db

SENT_HOME = "302 to the office's home, with a message"
OWN_TOP = "302 to the top of one's own branch"
NOT_THERE, NOT_THIS_WAY, FORBIDDEN = "404", "405", "403"


@dataclass
class Branch:
    page: GroupPage
    admin: User
    photo: Photo
    live: ProductPage
    draft: ProductPage
    waiting: ProductPage  # submitted for moderation
    run: ImportRun  # a table that waits to be confirmed

    @property
    def pages(self) -> list[Page]:
        return [self.page, self.live, self.draft, self.waiting]


def branch(name: str, colour: str) -> Branch:
    page = GroupPageFactory(group__name=f"Perca {name}", group__slug=f"perca-{name.lower()}")
    admin = holder("group_admin", group=page.group)
    photo = PhotoFactory(title=f"Foto {colour}", collection=page.collection)
    live, draft, waiting = (
        ProductPageFactory(group_page=page, title=f"{kind} {colour}", image=photo, owner=admin, live=kind == "Tas")
        for kind in ["Tas", "Dompet", "Sarung"]
    )
    waiting.get_workflow().start(waiting, admin)
    table = SimpleUploadedFile(f"{colour}.csv", f"sku,nama,harga,kategori\nX,{colour},1,patchwork\n".encode())
    run = send(group=page.group, by=admin, table=table)
    return Branch(page, admin, photo, live, draft, waiting, run)


@pytest.fixture
def melati() -> Branch:
    return branch("Melati", "biru")


@pytest.fixture
def kenanga() -> Branch:
    return branch("Kenanga", "ungu")


@pytest.fixture
def her(melati: Branch, client: Client) -> Client:
    """The admin of Melati at her desk in the office."""
    client.force_login(melati.admin)
    return client


# --- Every address of the office that names a page or a picture ------------------------------------------------------

# The kinds of things that make an address one of a page or a picture.
OF_A_BRANCH = {"page", "top", "live", "waiting", "picture", "collection"}

# What she is answered for Kenanga's, to GET and to POST. Whatever is not listed here must send her home both times.
ANSWERS = {
    "wagtailadmin_api:images:detail": (NOT_THERE, NOT_THIS_WAY),
    "wagtailadmin_api:pages:action": (NOT_THIS_WAY, NOT_THERE),
    "wagtailadmin_api:pages:detail": (NOT_THERE, NOT_THIS_WAY),
    "wagtailadmin_choose_page_child": ("302 to the chooser's top", "302 to the chooser's top"),
    "wagtailadmin_collections:delete": (NOT_THERE, NOT_THERE),
    "wagtailadmin_editing_sessions:ping": (NOT_THIS_WAY, NOT_THERE),
    "wagtailadmin_explore": (OWN_TOP, NOT_THIS_WAY),
    "wagtailadmin_explore_results": (OWN_TOP, NOT_THIS_WAY),
    "wagtailimages:delete_multiple": (NOT_THIS_WAY, SENT_HOME),
    "wagtailimages:edit_multiple": (NOT_THIS_WAY, SENT_HOME),
    "wagtailimages:url_generator": (NOT_THERE, NOT_THIS_WAY),  # no public address makes renditions to order
    "wagtailimages:url_generator_output": (NOT_THERE, NOT_THIS_WAY),
    "wagtailimages_chooser:chosen": (SENT_HOME, NOT_THIS_WAY),
}


def names_page_or_picture(address: Address) -> bool:
    return any(OF_A_BRANCH & set(case.kinds.values()) for case in cases(address))


def arguments_for(address: Address, theirs: Branch, page: Page, destination: Page) -> dict[str, Any]:
    """The arguments that make an address name this page of theirs, or their picture."""
    state = theirs.waiting.current_workflow_task_state
    known: dict[str, Any] = {
        **dict.fromkeys(["page_id", "parent_page_id", "page_to_move_id", "page_pk", "object_id"], page.pk),
        **dict.fromkeys(["revision_id", "revision_id_a", "revision_id_b"], page.latest_revision_id),
        "destination_id": destination.pk,
        "image_id": theirs.photo.pk,
        "filter_spec": "max-165x165",
        "collection_id": theirs.page.collection_id,
        "task_state_id": state.pk,
        "task_id": state.task_id,
        "workflow_state_id": state.workflow_state_id,
        "workflow_pk": state.workflow_state.workflow_id,
        "session_id": 999999,
        "action_name": "delete" if address.namespace == "wagtailadmin_api:pages" else "approve",
        "content_type_app_name": "products",
        "content_type_model_name": "productpage",
        "run_id": theirs.run.pk,
        "ending": "csv",
        "app_label": "products",
        "model_name": "productpage",
    }
    if "pk" in address.arguments:
        of_kind = {"page": page.pk, "picture": theirs.photo.pk, "collection": theirs.page.collection_id}
        known["pk"] = of_kind[kind_of(address, "pk")]
    return {name: known[name] for name in address.arguments}


def seizing(mine: Branch) -> dict[str, Any]:
    """What one would send to take, change, publish or hide another's page or picture."""
    return {
        "title": "Diambil",
        "slug": "diambil",
        "new_title": "Diambil",
        "new_slug": "diambil",
        "new_parent_page": mine.page.pk,
        "restriction_type": "login",
        "comment": "Diambil",
        "collection": mine.page.collection_id,
        "action-publish": "1",
    }


def answer(response: HttpResponse, mine: Branch) -> str:
    """The answer in one phrase of this module."""
    if response.status_code != 302:
        return str(response.status_code)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert not any("ungu" in text for text in said)
    if response.url == reverse("wagtailadmin_home") and said:
        return SENT_HOME
    if response.url == reverse("wagtailadmin_explore", args=[mine.page.pk]):
        return OWN_TOP
    if response.url.partition("?")[0] == reverse("wagtailadmin_choose_page"):
        return "302 to the chooser's top"
    return f"302 to {response.url}"


def state_of(theirs: Branch) -> list[Any]:
    """Everything in the database that an intruder could have changed."""
    under = Page.objects.descendant_of(theirs.page, inclusive=True)
    return [
        list(under.order_by("pk").values()),
        list(ProductPage.objects.filter(pk__in=under).order_by("pk").values()),
        list(Revision.objects.filter(object_id__in=[str(page.pk) for page in theirs.pages]).order_by("pk").values()),
        list(TaskState.objects.order_by("pk").values()),
        list(Product.objects.order_by("pk").values()),
        list(Variant.objects.order_by("pk").values()),
        list(Photo.objects.order_by("pk").values()),
        list(ProductPhoto.objects.order_by("pk").values()),
        list(PageViewRestriction.objects.values()),
        list(WorkflowPage.objects.values()),
        list(ImportRun.objects.order_by("pk").values()),
        list(GroupPagePermission.objects.order_by("pk").values()),
        list(GroupCollectionPermission.objects.order_by("pk").values()),
    ]


@pytest.mark.parametrize("kind", ["page", "live", "draft", "waiting"])
def test_everything_of_another_group_is_refused(her: Client, melati: Branch, kenanga: Branch, kind: str) -> None:
    """Every address, by GET, by POST and from a script; afterwards all is as it was."""
    before, answers, expected = state_of(kenanga), {}, {}
    for pattern in filter(names_page_or_picture, office_addresses()):
        view = pattern.view
        address = pattern.path(arguments_for(pattern, kenanga, getattr(kenanga, kind), melati.page))
        got, posted = her.get(address), her.post(address, seizing(melati))
        assert b"ungu" not in got.content + posted.content, view
        answers[view] = answer(got, melati), answer(posted, melati)
        expected[view] = ANSWERS.get(view, (SENT_HOME, SENT_HOME))
        if answers[view][0] == SENT_HOME:
            assert answer(her.get(address, headers={"x-requested-with": "XMLHttpRequest"}), melati) == FORBIDDEN, view
        her.cookies.pop("messages", None)
    assert len(answers) > 50
    assert answers == expected
    assert state_of(kenanga) == before


def test_her_own_page_is_no_way_in_to_the_revisions_and_tasks_of_another(
    her: Client, melati: Branch, kenanga: Branch
) -> None:
    """An address may name her page and, behind it, a revision or a state of moderation that is not of that page."""
    page, theirs = melati.waiting.pk, kenanga.waiting
    state = theirs.current_workflow_task_state
    crossed = {
        ("revisions_view", page, theirs.latest_revision_id): NOT_THERE,
        ("revisions_revert", page, theirs.latest_revision_id): NOT_THERE,
        ("revisions_compare", page, theirs.latest_revision_id, "latest"): NOT_THERE,
        ("revisions_unschedule", page, theirs.latest_revision_id): SENT_HOME,
        ("workflow_history_detail", page, state.workflow_state_id): NOT_THERE,
        ("workflow_action", page, "approve", state.pk): SENT_HOME,
        ("collect_workflow_action_data", page, "approve", state.pk): SENT_HOME,
    }
    before = state_of(kenanga)
    answers = {}
    for view, *arguments in crossed:
        address = reverse(f"wagtailadmin_pages:{view}", args=arguments)
        answers[(view, *arguments)] = answer(her.get(address), melati)
        her.post(address, seizing(melati))
    assert answers == crossed
    assert state_of(kenanga) == before


# --- What is listed --------------------------------------------------------------------------------------------------

# Lists that name all groups, or all collections, which are called after their groups: those names are public.
NAME_ALL_GROUPS = {"wagtaildocs_chooser:choose"}
NOT_ASKED = {"wagtailadmin_error_test", "wagtailadmin_logout"}


def test_nothing_of_another_group_is_listed_anywhere(her: Client, melati: Branch, kenanga: Branch) -> None:
    """Home panels, explorer, choosers, search, reports, pictures, the scripts' lists: every office address without
    arguments."""
    seen = set()
    for view in {address.view for address in office_addresses() if address.view and not address.arguments} - NOT_ASKED:
        response = her.get(reverse(view))
        text = response.content.decode()
        assert "ungu" not in text, view
        assert "Kenanga" not in text or view in NAME_ALL_GROUPS, view
        if "biru" in text:
            seen.add(view)
    # Not because there is nothing to see:
    assert seen >= {
        "wagtailadmin_home",
        "wagtailadmin_pages:search",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_api:pages:listing",
        "wagtailadmin_api:images:listing",
        "wagtailimages:index",
        "wagtailimages_chooser:choose",
    }


def test_lists_searches_and_choosers_show_her_own_only(her: Client, melati: Branch, kenanga: Branch) -> None:
    addresses = [
        "/kantor/pages/search/results/?q=dompet",
        "/kantor/pages/search/?q=dompet&content_type=products.productpage",
        "/kantor/choose-page/search/?q=dompet",
        "/kantor/choose-page/search/?q=dompet&page_type=products.productpage",
        f"/kantor/choose-page/{melati.page.pk}/",
        f"/kantor/choose-page/{melati.page.pk}/?page_type=products.productpage",
        f"/kantor/pages/{melati.page.pk}/",
        "/kantor/pages/usage/products/productpage/",
        "/kantor/pages/usage/products/productpage/results/",
        "/kantor/api/main/pages/?search=dompet",
        f"/kantor/api/main/pages/?for_explorer=1&child_of={melati.page.pk}",
        "/kantor/images/results/?q=foto",
        f"/kantor/images/?collection_id={kenanga.page.collection_id}",
        "/kantor/images/chooser/results/?q=foto",
        f"/kantor/images/chooser/results/?collection_id={kenanga.page.collection_id}",
        f"/kantor/images/chooser/chosen-multiple/?id={kenanga.photo.pk}&id={melati.photo.pk}",
        f"/kantor/choose-page/chosen-multiple/?id={melati.draft.pk}",
        "/kantor/reports/site-history/?object_type=&label=dompet",
        f"/kantor/bulk/wagtailcore/page/delete/?id={kenanga.draft.pk}&id={melati.draft.pk}",
        f"/kantor/bulk/wagtailcore/page/delete/?id=all&childOf={melati.page.pk}",
        "/kantor/bulk/wagtailcore/page/delete/?id=all&q=dompet",
        f"/kantor/bulk/products/photo/add_tags/?id={kenanga.photo.pk}&id={melati.photo.pk}",
        "/kantor/bulk/products/photo/add_tags/?id=all",
    ]
    texts = {address: her.get(address).content.decode() for address in addresses}
    assert [address for address, text in texts.items() if "biru" not in text] == []
    assert [address for address, text in texts.items() if "ungu" in text] == []


def test_what_a_query_names_of_another_group_is_refused(her: Client, melati: Branch, kenanga: Branch) -> None:
    before = state_of(kenanga)
    form = {"collection": melati.page.collection_id, "chooser": melati.page.pk, "tags": "x"}
    addresses = [
        f"/kantor/choose-page/chosen-multiple/?id={kenanga.draft.pk}",
        f"/kantor/choose-page/chosen-multiple/?id={melati.draft.pk}&id={kenanga.draft.pk}",
        f"/kantor/bulk/wagtailcore/page/publish/?id={kenanga.draft.pk}",
        f"/kantor/bulk/wagtailcore/page/unpublish/?id={kenanga.live.pk}",
        f"/kantor/bulk/wagtailcore/page/move/?id={kenanga.live.pk}",
        f"/kantor/bulk/wagtailcore/page/delete/?id={kenanga.live.pk}",
        f"/kantor/bulk/wagtailcore/page/delete/?id=all&childOf={kenanga.page.pk}",
        f"/kantor/bulk/products/photo/delete/?id={kenanga.photo.pk}",
        f"/kantor/bulk/products/photo/add_tags/?id={kenanga.photo.pk}",
        f"/kantor/bulk/products/photo/add_to_collection/?id={kenanga.photo.pk}",
    ]
    for address in addresses:
        assert answer(her.get(address), melati) == SENT_HOME, address
        if "bulk" in address:
            assert answer(her.post(address, form), melati) == SENT_HOME, address
        her.cookies.pop("messages", None)
    assert state_of(kenanga) == before


def test_the_page_chooser_opens_on_her_own_branch(her: Client, melati: Branch, kenanga: Branch) -> None:
    text = her.get("/kantor/choose-page/").content.decode()
    assert "Perca Melati" in text
    assert "Kenanga" not in text


def test_an_outside_address_is_taken_for_a_page_only_where_the_public_sees_it(her: Client, kenanga: Branch) -> None:
    """The link form turns an address of the site into a link to its page; a draft's address stays a bare address."""
    answers = {}
    for page in [kenanga.live, kenanga.draft]:
        form = {
            "external-link-chooser-url": page.full_url or f"{kenanga.page.full_url}{page.slug}/",
            "external-link-chooser-link_text": "tautan",
        }
        answers[page.title] = her.post("/kantor/choose-external-link/", form).json()["result"].get("id")
    assert answers == {"Tas ungu": kenanga.live.pk, "Dompet ungu": None}


# --- What she can do on her own --------------------------------------------------------------------------------------


def test_her_own_addresses_are_open(her: Client, melati: Branch) -> None:
    pages = reverse("wagtailadmin_pages:add", args=["products", "productpage", melati.page.pk])
    assert her.get(pages).status_code == 200
    for page in melati.pages:
        for view in ["edit", "history", "workflow_history", "usage", "view_draft"]:
            assert her.get(reverse(f"wagtailadmin_pages:{view}", args=[page.pk])).status_code == 200, (page, view)
    assert her.get(reverse("product_offer", args=[melati.live.pk])).status_code == 200
    assert her.get(reverse("wagtailimages:edit", args=[melati.photo.pk])).status_code == 200


def test_she_writes_a_listing_and_submits_it_but_does_not_publish_it(her: Client, melati: Branch) -> None:
    add = reverse("wagtailadmin_pages:add", args=["products", "productpage", melati.page.pk])
    her.post(add, listing_form(None, melati.photo, **{"action-publish": "1"}))
    page = ProductPage.objects.get(slug="celemek-perca")
    assert (page.live, page.workflow_in_progress, page.owner) == (False, False, melati.admin)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    her.post(edit, listing_form(page, **{"action-publish": "1"}))
    page.refresh_from_db()
    assert page.live is False
    her.post(edit, listing_form(page, title="Celemek perca muda", **{"action-submit": "1"}))
    page.refresh_from_db()
    assert (page.live, page.workflow_in_progress, page.draft_title) == (False, True, "Celemek perca muda")


def test_she_cannot_publish_unpublish_move_or_lock_even_her_own(her: Client, melati: Branch) -> None:
    views = ["unpublish", "lock", "unlock", "set_privacy"]
    answers = {
        view: answer(her.post(reverse(f"wagtailadmin_pages:{view}", args=[melati.live.pk]), seizing(melati)), melati)
        for view in views
    }
    api = {
        action: her.post(f"/kantor/api/main/pages/{melati.draft.pk}/action/{action}/").status_code
        for action in ["publish", "move", "copy", "create_alias", "delete"]
    }
    assert answers == dict.fromkeys(views, SENT_HOME)
    assert api == dict.fromkeys(api, 404)  # the office's scripts only read
    assert ProductPage.objects.get(pk=melati.live.pk).live
    assert not ProductPage.objects.get(pk=melati.draft.pk).live
    assert ProductPage.objects.child_of(melati.page).count() == 3


def test_she_deletes_a_draft_of_hers_but_nothing_that_was_offered(her: Client, melati: Branch) -> None:
    draft, live = melati.draft, melati.live
    assert her.post(reverse("wagtailadmin_pages:delete", args=[draft.pk])).status_code == 302
    assert answer(her.post(reverse("wagtailadmin_pages:delete", args=[live.pk])), melati) == SENT_HOME
    assert set(ProductPage.objects.values_list("pk", flat=True)) == {live.pk, melati.waiting.pk}
    assert not Product.objects.filter(pk=draft.product_id).exists()


def test_she_adds_pictures_to_her_own_collection_only(her: Client, melati: Branch, kenanga: Branch) -> None:
    choices = her.get(reverse("wagtailimages:add")).context["form"].fields
    assert "collection" not in choices  # there is only one to choose from
    for title, collection in [("Foto milik", melati.page.collection), ("Foto titipan", kenanga.page.collection)]:
        upload = {"title": title, "file": picture(), "collection": collection.pk}
        her.post(reverse("wagtailimages:add"), upload)
    assert {photo.collection for photo in Photo.objects.filter(title__in=["Foto milik", "Foto titipan"])} == {
        melati.page.collection
    }


def picture() -> Any:
    return SimpleUploadedFile("tas.png", png(80, 80), "image/png")


def test_she_cannot_put_a_picture_of_another_group_on_her_pages(her: Client, melati: Branch, kenanga: Branch) -> None:
    """A form takes the number of any picture, so it must ask whose it is."""
    add = reverse("wagtailadmin_pages:add", args=["products", "productpage", melati.page.pk])
    assert answer(her.post(add, listing_form(None, kenanga.photo)), melati) == SENT_HOME
    edit = reverse("wagtailadmin_pages:edit", args=[melati.page.pk])
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    texts = {"title": "Perca Melati", "slug": "perca-melati", "story": "null", "story_en": "null"}
    assert answer(her.post(edit, {**texts, **comments, "photo": kenanga.photo.pk}), melati) == SENT_HOME
    her.post(edit, {**texts, **comments, "photo": melati.photo.pk})
    assert not ProductPage.objects.filter(slug="celemek-perca").exists()
    assert GroupPage.objects.get(pk=melati.page.pk).get_latest_revision_as_object().photo == melati.photo


# --- Managers, and the end of a role ---------------------------------------------------------------------------------


def test_the_manager_of_the_selling_bumm_edits_and_publishes_for_all_its_groups(
    client: Client, melati: Branch, kenanga: Branch
) -> None:
    client.force_login(holder("manager", bumm=BummFactory(place="tipes")))
    for group in [melati, kenanga]:
        edit = reverse("wagtailadmin_pages:edit", args=[group.draft.pk])
        assert client.get(edit).status_code == 200
        client.post(edit, listing_form(group.draft, title="Dompet rapi", **{"action-publish": "1"}))
        group.draft.refresh_from_db()
        assert (group.draft.live, group.draft.title) == (True, "Dompet rapi")
        assert client.get(reverse("product_offer", args=[group.live.pk])).status_code == 200
        assert client.get(reverse("wagtailimages:edit", args=[group.photo.pk])).status_code == 200


def test_the_manager_of_another_bumm_may_nothing_here(client: Client, melati: Branch) -> None:
    client.force_login(holder("manager", bumm=BummFactory(place="mojosongo")))
    before = state_of(melati)
    for view in ["edit", "delete", "unpublish", "history", "view_draft", "lock"]:
        for page in [melati.live, melati.draft]:
            address = reverse(f"wagtailadmin_pages:{view}", args=[page.pk])
            assert answer(client.get(address), melati) == SENT_HOME
            assert answer(client.post(address, seizing(melati)), melati) == SENT_HOME
    assert answer(client.get(reverse("product_offer", args=[melati.live.pk])), melati) == SENT_HOME
    assert answer(client.get(reverse("wagtailimages:edit", args=[melati.photo.pk])), melati) == SENT_HOME
    assert state_of(melati) == before


def test_a_group_that_changes_its_selling_bumm_takes_its_moderators_along(melati: Branch) -> None:
    old = holder("manager", bumm=melati.page.group.selling_bumm)
    new = holder("manager", bumm=BummFactory(place="mojosongo"))
    melati.page.group.selling_bumm = BummFactory(place="mojosongo")
    melati.page.group.save()
    branches.grant_branch(melati.page)
    assert may_publish(new, melati.live)
    assert not may_publish(old, melati.live)
    assert melati.live.permissions_for_user(melati.admin).can_edit()


def may_publish(user: User, page: Page) -> bool:
    return bool(page.permissions_for_user(User.objects.get(pk=user.pk)).can_publish())


def test_with_her_role_all_her_rights_end_at_once(her: Client, melati: Branch) -> None:
    edit = reverse("wagtailadmin_pages:edit", args=[melati.draft.pk])
    assert her.get(edit).status_code == 200
    people.end_assignment(assignment=Assignment.objects.get(user=melati.admin))
    page = ProductPage.objects.get(pk=melati.draft.pk)
    user = User.objects.get(pk=melati.admin.pk)
    assert not page.permissions_for_user(user).can_edit()
    response = her.get(edit, follow=True)
    assert response.redirect_chain == [(f"{reverse('account_login')}?next={edit}", 302)]
    assert response.status_code == 200  # and not round and round
    her.post(edit, listing_form(melati.draft, title="Terlambat"))
    assert ProductPage.objects.get(pk=melati.draft.pk).draft_title == "Dompet biru"


def test_with_one_of_two_roles_the_rights_of_the_other_stay(her: Client, melati: Branch, kenanga: Branch) -> None:
    role = Role.objects.get(code="group_admin")
    people.assign(user=melati.admin, role=role, group=kenanga.page.group)
    assert her.get(reverse("wagtailadmin_pages:edit", args=[kenanga.draft.pk])).status_code == 200
    people.end_assignment(assignment=Assignment.objects.get(user=melati.admin, group=melati.page.group))
    assert her.get(reverse("wagtailadmin_pages:edit", args=[kenanga.draft.pk])).status_code == 200
    assert answer(her.get(reverse("wagtailadmin_pages:edit", args=[melati.draft.pk])), melati) == SENT_HOME
