"""What the pages of a measure share."""

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import Measure


def crumbs(last: str, measure: Measure | None = None) -> list[tuple[str, str]]:
    """The way to a page of the area, over its measure where it has one."""
    middle = [(measure.number, measure.get_absolute_url())] if measure else []
    return [(_("Measures"), reverse("measures:list")), *middle, (last, "")]
