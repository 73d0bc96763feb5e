"""A listing on its way to the public: submitted, returned with a reason, mended, submitted again, approved."""

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from bumm.people.models import User
from catalog.products.models import ProductPage
from tests.factories import BummFactory, GroupPageFactory, ProductPageFactory, holder, listing_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> User:
    """The admin of a group that BUMM Tipes sells for."""
    return holder("group_admin", group=GroupPageFactory().group)


@pytest.fixture
def draft(seller: User) -> ProductPage:
    group_page = seller.assignments.get().group.page
    return ProductPageFactory(group_page=group_page, title="Tas belum jadi", owner=seller, live=False)


@pytest.fixture
def manager(draft: ProductPage) -> User:
    return holder("manager", bumm=BummFactory(place="tipes"))


@pytest.fixture
def stranger() -> User:
    """The manager of a BUMM that does not sell for the group."""
    return holder("manager", bumm=BummFactory(place="mojosongo"))


def at_desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edit(user: User, page: ProductPage, *, button: str, **changes: Any) -> None:
    form = listing_form(page, **{button: "1"}, **changes)
    response = at_desk(user).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert response.status_code == 302, response.context["form"].errors
    page.refresh_from_db()


def submit(user: User, page: ProductPage, **changes: Any) -> None:
    edit(user, page, button="action-submit", **changes)


def decide(user: User, page: ProductPage, action: str, **form: str) -> Any:
    state = page.current_workflow_task_state
    return at_desk(user).post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]), form)


def asked(user: User) -> bool:
    """Whether the office's home asks this user to look at a listing."""
    return b"Tas belum jadi" in at_desk(user).get(reverse("wagtailadmin_home")).content


def public_title(page: ProductPage) -> str | None:
    """What anyone reads as the listing's title, or None where there is nothing to see."""
    cache.clear()  # kept pages are dropped on commit, which a test never comes to
    response = Client().get(f"{page.get_parent().url}{page.slug}/")
    if response.status_code == 404:
        return None
    assert response.status_code == 200
    return str(response.context["page"].title)


def recipients() -> set[str]:
    return {address for message in mail.outbox for address in message.to}


def test_only_those_who_may_publish_the_listing_are_asked_and_told(
    seller: User, draft: ProductPage, manager: User, stranger: User
) -> None:
    officer, administrator = holder("promotion_officer"), holder("administrator")
    gone = holder("manager", bumm=BummFactory(place="tipes"))
    gone.is_active = False
    gone.save()
    submit(seller, draft)
    assert draft.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
    assert recipients() == {manager.email, officer.email}
    assert "Tas belum jadi" in mail.outbox[0].subject + mail.outbox[0].body
    assert (asked(manager), asked(officer), asked(stranger)) == (True, True, False)
    task = draft.current_workflow_task
    states = {user: list(task.get_task_states_user_can_moderate(user)) for user in [manager, stranger, seller]}
    assert states == {manager: [draft.current_workflow_task_state], stranger: [], seller: []}
    assert administrator.email not in recipients()


def test_whoever_submits_and_may_also_approve_gets_no_mail_about_it(draft: ProductPage, manager: User) -> None:
    officer = holder("promotion_officer")
    submit(manager, draft)
    assert recipients() == {officer.email}


def test_a_listing_goes_back_with_a_reason_is_mended_and_approved(
    seller: User, draft: ProductPage, manager: User
) -> None:
    submit(seller, draft)
    assert public_title(draft) is None
    mail.outbox.clear()

    decide(manager, draft, "reject", comment="Tulis ukurannya.")
    draft.refresh_from_db()
    assert draft.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert recipients() == {seller.email}
    assert "Tulis ukurannya." in mail.outbox[0].body
    page = at_desk(seller).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "Tulis ukurannya." in page
    assert (asked(manager), public_title(draft)) == (False, None)
    mail.outbox.clear()

    submit(seller, draft, size="30 x 40 cm")
    assert draft.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS
    assert recipients() == {manager.email}
    assert (asked(manager), public_title(draft)) == (True, None)
    mail.outbox.clear()

    decide(manager, draft, "approve")
    draft.refresh_from_db()
    assert (draft.live, draft.size, draft.workflow_in_progress) == (True, "30 x 40 cm", False)
    assert public_title(draft) == "Tas belum jadi"
    assert recipients() == {seller.email}
    assert draft.product.first_offered_at is not None
    assert draft.product.variants.get().price_changes.get().new_price == 45_000


def test_a_listing_does_not_go_back_without_a_reason(seller: User, draft: ProductPage, manager: User) -> None:
    submit(seller, draft)
    decide(manager, draft, "reject", comment="")
    draft.refresh_from_db()
    assert draft.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_neither_the_seller_nor_a_strange_manager_decides(
    seller: User, draft: ProductPage, stranger: User, action: str
) -> None:
    submit(seller, draft)
    for user in [seller, stranger]:
        decide(user, draft, action, comment="Bagus!")
        draft.refresh_from_db()
        assert draft.current_workflow_task_state.status == TaskState.STATUS_IN_PROGRESS
        assert draft.live is False


def test_the_public_sees_the_approved_words_until_new_ones_are_approved(
    seller: User, draft: ProductPage, manager: User
) -> None:
    submit(seller, draft)
    decide(manager, draft, "approve")
    draft.refresh_from_db()
    submit(seller, draft, title="Tas belum jadi, baru")
    assert (draft.draft_title, public_title(draft)) == ("Tas belum jadi, baru", "Tas belum jadi")
    decide(manager, draft, "approve")
    draft.refresh_from_db()
    assert public_title(draft) == "Tas belum jadi, baru"


def test_while_the_moderators_look_the_seller_looks_on(seller: User, draft: ProductPage, manager: User) -> None:
    """A listing that waits is locked for its seller, so that what is approved is what was looked at."""
    submit(seller, draft)
    form = {"title": "Diam-diam diganti", "slug": draft.slug}
    at_desk(seller).post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), form)
    draft.refresh_from_db()
    assert draft.draft_title == "Tas belum jadi"
    edit(manager, draft, button="action-save", title="Tas belum jadi, dirapikan")
    assert draft.draft_title == "Tas belum jadi, dirapikan"


def test_the_seller_takes_a_submission_back(seller: User, draft: ProductPage, manager: User) -> None:
    submit(seller, draft)
    cancel = {"action-cancel-workflow": "1"}
    at_desk(seller).post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), cancel)
    draft.refresh_from_db()
    assert (draft.workflow_in_progress, asked(manager)) == (False, False)
