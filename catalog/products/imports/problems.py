"""What is wrong with a table, cell by cell."""

from typing import NamedTuple

from django.utils.translation import gettext as _


class Problem(NamedTuple):
    """What is wrong with one cell: line in the file, the column as the file calls it, and the reason."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return _("Line {line}, {column}: {reason}").format(**self._asdict())


class ImportRefused(Exception):
    """A table that cannot be stored as it is, with every reason. Nothing of it has been stored."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class ImportForbidden(Exception):
    """Whoever sent a table may no longer import goods of its group. Nothing of it has been stored."""

    def __init__(self, who: str) -> None:
        super().__init__(
            _("{who} may no longer import goods of this group. Nothing was stored.").format(
                who=who or _("Whoever sent this")
            )
        )
