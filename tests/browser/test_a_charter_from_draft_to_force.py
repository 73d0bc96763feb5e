"""The story of a BUMM's first charter, in a browser: the steward drafts, the manager's founding meeting adopts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bumm.charter.models import Meeting
from bumm.charter.selectors import charter_in_force
from tests.factories import BummFactory, HouseholdFactory, PersonFactory, holder

pytestmark = pytest.mark.django_db(transaction=True)

TERMS = {
    "title": "Anggaran Dasar BUMM Tipes",
    "articles": "Pasal 1\nBUMM ini milik warga.",
    "commission_bp": "12,5",
    "complaint_days": "3",
    "notice_days": "7",
    "quorum_bp": "50",
    "objection_days": "14",
    "lapse_months": "36",
    "redemption_liquidity_bp": "20",
    "classes-0-code": "A",
    "classes-0-name": "Saham warga",
    "classes-0-par": "50.000",
}
CHOICES = {
    "fee_bearer": "bumm",
    "discount_bearer": "group",
    "voting_rule": "head",
    "majority": "half",
    "charter_majority": "two_thirds",
    "weighting": "record_date",
    "redemption_price": "lower_of_both",
}


def test_drafted_put_before_a_meeting_voted_on_and_in_force(
    log_in: Callable[..., Page], live_server: Any, tmp_path: Path
) -> None:
    bumm = BummFactory()
    names = [PersonFactory(household=HouseholdFactory()).name for _ in range(4)]
    steward, manager = log_in(holder("steward"), width=1280), log_in(holder("manager", bumm=bumm))

    # The steward drafts. 45/40/5/5/5/5 is 105%: refused, and nothing is lost. Then it is mended.
    steward.goto("/kantor/charter/new/")
    steward.locator("[name=bumm]").select_option(str(bumm.pk))
    fill(steward, TERMS)
    for name, choice in CHOICES.items():
        steward.locator(f"[name={name}]").select_option(choice)
    steward.locator("[name=classes-0-for_persons]").check()
    for row, part in enumerate(["45", "40", "5", "5", "5"]):
        steward.locator(f"[name=rows-{row}-basis_points]").fill(part)
    fill(steward, {"rows-5-name": "Dana kematian", "rows-5-account": "2.1.09", "rows-5-basis_points": "5"})
    steward.locator("[name=rows-5-target]").select_option("other")
    store(steward)
    expect(steward.locator(".messages")).to_contain_text("105%")
    expect(steward.locator("[name=commission_bp]")).to_have_value("12,5")
    steward.locator("[name=rows-0-basis_points]").fill("40")
    store(steward)
    expect(steward.locator("main")).to_contain_text("12,5%")
    charter = bumm.charters.get()

    # The manager calls the founding meeting, puts the draft on its agenda, fills the roll and freezes it.
    manager.goto("/kantor/meeting/new/")
    manager.locator("[name=bumm]").select_option(str(bumm.pk))
    manager.locator("[name=kind]").select_option("founding")
    invitation = {"held_on": "2013-02-10", "starts_at": "19:30", "invited_on": "2013-02-01"}
    fill(manager, invitation | {"place": "Balai kelurahan", "notice": "Mohon hadir."})
    store(manager)
    meeting = Meeting.objects.get()
    step(manager, meeting, "motion")
    fill(manager, {"title": "Menerima AD/ART", "text": "AD/ART diterima.", "in_force_from": "2013-02-10"})
    manager.locator("[name=effect]").select_option("adopt_charter")
    manager.locator("[name=charter]").select_option(str(charter.pk))
    done(manager)
    step(manager, meeting, "roll")
    assert manager.locator("[name=residents]:checked").count() == 4
    done(manager)
    step(manager, meeting, "freeze")
    done(manager)

    # Three of the four come; one of them is against it.
    step(manager, meeting, "attendance")
    for name in names[:3]:
        manager.get_by_label(name).check()
    done(manager)
    manager.goto(f"/kantor/meeting/votes/{meeting.motions.get().pk}/")
    manager.locator("[name=everyone][value=for]").check()
    manager.get_by_label(names[0]).select_option("against")
    done(manager)
    expect(manager.locator(".charter-motion strong")).to_be_visible()

    # Its signed minutes close it, and the charter is in force.
    signed = tmp_path / "notulen.pdf"
    signed.write_bytes(b"%PDF-1.4 notulen")
    step(manager, meeting, "close")
    manager.locator("[name=minutes]").set_input_files(signed)
    manager.locator("[name=final]").check()
    done(manager)
    expect(manager.locator("main")).to_contain_text("RES-TIPES-2013-1")
    assert charter_in_force(bumm) == charter
    steward.goto(f"/kantor/charter/inspect/{charter.pk}/")
    expect(steward.locator("main")).to_contain_text("10 Februari 2013")


def fill(page: Page, values: dict[str, str]) -> None:
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def store(page: Page) -> None:
    """Press the button that stores a record."""
    page.locator("#w-editor-form footer button[type=submit]").click()
    page.wait_for_load_state("networkidle")


def step(page: Page, meeting: Meeting, name: str) -> None:
    page.goto(f"/kantor/meeting/{name}/{meeting.pk}/")


def done(page: Page) -> None:
    """Press the button of a step, and be back at the record."""
    page.locator(".charter-act button[type=submit]").click()
    page.wait_for_url("**/inspect/**")
