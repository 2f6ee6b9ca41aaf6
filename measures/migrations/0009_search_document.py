"""What the search reads stands in columns of its own; a generated column is not altered but made anew."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.text
from django.db import migrations, models

import portal.german


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0008_plan_pages"),
        ("partners", "0002_numbers_only"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="measure",
            name="measure_title_trgm",
        ),
        migrations.RemoveIndex(
            model_name="measure",
            name="measure_search",
        ),
        migrations.RemoveField(
            model_name="measure",
            name="search",
        ),
        migrations.AddField(
            model_name="measure",
            name="groups_key",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="measure",
            name="lead_key",
            field=models.CharField(default="", editable=False, max_length=400),
        ),
        migrations.AddField(
            model_name="measure",
            name="names_key",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="measure",
            name="search_body",
            field=models.TextField(default="", editable=False),
        ),
        migrations.AddField(
            model_name="measure",
            name="search",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.CombinedSearchVector(
                    django.contrib.postgres.search.CombinedSearchVector(
                        django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                portal.german.Fold(
                                    django.db.models.functions.text.Concat(
                                        models.F("title"), models.Value(" "), output_field=models.TextField()
                                    )
                                ),
                                config="german",
                                weight="A",
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                portal.german.Fold(
                                    django.db.models.functions.text.Concat(
                                        models.F("summary"),
                                        models.Value(" "),
                                        output_field=models.TextField(),
                                    )
                                ),
                                config="german",
                                weight="B",
                            ),
                            django.contrib.postgres.search.SearchConfig("german"),
                        ),
                        "||",
                        django.contrib.postgres.search.SearchVector(
                            "lead_key", "names_key", "groups_key", config="german", weight="C"
                        ),
                        django.contrib.postgres.search.SearchConfig("german"),
                    ),
                    "||",
                    django.contrib.postgres.search.SearchVector(
                        portal.german.Fold(
                            django.db.models.functions.text.Concat(
                                models.F("search_body"), models.Value(" "), output_field=models.TextField()
                            )
                        ),
                        config="german",
                        weight="D",
                    ),
                    django.contrib.postgres.search.SearchConfig("german"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="search_head",
            field=models.GeneratedField(
                db_persist=True,
                expression=portal.german.Fold(
                    django.db.models.functions.text.Concat(
                        models.F("title"),
                        models.Value(" "),
                        models.F("summary"),
                        models.Value(" "),
                        models.F("lead_key"),
                        models.Value(" "),
                        models.F("names_key"),
                        models.Value(" "),
                        output_field=models.TextField(),
                    )
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="search_text",
            field=models.GeneratedField(
                db_persist=True,
                expression=portal.german.Fold(
                    django.db.models.functions.text.Concat(
                        models.F("title"),
                        models.Value(" "),
                        models.F("summary"),
                        models.Value(" "),
                        models.F("lead_key"),
                        models.Value(" "),
                        models.F("names_key"),
                        models.Value(" "),
                        models.F("groups_key"),
                        models.Value(" "),
                        models.F("search_body"),
                        models.Value(" "),
                        output_field=models.TextField(),
                    )
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("state", "archived"), _negated=True),
                fields=["kind", "focus_area", "sort_title", "number"],
                include=("state", "lead"),
                name="measure_current",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["kind", "state", "focus_area", "sort_title", "number"],
                include=("id",),
                name="measure_by_state",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["kind", "progress", "focus_area", "sort_title", "number"],
                include=("id",),
                name="measure_by_progress",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["kind", "light", "focus_area", "sort_title", "number"],
                include=("id",),
                name="measure_by_light",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["kind", "validity", "focus_area", "sort_title", "number"],
                include=("id",),
                name="measure_by_validity",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                fields=["kind", "origin", "focus_area", "sort_title", "number"],
                include=("id",),
                name="measure_by_origin",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="measure_search"),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["search_text", "search_head", "lead_key", "groups_key"],
                name="measure_trgm",
                opclasses=["gin_trgm_ops", "gin_trgm_ops", "gin_trgm_ops", "gin_trgm_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="milestone",
            index=models.Index(
                condition=models.Q(("reached_on", None)),
                fields=["measure", "due_on"],
                name="milestone_open_of_measure",
            ),
        ),
    ]
