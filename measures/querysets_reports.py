"""When the next Sachstand of a measure is due, as an annotation for lists, dashboard, mails.

`Measure.light_on` is the day of the last Sachstand. The next one is due `report_every_months` calendar months
later (PostgreSQL's date + interval: where that month is shorter its last day, as § 188 (3) BGB). A measure
that has not reported yet counts from its start, or from the day it was entered where that is later.
"""

from datetime import date

from django.db.models import Case, DateField, DurationField, F, Func, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate

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


class ReportDueMixin:
    """For the QuerySet of measures."""

    def with_report_due(self, today: date) -> QuerySet:
        """Each row with `report_due_on` (a day) and `report_overdue_days`.

        `report_due_on` is None for what does not report: programmes, drafts, what is archived, paused,
        finished, or set to "never". `report_overdue_days` is today minus that day (0 on the day itself,
        negative before), None in the same cases. Both can be filtered, ordered by, and read by
        values_list(); no join, no subquery. Words for a list row: measures.reports.overdue_words().
        """
        last = Coalesce(F("light_on"), Greatest(F("period_start"), TruncDate("created_at")))
        due = Cast(Joined(last, Months(F("report_every_months")), arg_joiner=" + "), DateField())
        reports = When(
            kind=MeasureClass.REGIONAL,
            state=MeasureState.PUBLISHED,
            progress__in=REPORTING,
            report_every_months__gt=0,
            then=due,
        )
        rows = self.annotate(report_due_on=Case(reports, default=Value(None), output_field=DateField()))
        day = Value(today, output_field=DateField())
        return rows.annotate(
            report_overdue_days=Joined(
                Cast(day, DateField()), F("report_due_on"), arg_joiner=" - ", output_field=IntegerField()
            )
        )
