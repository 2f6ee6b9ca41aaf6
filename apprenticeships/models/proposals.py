"""Placement proposals: an apprentice's case and a company's offer that try each other out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.querysets import ProposalQuerySet
from apprenticeships.states.proposals import LIVE, DeclineReason, DeclineSide, ProposalState
from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned

MOST_AT_ONCE = 20  # whatever an organisation sets


class PlacementProposal(Keyed, Versioned):
    """One row is one attempt to bring a case and an offer together (Vermittlungsvorschlag).

    Several run in parallel per case; of one pair only one at a time. `expires_on` is the day on which an
    unanswered proposal ends by itself; `score` is what the ranking gave it then, 0 to 100. Which reasons are
    given is no judgement on a person: DeclineReason and DeclineSide have no such words.
    """

    case = models.ForeignKey("apprenticeships.Case", models.CASCADE, related_name="proposals")
    offer = models.ForeignKey("apprenticeships.TakeoverOffer", models.PROTECT, related_name="proposals")
    organisation = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ProposalState.choices,
        default=ProposalState.PROPOSED,
        editable=False,
    )
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True)
    proposed_by = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    contacted_by = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    contacted_on = models.DateField(_("company contacted on"), null=True, blank=True)
    trial_from = models.DateField(_("trial days from"), null=True, blank=True)
    trial_until = models.DateField(_("trial days until"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"))
    decline_side = models.CharField(
        _("whose answer"), max_length=10, choices=DeclineSide.choices, blank=True, default=""
    )
    decline_reason = models.CharField(
        _("reason"), max_length=10, choices=DeclineReason.choices, blank=True, default=""
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ProposalQuerySet.as_manager()
    access_rules = {"view": rules.view_proposal, "edit": rules.edit_proposal}

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ProposalState.values), name="proposal_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.DECLINED, decline_reason__in=DeclineReason.values)
                | (~models.Q(state=ProposalState.DECLINED) & models.Q(decline_reason="")),
                name="proposal_declined_why",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.DECLINED, decline_side__in=DeclineSide.values)
                | (~models.Q(state=ProposalState.DECLINED) & models.Q(decline_side="")),
                name="proposal_declined_by",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=LIVE, ended_at=None)
                | (~models.Q(state__in=LIVE) & models.Q(ended_at__isnull=False)),
                name="proposal_ended_when",
            ),
            models.CheckConstraint(
                condition=models.Q(trial_from=None, trial_until=None)
                | models.Q(trial_until__gte=models.F("trial_from")),
                name="proposal_trial_in_order",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state=ProposalState.PROMISE),
                name="proposal_one_promise",
            ),
            models.UniqueConstraint(
                fields=["case", "offer"],
                condition=models.Q(state__in=LIVE),
                name="proposal_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_on", "id"],
                condition=models.Q(state__in=["proposed", "contacted"]),
                name="proposal_to_expire",
            ),
            models.Index(fields=["offer", "state"], name="proposal_of_offer"),
            models.Index(
                fields=["ended_at", "id"],
                condition=models.Q(state=ProposalState.EXPIRED),
                name="proposal_expired",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class ProposalLimit(models.Model):
    """One row is an organisation's own limit of proposals that run side by side for one of its cases.

    Without a row the setting PROPOSALS_AT_ONCE counts.
    """

    organisation = models.OneToOneField(
        "partners.Organisation", models.CASCADE, related_name="proposal_limit", primary_key=True
    )
    at_once = models.PositiveSmallIntegerField(_("proposals at once"))

    objects = AccessQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(at_once__gte=1, at_once__lte=MOST_AT_ONCE), name="proposal_limit_sound"
            )
        ]

    def __str__(self) -> str:
        return f"{self.at_once} at once"
