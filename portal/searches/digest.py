"""What saved searches add to the Wochenüberblick: what is new or changed in them, each thing once."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.areas import INFO, Item, Section
from portal.searches.lists import savable
from portal.searches.models import SavedSearch


def with_saved_searches(
    sections: list[Section], actor: Actor, start: datetime, end: datetime
) -> list[Section]:
    """The sections and what saved searches add to them: said in the most particular place, and only there.

    What stands in another section already (such as one's own measures) is not said again; what a search tells
    leaves the general news.
    """
    items = list(_items(actor, start, end, known={item.url for item in _particular(sections)}))
    told = {item.url for item in _particular(sections)} | {item.url for item in items}
    found = [
        replace(one, items=[item for item in one.items if item.url not in told]) if one.is_general else one
        for one in sections
    ]
    if items:
        mine = Section(INFO, _("In your saved searches"), items=items, url=reverse("searches:list"))
        at = next((place for place, one in enumerate(found) if one.is_general), len(found))
        found.insert(at, mine)
    return [one for one in found if one]


def _particular(sections: Iterable[Section]) -> list[Item]:
    return [item for one in sections if not one.is_general for item in one.items]


def _items(actor: Actor, start: datetime, end: datetime, known: set[str]) -> Iterable[Item]:
    """One line for each thing, under the first search that has it."""
    said = set(known)
    searches = SavedSearch.objects.permitted(actor, "view").filter(in_digest=True)
    for search in searches.order_by("name", "pk"):
        one = savable(search.list)
        if one is None or not one.allowed(actor):
            continue
        for item in one.changed(actor, QueryDict(search.query), start, end):
            if item.url not in said:
                said.add(item.url)
                why = _("Saved search “%(name)s”") % {"name": search.name}
                yield replace(item, why=f"{why}: {item.why}" if item.why else why)
