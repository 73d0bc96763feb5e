"""Everyone who asks: anonymous, an account without a role, and someone in each role."""

from dataclasses import dataclass

from django.test import Client

from bumm.people.models import User
from tests.factories import UserFactory, holder
from tests.rights.town import CITY, OTHERS, OWN, Subject, Town, traces

GROUP_ROLES, BUMM_ROLES = ("group_admin", "mentor"), ("manager", "treasurer", "supervisor")
# The order of the table's columns: alike beside alike, so that a line can end early.
ASKERS = [
    "anonymous",
    "no_role",
    "administrator",
    "auditor",
    "promotion_officer",
    *BUMM_ROLES,
    *GROUP_ROLES,
    "cooperative_officer",
    "market_officer",
    "steward",
    "kiosk_attendant",
]
# What gives a group away: the colour of what is not public, and its name.
WORDS = {"melati": ["biru", "Melati"], "kenanga": ["ungu", "Kenanga"], "flamboyan": ["jingga", "Flamboyan"]}


@dataclass(frozen=True)
class Asker:
    """Someone who asks for every address, the subjects that addresses name, and the words to look for in answers."""

    name: str
    client: Client
    session: str
    subjects: dict[str, Subject]
    own_words: list[str]
    others_words: list[str]


def asker(town: Town, name: str) -> Asker:
    """Someone in this role for Melati or its BUMM. What is another's is as near as can be: of a group with the same
    BUMM for those who work for one group, of another BUMM for all else."""
    melati, client = town.groups["melati"], Client(raise_request_exception=False)
    user = None if name == "anonymous" else _account(name, melati)
    if user:
        client.force_login(user)
    others = ["flamboyan"] if name in BUMM_ROLES else ["kenanga", "flamboyan"]
    return Asker(
        name=name,
        client=client,
        session=client.cookies["sessionid"].value if user else "",
        subjects={
            OWN: melati | traces(user or melati["account"]),
            OTHERS: town.groups["kenanga" if name in GROUP_ROLES else "flamboyan"],
            CITY: town.city,
        },
        own_words=WORDS["melati"],
        others_words=[word for group in others for word in WORDS[group]],
    )


def _account(role: str, melati: Subject) -> User:
    if role == "no_role":
        return UserFactory()
    if role == "group_admin":
        return melati["account"]
    if role == "mentor":
        return holder(role, group=melati["group_row"])
    return holder(role, bumm=melati["group_row"].selling_bumm if role in BUMM_ROLES else None)
