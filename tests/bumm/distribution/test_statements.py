"""What a holder gets, told to the holder alone: on pages, as a message, on paper, and what the holder may object to."""

import datetime as dt
import shutil
import subprocess
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bumm.distribution import services
from bumm.distribution.models import Distribution, Objection, PaymentBatch
from bumm.distribution.payouts import lines_of, message, parts_through_groups, payouts_of
from bumm.distribution.selectors import statement_of
from bumm.people import services as people
from bumm.people.models import Party, Person
from bumm.people.whatsapp import whatsapp_link
from tests.bumm.distribution import scene
from tests.bumm.distribution.test_office_payments import approved, desk, text
from tests.factories import PersonFactory, UserFactory, holder

pytestmark = pytest.mark.django_db

MARCH, APRIL = dt.date(2014, 3, 1), dt.date(2014, 4, 1)
MARI, MEMBER = "Mari", "Wati"


@pytest.fixture
def person() -> Person:
    return PersonFactory(name=MARI, nik="", user=UserFactory(), phone="+6281234567890")


@pytest.fixture
def member() -> Person:
    return PersonFactory(name=MEMBER, nik="", user=UserFactory())


@pytest.fixture
def draft(person: Person, member: Person) -> Distribution:
    """Of 600,000 half goes to the reserve. Mari has 2 of 3 shares; a group holds 1 for two members."""
    bumm = scene.founded([("owners", 5_000), ("reserve", 5_000)])
    group, held = scene.group_with(bumm, name="Perca Melati")
    for each in (member, PersonFactory(nik="")):
        people.join_group(person=each, group=group, since=dt.date(2013, 1, 1))
    scene.own(bumm, {people.party_of(person): 2, held: 1})
    scene.earn(bumm, 600_000)
    scene.close(bumm)
    return scene.prepared(bumm, 600_000)


def announced_now(run: Distribution) -> Distribution:
    return services.announce_distribution(distribution=run, announced_on=timezone.localdate())


def posted(run: Distribution) -> Distribution:
    run = services.announce_distribution(distribution=run, announced_on=scene.ANNOUNCED)
    run = scene.resolved(run)
    return services.approve_distribution(distribution=run, by=scene.supervisor_of(run.bumm))


def paid(run: Distribution, on: dt.date = MARCH) -> PaymentBatch:
    batch = approved(run, scene.treasurer_of(run.bumm), scene.supervisor_of(run.bumm))
    services.record_paid(batch=batch, paid_on=on, evidence=[scene.proof()])
    return batch


def own(run: Distribution) -> str:
    return reverse("own_distribution", args=[run.pk])


# --- In words --------------------------------------------------------------------------------------------------------


def test_a_statement_has_shares_weight_and_rupiah(draft: Distribution, person: Person) -> None:
    """200,000 of 300,000 for two of three shares at 50,000."""
    [line] = lines_of(statement_of(draft, people.party_of(person)))
    assert line == ("Owners", "A", 2, 100_000, 200_000)


def test_a_message_tells_a_party_its_own_figure_and_no_other(draft: Distribution, person: Person) -> None:
    party = people.party_of(person)
    run = announced_now(draft)
    said = message(statement_of(run, party))
    assert "Rp200.000" in said and "2013" in said and MARI in said
    assert "Rp300.000" not in said and MEMBER not in said
    assert len(said) < 400
    assert said != message(statement_of(run, Party.objects.get(group__isnull=False)))


def test_a_message_follows_the_payment(draft: Distribution, person: Person) -> None:
    party, run = people.party_of(person), posted(draft)
    unpaid = message(statement_of(run, party))
    paid(run)
    assert message(statement_of(run, party)) != unpaid
    assert "1 Maret 2014" in message(statement_of(run, party))
    services.reverse_distribution(
        distribution=run, effective_on=APRIL, reason="salah", by=scene.supervisor_of(run.bumm)
    )
    run = Distribution.objects.get()
    [payout] = payouts_of(party, Distribution.objects.all())
    assert "Rp200.000" in payout.said and payout.run == run


def test_a_link_opens_whatsapp_with_the_words() -> None:
    assert whatsapp_link("+628123", "Rp1 & 2") == "https://wa.me/628123?text=Rp1%20%26%202"
    assert whatsapp_link("") == ""


# --- In the office ---------------------------------------------------------------------------------------------------


def test_the_office_shows_a_statement_with_its_message(draft: Distribution, person: Person, member: Person) -> None:
    client, party = desk(holder("auditor")), people.party_of(person)
    shown = text(client.get(reverse("payout:statement", args=[draft.pk, party.pk])))
    assert "Rp200.000" in shown and "https://wa.me/6281234567890?text=" in shown and MEMBER not in shown
    group = Party.objects.get(group__name="Perca Melati")
    shown = text(client.get(reverse("payout:statement", args=[draft.pk, group.pk])))
    assert MEMBER in shown and "Rp50.000" in shown and MARI not in shown
    stranger = people.party_of(PersonFactory(nik=""))
    assert client.get(reverse("payout:statement", args=[draft.pk, stranger.pk])).status_code == 404


