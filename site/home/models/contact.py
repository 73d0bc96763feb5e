"""The contact page and the messages that come in through it."""

from typing import Any

from allauth.core.ratelimit import consume, respond_429
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from catalog.products.models.bilingual_pages import BilingualPage


class ContactPage(BilingualPage):
    """A form that anyone can write to the market through."""

    intro = models.TextField(_("opening words"), max_length=400, blank=True)
    intro_en = models.TextField(_("opening words (English)"), max_length=400, blank=True)
    thanks = models.TextField(_("thanks"), max_length=300, blank=True)
    thanks_en = models.TextField(_("thanks (English)"), max_length=300, blank=True)

    content_panels = [
        *BilingualPage.content_panels,
        FieldPanel("intro"),
        FieldPanel("intro_en"),
        FieldPanel("thanks"),
        FieldPanel("thanks_en"),
    ]
    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    template = "home/contact_page.html"

    class Meta:
        verbose_name = _("contact page")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from home.forms import ContactForm

        form = ContactForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if not consume(request, action="contact"):
                return respond_429(request)
            form.send()
            return redirect(f"{self.get_url(request)}?terkirim=1")
        context = self.get_context(request, *args, **kwargs)
        context |= {"form": form, "sent": "terkirim" in request.GET}
        status = 422 if form.errors else 200
        return TemplateResponse(request, self.get_template(request), context, status=status)


class ContactMessage(models.Model):
    """What a visitor wrote."""

    name = models.CharField(_("name"), max_length=80)
    reach = models.CharField(_("WhatsApp or e-mail"), max_length=120)
    text = models.TextField(_("message"), max_length=2000)
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)
    answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.name}, {self.sent_at:%d-%m-%Y}"
