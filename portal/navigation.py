"""The navigation of the shell: one entry per area, and the present area's own entries."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from portal.areas import Area, registered

MOST_IN_LINE = 7  # an area's entries that stand in one line; beyond them the groups fold


@dataclass(frozen=True)
class NavEntry:
    """One entry of a navigation; `current` is what aria-current says ("page", "true" or "").

    A group has `entries` and no address of its own; it is current where one of them is.
    """

    label: str
    url: str
    current: str
    entries: Sequence["NavEntry"] = ()


def navigation(request: HttpRequest) -> list[NavEntry]:
    """Heute, then one entry per area."""
    entries = [entry(request, _("Today"), "home", request.path == reverse("home"))]
    for area in sorted(registered(), key=lambda area: area.place):
        if area.allowed(request.actor):
            entries.append(entry(request, str(area.label), area.url_name, _namespace(request) == area.key))
    return entries


def subnavigation(request: HttpRequest) -> list[NavEntry]:
    """The present area's own entries, cut to what the actor may open; the rarely used ones in groups."""
    for area in registered():
        if area.key == _namespace(request):
            return _folded(_own_entries(request, area))
    return []


def entry(request: HttpRequest, label: str, url_name: str, inside: bool) -> NavEntry:
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        url = "/"
    return NavEntry(label, url, "page" if request.path == url else "true" if inside else "")


def _own_entries(request: HttpRequest, area: Area) -> list[tuple[str, NavEntry]]:
    """The area's entries for this actor, each with the words of its group."""
    return [
        (str(item.group), entry(request, str(item.label), item.url_name, False))
        for item in area.nav
        if item.allowed(request.actor)
    ]


def _folded(entries: list[tuple[str, NavEntry]]) -> list[NavEntry]:
    """The ungrouped ones, then the groups; all in line where few are left, and so is a group of one."""
    if len(entries) <= MOST_IN_LINE:
        return [one for _group, one in entries]
    groups: dict[str, list[NavEntry]] = {}
    for group, one in entries:
        groups.setdefault(group, []).append(one)
    line = groups.pop("", [])
    for label, members in groups.items():
        current = "true" if any(one.current for one in members) else ""
        line += members if len(members) == 1 else [NavEntry(label, "", current, members)]
    return line


def _namespace(request: HttpRequest) -> str:
    match = getattr(request, "resolver_match", None)
    return match.namespace if match else ""
