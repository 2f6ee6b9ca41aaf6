"""Companies that partners suggest to the responsible chamber."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.querysets import SuggestionQuerySet
from apprenticeships.states import DeclineSuggestion, SuggestionState
from portal.models import Keyed


class CompanySuggestion(Keyed):
    """One row is one company that a partner thinks could take on an apprentice.

    `organisation` is the responsible chamber (empty: the office finds out). Taken on, it has `company` on
    the chamber's call list and, once there is one, `offer`; `led_on` is the day of the first new contract.
    """

    suggested_by = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    suggester = models.ForeignKey("partners.Organisation", models.PROTECT, related_name="+")
    company_name = models.CharField(_("company name"), max_length=160)
    municipality = models.ForeignKey(
        "region.Municipality", models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    occupations = models.ManyToManyField("region.Occupation", related_name="+", verbose_name=_("occupations"))
    reason = models.CharField(_("Why this company?"), max_length=300, blank=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=SuggestionState.choices,
        default=SuggestionState.SUGGESTED,
        editable=False,
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    adviser = models.ForeignKey("partners.Membership", models.SET_NULL, null=True, related_name="+")
    decline_reason = models.CharField(
        _("Why do you not take it on?"), max_length=12, choices=DeclineSuggestion.choices, blank=True
    )
    company = models.ForeignKey(
        "apprenticeships.TrainingCompany", models.SET_NULL, null=True, blank=True, related_name="suggestions"
    )
    offer = models.ForeignKey(
        "apprenticeships.TakeoverOffer", models.SET_NULL, null=True, blank=True, related_name="suggestions"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    led_on = models.DateField(_("led to a new contract on"), null=True, blank=True)

    objects = SuggestionQuerySet.as_manager()
    access_rules = {
        "view": rules.view_suggestion,
        "follow": rules.follow_suggestion,
        "work": rules.work_suggestion,
        "decide": rules.decide_suggestion,
        "assign": rules.assign_suggestion,
    }

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=SuggestionState.values), name="suggestion_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=SuggestionState.DECLINED, decline_reason__in=DeclineSuggestion.values
                )
                | (~models.Q(state=SuggestionState.DECLINED) & models.Q(decline_reason="")),
                name="suggestion_declined_why",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SuggestionState.SUGGESTED, decided_at=None)
                | (~models.Q(state=SuggestionState.SUGGESTED) & models.Q(decided_at__isnull=False)),
                name="suggestion_decided_when",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SuggestionState.CONTRACT, led_on__isnull=False)
                | (~models.Q(state=SuggestionState.CONTRACT) & models.Q(led_on=None)),
                name="suggestion_led_when",
            ),
            models.CheckConstraint(
                condition=models.Q(state=SuggestionState.SUGGESTED) | models.Q(organisation__isnull=False),
                name="suggestion_decided_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "state", "id"], name="suggestion_list"),
            models.Index(fields=["suggested_by", "id"], name="suggestion_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.company_name}, {self.municipality}"
