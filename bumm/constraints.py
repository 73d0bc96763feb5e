"""What a record promises about its own fields, asked of the database in one question instead of one for each promise.

Django asks for every check constraint by itself, inside a savepoint: three trips to the database each. A record with
five of them, kept by the hundred, is held up by little else.
"""

from collections.abc import Sequence

from django.core.exceptions import FieldError, ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import BaseConstraint, CheckConstraint, Model, Q


class AllTogether(BaseConstraint):
    """Several check constraints as one. Where it does not hold, each is asked for what it says about that."""

    def __init__(self, checks: Sequence[CheckConstraint]) -> None:
        super().__init__(name="all_together")
        self.checks = checks

    def validate(
        self, model: type[Model], instance: Model, exclude: set[str] | None = None, using: str = DEFAULT_DB_ALIAS
    ) -> None:
        if self._hold(model, instance, exclude, using):
            return
        errors: list[ValidationError] = []
        for check in self.checks:
            try:
                check.validate(model, instance, exclude=exclude, using=using)
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)

    def _hold(self, model: type[Model], instance: Model, exclude: set[str] | None, using: str) -> bool:
        """Whether all hold. False also where some cannot be asked, because a field that they name is left out."""
        fields = instance._get_field_expression_map(meta=model._meta, exclude=exclude)  # type: ignore[attr-defined]
        try:
            return Q(*(check.condition for check in self.checks)).check(fields, using=using)
        except FieldError:
            return False


class CheckedAtOnce(Model):
    """A record whose check constraints are asked together when it is validated."""

    class Meta:
        abstract = True

    def get_constraints(self) -> list[tuple[type[Model], Sequence[BaseConstraint]]]:
        return [(model, together(constraints)) for model, constraints in super().get_constraints()]


def together(constraints: Sequence[BaseConstraint]) -> Sequence[BaseConstraint]:
    """The same constraints, with several checks drawn into one."""
    checks = [constraint for constraint in constraints if isinstance(constraint, CheckConstraint)]
    if len(checks) < 2:
        return constraints
    return [AllTogether(checks), *(constraint for constraint in constraints if constraint not in checks)]
