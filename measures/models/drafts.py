"""Every text a measure ever had, and the next ones that are being worked on."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.models.measures import Measure
from measures.states import OF_PROPOSALS, OPEN, DraftOrigin, DraftState, RevisionKind
from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned


class MeasureRevision(models.Model):
    """One row is the text of a measure as somebody saved it (Fassung), written once.

    `content` is what measures.content.content_of gives. `number` counts within the measure. `published_at` is
    set once, when readers first see it; the database refuses every other change.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField()
    kind = models.CharField(max_length=9, choices=RevisionKind.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True)
    # without constraints, as in the events: a revision stays when an account is erased
    user = models.ForeignKey(
        "partners.User", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_revision}

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["measure", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(kind__in=RevisionKind.values), name="revision_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.number}"


class MeasureDraft(Keyed, Versioned):
    """One row is a next text of a measure: the editors' draft (one at a time) or a proposal (any number).

    `head` is the text as it stands, `base` the published text it started from (none while nothing was
    published). `version` counts every save and every step: a form or a review that was opened on an older
    one does not count. `answer` is why a proposal was declined.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="drafts")
    state = models.CharField(
        _("state"), max_length=9, choices=DraftState.choices, default=DraftState.DRAFT, editable=False
    )
    origin = models.CharField(max_length=8, choices=DraftOrigin.choices, default=DraftOrigin.EDITOR)
    head = models.ForeignKey(MeasureRevision, models.PROTECT, related_name="+")
    base = models.ForeignKey(MeasureRevision, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, null=True, related_name="+")
    started_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answer = models.CharField(_("reason"), max_length=300, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_draft, "edit": rules.edit_draft, "discard": rules.discard_draft}

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [
            models.Index(
                fields=["state", "started_at"], condition=Q(closed_at=None), name="measure_draft_open"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OF_PROPOSALS, origin=DraftOrigin.PROPOSAL)
                | (~Q(state__in=OF_PROPOSALS) & ~Q(origin=DraftOrigin.PROPOSAL)),
                name="measure_draft_state_of_origin",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DraftState.values), name="measure_draft_state_known"
            ),
            models.CheckConstraint(condition=Q(origin__in=DraftOrigin.values), name="measure_draft_origin"),
            models.CheckConstraint(
                condition=Q(state__in=[*OPEN, DraftState.PROPOSED], closed_at=None)
                | (~Q(state__in=[*OPEN, DraftState.PROPOSED]) & Q(closed_at__isnull=False)),
                name="measure_draft_closed_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.DECLINED) | ~Q(answer=""), name="measure_draft_declined_why"
            ),
            models.UniqueConstraint(
                fields=["measure"], condition=Q(state__in=OPEN), name="measure_one_open_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        if self.origin == DraftOrigin.PROPOSAL:
            return reverse("measures:proposal", args=[self.key])
        return reverse("measures:review", args=[self.measure.number])

    @property
    def number(self) -> str:
        """The measure's, for events and links."""
        return self.measure.number


class DraftComment(Keyed):
    """One row is a remark of a reviewer on one field of a draft, or on the whole where `field` is empty."""

    draft = models.ForeignKey(MeasureDraft, models.CASCADE, related_name="comments")
    field = models.CharField(max_length=20, blank=True)
    text = models.CharField(_("remark"), max_length=600)
    user = models.ForeignKey("partners.User", models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.text
