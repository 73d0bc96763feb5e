"""Who there is: places, partners, residents, groups, owners, and who may do what for whom."""

from bumm.people.models.access import Assignment, Role, User
from bumm.people.models.groups import Group, Membership, Trade
from bumm.people.models.parties import Party
from bumm.people.models.persons import Household, Person
from bumm.people.models.places import Bumm, Division, Institution, Kecamatan, Kelurahan

__all__ = [
    "Assignment",
    "Bumm",
    "Division",
    "Group",
    "Household",
    "Institution",
    "Kecamatan",
    "Kelurahan",
    "Membership",
    "Party",
    "Person",
    "Role",
    "Trade",
    "User",
]
