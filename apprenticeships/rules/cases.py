"""Who may do what with cases, the persons behind them, and call notes."""

from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from apprenticeships.rules.shared import adviser, holding, in_charge, own
from apprenticeships.states import ENDED, SEEKING
from apprenticeships.states.disclosures import DisclosedField, recipient_kind
from portal.access import NOBODY, Actor


def work_cases(actor: Actor) -> bool:
    """Whether the actor works on cases at all."""
    return adviser(actor) and actor.may_hold_persons


def create_case(actor: Actor) -> bool:
    return work_cases(actor)


def view_case(actor: Actor) -> Q:
    """A case without the person: the advisers of the responsible organisation."""
    return holding(actor, own(actor))


def edit_case(actor: Actor) -> Q:
    return view_case(actor)


def follow_case(actor: Actor) -> Q:
    """Number and state of what came of one's own tip."""
    tips = apps.get_model("apprenticeships", "Tip").objects.filter(reporter=actor.membership_id)
    return Q(pk__in=tips.filter(case__isnull=False).values("case"))


def handle_case(actor: Actor) -> Q:
    """Those in charge: one's own list and whom one stands in for."""
    return holding(actor, in_charge(actor))


def open_person(actor: Actor) -> Q:
    """The person behind a case: those in charge only, one by one, logged."""
    return handle_case(actor)


def persons_allowed(organisation: Any) -> bool:
    """Whether `organisation` may hold persons at all: it has signed, and does not work by number alone."""
    return organisation.agreement_on is not None and not organisation.numbers_only


def enter_person(actor: Actor) -> Q:
    """Writing the person down: those in charge, where the organisation does not work by number alone."""
    return handle_case(actor) & Q(organisation__numbers_only=False)


def assign_case(actor: Actor) -> Q:
    """Who may name another adviser: those in charge; colleagues only where the adviser has left."""
    gone = Q(adviser__is_active=False) | Q(adviser__user__is_active=False)
    return handle_case(actor) | (view_case(actor) & gone)


def release_case(actor: Actor) -> Q:
    return handle_case(actor) & ~Q(state__in=ENDED)


def pool_case(actor: Actor) -> Q:
    """The profile of a released case (occupation, year, district, reach), while there is a basis for it."""
    if not work_cases(actor):
        return NOBODY
    own_cases = Q(organisation=actor.organisation_id)
    return Q(released_to_pool=True, state__in=SEEKING) & (own_cases | _profile_basis(actor))


def _profile_basis(actor: Actor) -> Q:
    """A row of the table that is valid today, or a consent that stands: both may end on any day."""
    today, kind = timezone.localdate(), recipient_kind(actor.organisation.kind)
    rows = apps.get_model("apprenticeships", "DisclosureRule").objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today),
        Q(register="") | Q(register=OuterRef("register")),
        valid_from__lte=today,
        sender_kind=OuterRef("organisation__kind"),
        recipient_kind=kind,
        needs_consent=False,
        fields__contains=[DisclosedField.PROFILE],
    )
    consents = apps.get_model("apprenticeships", "Consent").objects.filter(
        Q(recipient=None) | Q(recipient=actor.organisation_id),
        case=OuterRef("pk"),
        recipient_kind=kind,
        revoked_on=None,
        fields__contains=[DisclosedField.PROFILE],
    )
    return Q(Exists(rows)) | Q(Exists(consents))


def view_note(actor: Actor) -> Q:
    """That a call was made and how it went; notes do not go along with a handover unless handed over."""
    own_notes = Q(case__organisation=actor.organisation_id, organisation=actor.organisation_id)
    return own_notes if work_cases(actor) else NOBODY


def open_note(actor: Actor) -> Q:
    """The note's text is about a person: those in charge of the case only."""
    return view_note(actor) & Q(case__adviser__user__in=sorted(actor.user_ids))


def view_case_part(actor: Actor) -> Q:
    """What belongs to a case (deadlines, consents, disclosures): the advisers who may see the case."""
    return Q(case__organisation=actor.organisation_id) if work_cases(actor) else NOBODY
