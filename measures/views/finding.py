"""What helps on beside the rows found: filters to drop, what was probably meant, programmes that fit."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.catalogue import BY_PLACE, ORDER, Row, listed, presenter
from measures.filters import CatalogueFilter
from measures.models import Measure
from measures.states import MeasureClass
from portal.gathering import Keys, gather
from portal.german import likely, similar
from portal.listing import COUNT_CAP, Chip, capped, with_query

FEW = 3  # below this many hits similar words are looked for
MOST_SIMILAR = 5
MOST_PROGRAMMES = 5


def empty_actions(
    request: HttpRequest, form: CatalogueFilter, kind: str, active: Sequence[Chip], every: int, today: date
) -> list[dict[str, str]]:
    """The next clicks from an empty list: each filter off with what that would give, or all of them."""
    if not active:
        return []
    rows = Measure.objects.permitted(request.actor, "view").filter(kind=kind)
    narrowed = {chip.name: form.narrow(rows, today, without=chip.name) for chip in active}
    keys = gather(by_bitmap=True, **{name: Keys(found) for name, found in narrowed.items()})
    counts = {name: len(found) for name, found in keys.items()}
    without = [
        {
            "label": _("Without %(filter)s (%(count)s)")
            % {"filter": chip.label, "count": capped(counts[chip.name])},
            "url": chip.remove_url,
            "kind": "",
        }
        for chip in active
    ]
    whole = {
        "label": _("Show all %(count)s") % {"count": capped(every)},
        "url": f"{request.path}?kind={kind}",
        "kind": "quiet",
    }
    return [*without, whole]


class Similar(NamedTuple):
    """What may have been meant: the words, their address, and rows that are alike."""

    words: str
    url: str
    rows: list[dict[str, str]]


def similar_words(
    request: HttpRequest, form: CatalogueFilter, kind: str, shown: Sequence[Row]
) -> Similar | None:
    """For a search that found little: rows with similar words, and the words that were probably meant."""
    question = form.question
    if len(shown) >= FEW or not question.words:
        return None
    rows = Measure.objects.permitted(request.actor, "view").not_archived().filter(kind=kind)
    found = similar(
        question,
        rows,
        text="search_head",
        most=MOST_SIMILAR + FEW,
        show=("title", "summary", "lead__short_name", "number"),
    )
    base, known = reverse("measures:list"), {row.url for row in shown}
    found = [row for row in found if f"{base}{row[-1]}/" not in known][:MOST_SIMILAR]
    if not found:
        return None
    words = likely(question, [text or "" for row in found for text in row[:3]])
    return Similar(
        words=words,
        url=with_query(request, q=words, after=None) if words else "",
        rows=[{"title": row[0], "url": f"{base}{row[-1]}/", "number": row[-1]} for row in found],
    )


class Programmes(NamedTuple):
    """The first programmes that fit the same word and focus area, and where all of them are."""

    rows: list[Row]
    url: str
    more: str


def fitting_programmes(
    request: HttpRequest, form: CatalogueFilter, kind: str, today: date, keys: list[int] | None
) -> Programmes | None:
    """For the regional list with a search word or a focus area, on its first page. One statement.

    `keys` are the first programmes that have the search word, None without a word.
    """
    focus, question = form.cleaned_data.get("focus", ""), form.question
    if kind != MeasureClass.REGIONAL or not (keys or focus) or keys == [] or request.GET.get("after"):
        return None
    rows = Measure.objects.permitted(request.actor, "view").not_archived()
    rows = rows.filter(kind=MeasureClass.PROGRAMME)
    rows = rows.filter(focus_area=focus) if focus else rows
    order = ORDER
    if keys and len(keys) > COUNT_CAP:
        rows = rows.matching(question)
    elif keys:
        rows, order = Measure.objects.filter(pk__in=keys).with_place(question), BY_PLACE
    shown, fields = listed(rows.order_by(*order), question, today)
    present = presenter(MeasureClass.PROGRAMME, question, today)
    found = [present(values) for values in shown.values_list(*fields, "number")[: MOST_PROGRAMMES + 1]]
    kept = dict.fromkeys(["progress", "light", "state", "overdue", "lead", "agreement", "group"])
    url = with_query(request, **kept, kind=MeasureClass.PROGRAMME.value)
    more = _("Show all of them") if len(found) > MOST_PROGRAMMES else ""
    return Programmes(found[:MOST_PROGRAMMES], url, more) if found else None
