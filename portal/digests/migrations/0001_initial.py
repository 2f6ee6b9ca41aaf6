import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.encryption


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("partners", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SweepRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True)),
                ("succeeded_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.CharField(blank=True, max_length=120)),
            ],
        ),
        migrations.CreateModel(
            name="DigestPeriod",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.DateTimeField()),
                ("end", models.DateTimeField(unique=True)),
                ("planned_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("end__gt", models.F("start"))), name="period_half_open"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("object_id", models.BigIntegerField(blank=True, null=True)),
                ("to_address", models.EmailField(blank=True, max_length=254, verbose_name="to")),
                ("body", portal.encryption.EncryptedField(blank=True, default="")),
                ("once", models.CharField(blank=True, max_length=120, null=True, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("in_flight", "being sent"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("skipped", "not sent"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("due_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="due")),
                ("next_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("empty", "nothing new in this period"),
                            ("missed", "missed: more than 48 hours late"),
                            ("inactive", "the account is closed"),
                            ("ended", "the access has ended"),
                            ("unsubscribed", "unsubscribed"),
                            ("obsolete", "no longer needed"),
                            ("unknown", "this kind of mail is not known"),
                        ],
                        max_length=12,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="server's answer")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="partners.membership",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DigestDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("start", models.DateTimeField(verbose_name="tells from")),
                ("content", models.JSONField(blank=True, null=True)),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="partners.membership",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="digests.digestperiod",
                    ),
                ),
                (
                    "mail",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="delivery",
                        to="digests.outgoingmail",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DigestSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "frequency",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "never"),
                            (1, "every week"),
                            (2, "every two weeks"),
                            (4, "every four weeks"),
                        ],
                        default=1,
                        verbose_name="rhythm",
                    ),
                ),
                (
                    "when_empty",
                    models.BooleanField(default=False, verbose_name="also when there is nothing new"),
                ),
                (
                    "membership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="digest",
                        to="partners.membership",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("frequency__in", [0, 1, 2, 4])),
                        name="subscription_frequency_known",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "in_flight"])),
                fields=["next_at", "id"],
                name="mail_to_send",
            ),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["-created_at", "-id"], name="mail_newest"),
        ),
        migrations.AddIndex(
            model_name="outgoingmail",
            index=models.Index(fields=["state", "-created_at", "-id"], name="mail_newest_of_state"),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "in_flight", "sent", "failed", "skipped"])),
                name="mail_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(("state", "sent"), _negated=True),
                    _connector="OR",
                ),
                name="mail_sent_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="outgoingmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason", ""),
                    models.Q(
                        (
                            "reason__in",
                            ["empty", "missed", "inactive", "ended", "unsubscribed", "obsolete", "unknown"],
                        ),
                        ("state", "skipped"),
                    ),
                    _connector="OR",
                ),
                name="mail_skipped_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="digestdelivery",
            constraint=models.UniqueConstraint(fields=("period", "membership"), name="delivery_once"),
        ),
    ]
