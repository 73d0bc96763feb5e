"""What a scenario would give is what the run then gives, and other terms give other figures; nothing is stored."""

import datetime as dt
from dataclasses import replace

import pytest

from bumm.charter.models import CharterShareClass
from bumm.distribution.models import Distribution
from bumm.distribution.simulation import ClassFigure, Row, Scenario, figures_of, rows_of, simulate
from bumm.people.models import Bumm
from bumm.people.services import party_of
from tests.bumm.distribution import scene
from tests.bumm.distribution.scene import END
from tests.factories import a_resident

pytestmark = pytest.mark.django_db

CLASSES = [
    CharterShareClass(code="A", name="Biasa", par=50_000, **scene.OF_ALL),
    CharterShareClass(code="B", name="Pendiri", par=100_000, **scene.OF_ALL),
]


@pytest.fixture
def bumm() -> Bumm:
    """Two classes, three groups that sold; the year brought 1,000,003."""
    bumm = scene.founded([("reserve", 3_333), ("owners", 3_334), ("services", 3_333)], classes=CLASSES)
    scene.own(bumm, {a_resident(): 3, a_resident(): 4})
    scene.own(bumm, {a_resident(): 5}, code="B", on=dt.date(2013, 7, 1))
    for turnover in (1_000, 1_000, 1_000):
        scene.sell(bumm, scene.group_with(bumm)[0], turnover, commission=0)
    scene.earn(bumm, 1_000_003)
    scene.close(bumm)
    return bumm


def scenario_of(bumm: Bumm) -> Scenario:
    charter = bumm.charters.get()
    return Scenario(bumm, END, END, charter.weighting, 1_000_003, rows_of(charter))


@pytest.mark.parametrize("weighting", ["record_date", "share_days"])
def test_a_scenario_at_the_charters_terms_is_what_a_run_gives(weighting: str) -> None:
    bumm = scene.founded([("owners", 5_000), ("services", 5_000)], classes=CLASSES, weighting=weighting)
    parties = [a_resident(), a_resident()]
    scene.own(bumm, {parties[0]: 3})
    scene.own(bumm, {parties[1]: 1}, code="B", on=dt.date(2013, 9, 9))
    group, of_group = scene.group_with(bumm)
    scene.sell(bumm, group, 700, commission=0)
    scene.sell(bumm, scene.group_with(bumm)[0], 300, commission=0)
    scene.earn(bumm, 999_999)
    scene.close(bumm)
    scenario = replace(scenario_of(bumm), amount=999_999)
    for party in (*parties, of_group):
        would_be = simulate(scenario, party)
        assert would_be.party
    assert not Distribution.objects.exists()
    run = scene.prepared(bumm, 999_999)
    for party in (*parties, of_group):
        assert figures_of(run, party) == simulate(scenario, party)


def test_ties_between_groups_fall_as_in_the_run(bumm: Bumm) -> None:
    """Three equal turnovers and a rupiah that does not divide: the same group gets it."""
    scenario = scenario_of(bumm)
    groups = [party_of(group) for group in bumm.selling_groups.order_by("pk")]
    before = [simulate(scenario, party).party for party in groups]
    run = scene.prepared(bumm, 1_000_003)
    assert [scene.amounts_of(run, "services")[party.pk] for party in groups] == before


def test_other_percentages_and_weights_give_other_figures(bumm: Bumm) -> None:
    scenario = scenario_of(bumm)
    all_to_owners = replace(scenario, rows=[Row(1, "Pemilik", "owners", 10_000)], amount=850_000)
    assert simulate(all_to_owners).classes == [ClassFigure("A", 2, 350_000), ClassFigure("B", 1, 500_000)]
    by_days = replace(all_to_owners, weighting="share_days")
    assert simulate(by_days).classes[1].amount < 500_000  # B came in July
    early = replace(all_to_owners, record_date=dt.date(2013, 4, 1))
    assert simulate(early).classes == [ClassFigure("A", 2, 850_000)]


def test_nobody_known_gets_nothing(bumm: Bumm) -> None:
    assert simulate(scenario_of(bumm), a_resident()).party == 0


def test_the_parts_add_up(bumm: Bumm) -> None:
    figures = simulate(scenario_of(bumm))
    assert sum(part.amount for part in figures.parts) == figures.amount
    owners = next(part.amount for part in figures.parts if part.target == "owners")
    assert sum(each.amount for each in figures.classes) == owners


def test_a_register_without_an_event_gives_no_class_anything() -> None:
    bumm = scene.founded([("owners", 10_000)])
    scene.earn(bumm, 5)
    scene.close(bumm)
    assert simulate(replace(scenario_of(bumm), amount=5)).classes == []
