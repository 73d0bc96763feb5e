"""Pieces of the listing's form in the office."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, Panel
from wagtail.models import WorkflowState


class ReturnedPanel(Panel):
    """On top of a listing that a moderator returned: the reason, until it is submitted again."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalog/products/office/returned_panel.html"

        def is_shown(self) -> bool:
            self.returned = self._returned() if self.instance.pk else None
            return self.returned is not None

        def _returned(self) -> Any:
            state = self.instance.current_workflow_state
            if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
                return None
            return state.current_task_state


class OfferPanel(MultiFieldPanel):
    """Price and stock: fields of the form before the first publication, afterwards a table and a way to its screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        fields = [FieldRowPanel([FieldPanel(name) for name in pair]) for pair in self._pairs()]
        kwargs.setdefault("heading", _("Price and stock"))
        kwargs.setdefault("children", [*fields, OfferedPanel()])
        super().__init__(*args, **kwargs)

    @staticmethod
    def _pairs() -> list[list[str]]:
        return [["price", "sku"], ["unit", "unit_en"], ["in_stock", "made_to_order_days"], ["weight_g"]]


class OfferedPanel(Panel):
    """The variants as the public sees them, for a product that has been offered."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "catalog/products/office/offered_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.product_id and self.instance.product.first_offered_at)
