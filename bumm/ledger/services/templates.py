"""Keeping the transfers that recur, to begin journals with."""

from django.db import transaction

from bumm.ledger.models import Account, Book, JournalTemplate


@transaction.atomic
def add_template(
    *, book: Book, name: str, description: str, debit: Account, credit: Account, amount: int | None = None
) -> JournalTemplate:
    """A transfer that recurs in this book; `amount` in rupiah where it is usually the same."""
    template = JournalTemplate(book=book, name=name, description=description, debit=debit, credit=credit, amount=amount)
    template.full_clean()
    template.save()
    return template


@transaction.atomic
def change_template(
    *, template: JournalTemplate, name: str, description: str, debit: Account, credit: Account, amount: int | None
) -> JournalTemplate:
    """Change what later journals begin with. Those begun already stay as they are."""
    template.name, template.description, template.amount = name, description, amount
    template.debit, template.credit = debit, credit
    template.full_clean()
    template.save()
    return template
