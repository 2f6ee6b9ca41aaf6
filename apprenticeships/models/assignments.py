"""Runs over all open cases, what they propose, whom they leave over, and wishes about single pairs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.models.companies import TakeoverOffer
from apprenticeships.querysets import AssignmentRunQuerySet
from apprenticeships.states.assignments import (
    UNFINISHED,
    LeftWhy,
    PairChange,
    PairRefusal,
    RunStage,
    RunState,
    WishKind,
    WishReason,
)
from portal.access import AccessQuerySet
from portal.models import Keyed


class AssignmentRun(Keyed):
    """One row is one proposal for all open cases of an organisation at once (Vorschlagslauf); kept.

    `as_of` is the day it was computed for; `weights` are the tables of weights it used. Claimed by a worker
    until `lease_until`; `attempts` counts the claims, so that a late worker cannot write over another's
    result. `total_score` sums the scores of the pairs, `total_value` their
    urgency with them; `first_come_*` is what first come, first served gives on the same data.
    """

    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="+")
    started_by = models.ForeignKey(
        "partners.Membership", models.SET_NULL, null=True, related_name="+", verbose_name=_("started by")
    )
    state = models.CharField(
        _("state"), max_length=8, choices=RunState.choices, default=RunState.QUEUED, editable=False
    )
    with_pool = models.BooleanField(_("with released cases of other chambers"), default=False)
    with_watched = models.BooleanField(_("with watched cases"), default=True)
    as_of = models.DateField()
    weights = models.JSONField(default=dict)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=10, choices=RunStage.choices, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=80, blank=True)

    case_count = models.PositiveIntegerField(default=0)
    offer_count = models.PositiveIntegerField(default=0)
    seat_count = models.PositiveIntegerField(default=0)
    pair_count = models.PositiveIntegerField(default=0)
    placements = models.PositiveIntegerField(default=0)
    total_score = models.PositiveIntegerField(default=0)
    total_value = models.PositiveIntegerField(default=0)
    first_come_placements = models.PositiveIntegerField(default=0)
    first_come_value = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    objects = AssignmentRunQuerySet.as_manager()
    access_rules = {"view": rules.view_assignment, "start": rules.view_assignment}

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=RunState.values), name="assignment_run_state_known"
            ),
            models.CheckConstraint(condition=models.Q(progress__lte=100), name="assignment_run_progress"),
            models.CheckConstraint(
                condition=~models.Q(state=RunState.DONE) | models.Q(finished_at__isnull=False),
                name="assignment_run_finished_when",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state__in=UNFINISHED),
                name="assignment_run_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="assignment_run_list"),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state__in=UNFINISHED),
                name="assignment_run_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"assignment run {self.pk}"

    @property
    def gain(self) -> int:
        """Placements more than first come, first served."""
        return self.placements - self.first_come_placements

    @property
    def left_over(self) -> int:
        return self.case_count - self.placements


class AssignmentPair(Keyed):
    """One row is one pair that a run proposes; a person confirms it, then it has its `proposal`.

    `score` is what matching gives the pair, 0 to 100; `value` adds the urgency. `refusal` says why it could
    not be confirmed.
    """

    run = models.ForeignKey(AssignmentRun, models.CASCADE, related_name="pairs")
    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="+")
    offer = models.ForeignKey("apprenticeships.TakeoverOffer", models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField()
    is_pinned = models.BooleanField(default=False)
    change = models.CharField(max_length=8, choices=PairChange.choices, default=PairChange.FIRST)
    proposal = models.ForeignKey(
        "apprenticeships.PlacementProposal", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    refusal = models.CharField(max_length=8, choices=PairRefusal.choices, blank=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_assignment_part, "confirm": rules.confirm_pair}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="assignment_pair_once"),
            models.CheckConstraint(
                condition=models.Q(change__in=PairChange.values), name="assignment_pair_change_known"
            ),
        ]
        indexes = [models.Index(fields=["run", "id"], name="assignment_pair_list")]

    def __str__(self) -> str:
        return f"pair {self.pk}"


class MissingSeat(models.Model):
    """One row is one case that a run left over: a seat that is missing, and what would help.

    `group`, `district` and `year` (0: not known) are those of the day of the run, for the shortage report.
    `options` are relaxations, the smallest first, as counterfactuals.kept_option keeps them.
    """

    run = models.ForeignKey(AssignmentRun, models.CASCADE, related_name="missing")
    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="+")
    is_own = models.BooleanField(default=True)
    group = models.ForeignKey("region.OccupationGroup", models.PROTECT, related_name="+")
    district = models.ForeignKey("region.District", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=10, choices=LeftWhy.choices)
    fitting = models.PositiveIntegerField(default=0)
    in_group = models.PositiveIntegerField(default=0)
    options = models.JSONField(default=list)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_assignment_part}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "case"], name="missing_seat_once"),
            models.CheckConstraint(condition=models.Q(why__in=LeftWhy.values), name="missing_seat_why_known"),
            models.CheckConstraint(condition=models.Q(year__lte=4), name="missing_seat_year"),
        ]
        indexes = [models.Index(fields=["run", "id"], name="missing_seat_list")]

    def __str__(self) -> str:
        return f"missing seat {self.pk}"


class PairWish(Keyed):
    """One row is a wish about a case and an offer: fixed, ruled out, or the offer's company ruled out."""

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="pair_wishes")
    offer = models.ForeignKey("apprenticeships.TakeoverOffer", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=WishKind.choices)
    reason = models.CharField(
        _("reason"), max_length=12, choices=WishReason.choices, default=WishReason.APPRENTICE
    )
    created_by = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_case_part, "edit": rules.view_case_part}

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=WishKind.values), name="pair_wish_kind_known"),
            models.CheckConstraint(
                condition=models.Q(reason__in=WishReason.values), name="pair_wish_reason_known"
            ),
            models.UniqueConstraint(fields=["case", "offer"], name="pair_wish_once"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(kind=WishKind.PIN), name="pair_wish_one_pin"
            ),
        ]

    def __str__(self) -> str:
        return f"wish {self.pk}"

    def rules_out(self, offer: TakeoverOffer) -> bool:
        """Whether this is an exclusion that holds for `offer`: the very one, or any of the same company.

        Reads `self.offer`: select it with the wish.
        """
        if self.kind == WishKind.PIN:
            return False
        if self.offer_id == offer.pk:
            return True
        if self.kind != WishKind.NOT_COMPANY:
            return False
        same_row = offer.company_id is not None and self.offer.company_id == offer.company_id
        return same_row or self.offer.sort_name == offer.sort_name
