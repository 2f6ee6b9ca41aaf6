"""Promises entered before there were proposals get theirs, so that every taken seat has one."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

HELD = ("promise", "signed", "registered", "aftercare", "closed")


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    proposals = apps.get_model("apprenticeships", "PlacementProposal").objects
    cases = apps.get_model("apprenticeships", "Case").objects.filter(offer__isnull=False, state__in=HELD)
    for case in cases.exclude(proposals__state="promise").iterator():
        proposals.create(
            case=case,
            offer_id=case.offer_id,
            organisation_id=case.organisation_id,
            state="promise",
            expires_on=case.created_at.date(),
        )


class Migration(migrations.Migration):
    dependencies = [("apprenticeships", "0011_matching_pay_latest_start_proposals")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
