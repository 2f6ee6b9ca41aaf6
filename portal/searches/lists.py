"""The lists whose filter can be saved, from all areas, and the one spelling of a filter."""

from django.http import QueryDict
from django.urls import reverse

from portal.areas import SavableList, registered

MOST_SIGNS = 1000


def savable(key: str) -> SavableList | None:
    """The list with this key, from whichever area offers it."""
    return next((one for area in registered() for one in area.lists if one.key == key), None)


def normalised(one: SavableList, query: str) -> str:
    """The filter in `query` as it is stored: known parameters that hold something, in the list's own order.

    Two addresses that filter alike become the same text; a page or a sorting is no filter.
    """
    given = QueryDict(query[: 4 * MOST_SIGNS].replace("\x00", ""))
    kept = QueryDict(mutable=True)
    for name in one.parameters:
        value = given.get(name, "").replace("\x00", "").strip()
        if value:
            kept[name] = value
    return kept.urlencode()


def address(one: SavableList, query: str) -> str:
    """Where the list with this filter is."""
    url = reverse(one.url_name)
    return f"{url}?{query}" if query else url
