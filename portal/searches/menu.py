"""The menu of saved searches on a list, and the form that saves the present one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from portal.access import Actor
from portal.gathering import Rows
from portal.searches.lists import normalised, savable
from portal.searches.models import SavedSearch
from portal.sorting import sort_key

LONGEST_NAME = SavedSearch._meta.get_field("name").max_length


@dataclass(frozen=True)
class Menu:
    """What templates/searches/_menu.html shows: what would be saved, and what is saved already.

    `name` is the filter in words, empty where nothing is filtered; `is_saved`: the present filter is.
    """

    list: str
    query: str
    name: str
    is_saved: bool
    entries: Sequence[dict[str, str]]


def question(actor: Actor, key: str) -> Rows:
    """The access's searches of the list `key`, for portal.gathering."""
    return Rows(SavedSearch.objects.permitted(actor, "view").filter(list=key).values("key", "name", "query"))


def show(request: HttpRequest, key: str, words: Sequence[str], rows: Sequence[dict[str, Any]]) -> Menu:
    """The menu on the present page of the list `key`; `words` are its active filters."""
    one = savable(key)
    query = normalised(one, request.GET.urlencode())
    entries = [
        {"name": row["name"], "url": reverse("searches:open", kwargs={"key": row["key"]})}
        for row in sorted(rows, key=lambda row: sort_key(row["name"]))
    ]
    is_saved = query in [row["query"] for row in rows]
    return Menu(key, query, ", ".join(words)[:LONGEST_NAME], is_saved, entries)
