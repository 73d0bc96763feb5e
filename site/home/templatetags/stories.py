"""Cards of stories."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalog.products.pieces import Kind, draw
from home.models import StoryPage

register = template.Library()
STORIES = Kind("components/story_card.html", lambda: StoryPage.objects.live().for_cards())


@register.simple_tag(takes_context=True)
def story_cards(context: dict[str, Any], keys: list[int]) -> SafeString:
    """The cards of the story pages with these keys."""
    return mark_safe("".join(draw(STORIES, keys, context.get("request"))))
