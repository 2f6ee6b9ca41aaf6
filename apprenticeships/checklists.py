"""Which points of the checklist a case has: the general ones, overridden by its organisation's own."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from apprenticeships.models import Case, ChecklistItem


def candidates(organisation_id: int) -> QuerySet[ChecklistItem]:
    """The rows that may count for cases of an organisation, in the order of the checklist."""
    return ChecklistItem.objects.filter(Q(organisation=None) | Q(organisation=organisation_id)).order_by(
        "position", "pk"
    )


def in_force(items: Iterable[ChecklistItem]) -> list[ChecklistItem]:
    """Of each code the organisation's own row, else the general one, those switched off included."""
    by_code: dict[str, ChecklistItem] = {}
    for item in items:
        if item.code not in by_code or item.organisation_id is not None:
            by_code[item.code] = item
    return list(by_code.values())


def items_of(case: Case, items: Iterable[ChecklistItem]) -> list[ChecklistItem]:
    """The points that are asked for `case`, by kind, cause and age."""
    cause = case.cause or (case.company_case.cause if case.company_case else "")
    return [
        item
        for item in in_force(items)
        if item.is_active
        and (not item.kinds or case.kind in item.kinds)
        and (not item.causes or cause in item.causes)
        and (not item.minors_only or case.is_minor is True)
    ]
