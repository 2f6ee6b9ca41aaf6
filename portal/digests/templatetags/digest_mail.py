"""Colours of the Wochenüberblick's HTML."""

from django import template

from portal.digests.look import COLOURS

register = template.Library()


@register.filter
def hex_colour(tone: str) -> str:
    """The light colour of a tone; dark mode replaces it by its class."""
    return COLOURS[tone]
