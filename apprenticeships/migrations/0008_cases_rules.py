"""Fills what the new constraints ask of cases, and the tables of deadlines, law and checklist."""

from datetime import timedelta

from django.db import migrations, models
from django.db.models.functions import TruncDate

from apprenticeships.rule_data import load_tables

LONGEST_PROBATION = timedelta(days=120)  # four months at most: to be corrected by hand where it is shorter


def fill(apps, schema_editor):
    model = apps.get_model("apprenticeships", "Case")
    model.objects.exclude(registered_on=None).update(registered_with=models.F("organisation"))
    for case in model.objects.filter(state="aftercare", probation_until=None):
        model.objects.filter(pk=case.pk).update(probation_until=case.registered_on + LONGEST_PROBATION)
    model.objects.update(reported_on=TruncDate("created_at"))
    load_tables(lambda name: apps.get_model("apprenticeships", name))


class Migration(migrations.Migration):
    dependencies = [("apprenticeships", "0007_cases_work")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        # the checks of the rows just filled must be over before the table is changed
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("registered", "aftercare")), _negated=True),
                    models.Q(("registered_on__isnull", False), ("registered_with__isnull", False)),
                    _connector="OR",
                ),
                name="case_registered_when_and_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "aftercare"), _negated=True),
                    ("probation_until__isnull", False),
                    _connector="OR",
                ),
                name="case_aftercare_until_when",
            ),
        ),
    ]
