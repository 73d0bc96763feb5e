"""Check constraints asked together say what they say one by one."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from bumm.charter.models import CharterShareClass

pytestmark = pytest.mark.django_db

SOUND = {"code": "A", "name": "Warga", "par": 50_000, "for_persons": True}
NOBODY = {"for_persons": False}
UNBOUNDED = {"most_units": 0}


def said(share_class: CharterShareClass, validate: Any, exclude: set[str]) -> list[str]:
    """The refusals, in order."""
    try:
        validate(share_class, exclude=exclude)
    except ValidationError as refusal:
        return refusal.messages
    return []


@pytest.mark.parametrize(
    ("wrong", "exclude", "refusals"),
    [
        ({}, set(), 0),
        (NOBODY, set(), 1),
        (NOBODY | UNBOUNDED, set(), 2),
        (NOBODY | UNBOUNDED | {"code": "a", "par": 0}, set(), 4),
        (NOBODY | UNBOUNDED | {"code": "a"}, {"code"}, 2),
        (NOBODY | UNBOUNDED, {"most_units"}, 1),
        ({"holder_cap_bp": None, "most_units": None}, set(), 0),
        ({"par": None}, set(), 0),  # what is not known is not refused
    ],
)
def test_the_same_is_refused_as_one_by_one(wrong: dict[str, Any], exclude: set[str], refusals: int) -> None:
    share_class = CharterShareClass(**SOUND | wrong)
    exclude = exclude | {"charter"}
    together = said(share_class, CharterShareClass.validate_constraints, exclude)
    one_by_one = said(share_class, validated_one_by_one, exclude)
    assert together == one_by_one
    assert len(together) == refusals


def validated_one_by_one(share_class: CharterShareClass, exclude: set[str]) -> None:
    """As Django's own models do it."""
    errors: dict[str, list[ValidationError]] = {}
    for constraint in models.Model.get_constraints(share_class)[0][1]:  # type: ignore[attr-defined]
        try:
            constraint.validate(CharterShareClass, share_class, exclude=exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    if errors:
        raise ValidationError(errors)


def test_a_sound_record_is_asked_about_once() -> None:
    with CaptureQueriesContext(connection) as asked:
        CharterShareClass(**SOUND).validate_constraints(exclude={"charter"})
    assert [query["sql"].split()[0] for query in asked] == ["SAVEPOINT", "SELECT", "RELEASE"]
