"""Office screens for plain models, for every room: lists and records scoped by the model's permission policy.

Wagtail's generic views ask whether someone may see rows of a model at all; these also ask which rows.
"""

from typing import Any

from django.contrib.admin.utils import quote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelChoiceField
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.permissions import policy_registry

from bumm.people.permissions import AssignmentPolicy
from bumm.sheets import harmless


class ScopedIndexView(generic.IndexView):
    related: list[str] = []

    def get_base_queryset(self) -> QuerySet[Any]:
        own = self.permission_policy.instances_user_has_permission_for(self.request.user, "view")
        rows = super().get_base_queryset().filter(pk__in=own.values("pk"))
        return rows.select_related(*self.related) if self.related else rows

    @cached_property
    def filters(self) -> Any:
        """Wagtail's, offering of other models only the rows that the user may see."""
        filters = super().filters
        for field in filters.form.fields.values() if filters else ():
            if isinstance(field, ModelChoiceField) and field.queryset is not None:
                policy = policy_registry.get_by_type(field.queryset.model)
                if isinstance(policy, AssignmentPolicy):
                    field.queryset = policy.instances_user_has_permission_for(self.request.user, "view")
        return filters

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        """Wagtail's, in which no text can act as a formula."""
        cell = super().preprocess_field_value(field, value, export_format)
        return harmless(str(cell) if isinstance(cell, Model) else cell)


class ScopedObject:
    """For a view of one row: refuses rows outside the scope."""

    needs = "view"

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        row = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not self.permission_policy.user_has_permission_for_instance(self.request.user, self.needs, row):  # type: ignore[attr-defined]
            raise PermissionDenied
        return row


class ScopedInspectView(ScopedObject, generic.InspectView):
    history_url_name = ""

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        history = reverse(self.history_url_name, args=[quote(self.object.pk)])
        return [*super().header_more_buttons, Button(_("History"), url=history, icon_name="history", priority=30)]


class ScopedHistoryView(ScopedObject, HistoryView):
    any_permission_required = ["view"]  # an auditor reads who changed what, and changes nothing

    def get_edit_url(self, instance: Any) -> str | None:
        may_change = self.permission_policy.user_has_permission_for_instance(self.request.user, "change", instance)
        return super().get_edit_url(instance) if may_change else None

    @cached_property
    def header_buttons(self) -> list[Any]:
        return super().header_buttons if self.get_edit_url(self.object) else []


class ScopedUsageView(ScopedObject, UsageView):
    pass


class ScopedEditView(ScopedObject, generic.EditView):
    needs = "change"


class ScopedDeleteView(ScopedObject, generic.DeleteView):
    needs = "delete"


class RecordViewSet(ModelViewSet):
    """Lists that filter and export; records that are looked at, added and changed, and never deleted or copied.

    `form` and `update_form` store through services; `related` is what a row of the list shows of other models.
    """

    index_view_class = ScopedIndexView
    inspect_view_class = ScopedInspectView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView
    copy_view_enabled = False
    inspect_view_enabled = True
    list_per_page = 50
    form: Any = None
    update_form: Any = None
    related: list[str] = []

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(related=self.related, **kwargs)

    def get_inspect_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_inspect_view_kwargs(history_url_name=self.get_url_name("history"), **kwargs)

    def get_form_class(self, for_update: bool = False) -> Any:
        own = self.update_form if for_update and self.update_form else self.form
        return own or super().get_form_class(for_update)
