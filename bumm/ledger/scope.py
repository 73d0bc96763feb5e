"""Whose books a user works with. What may be done with their rows hangs on the roles held there."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from bumm.ledger.models import Book, EntryEvidence, Evidence, JournalEvidence
from bumm.people.models import Assignment, User

# Roles that are held for every book, those of funds too; and for the books of all BUMM.
OF_ALL_BOOKS = {"administrator", "auditor", "cooperative_officer"}
OF_ALL_BUMM = {"steward"}


def books_of(user: User, roles: Collection[str]) -> QuerySet[Book]:
    """The books for which the user holds one of these roles.

    Whoever is treasurer of one BUMM and manager of another prepares in the one and approves in the other.
    """
    held = user.active_roles & set(roles)
    if user.is_superuser or held & OF_ALL_BOOKS:
        return Book.objects.all()
    rule = Q(bumm__in=Assignment.objects.active().filter(user=user, role__in=held).values("bumm"))
    if held & OF_ALL_BUMM:
        rule |= Q(kind=Book.Kind.BUMM)
    return Book.objects.filter(rule)


def evidence_in(books: QuerySet[Book], *, or_added_by: User) -> QuerySet[Evidence]:
    """What proves an entry or a journal of these books, and what the user has sent."""
    of_entries = EntryEvidence.objects.filter(evidence=OuterRef("pk"), entry__book__in=books)
    of_journals = JournalEvidence.objects.filter(evidence=OuterRef("pk"), journal__book__in=books)
    return Evidence.objects.filter(Q(added_by=or_added_by) | Exists(of_entries) | Exists(of_journals))
