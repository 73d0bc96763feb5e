"""Every address of the site, as every role and as anonymous, on one's own things, another's, the city's and none.

The addresses come from the URL configuration; what each is answered stands in `table.txt`, which people review.
"""

import logging
from collections.abc import Iterator

import pytest

from tests.rights import table
from tests.rights.answers import TURNED_AWAY, Answer, ask
from tests.rights.askers import ASKERS, Asker, asker
from tests.rights.naming import Case, all_cases
from tests.rights.town import Town, build

# What looking leaves behind: sessions with their messages, pictures cut to size, who is looking at a page just now, and
# when somebody last saw what an import would do.
LOOKING_WRITES = {
    "django_session",
    "products_importrun",
    "products_photorendition",
    "wagtailadmin_editingsession",
    "wagtailcore_pagesubscription",
    "wagtailusers_userprofile",
    "account_emailaddress",
}
# Being turned away leaves a message in the session; what a protected record refused is undone by the request's end.
BEING_TURNED_AWAY_WRITES = {"django_session"}
UNDONE = {"wagtailusers_users:delete", "wagtailusers_groups:delete"}
# An auditor's own account, own unfinished uploads and own tabs of the editor.
AN_AUDITOR_WRITES = LOOKING_WRITES | {"wagtailcore_uploadedfile"}


@pytest.fixture(scope="module")
def town(standing: None) -> Town:
    """Built once for all roles."""
    return build()


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are what is asked for here; they need not be logged."""
    logging.disable()
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def expected() -> dict[table.Entry, table.Row]:
    return table.read(table.TABLE.read_text())


def test_the_table_declares_every_address_and_no_other(expected: dict[table.Entry, table.Row]) -> None:
    assert table.not_declared(expected) == ""
    assert table.not_there(expected) == ""


# Every run asks for every address by GET as those who handle money or see much, and as those who see nothing; and by
# POST as those from whom most is to be feared. The long tests ask as all others too.
IN_EVERY_RUN = {
    "GET": {
        *("anonymous", "no_role", "auditor", "group_admin", "manager"),
        *("treasurer", "supervisor", "cooperative_officer"),
    },
    "POST": {"anonymous", "no_role", "auditor", "group_admin", "manager", "promotion_officer"},
}
WAYS = [
    pytest.param(role, method, marks=[] if role in IN_EVERY_RUN[method] else pytest.mark.long)
    for method in ("GET", "POST")
    for role in ASKERS
]


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "method"), WAYS)
def test_rights(town: Town, expected: dict[table.Entry, table.Row], role: str, method: str) -> None:
    someone, wrong = asker(town, role), []
    for case in all_cases():
        entry = table.entry_of(case)
        if entry not in expected:
            continue  # the test above says so
        row, answer = expected[entry], ask(someone, case, method)
        said = (row.get if method == "GET" else row.post)[role]
        if answer.signs != said:
            wrong.append(f"{entry}\n    {said} in the table, {answer.signs} answered")
        wrong += [f"{entry}\n    {words}" for words in unexpected(someone, case, method, answer)]
    assert wrong == [], "\n".join([f"{method} as {role}: not what tests/rights/table.txt says", *wrong, table.HOW_TO])


def unexpected(someone: Asker, case: Case, method: str, answer: Answer) -> list[str]:
    """What was written that should not be: by looking, in spite of a refusal, or for an auditor."""
    found = []
    for sign, tables in answer.written:
        allowed = set(tables)
        if method == "GET":
            allowed &= LOOKING_WRITES
        if sign in TURNED_AWAY and case.address.view not in UNDONE:
            allowed &= BEING_TURNED_AWAY_WRITES
        if someone.name == "auditor":
            allowed &= AN_AUDITOR_WRITES
        if extra := tables - allowed:
            found.append(f"{sign}, and yet something was written to {', '.join(sorted(extra))}")
    return found
