"""What stands round every page, for an administrator to set."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteFrame(BaseSiteSetting):
    """The market's name, its identity as a seller, and where a buyer can complain."""

    name = models.CharField(_("name of the market"), max_length=40, default="Jelujur")
    seller = models.CharField(_("seller"), max_length=120, blank=True, help_text=_("Who answers for this market."))
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = PhoneNumberField(_("WhatsApp"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    consumer_office = models.CharField(
        _("consumer protection office"),
        max_length=160,
        blank=True,
        help_text=_("The directorate's name; check it and its number before the site opens."),
    )
    consumer_phone = PhoneNumberField(_("its WhatsApp"), blank=True)

    panels = [
        FieldPanel("name"),
        MultiFieldPanel(
            [FieldPanel("seller"), FieldPanel("address"), FieldPanel("phone"), FieldPanel("email")],
            heading=_("Seller and complaints"),
        ),
        MultiFieldPanel(
            [FieldPanel("consumer_office"), FieldPanel("consumer_phone")], heading=_("Consumer protection")
        ),
    ]

    class Meta:
        verbose_name = _("site frame")
