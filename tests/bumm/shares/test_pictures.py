"""The picture of who owns a BUMM over time, with its heights worked out by hand."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bumm.charter.models import CharterShareClass
from bumm.shares import services
from bumm.shares.pictures import MOST_POINTS, UNITS, Standing, ownership_over_time
from tests.bumm.shares.test_subscriptions import APRIL, MARCH, MAY, founded, share_class_of
from tests.factories import a_resident, issued

pytestmark = pytest.mark.django_db


def test_classes_stand_on_one_another_from_day_to_day() -> None:
    """10 x Rp50.000 in March, 5 x Rp100.000 more in April; a transfer moves nothing. A million is the top."""
    classes = [
        CharterShareClass(code="A", name="Satu", par=50_000, for_persons=True),
        CharterShareClass(code="B", name="Dua", par=100_000, for_persons=True),
    ]
    charter = founded(*classes)
    first, second, holder = share_class_of(charter, "A"), share_class_of(charter, "B"), a_resident()
    issued(first, {holder: 10}, MARCH)
    issued(second, {holder: 5}, APRIL)
    said = {"effective_on": MAY, "reference": "t1"}
    services.transfer_shares(share_class=first, giver=holder, taker=a_resident(), quantity=4, **said)
    with CaptureQueriesContext(connection) as asked:
        picture = ownership_over_time(charter.bumm, MARCH + dt.timedelta(days=62))
    assert len(asked) == 1
    assert picture
    assert picture.codes == ["A", "B"]
    assert [(step.day, step.nominal) for step in picture.steps] == [(MARCH, 500_000), (APRIL, 1_000_000)]
    assert picture.steps[1].standings == [Standing(10, 500_000), Standing(5, 500_000)]
    assert picture.areas[0].path == "M0 120 L320 120 L320 120 L640 120 L640 240 L320 240 L320 240 L0 240 Z"
    assert picture.areas[1].path == "M0 120 L320 120 L320 0 L640 0 L640 120 L320 120 L320 120 L0 120 Z"
    assert picture.unit == UNITS[1_000]
    assert [mark.said for mark in picture.amounts] == [Decimal(said) for said in (0, 250, 500, 750, 1_000)]


def test_a_correction_takes_back_what_was_issued() -> None:
    share_class = share_class_of(founded())
    [event] = issued(share_class, {a_resident(): 10}, MARCH)
    services.correct_event(event=event, effective_on=APRIL)
    picture = ownership_over_time(share_class.bumm, MAY)
    assert picture
    assert [step.nominal for step in picture.steps] == [500_000, 0]


def test_many_days_come_as_ends_of_quarters() -> None:
    share_class, holder = share_class_of(founded()), a_resident()
    days = [MARCH + dt.timedelta(days=number) for number in range(MOST_POINTS + 1)]
    for day in days:
        issued(share_class, {holder: 1}, day)
    picture = ownership_over_time(share_class.bumm, days[-1])
    assert picture
    assert [(step.day, step.standings[0].units) for step in picture.steps] == [
        (dt.date(2013, 3, 31), 31),
        (days[-1], 61),
    ]


def test_without_shares_there_is_no_picture() -> None:
    share_class = share_class_of(founded())
    assert ownership_over_time(share_class.bumm, MAY) is None
    issued(share_class, {a_resident(): 1}, APRIL)
    assert ownership_over_time(share_class.bumm, MARCH) is None
