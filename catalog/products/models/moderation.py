"""Who may approve a listing: whoever may publish it, which is the selling BUMM's manager or a promotion officer."""

from typing import Any

from django import forms
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from wagtail.admin.mail import BaseGroupApprovalTaskStateEmailNotifier
from wagtail.forms import TaskStateCommentForm
from wagtail.models import Page, Task, TaskState
from wagtail.permission_policies.pages import PagePermissionPolicy

from bumm.people.models import User


class ReturnForm(TaskStateCommentForm):
    """Whoever returns a listing says why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].required = True
        self.fields["comment"].label = _("What should be changed?")


class ListingApprovalTask(Task):
    """One step of moderation. Its moderators follow from page permissions, so each BUMM sees its own groups only."""

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        return self._may_approve(obj, user)

    def locked_for_user(self, obj: Any, user: User) -> bool:
        return not self._may_approve(obj, user)

    def user_can_lock(self, obj: Any, user: User) -> bool:
        return self._may_approve(obj, user)

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, Any, bool]]:
        if not self._may_approve(obj, user):
            return []
        return [
            ("reject", _("Return with a reason"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with a comment"), True),
        ]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ReturnForm if action == "reject" else super().get_form_for_action(action)

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        publishable = PagePermissionPolicy().instances_user_has_permission_for(user, "publish")
        in_progress: QuerySet[TaskState] = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return in_progress.filter(
            workflow_state__object_id__in=publishable.values_list(Cast("pk", CharField()), flat=True)
        )

    def moderators(self, page: Page) -> QuerySet[User]:
        """Those who may publish this page, but not the administrators, who have other things to do."""
        allowed: QuerySet[User] = PagePermissionPolicy().users_with_permission_for_instance("publish", page)
        return allowed.filter(is_superuser=False)

    @staticmethod
    def _may_approve(page: Page, user: User) -> bool:
        return bool(page.permissions_for_user(user).can_publish())

    @classmethod
    def get_description(cls) -> str:
        return str(_("The selling BUMM's manager or a promotion officer approves the listing or returns it."))

    class Meta:
        verbose_name = _("listing approval")
        verbose_name_plural = _("listing approvals")


class ListingSubmittedMail(BaseGroupApprovalTaskStateEmailNotifier):
    """Tells the moderators of a listing that it waits for them."""

    notification = "submitted"

    def can_handle(self, instance: Any, **kwargs: Any) -> bool:
        return super(BaseGroupApprovalTaskStateEmailNotifier, self).can_handle(instance, **kwargs) and isinstance(
            instance.task.specific, ListingApprovalTask
        )

    def get_recipient_users(self, instance: Any, **kwargs: Any) -> QuerySet[User]:
        moderators = instance.task.specific.moderators(instance.workflow_state.content_object)
        submitter = kwargs.get("user")
        return moderators.exclude(pk=submitter.pk) if submitter else moderators
