"""Formatted text in templates: `{{ measure.description|formatted }}`."""

from django import template
from django.utils.safestring import SafeString

from portal import markdown

register = template.Library()


@register.filter(is_safe=True)
def formatted(text: str) -> SafeString:
    """The text with its headings, lists and links as safe HTML."""
    return markdown.render(text)
