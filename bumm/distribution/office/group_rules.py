"""How groups that hold shares share out among their members: their own resolutions, and a form to record another."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from bumm.distribution import services
from bumm.distribution.models import GroupRule
from bumm.distribution.office.proven import ProvenAct, ProvenForm
from bumm.distribution.permissions import group_rules
from bumm.ledger.office.records import BookRecordViewSet, RecordIndexView
from bumm.ledger.statements.forms import DayField
from bumm.people.models import Group, Membership
from bumm.people.selectors import current_memberships

MEMBER = "member_"  # before the key of a person
MOST_WEIGHT = 1_000_000


def way_back() -> dict[str, str]:
    return {"url": reverse("grouprule:index"), "label": _("Groups’ rules")}


def own_groups(request: Any) -> QuerySet[Group]:
    return Group.objects.filter(selling_bumm__in=group_rules.bumm_for(request.user, ["view"])).order_by("name")


class RuleFilterSet(WagtailFilterSet):
    group = django_filters.ModelMultipleChoiceFilter(
        label=pgettext_lazy("of makers", "Group"), queryset=own_groups, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = GroupRule
        fields: list[str] = []


class RuleIndexView(RecordIndexView):
    default_ordering = ["group__name", "-from_day"]

    def get_base_queryset(self) -> QuerySet[Any]:
        return super().get_base_queryset().annotate(members=Count("weights"))


class GroupRuleViewSet(BookRecordViewSet):
    model = GroupRule
    url_prefix = "bagi-hasil-aturan-kelompok"
    icon = "list-ol"
    menu_label = gettext_lazy("Groups’ rules")
    add_item_label = gettext_lazy("Record a group’s rule")
    index_view_class = RuleIndexView
    inspect_view_enabled = False
    related = ["group"]
    list_display = [
        TitleColumn(
            "group",
            label=pgettext_lazy("of makers", "Group"),
            get_url=lambda rule: reverse("grouprule:of_group", args=[rule.group_id]),
            sort_key="group__name",
        ),
        Column("from_day", label=gettext_lazy("In force from"), sort_key="from_day"),
        Column("members", label=gettext_lazy("Members who are named"), classname="number", sort_key="members"),
    ]
    list_export = ["group", "from_day", "members"]
    export_headings = {"members": gettext_lazy("Members who are named")}
    export_filename = "aturan-kelompok"
    filterset_class = RuleFilterSet
    search_fields = ["group__name"]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(**kwargs) | {"edit_url_name": None, "inspect_url_name": None}

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("catat/", ChooseGroup.as_view(), name="add"),
            path("kelompok/<int:group_id>/", RuleOfGroup.as_view(), name="of_group"),
        ]


class RuleForm(ProvenForm):
    """A weight for each member of today; empty or 0 for who gets nothing."""

    from_day = DayField(label=gettext_lazy("In force from"))

    def __init__(self, *args: Any, members: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = members
        for each in members:
            self.fields[f"{MEMBER}{each.person_id}"] = forms.IntegerField(
                label=each.person.name, min_value=0, max_value=MOST_WEIGHT, required=False
            )
        self.order_fields(["from_day", *(f"{MEMBER}{each.person_id}" for each in members), "proofs"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        named = [cleaned.get(name) for name in self.fields if name.startswith(MEMBER)]
        if not self.errors and not any(named):
            self.add_error(None, _("Give at least one member a weight."))
        return cleaned

    def weights(self) -> dict[Any, int]:
        found = {each.person: self.cleaned_data[f"{MEMBER}{each.person_id}"] for each in self.members}
        return {person: weight for person, weight in found.items() if weight}


class ChooseGroup(WagtailAdminTemplateMixin, TemplateView):
    page_title = gettext_lazy("Record a group’s rule")
    header_icon = "list-ol"
    template_name = "bumm/distribution/office/choose_group.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, way_back(), {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not group_rules.user_has_permission(self.request.user, "view"):  # type: ignore[arg-type]
            raise PermissionDenied
        return super().get_context_data(**kwargs) | {"groups": own_groups(self.request).select_related("selling_bumm")}


class RuleOfGroup(ProvenAct):
    """The group's rules so far and, for who may record one, the form."""

    model = Group
    related = ["selling_bumm"]
    needs = "view"
    page_title = gettext_lazy("Rule of a group")
    header_icon = "list-ol"
    template_name = "bumm/distribution/office/group_rule.html"
    form_class = RuleForm
    button = gettext_lazy("Record the rule")
    done = gettext_lazy("The rule is recorded. Runs whose record date is not before its day go by it.")
    log_action = "distribution.set_group_rule"

    def setup(self, *args: Any, **kwargs: Any) -> None:
        super().setup(*args, **kwargs)
        needs = "add" if self.request.method == "POST" else "view"
        if not self.may(needs):
            raise PermissionDenied

    def may(self, action: str) -> bool:
        return group_rules.bumm_for(self.user, [action]).filter(pk=self.object.selling_bumm_id).exists()

    def get_record(self, **kwargs: Any) -> Any:
        return super().get_record(pk=kwargs["group_id"])

    def inspect_url(self) -> str:
        return reverse("grouprule:of_group", args=[self.object.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, way_back(), {"url": "", "label": str(self.object)}]

    def get_initial(self) -> dict[str, Any]:
        return {"from_day": timezone.localdate()}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"members": list(current_memberships(self.object))}

    def perform(self, form: Any) -> GroupRule:
        if len(self.evidence) > 1:
            raise ValidationError(_("Keep one file: the group’s resolution with its signatures."))
        proof = self.evidence[0] if self.evidence else None
        said = {"from_day": form.cleaned_data["from_day"], "weights": form.weights(), "evidence": proof}
        return services.set_group_rule(group=self.object, **said)

    def record(self, found: GroupRule) -> None:
        log(instance=found, action=self.log_action, user=self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = self.object.distribution_rules.select_related("evidence").prefetch_related("weights__person")
        about = {"rules": rules, "group": self.object, "may_add": self.may("add")}
        return super().get_context_data(**kwargs) | about | {"back": reverse("grouprule:index")}
