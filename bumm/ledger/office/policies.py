"""Who may do what with the rows of a book."""

from collections.abc import Collection
from typing import Any

from django.db.models import Model, QuerySet

from bumm.ledger.models import Account, Book, Entry, Evidence, Journal, JournalTemplate, PeriodEvent
from bumm.ledger.scope import books_of, evidence_in
from bumm.people.models import User
from bumm.people.permissions import AssignmentPolicy

BUMM_STAFF = ["treasurer", "manager", "supervisor"]
READERS = [*BUMM_STAFF, "auditor", "cooperative_officer", "steward"]
# Journals and what proves them may name residents: they are for those who keep the book and those who audit it.
JOURNAL_READERS = [*BUMM_STAFF, "auditor"]


class BookPolicy(AssignmentPolicy):
    """For each action (`view`, `add`, `change`, and what else a screen asks for) the roles that a book's rows need,
    held for that very book; an administrator has them all. An action that is not named is nobody's."""

    def __init__(self, model: type[Model], *, book: str = "book", **roles: Collection[str]) -> None:
        super().__init__(model, readers=())
        self.book = book
        self.roles = {action: {"administrator", *codes} for action, codes in roles.items()}

    def books(self, user: User, actions: Collection[str]) -> QuerySet[Book]:
        """The books with whose rows the user may do one of these."""
        roles = set().union(*(self.roles.get(action, set()) for action in actions))
        return books_of(user, roles) if self.user_has_any_permission(user, actions) else Book.objects.none()

    def user_has_permission_for_instance(self, user: User, action: str, instance: Any) -> bool:
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{f"{self.book}__in": self.books(user, actions)})


class EvidencePolicy(BookPolicy):
    """Evidence is looked at by who may look at a journal or an entry that it proves, and by who sent it."""

    def instances_user_has_any_permission_for(self, user: User, actions: Collection[str]) -> QuerySet[Evidence]:
        return evidence_in(self.books(user, actions), or_added_by=user)


books = BookPolicy(Book, book="pk", view=READERS, close=["supervisor"])
accounts = BookPolicy(Account, view=READERS, add=["treasurer", "manager"])
entries = BookPolicy(Entry, view=READERS)
period_events = BookPolicy(PeriodEvent, view=READERS)
journals = BookPolicy(
    Journal, view=JOURNAL_READERS, add=["treasurer"], change=["treasurer"], approve=["manager", "supervisor"]
)
templates = BookPolicy(JournalTemplate, view=JOURNAL_READERS, add=["treasurer"], change=["treasurer"])
evidence = EvidencePolicy(Evidence, view=JOURNAL_READERS)

ALL = [books, accounts, entries, period_events, journals, templates, evidence]
