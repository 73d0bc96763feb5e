"""What templates say of holdings."""

from django import template

from bumm.charter.percent import format_percent

register = template.Library()

register.filter("percent", format_percent)
