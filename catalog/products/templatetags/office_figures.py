"""Figures in the office's own screens."""

from django import template

from catalog.products.office import tables

register = template.Library()
register.filter("signed_percent", tables.signed_percent)
