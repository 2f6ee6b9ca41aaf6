"""What the pages about parts of a measure share."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.models import Measure
from portal.access import fetch


def fetch_measure(request: HttpRequest, number: str, action: str) -> Measure:
    return fetch(Measure.objects.all(), request.actor, action, number=number)


def crumbs(measure: Measure, last: str) -> list[tuple[str, str]]:
    return [
        (_("Measures"), reverse("measures:list")),
        (measure.number, measure.get_absolute_url()),
        (last, ""),
    ]
