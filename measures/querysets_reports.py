"""When the next Sachstand of a measure is due: a column that the database reckons, and the days past it.

`Measure.light_on` is the day of the last Sachstand. The next one is due `report_every_months` calendar months
later (PostgreSQL's date + interval: where that month is shorter its last day, as § 188 (3) BGB). A measure
that has not reported yet counts from its start, or from the day it was entered (UTC) where that is later.
"""

from datetime import date

from django.db.models import Case, DateField, DurationField, F, Func, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest

from measures.states import REPORTING, MeasureClass, MeasureState


class Months(Func):
    """A number of months as an interval of the database."""

    function = "make_interval"
    template = "%(function)s(months => %(expressions)s)"
    output_field = DurationField()


class Joined(Func):
    """Two dates with the database's own operator between them: date + interval, date - date = whole days."""

    template = "(%(expressions)s)"
    arity = 2
    output_field = DateField()


class DayInUtc(Func):
    """The day of a moment, whatever time zone the connection has: what a generated column may use."""

    template = "((%(expressions)s) AT TIME ZONE 'UTC')::date"
    output_field = DateField()


def report_due() -> Case:
    """The day on which the next Sachstand is due, for a column of Measure.

    NULL for what does not report: programmes, drafts, what is archived, paused, finished, or set to "never".
    """
    last = Coalesce(F("light_on"), Greatest(F("period_start"), DayInUtc("created_at")))
    due = Cast(Joined(last, Months(F("report_every_months")), arg_joiner=" + "), DateField())
    reports = When(
        kind=MeasureClass.REGIONAL,
        state=MeasureState.PUBLISHED,
        progress__in=[str(one.value) for one in REPORTING],
        report_every_months__gt=0,
        then=due,
    )
    return Case(reports, default=Value(None), output_field=DateField())


class ReportDueMixin:
    """For the QuerySet of measures."""

    def with_report_due(self, today: date) -> QuerySet:
        """Each row with `report_overdue_days`: today minus `report_due_on` (0 on the day itself, negative
        before), None where nothing is due. Words for a list row: measures.reports.overdue_words().
        """
        day = Cast(Value(today, output_field=DateField()), DateField())
        past = Joined(day, F("report_due_on"), arg_joiner=" - ", output_field=IntegerField())
        return self.annotate(report_overdue_days=past)
