"""Columns of the office's lists."""

from typing import Any

from django.utils import timezone
from django.utils.formats import localize
from wagtail.admin.ui.tables import Column

from bumm.money import format_rupiah


class RupiahColumn(Column):
    """An amount, written out on screen and a plain number in a table that is taken along."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, classname="number", **kwargs)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        amount = context["raw_value"]
        return context | {"value": "–" if amount is None else format_rupiah(amount)}


class MomentColumn(Column):
    """When something happened, by this town's clock."""

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"value": localize(timezone.localtime(context["raw_value"]))}
