"""Demo accounts, one a role and one without. Their password is public: for loopback addresses only."""

from typing import Any, NamedTuple

from bumm.people import services
from bumm.people.models import Bumm, Group, Person, Role, User
from pilot.sources import read

RESIDENT = "resident"  # what an account without a role is printed as
PASSWORD = "benang-merah-2012"  # noqa: S105


class DemoAccount(NamedTuple):
    username: str
    role: str
    description: str


def load() -> list[DemoAccount]:
    """Make the accounts that are missing; return all of them."""
    rows = read("accounts")["account"]
    for row in rows:
        if not User.objects.filter(username=row["username"]).exists():
            _open_account(row)
    return [DemoAccount(row["username"], row["role"] or RESIDENT, row["description"]) for row in rows]


def _open_account(row: dict[str, Any]) -> None:
    first_name, _space, last_name = row["name"].partition(" ")
    user = User(username=row["username"], first_name=first_name, last_name=last_name, phone=row["phone"])
    user.set_password(PASSWORD)
    user.full_clean()
    user.save()
    if row["role"]:
        _give_role(user, row)
    else:
        Person.objects.filter(name=row["name"], user=None).update(user=user)


def _give_role(user: User, row: dict[str, Any]) -> None:
    role = Role.objects.get(code=row["role"])
    if role.scope == Role.Scope.GROUP:
        for group in Group.objects.filter(slug=row["scope"]) if row["scope"] else Group.objects.all():
            services.assign(user=user, role=role, group=group)
    elif role.scope == Role.Scope.BUMM:
        services.assign(user=user, role=role, bumm=Bumm.objects.get(kelurahan__slug=row["scope"]))
    else:
        services.assign(user=user, role=role)
