"""What the screens of the register share: rows that are listed and looked at."""

from typing import Any

from bumm.ledger.office.records import BookRecordViewSet


class RegisterRecordViewSet(BookRecordViewSet):
    """Rows of the register; what is done to them has addresses of its own."""

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"add_url_name": None, "edit_url_name": None}
