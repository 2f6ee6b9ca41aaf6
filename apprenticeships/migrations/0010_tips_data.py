"""What stands in old rows becomes rows of the new tables: partners' suggestions, and phases with their day."""

from django.db import migrations
from django.utils import timezone


def suggestions(apps, schema_editor):
    """Offers that a partner suggested and no chamber has taken on become suggestions."""
    offers = apps.get_model("apprenticeships", "TakeoverOffer")
    made = apps.get_model("apprenticeships", "CompanySuggestion")
    waiting = offers.objects.filter(organisation=None, suggested_by__isnull=False)
    for offer in waiting.select_related("suggested_by").iterator():
        used = offer.cases.first()
        chamber = used.organisation_id if used else None
        row = made.objects.create(
            suggested_by=offer.suggested_by,
            suggester_id=offer.suggested_by.organisation_id,
            company_name=offer.company_name,
            municipality_id=offer.municipality_id,
            organisation_id=chamber,
            state="taken_on" if used else "suggested",
            decided_at=timezone.now() if used else None,
            offer=offer if used else None,
        )
        row.occupations.set(offer.occupations.all())
        if used:
            offers.objects.filter(pk=offer.pk).update(organisation_id=chamber)
        elif not offer.proposals.exists():
            offer.delete()


def phases(apps, schema_editor):
    """The present phase of each company case, since the day that is known of it."""
    made = apps.get_model("apprenticeships", "CompanyCasePhase")
    rows = apps.get_model("apprenticeships", "CompanyCase").objects.filter(phases=None)
    days = {"applied": "applied_on", "opened": "opened_on", "closed": "ends_on"}
    for row in rows.iterator():
        known = getattr(row, days[row.phase]) if row.phase in days else None
        made.objects.create(
            company_case=row, phase=row.phase, since=known or timezone.localdate(row.created_at)
        )


class Migration(migrations.Migration):
    """Data only; the tables came with the migration before."""

    dependencies = [("apprenticeships", "0009_tips_suggestions_phases")]

    operations = [
        migrations.RunPython(suggestions, migrations.RunPython.noop),
        migrations.RunPython(phases, migrations.RunPython.noop),
    ]
