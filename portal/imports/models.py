"""Uploaded tables on their way into an area: the run, its cells in sealed chunks, its rows, its columns."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.encryption import EncryptedField
from portal.imports import rules
from portal.imports.states import ImportState, RowOutcome, RowUndone
from portal.models import Keyed


class ImportRun(Keyed):
    """One row is one uploaded or pasted table (Import) of one kind, from the upload to the result.

    `mapping` is column index → field name, `context` what the area adds (such as a company case), `counts`
    outcome → number of rows as the preview or the import left them.
    """

    organisation = models.ForeignKey("partners.Organisation", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    uploaded_by = models.ForeignKey("partners.Membership", models.CASCADE, related_name="+")
    file_name = models.CharField(max_length=120, blank=True)
    header = models.JSONField(default=list)
    header_row = models.PositiveIntegerField(default=1)
    mapping = models.JSONField(default=dict)
    context = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED, editable=False
    )
    row_count = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    wiped_at = models.DateTimeField(null=True, editable=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_import, "edit": rules.edit_import}

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ImportState.values), name="import_state_known"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="import_list"),
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["running", "reverting"]),
                name="import_unfinished",
            ),
            models.Index(fields=["created_at"], condition=models.Q(wiped_at=None), name="import_to_wipe"),
        ]

    def __str__(self) -> str:
        return f"import {self.pk}"

    def count(self, *outcomes: str) -> int:
        return sum(self.counts.get(outcome, 0) for outcome in outcomes)


class ImportChunk(models.Model):
    """One row is up to 500 rows of cells of an import, sealed; wiped after the import."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="chunks")
    index = models.PositiveIntegerField()
    cells = EncryptedField(blank=True, default="")
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["run", "index"], name="import_chunk_once")]

    def __str__(self) -> str:
        return f"chunk {self.index} of import {self.run_id}"


class ImportRow(models.Model):
    """One row is one row of an uploaded table: what it is to become, or what has become of it.

    It holds no cell. `object_id` is the row that was stored, `object_version` its version then, `before`
    what a changed one held; `accepted` says that a duplicate is wanted all the same.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    chunk = models.PositiveIntegerField()
    number = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(max_length=10, choices=RowOutcome.choices)
    message = models.CharField(max_length=400, blank=True)
    accepted = models.BooleanField(default=False)
    is_done = models.BooleanField(default=False)
    object_id = models.BigIntegerField(null=True)
    object_number = models.CharField(max_length=40, blank=True)
    object_version = models.PositiveIntegerField(null=True)
    before = models.JSONField(null=True)
    done_at = models.DateTimeField(null=True)
    undone = models.CharField(max_length=4, choices=RowUndone.choices, blank=True, default="")

    objects = AccessQuerySet.as_manager()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=RowOutcome.values), name="import_row_outcome_known"
            ),
            models.CheckConstraint(
                condition=models.Q(undone__in=RowUndone.values), name="import_row_undone_known"
            ),
            models.UniqueConstraint(fields=["run", "number"], name="import_row_once"),
        ]
        indexes = [
            models.Index(fields=["run", "number", "id"], name="import_row_list"),
            models.Index(fields=["run", "outcome", "number", "id"], name="import_row_outcome"),
            models.Index(fields=["run", "chunk"], name="import_row_chunk"),
        ]

    def __str__(self) -> str:
        return f"row {self.number} of import {self.run_id}"


class ImportMapping(models.Model):
    """One row remembers which columns of a table an organisation maps to what, known by its titles."""

    organisation = models.ForeignKey("partners.Organisation", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "fingerprint"], name="import_mapping_once"
            )
        ]
        indexes = [models.Index(fields=["organisation", "kind", "-used_at"], name="import_mapping_last")]

    def __str__(self) -> str:
        return f"columns of {self.kind}"
