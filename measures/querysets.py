"""Questions one asks of the catalogue."""

from datetime import date, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q

from measures.querysets_reports import ReportDueMixin
from measures.states import MeasureClass, MeasureState, Validity
from portal.access import AccessQuerySet
from portal.sorting import sort_key

CHECK_DAYS = 365  # a programme not checked for a year may be wrong


def matches(words: str) -> Q:
    """The search: German word forms in title, summary and lead, part of a title, or start of a number."""
    words = words.replace("\x00", "").strip()
    return (
        Q(search=SearchQuery(words, config="german", search_type="websearch"))
        | Q(sort_title__contains=sort_key(words))
        | Q(number__startswith=words.upper())
    )


class MeasureQuerySet(ReportDueMixin, AccessQuerySet):
    def matching(self, words: str) -> "MeasureQuerySet":
        return self.filter(matches(words))

    def not_archived(self) -> "MeasureQuerySet":
        return self.exclude(state=MeasureState.ARCHIVED)

    def published(self) -> "MeasureQuerySet":
        return self.filter(state=MeasureState.PUBLISHED)

    def to_check(self, today: date) -> "MeasureQuerySet":
        """Published entries that may hold and that nobody has compared with their source for a year."""
        due = Q(checked_on=None) | Q(checked_on__lt=today - timedelta(days=CHECK_DAYS))
        of_others = Q(kind=MeasureClass.PROGRAMME) | Q(needs_check=True)
        return self.published().filter(due, of_others).exclude(validity=Validity.ENDED)


class FundingQuerySet(AccessQuerySet):
    def valid_on(self, day: date) -> "FundingQuerySet":
        """Programmes whose rules hold on `day`."""
        begun = Q(valid_from=None) | Q(valid_from__lte=day)
        return self.filter(begun, Q(valid_until=None) | Q(valid_until__gte=day))
