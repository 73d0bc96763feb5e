"""Who logs in, and who acts in which role for whom."""

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import Group as AuthGroup
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from phonenumber_field.modelfields import PhoneNumberField

from bumm.people.models.groups import Group
from bumm.people.models.places import Bumm

GROUP_ROLES = ["group_admin", "mentor"]
BUMM_ROLES = ["treasurer", "manager", "supervisor"]


class User(AbstractUser):
    """An account. Logs in by user name, e-mail or phone."""

    phone = PhoneNumberField(_("phone"), null=True, blank=True, unique=True)

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="user_email_once",
                violation_error_message=_("Another account has this e-mail address."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="user_name_once_in_any_case",
                violation_error_message=_("Another account has this user name."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def active_roles(self) -> set[str]:
        """The codes of the roles held now, read once: a request has a user object of its own."""
        return set(self.assignments.active().values_list("role", flat=True))


class Role(models.Model):
    """What an assignment lets someone do. Kept as data; the code knows them by their codes."""

    class Scope(models.TextChoices):
        GROUP = "group", _("a group")
        BUMM = "bumm", "BUMM"
        KIOSK = "kiosk", _("a kiosk")
        CITY = "city", _("the whole city")

    code = models.SlugField(primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    scope = models.CharField(_("works for"), max_length=5, choices=Scope)
    auth_group = models.OneToOneField(AuthGroup, on_delete=models.PROTECT, editable=False, related_name="role")

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def active(self) -> "AssignmentQuerySet":
        return self.filter(ended_at__isnull=True)


class Assignment(models.Model):
    """A user in a role for a group, a BUMM, or the whole city, until it is ended."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("account"))
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("role"))
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name=pgettext_lazy("of makers", "group"),
    )
    bumm = models.ForeignKey(
        Bumm, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments", verbose_name="BUMM"
    )
    started_at = models.DateTimeField(_("since"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["user", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=GROUP_ROLES, group__isnull=False, bumm__isnull=True)
                | Q(role__in=BUMM_ROLES, group__isnull=True, bumm__isnull=False)
                | (~Q(role__in=GROUP_ROLES + BUMM_ROLES) & Q(group__isnull=True, bumm__isnull=True)),
                name="assignment_scope_fits_role",
                violation_error_message=_("This role is held for a group, a BUMM or the whole city: choose just that."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "group", "bumm"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="assignment_once",
                violation_error_message=_("This account has this role already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}" + (f", {self.group or self.bumm}" if self.group or self.bumm else "")
