"""Who may do what with cases, the persons behind them, and call notes."""

from django.apps import apps
from django.db.models import Q

from apprenticeships.rules.shared import adviser, holding, in_charge, own
from apprenticeships.states import ENDED, SEEKING
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


def assign_case(actor: Actor) -> Q:
    """Who may name another adviser: those in charge; colleagues only where the adviser has left."""
    gone = Q(adviser__is_active=False) | Q(adviser__user__is_active=False)
    return handle_case(actor) | (view_case(actor) & gone)


def release_case(actor: Actor) -> Q:
    return handle_case(actor) & ~Q(state__in=ENDED)


def pool_case(actor: Actor) -> Q:
    """The profile of a released case (occupation, year, district, reach): every chamber's advisers."""
    return Q(released_to_pool=True, state__in=SEEKING) if work_cases(actor) else NOBODY


def view_note(actor: Actor) -> Q:
    """That a call was made and how it went."""
    return Q(case__organisation=actor.organisation_id) if work_cases(actor) else NOBODY


def open_note(actor: Actor) -> Q:
    """The note's text is about a person: those in charge of the case only."""
    return view_note(actor) & Q(case__adviser__user__in=sorted(actor.user_ids))


def view_case_part(actor: Actor) -> Q:
    """What belongs to a case (deadlines, consents, disclosures): the advisers who may see the case."""
    return Q(case__organisation=actor.organisation_id) if work_cases(actor) else NOBODY
