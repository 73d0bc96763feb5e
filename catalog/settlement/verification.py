"""Whether a book agrees with what was sold, held and paid out of it."""

from django.db.models import Sum

from bumm.ledger.models import Book
from bumm.ledger.selectors import balance_of
from bumm.money import format_rupiah
from catalog.settlement.accounts import CUSTODY, DEPOSITS, DUE_FROM_GROUPS
from catalog.settlement.models import Claim, SaleEvent


def deposits_agree(book: Book) -> tuple[str, str] | None:
    """What buyers have paid and did not get yet, sale by sale, is what stands on customer deposits."""
    of_sales = SaleEvent.objects.filter(sale__book=book).aggregate(sum=Sum("deposit"))["sum"]
    return _compared(book, DEPOSITS, of_sales, "the sales")


def claims_agree(book: Book) -> tuple[str, str] | None:
    """So is what groups and attendants hold, and what groups owe."""
    for kind, code in ((Claim.Kind.CUSTODY, CUSTODY), (Claim.Kind.DUE, DUE_FROM_GROUPS)):
        claimed = Claim.objects.filter(book=book, kind=kind).aggregate(sum=Sum("amount"))["sum"]
        if found := _compared(book, code, claimed, "the claims"):
            return found
    return None


def _compared(book: Book, code: str, amount: int | None, what: str) -> tuple[str, str] | None:
    in_book = balance_of(book, code)
    if in_book == (amount or 0):
        return None
    reason = f"the book has {format_rupiah(in_book)} on it and {what} {format_rupiah(int(amount or 0))}"
    return f"account {code}", reason


CONTROLS = [deposits_agree, claims_agree]
