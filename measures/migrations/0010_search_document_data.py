"""Fills what the search reads of the measures that are there."""

from collections import defaultdict

from django.db import migrations

from measures.documents import groups_key, lead_key, names_key, plain_text


def fill(apps, schema_editor):
    Measure = apps.get_model("measures", "Measure")
    supporters, districts = defaultdict(list), defaultdict(list)
    through = Measure.supporters.through.objects.order_by("organisation__sort_name")
    for key, name in through.values_list("measure", "organisation__short_name"):
        supporters[key].append(name)
    links = apps.get_model("partners", "Organisation").districts.through.objects
    for key, name in links.values_list("organisation", "district__short_name"):
        districts[key].append(name)
    for row in Measure.objects.select_related("lead").iterator(chunk_size=500):
        places = districts[row.lead_id] if len(districts[row.lead_id]) == 1 else []
        row.lead_key = lead_key(row.lead, row.lead_text)
        row.groups_key = groups_key(row.target_groups)
        row.names_key = names_key(supporters[row.pk], row.partners_text, places)
        row.search_body = plain_text(row.description)
        row.save(update_fields=["lead_key", "groups_key", "names_key", "search_body"])


class Migration(migrations.Migration):
    dependencies = [("measures", "0009_search_document")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
