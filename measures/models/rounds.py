"""Rounds: the office asks many measures for their Sachstand at once, mostly before a conference."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.models.measures import Measure
from measures.models.reports import StatusReport
from measures.states import RoundState
from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned

DAYS_BEFORE = [MinValueValidator(1), MaxValueValidator(60)]


class ReportRound(Keyed, Versioned):
    """One row is one round: a Sachstand is asked of several measures until a deadline (Sachstandsabfrage).

    Nobody is mailed before it is started. Reminders go `first_reminder` and `second_reminder` days before the
    deadline, to those who have not answered. Answers after the deadline count as late until it is closed.
    """

    title = models.CharField(_("title"), max_length=120)
    occasion = models.CharField(_("occasion"), max_length=120, blank=True)
    deadline = models.DateField(_("answers until"))
    first_reminder = models.PositiveSmallIntegerField(
        _("first reminder, days before"), default=7, validators=DAYS_BEFORE
    )
    second_reminder = models.PositiveSmallIntegerField(
        _("second reminder, days before"), default=2, validators=DAYS_BEFORE
    )
    state = models.CharField(
        _("state"), max_length=9, choices=RoundState.choices, default=RoundState.PREPARED, editable=False
    )
    prepared_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_round, "manage": rules.manage_round}

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(
                condition=Q(second_reminder__lt=F("first_reminder")), name="round_reminders_in_order"
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=False) | ~Q(state__in=[RoundState.OPEN, RoundState.CLOSED]),
                name="round_started_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("measures:round_detail", kwargs={"key": self.key})


class RoundRequest(Keyed):
    """One row asks one measure for its Sachstand in one round.

    `asks` can be taken away while the round is prepared; rows without it end at the start. `organisation` is
    the one in the lead when it was asked, None where no organisation of the portal leads.
    `recipients` says how many addresses were mailed: 0 means that nobody could be asked by mail. `report` is
    the newest Sachstand given in the round, `answered_at` the time of the first.
    """

    round = models.ForeignKey(ReportRound, models.CASCADE, related_name="requests")
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="round_requests")
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    asks = models.BooleanField(_("is asked"), default=True)
    recipients = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(null=True, blank=True)
    first_reminded_at = models.DateTimeField(null=True, blank=True)
    second_reminded_at = models.DateTimeField(null=True, blank=True)
    report = models.ForeignKey(
        StatusReport, models.SET_NULL, null=True, blank=True, related_name="round_requests"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "measure"], name="round_asks_once"),
            models.CheckConstraint(
                condition=Q(report=None) | Q(answered_at__isnull=False), name="round_answered_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.measure_id}"

    @property
    def is_late(self) -> bool:
        """Answered after the deadline as it stands now."""
        return bool(self.answered_at) and timezone.localdate(self.answered_at) > self.round.deadline
