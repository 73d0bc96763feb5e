"""Whether the register is as it was recorded, and whether the book of its BUMM agrees with it."""

from collections.abc import Iterator

from bumm.ledger import evidence as files
from bumm.ledger.models import Book, Evidence
from bumm.ledger.selectors import balance_of
from bumm.money import format_rupiah
from bumm.shares.accounts import CAPITAL, REDEMPTIONS
from bumm.shares.hashing import Content, event_hash, genesis
from bumm.shares.limits import first_shortfall
from bumm.shares.models import ShareClass, ShareEvent
from bumm.shares.redemption import owed
from bumm.shares.selectors import capital, paid_in

AT_A_TIME = 5_000  # events that checking the chain holds in memory


def capital_agrees(book: Book) -> tuple[str, str] | None:
    """Paid-in capital in a BUMM's book is par times the shares of its register. A fund's book has no shares."""
    if book.bumm_id is None:
        return None
    in_book, in_register = paid_in(book), capital(book.bumm_id)
    if in_book == in_register:
        return None
    reason = f"the book has {format_rupiah(in_book)} on it and the register of shares {format_rupiah(in_register)}"
    return f"account {CAPITAL}", reason


def redemptions_agree(book: Book) -> tuple[str, str] | None:
    """What the book owes for redeemed shares is what the register's redemptions that are not paid come to."""
    if book.bumm_id is None:
        return None
    in_book = balance_of(book, REDEMPTIONS)
    in_register = owed(book.bumm_id)
    if in_book == in_register:
        return None
    reason = f"the book owes {format_rupiah(in_book)} on it and the register's redemptions {format_rupiah(in_register)}"
    return f"account {REDEMPTIONS}", reason


def register_holds(book: Book) -> tuple[str, str] | None:
    """Every class's chain, that nobody ever held less than nothing, and what proves its events."""
    if book.bumm_id is None:
        return None
    for share_class in ShareClass.objects.filter(bumm=book.bumm_id).select_related("bumm").order_by("code"):
        if fault := _in_the_chain(share_class):
            return fault
        if shortfall := first_shortfall(share_class, None):
            party, day, missing = shortfall
            return f"class {share_class.code}", f"party {party} is {missing} shares short on {day}"
    return _in_the_evidence(book)


CONTROLS = [register_holds, capital_agrees, redemptions_agree]


def _in_the_chain(share_class: ShareClass) -> tuple[str, str] | None:
    code = share_class.code
    previous = genesis(share_class.bumm.kelurahan_id, code)
    for expected, (content, stored) in enumerate(_chain(share_class), 1):
        if content.number != expected:
            return f"share event {code} {expected}", "it is missing"
        previous = event_hash(content, previous)
        if previous != stored:
            return f"share event {code} {expected}", "it does not fit its hash"
    return None


def _in_the_evidence(book: Book) -> tuple[str, str] | None:
    proofs = Evidence.objects.filter(share_events__share_class__bumm=book.bumm_id).distinct().order_by("pk")
    for sha256 in proofs.values_list("pk", flat=True):
        if not files.is_whole(sha256):
            return f"evidence {sha256}", "its file is missing or another"
    return None


def _chain(share_class: ShareClass) -> Iterator[tuple[Content, str]]:
    """All that each event says with its hash, in order."""
    said = ["number", "kind", "reference", "effective_on", "recorded_at", "giver", "taker", "quantity", "par"]
    linked = ["corrects__number", "evidence", "entry__number", "hash"]
    rows = ShareEvent.objects.filter(share_class=share_class).order_by("number").values_list(*said, *linked)
    for *content, stored in rows.iterator(chunk_size=AT_A_TIME):
        yield Content(share_class.bumm.kelurahan_id, share_class.code, *content), stored
