"""What the lists of the register share: rows that are looked at, and whose names they bear."""

from typing import Any

from bumm.charter.selectors import NAMES
from bumm.ledger.office.records import BookRecordViewSet


class RegisterRecordViewSet(BookRecordViewSet):
    """Rows of the register; what is done to them has addresses of its own."""

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}


def names_of(*parties: str) -> list[str]:
    """What the names of these parties are read from."""
    return [name.replace("party", party, 1) for party in parties for name in NAMES]


def searched_names(*parties: str) -> list[str]:
    """The fields in which a name is looked for."""
    return [f"{name}__name" for name in names_of(*parties)]
