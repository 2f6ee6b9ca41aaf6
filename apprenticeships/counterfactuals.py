"""What would help a case that a run left over, as it is kept and as it is said: "2 Angebote innerhalb 40 km
statt 25 km"."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships.candidates import Market
from apprenticeships.models import TakeoverOffer
from apprenticeships.states.assignments import LeftWhy, Relaxation
from apprenticeships.why_not import Option


def kept_option(found: Market, case: int, option: Option) -> dict[str, Any]:
    """The option as JSON: what is relaxed from what to what, how many offers, and the ids of the best.

    `reach` [km, km before], `year` [year, year before], `start` [day (ISO)], `network` and `part` [months,
    months needed], `occupation` [].
    """
    best = option.offers[0]
    kept: dict[str, list] = {}
    for kind, value in option.to.items():
        if kind == Relaxation.REACH:
            kept[kind] = [value, int(found.cases.reach[case])]
        elif kind == Relaxation.YEAR:
            kept[kind] = [_nearest_year(found, case, best), int(found.cases.year[case])]
        elif kind == Relaxation.START:
            kept[kind] = [date.fromordinal(int(found.cases.latest[case]) + value).isoformat()]
        elif kind in (Relaxation.NETWORK, Relaxation.PART):
            kept[kind] = [int(found.offers.months[best]), int(found.cases.months[case])]
        else:
            kept[kind] = []
    return {"to": kept, "count": option.count, "offers": [int(found.offers.pk[one]) for one in option.offers]}


def name_offers(options: list[dict[str, Any]]) -> None:
    """Replaces the ids of offers by their key and the company's name, in one statement for all `options`."""
    ids = {pk for option in options for pk in option["offers"]}
    rows = TakeoverOffer.objects.filter(pk__in=ids).values_list("pk", "key", "company_name")
    names = {pk: [str(key), name] for pk, key, name in rows}
    for option in options:
        option["offers"] = [names[pk] for pk in option["offers"] if pk in names]


def _nearest_year(found: Market, case: int, offer: int) -> int:
    """The year that the offer takes and that is nearest; an entry qualification comes before the first."""
    year, mask = int(found.cases.year[case]), int(found.offers.years[offer])
    taken = [one for one in (1, 2, 3, 4) if mask >> one & 1]
    return min(taken, key=lambda one: (abs(one - year), one)) if taken else 0


def option_words(option: dict[str, Any]) -> str:
    """The option in words, offers first."""
    to = option["to"]
    if Relaxation.NETWORK in to:
        months, _needed = to[Relaxation.NETWORK]
        first, second = (name for _key, name in option["offers"][:2])
        words = _("network of two companies: %(months)s months with %(first)s, the rest with %(second)s")
        return words % {"months": months, "first": first, "second": second}
    count = option["count"]
    offers = ngettext("%(count)s offer", "%(count)s offers", count) % {"count": count}
    parts = _(" and ").join(_PARTS[kind](*to[kind]) for kind in _PARTS if kind in to)
    return f"{offers} {parts}"


def _reach(km: int, before: int) -> str:
    return _("within %(km)s km instead of %(before)s km") % {"km": km, "before": before}


def _start(day: str) -> str:
    return _("with a start by %(day)s") % {"day": date_format(date.fromisoformat(day), _("j M Y"))}


def _year(year: int, before: int) -> str:
    if not year:
        return _("as entry qualification before year 1")
    return _("in year %(year)s instead of %(before)s") % {"year": year, "before": before}


def _occupation() -> str:
    return _("in another occupation of the same main group")


def _part(months: int, needed: int) -> str:
    return _("in a network for %(months)s of %(needed)s months") % {"months": months, "needed": needed}


_PARTS = {
    Relaxation.OCCUPATION: _occupation,
    Relaxation.REACH: _reach,
    Relaxation.YEAR: _year,
    Relaxation.START: _start,
    Relaxation.PART: _part,
}


def why_words(why: str, fitting: int, in_group: int) -> str:
    """Why the case was left over, with the numbers behind it."""
    if why == LeftWhy.ALL_TAKEN:
        words = ngettext(
            "%(count)s offer fits, but its places go to others",
            "%(count)s offers fit, but their places all go to others",
            fitting,
        )
        return words % {"count": fitting}
    if why == LeftWhy.NONE_FITS:
        words = ngettext(
            "%(count)s offer in this occupation group, but it does not fit",
            "%(count)s offers in this occupation group, but none fits",
            in_group,
        )
        return words % {"count": in_group}
    return str(LeftWhy(why).label)
