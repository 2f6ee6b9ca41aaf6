"""Append-only records: what changed, and who opened personal data."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.activity import rules


class AppendOnly(models.Model):
    """A row that is written once; the database refuses to change or delete it (see the migration)."""

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        abstract = True


class Event(AppendOnly):
    """One row is one thing that happened to one record, by whom, with before and after.

    `subject` is "app_label.model", `subject_id` its primary key. For fields about persons `changes`
    holds the field's name, never a value.
    """

    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    number = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=40)
    user = models.ForeignKey(
        "partners.User", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    via = models.CharField(max_length=10, default="web")
    note = models.CharField(max_length=300, blank=True)
    changes = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "subject_id", "-at"], name="event_of_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.number}"


class AccessEntry(AppendOnly):
    """One row says that one person's data was opened: by whom, for which record, which fields.

    Read by the data-protection officer of the organisation concerned only.
    """

    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    number = models.CharField(max_length=20)
    user = models.ForeignKey(
        "partners.User", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    purpose = models.CharField(max_length=40)
    fields = models.CharField(max_length=200, blank=True)

    access_rules = {"view": rules.view_access_entry}

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "subject_id", "-at"], name="access_of_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.number}"