def test_the_page_of_a_party_lists_what_it_gets(draft: Distribution, person: Person) -> None:
    party = people.party_of(person)
    address = reverse("register:party", args=[party.pk])
    reader = desk(scene.treasurer_of(draft.bumm))
    assert "Rp200.000" in text(reader.get(address))
    paid(posted(draft))
    assert "1 Maret 2014" in text(reader.get(address))


@pytest.mark.usefixtures("pango")
def test_a_statement_is_drawn_with_its_figures(draft: Distribution, person: Person) -> None:
    if not (reader := shutil.which("pdftotext")):
        pytest.skip("no pdftotext on this machine")
    address = reverse("payout:statement_pdf", args=[draft.pk, people.party_of(person).pk])
    answer = desk(holder("auditor")).get(address)
    read = subprocess.run([reader, "-layout", "-", "-"], input=answer.content, capture_output=True, check=True)
    written = read.stdout.decode()
    assert MARI in written and "Rp200.000" in written and draft.digest[:16] in written and MEMBER not in written


# --- For the holder alone --------------------------------------------------------------------------------------------


def test_before_it_is_announced_nobody_outside_knows_of_it(draft: Distribution, person: Person) -> None:
    client = desk(person.user)
    assert client.get(own(draft)).status_code == 404
    assert "Rp200.000" not in text(client.get(reverse("own_shares")))
    run = announced_now(draft)
    assert "Rp200.000" in text(client.get(own(run)))
    assert own(run) in text(client.get(reverse("own_shares")))


def test_ones_own_page_is_for_oneself(draft: Distribution, person: Person, member: Person) -> None:
    run = posted(draft)
    assert Client().get(own(run)).status_code == 302
    for other in (UserFactory(), PersonFactory(nik="", user=UserFactory()).user):
        assert desk(other).get(own(run)).status_code == 404
        assert desk(other).get(reverse("own_statement_pdf", args=[run.pk])).status_code == 404
        assert desk(other).post(own(run), {"text": "Salah"}).status_code == 404
    shown = text(desk(member.user).get(own(run)))
    assert "Rp50.000" in shown and "Perca Melati" in shown and "Rp200.000" not in shown and MARI not in shown
    assert desk(member.user).get(reverse("own_statement_pdf", args=[run.pk])).status_code == 404
    assert "Rp50.000" in text(desk(member.user).get(reverse("own_shares")))
    [part] = parts_through_groups(member, Distribution.objects.all())
    assert (part.amount, part.payment) == (50_000, None)


@pytest.mark.usefixtures("pango")
def test_the_holder_takes_the_statement_along(draft: Distribution, person: Person) -> None:
    run = announced_now(draft)
    answer = desk(person.user).get(reverse("own_statement_pdf", args=[run.pk]))
    assert answer.content.startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("who", ["person", "member"])
def test_who_gets_something_may_object(draft: Distribution, request: Any, who: str) -> None:
    someone: Person = request.getfixturevalue(who)
    run = announced_now(draft)
    client = desk(someone.user)
    empty = client.post(own(run), {"text": "   "})
    assert empty.status_code == 200 and empty.context["form"].errors
    assert client.post(own(run), {"text": "Saham saya tiga."}).status_code == 302
    objection = Objection.objects.get()
    assert (objection.party.person, objection.recorded_by) == (someone, someone.user)
    assert "Saham saya tiga." in text(client.get(own(run)))
    services.answer_objection(
        objection=objection, upheld=False, answer="Sudah diperiksa.", by=scene.supervisor_of(run.bumm)
    )
    assert "Sudah diperiksa." in text(client.get(own(run)))


def test_after_the_window_there_is_no_form_and_what_was_typed_is_said_to_be_late(
    draft: Distribution, person: Person
) -> None:
    run = services.announce_distribution(distribution=draft, announced_on=scene.ANNOUNCED)
    client = desk(person.user)
    assert "<textarea" not in text(client.get(own(run)))
    late = client.post(own(run), {"text": "Terlambat menulis"})
    assert "Terlambat menulis" in text(late) and "3 Februari 2014" in text(late)
    assert not Objection.objects.exists()


def test_pages_do_not_ask_more_for_more_runs(
    draft: Distribution, person: Person, django_assert_max_num_queries: Any
) -> None:
    posted(draft)
    party = people.party_of(person)
    with django_assert_max_num_queries(2):
        assert len(payouts_of(party, Distribution.objects.all())) == 1
    with django_assert_max_num_queries(4):
        parts_through_groups(person, Distribution.objects.all())
