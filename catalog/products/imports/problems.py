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
