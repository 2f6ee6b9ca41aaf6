"""Questions one asks of the catalogue."""

from datetime import date, timedelta

from django.db.models import F, Q

from measures.querysets_reports import ReportDueMixin
from measures.states import MeasureClass, MeasureState, Validity
from portal import german
from portal.access import AccessQuerySet
from portal.german import Fold, Question

CHECK_DAYS = 365  # a programme not checked for a year may be wrong


class MeasureQuerySet(ReportDueMixin, AccessQuerySet):
    def matching(self, question: Question) -> "MeasureQuerySet":
        """All words in title, summary, names, target groups or description, or the start of the number."""
        if not question:
            return self
        words = german.matches(question)
        if any(sign.isdigit() for sign in question.typed):
            words |= Q(number__startswith=question.typed.replace(" ", "-").upper())
        return self.filter(words)

    def with_place(self, question: Question) -> "MeasureQuerySet":
        """Each row with `place`: title before summary before the rest, the smaller the better."""
        rows = self.alias(title_key=Fold(F("title")))
        return rows.annotate(place=german.closeness(question, title="title_key"))

    def led_by(self, words: str) -> "MeasureQuerySet":
        """Whose lead has `words` in its names, umlauts written either way."""
        return self.filter(lead_key__contains=german.fold(words.replace("\x00", "")))

    def for_group(self, words: str) -> "MeasureQuerySet":
        """With a target group that has `words` in it."""
        return self.filter(groups_key__contains=german.fold(words.replace("\x00", "")))

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
