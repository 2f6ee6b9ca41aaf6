import uuid

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import apprenticeships.models.deadline_rules


class Migration(migrations.Migration):
    dependencies = [
        ("apprenticeships", "0016_offer_reach_limits_counts"),
        ("measures", "0002_documents_funding_programmes"),
        ("partners", "0002_numbers_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            ],
        ),
        migrations.AlterModelOptions(
            name="lawtext",
            options={"ordering": ["position", "valid_from", "pk"]},
        ),
        migrations.AddField(
            model_name="casedeadline",
            name="told_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="lawtext",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="tip",
            name="announced_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="lawtext",
            name="certainty",
            field=models.CharField(
                choices=[
                    ("verified", "read in the source"),
                    ("to_check", "to be checked"),
                    ("proposal", "own aim"),
                ],
                max_length=8,
                verbose_name="certainty",
            ),
        ),
        migrations.AlterField(
            model_name="lawtext",
            name="checked_on",
            field=models.DateField(blank=True, null=True, verbose_name="checked on"),
        ),
        migrations.AlterField(
            model_name="lawtext",
            name="source",
            field=models.CharField(blank=True, max_length=300, verbose_name="source"),
        ),
        migrations.AlterField(
            model_name="lawtext",
            name="valid_from",
            field=models.DateField(verbose_name="valid from"),
        ),
        migrations.AlterField(
            model_name="lawtext",
            name="valid_until",
            field=models.DateField(blank=True, null=True, verbose_name="valid until"),
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(("recipient_kind", "person"), _negated=True),
                name="disclosure_to_a_third_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="lawtext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                ),
                name="law_text_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="lawtext",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("code", "="),
                    ("register", "="),
                    (
                        apprenticeships.models.deadline_rules.DateRange(
                            "valid_from", "valid_until", models.Value("[]")
                        ),
                        "&&",
                    ),
                ],
                name="law_text_one_at_a_time",
            ),
        ),
        migrations.AddField(
            model_name="contributionstatistic",
            name="measure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.measure"
            ),
        ),
        migrations.AddField(
            model_name="contributionstatistic",
            name="organisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="partners.organisation",
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionstatistic",
            constraint=models.UniqueConstraint(fields=("key", "measure"), name="contribution_statistic_once"),
        ),
        migrations.AddConstraint(
            model_name="contributionstatistic",
            constraint=models.CheckConstraint(
                condition=models.Q(("placed", True), ("seamless", False), _connector="OR"),
                name="contribution_statistic_placed_first",
            ),
        ),
    ]
