"""The office: what visitors wrote, and the market's colours and name."""

from django import forms
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.account import AvatarSettingsPanel, BaseSettingsPanel
from wagtail.permissions import register_permission_policy

from bumm.people.models import User
from bumm.people.office import RecordViewSet
from bumm.people.permissions import AssignmentPolicy
from home.forms import AnswerForm
from home.models import ContactMessage
from home.uploads import FaceForm

register_permission_policy(
    ContactMessage,
    AssignmentPolicy(ContactMessage, readers=["auditor"], writers=["promotion_officer"], addable=False),
)


class ContactMessageViewSet(RecordViewSet):
    """Messages are read and ticked off. They come in through the contact page only."""

    model = ContactMessage
    icon = "mail"
    menu_order = 900
    add_to_admin_menu = True
    form = AnswerForm
    list_display = ["name", "reach", "sent_at", "answered"]
    list_filter = ["answered", "sent_at"]
    list_export = ["name", "reach", "text", "sent_at", "answered"]


@hooks.register("register_admin_viewset")
def register_messages() -> ContactMessageViewSet:
    return ContactMessageViewSet()


@hooks.register("register_account_settings_panel")
class LoginPanel(BaseSettingsPanel):
    """The way from one's account in the office to password and second factor, which the one log-in keeps."""

    name = "login"
    order = 400
    title = _("Logging in")
    template_name = "home/office/login_panel.html"
    form_class = forms.modelform_factory(User, fields=[])


AvatarSettingsPanel.form_class = FaceForm


@hooks.register("insert_global_admin_css")
def office_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/office.css"))
