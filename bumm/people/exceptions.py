"""Refusals of this room, each with its reason in one line."""

from django.utils.translation import gettext as _


class PeopleRefusal(Exception):
    """Something about people or groups that the rules do not allow. `str()` is fit for the screen."""


class GradeRefused(PeopleRefusal):
    def __init__(self, reasons: list[str]) -> None:
        super().__init__(_("No grade while there are findings: {reasons}").format(reasons=" ".join(reasons)))


class InvalidNik(PeopleRefusal):
    def __init__(self) -> None:
        super().__init__(
            _("That is no identity number (NIK): it has 16 digits, and digits 7 to 12 are the date of birth.")
        )


class NikTaken(PeopleRefusal):
    def __init__(self) -> None:
        super().__init__(_("This identity number (NIK) is already registered for another resident."))
