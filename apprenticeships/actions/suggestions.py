"""Suggesting a company, passing the suggestion on, taking it on, declining it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.actions.companies import add_occupations, offer_of_company
from apprenticeships.actions.company_cases import company_of
from apprenticeships.models import CompanySuggestion, TakeoverOffer, TrainingCompany
from apprenticeships.routing import responsible_for, told_of
from apprenticeships.states import SUGGESTION_WORKFLOW, SuggestionState
from portal.access import Actor
from portal.activity.recording import record
from portal.digests.outbox import post
from portal.partners.models import Membership
from portal.partners.states import Role
from portal.region.models import Occupation
from portal.workflow import TransitionRefused


@transaction.atomic
def suggest_company(
    suggestion: CompanySuggestion, occupations: list[Occupation], *, by: Actor
) -> CompanySuggestion:
    """Stores a suggestion and passes it to the responsible chamber, else to the office.

    Side effects: event; a mail each to adviser, deputy and whoever stands in for them.
    """
    suggestion.suggested_by_id, suggestion.suggester_id = by.membership_id, by.organisation_id
    row = responsible_for(
        groups={one.group_id for one in occupations}, district=suggestion.municipality.district_id
    )
    if row is not None:
        suggestion.organisation_id, suggestion.adviser_id = row.organisation_id, row.adviser_id
    suggestion.save()
    suggestion.occupations.set(occupations)
    record("suggestion_made", suggestion, by=by)
    if row is not None:
        _tell(suggestion, row.adviser, row.deputy)
    else:
        offices = Membership.objects.filter(role=Role.ADMIN, is_active=True, user__is_active=True)
        for office in offices:
            post("suggestion_new", office, suggestion.pk, once=f"suggestion:{suggestion.pk}:{office.pk}")
    return suggestion


def _tell(suggestion: CompanySuggestion, adviser: Membership, deputy: Membership | None) -> None:
    for receiver in told_of(adviser, deputy, timezone.localdate()):
        post("suggestion_new", receiver, suggestion.pk, once=f"suggestion:{suggestion.pk}:{receiver.pk}")


@transaction.atomic
def assign_suggestion(suggestion: CompanySuggestion, adviser: Membership, *, by: Actor) -> None:
    """Passes a suggestion to an adviser of whichever chamber. Side effects: event, mail.

    Raises TransitionRefused when it has been decided meanwhile.
    """
    rows = CompanySuggestion.objects.permitted(by, "assign").filter(pk=suggestion.pk)
    if not rows.update(organisation=adviser.organisation_id, adviser=adviser):
        raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
    suggestion.refresh_from_db(fields=["organisation", "adviser"])
    record("suggestion_routed", suggestion, by=by, note=adviser.organisation.short_name)
    _tell(suggestion, adviser, None)


@transaction.atomic
def take_on(suggestion: CompanySuggestion, *, by: Actor) -> TrainingCompany:
    """Puts the suggested company on the chamber's call list. Side effects: state, events, mail."""
    _decide(suggestion, "take_on", by=by)
    company = company_of(suggestion.company_name, suggestion.municipality, by=by)
    add_occupations(company, list(suggestion.occupations.all()))
    suggestion.company = company
    suggestion.save(update_fields=["company"])
    return company


@transaction.atomic
def take_on_as_offer(suggestion: CompanySuggestion, *, by: Actor) -> TakeoverOffer:
    """Puts the company on the call list and makes an offer of one place of it, to be completed."""
    company = take_on(suggestion, by=by)
    offer = offer_of_company(company, list(suggestion.occupations.all()), by=by)
    suggestion.offer = offer
    suggestion.save(update_fields=["offer"])
    return offer


@transaction.atomic
def decline(suggestion: CompanySuggestion, reason: str, *, by: Actor) -> None:
    """Says why the chamber does not take it on. Side effects: state, event, mail to who suggested it."""
    _decide(suggestion, "decline", by=by, decline_reason=reason)


def _decide(suggestion: CompanySuggestion, step: str, *, by: Actor, **values: object) -> None:
    SUGGESTION_WORKFLOW.apply(suggestion, step, by=by, decided_at=timezone.now(), **values)
    changes = {"state": [SuggestionState.SUGGESTED, suggestion.state]}
    record(f"suggestion_{step}", suggestion, by=by, changes=changes)
    if suggestion.suggested_by_id and suggestion.suggested_by.is_active:
        post(
            "suggestion_decided",
            suggestion.suggested_by,
            suggestion.pk,
            once=f"suggestion_decided:{suggestion.pk}",
        )
