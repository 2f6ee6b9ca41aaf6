"""Lists that stay fast: keyset paging, a capped count, and filters that can be taken off one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.forms import BooleanField
from django.http import HttpRequest, QueryDict

COUNT_CAP = 1_000


@dataclass(frozen=True)
class Page:
    """One page of a list: its rows, the links to go on or back, and the capped count."""

    rows: list
    count: int
    next_url: str
    first_url: str

    @property
    def count_text(self) -> str:
        return capped(self.count)


def paginate(
    request: HttpRequest,
    queryset: QuerySet,
    *,
    order: Sequence[str],
    fields: Sequence[str] = (),
    present: Callable[[Any], Any] = lambda row: row,
    size: int | None = None,
    count: int | None = None,
    known: QuerySet | None = None,
) -> Page:
    """The page of `queryset` after the row named by ?after=, in `order`.

    `order` names not-null fields, all ascending or all with "-" before them, the last one unique. The
    database compares whole rows, which stays as fast at the millionth row as at the first. `fields`
    makes the rows tuples; `present` turns each into what the template shows. `count` is the capped count
    where the page has asked already; `known` are the rows among which the last one shown is looked up, by
    default all of the model: with the annotations that `order` names.
    """
    size = size or settings.LIST_PAGE_SIZE
    descending = order[0].startswith("-")
    names = [name.lstrip("-") for name in order]
    known = queryset.model._default_manager.all() if known is None else known
    rows = _after(queryset, known, names, descending, request.GET.get("after", ""))
    rows = rows.order_by(*order)
    found = list((rows.values_list(*fields, names[-1]) if fields else rows)[: size + 1])
    more = len(found) > size
    found = found[:size]
    last = (found[-1][-1] if fields else getattr(found[-1], names[-1])) if found else None
    return Page(
        rows=[present(row) for row in found],
        count=queryset.order_by()[: COUNT_CAP + 1].count() if count is None else count,
        next_url=with_query(request, after=last) if more else "",
        first_url=with_query(request, after=None) if request.GET.get("after") else "",
    )


def _after(queryset: QuerySet, known: QuerySet, names: list[str], descending: bool, after: str) -> QuerySet:
    if not after:
        return queryset
    try:
        values = known.filter(**{names[-1]: after}).values_list(*names).first()
    except (ValueError, TypeError):
        values = None
    if values is None:
        return queryset
    lookup = TupleLessThan if descending else TupleGreaterThan
    return queryset.filter(lookup(Tuple(*map(F, names)), values))


def capped(count: int) -> str:
    """A capped count as shown; above the cap "über 1.000" without counting further."""
    from django.utils.translation import gettext as _

    return _("over 1,000") if count > COUNT_CAP else str(count)


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The present address with some query values replaced (None takes one out)."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


@dataclass(frozen=True)
class Chip:
    """An active filter: its words, the address without it, and the field's name."""

    label: str
    remove_url: str
    name: str = ""


def chips(request: HttpRequest, form: Any) -> list[Chip]:
    """The active filters of a bound filter form, in the form's order."""
    found = []
    for name, field in form.fields.items():
        value = request.GET.get(name, "")
        if value and name not in form.errors:
            label = dict(getattr(field, "choices", ()) or ()).get(value, value)
            text = f"„{value}“" if label == value and not getattr(field, "choices", None) else str(label)
            text = str(field.label) if isinstance(field, BooleanField) else text
            found.append(Chip(text, with_query(request, **{name: None, "after": None}), name))
    return found


def query_of(request: HttpRequest) -> str:
    """The filter of the present list for an export link; paging left out."""
    query: QueryDict = request.GET.copy()
    query.pop("after", None)
    return query.urlencode()
