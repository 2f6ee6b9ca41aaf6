import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("apprenticeships", "0015_imports_blind_index"),
        ("measures", "0002_documents_funding_programmes"),
        ("partners", "0002_numbers_only"),
    ]

    operations = [
        migrations.AddField(
            model_name="tip",
            name="announced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="ContributionStatistic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4)),
                ("closed_year", models.DateField(blank=True, null=True)),
                ("placed", models.BooleanField()),
                ("seamless", models.BooleanField()),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.measure"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partners.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("key", "measure"), name="contribution_statistic_once"),
                    models.CheckConstraint(
                        condition=models.Q(("placed", True), ("seamless", False), _connector="OR"),
                        name="contribution_statistic_placed_first",
                    ),
                ],
            },
        ),
    ]
