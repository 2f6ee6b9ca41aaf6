"""Agreements get pages and sections; readings can be removed one by one.

Keys: nullable, filled by the database, then unique.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0007_first_revisions"),
        ("partners", "0002_numbers_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementSection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=12, verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("text", models.TextField(blank=True, max_length=10000, verbose_name="text")),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="reading",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.RunSQL("UPDATE measures_reading SET key = gen_random_uuid()", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="reading",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="sourceagreement",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.RunSQL(
            "UPDATE measures_sourceagreement SET key = gen_random_uuid()", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="sourceagreement",
            name="key",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name="sourceagreement",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AlterField(
            model_name="sourceagreement",
            name="source_key",
            field=models.CharField(blank=True, editable=False, max_length=20, null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="sourceagreement",
            name="text",
            field=models.TextField(blank=True, max_length=20000, verbose_name="text"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 0)), name="reading_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="target",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 0)), name="target_not_negative"
            ),
        ),
        migrations.AddField(
            model_name="agreementsection",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sections",
                to="measures.sourceagreement",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="agreement_section",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="measures",
                to="measures.agreementsection",
                verbose_name="section of the agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsection",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="agreement_section_number_once"
            ),
        ),
    ]
