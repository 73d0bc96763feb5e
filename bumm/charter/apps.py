from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CharterConfig(AppConfig):
    name = "bumm.charter"
    label = "charter"
    verbose_name = _("Charters and meetings")
