from django.db import migrations
from django.db.models import Max, OuterRef, Subquery

CHUNK = 1000
FIELDS = (
    "focus_area", "title", "summary", "description", "lead_id", "lead_text", "partners_text", "period_start",
    "period_end", "period_text", "progress", "validity", "target_groups", "funding", "contact", "origin",
    "agreement_id", "sources", "checked_on", "needs_check", "kind", "light", "light_reason",
)  # fmt: skip
DAYS = ("period_start", "period_end", "checked_on")


def first_revisions(apps, schema_editor):
    """Each measure's present text becomes its first revision; what is not published gets an open draft."""
    Measure = apps.get_model("measures", "Measure")
    Revision = apps.get_model("measures", "MeasureRevision")
    Draft = apps.get_model("measures", "MeasureDraft")
    Event = apps.get_model("activity", "Event")
    shown = Event.objects.filter(subject="measures.measure", verb__in=["published", "loaded"])
    since = dict(shown.order_by().values_list("subject_id").annotate(last=Max("at")))
    rows = Measure.objects.filter(revisions=None).order_by("pk").prefetch_related("supporters")
    while chunk := list(rows[:CHUNK]):  # those done are no longer among them
        made = Revision.objects.bulk_create(_revision(Revision, one, since.get(one.pk)) for one in chunk)
        Draft.objects.bulk_create(
            Draft(measure_id=one.measure_id, head=one) for one in made if one.published_at is None
        )
    published = Revision.objects.filter(measure=OuterRef("pk"), number=1)
    readable = Measure.objects.exclude(state="draft").filter(published_revision=None)
    readable.update(published_revision=Subquery(published.values("pk")[:1]))


def _revision(model, measure, published_at):
    content = {name.removesuffix("_id"): getattr(measure, name) for name in FIELDS}
    content |= {name: content[name] and content[name].isoformat() for name in DAYS}
    content["supporters"] = sorted(one.pk for one in measure.supporters.all())
    content["occupation_groups"] = []
    is_draft = measure.state == "draft"
    return model(
        measure=measure,
        number=1,
        content=content,
        kind="saved" if is_draft else "published",
        created_at=measure.updated_at,
        published_at=None if is_draft else published_at or measure.updated_at,
    )


class Migration(migrations.Migration):
    dependencies = [("measures", "0004_drafts"), ("activity", "0003_retention")]

    operations = [migrations.RunPython(first_revisions, migrations.RunPython.noop, elidable=True)]
