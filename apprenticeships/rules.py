"""Who may do what with tips, company cases, cases, persons, offers and the call list.

This is the table "Who sees what of a case" of the product, row by row; test_who_sees_what.py repeats it in
words. "In charge" is the adviser named in the row and whoever stands in for that adviser today:
`actor.user_ids` holds both. Without the organisation's agreement there are no persons and no cases.
"""

from datetime import timedelta

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from apprenticeships.states import ENDED, OPEN_TIPS, SEEKING, TipState
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role

REPORTER_SEES_PERSON = timedelta(days=14)


def _adviser(actor: Actor) -> bool:
    return actor.has_role(Role.ADVISER)


def _own(actor: Actor) -> Q:
    """Rows of the adviser's own organisation."""
    return Q(organisation=actor.organisation_id) if _adviser(actor) else NOBODY


def _in_charge(actor: Actor) -> Q:
    """Rows of the adviser, and of those whom the adviser stands in for today."""
    return _own(actor) & Q(adviser__user__in=sorted(actor.user_ids)) if _adviser(actor) else NOBODY


def _holding(actor: Actor, rows: Q) -> Q:
    return rows if actor.may_hold_persons else NOBODY


# --- tips -------------------------------------------------------------------------------------------


def create_tip(actor: Actor) -> bool:
    return actor.has_role(Role.PARTNER, Role.ADVISER, Role.EDITOR, Role.ADMIN)


def follows_tips(actor: Actor) -> bool:
    """Whether one's own tips have a place in the navigation; the office reports seldom."""
    return create_tip(actor) and not actor.has_role(Role.ADMIN)


def decide_tips(actor: Actor) -> bool:
    """Whether the actor has a list of tips to decide or to pass on."""
    return actor.has_role(Role.ADVISER, Role.ADMIN)


def follow_tip(actor: Actor) -> Q:
    """The reporter: own tips, what was written, state, result."""
    return Q(reporter=actor.membership_id)


def _unrouted(actor: Actor) -> Q:
    """The office sees a tip until somebody is responsible."""
    return Q(state=TipState.RECEIVED) if actor.has_role(Role.ADMIN) else NOBODY


def _tip_in_charge(actor: Actor) -> Q:
    """The adviser, the adviser's deputy of today, and the deputy whom the responsibility table names."""
    return _in_charge(actor) | (_own(actor) & Q(deputy=actor.membership_id))


def view_tip(actor: Actor) -> Q:
    """That the tip exists: number, occupation, state for the whole chamber."""
    return follow_tip(actor) | _own(actor) | _unrouted(actor)


def work_tip(actor: Actor) -> Q:
    """The tips in the list of tips to decide; one's own reports are in another list."""
    return _own(actor) | _unrouted(actor)


def read_tip(actor: Actor) -> Q:
    """Everything that was written, company and place included, but the person."""
    return follow_tip(actor) | _tip_in_charge(actor) | _unrouted(actor)


def decide_tip(actor: Actor) -> Q:
    return _tip_in_charge(actor) & Q(state=TipState.ROUTED)


def assign_tip(actor: Actor) -> Q:
    return _unrouted(actor) | decide_tip(actor)


def open_tip_person(actor: Actor) -> Q:
    """Those in charge; the reporter reads the own entry until it is taken over, at most 14 days."""
    fresh = Q(state__in=OPEN_TIPS, created_at__gt=timezone.now() - REPORTER_SEES_PERSON)
    return _holding(actor, _tip_in_charge(actor) | (follow_tip(actor) & fresh))


def view_responsibility(actor: Actor) -> Q:
    """The office sets the table; advisers read their own chamber's part."""
    return EVERYBODY if actor.has_role(Role.ADMIN) else _own(actor)


def edit_responsibility(actor: Actor) -> Q:
    return EVERYBODY if actor.has_role(Role.ADMIN) else NOBODY


def create_responsibility(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)


def list_responsibilities(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN, Role.ADVISER)


# --- company cases ----------------------------------------------------------------------------------


def list_company_cases(actor: Actor) -> bool:
    return actor.has_role(Role.PARTNER, Role.ADVISER, Role.EDITOR, Role.ADMIN)


def create_company_case(actor: Actor) -> bool:
    return create_case(actor)


def edit_company_case(actor: Actor) -> Q:
    """Everything but the persons: the advisers of the responsible organisation."""
    return _holding(actor, _own(actor))


def name_company_case(actor: Actor) -> Q:
    """The company's name: the responsible chamber; once public all who work in the alliances."""
    public = Q(is_public=True) if list_company_cases(actor) else NOBODY
    return edit_company_case(actor) | public


def view_company_case(actor: Actor) -> Q:
    """Number and phase; of a confidential one only the chamber and the office know."""
    return EVERYBODY if actor.has_role(Role.ADMIN) else name_company_case(actor)


def publish_company_case(actor: Actor) -> Q:
    return edit_company_case(actor) & Q(is_public=False)


# --- cases and persons ------------------------------------------------------------------------------


def work_cases(actor: Actor) -> bool:
    """Whether the actor works on cases at all."""
    return _adviser(actor) and actor.may_hold_persons


def create_case(actor: Actor) -> bool:
    return work_cases(actor)


def view_case(actor: Actor) -> Q:
    """A case without the person: the advisers of the responsible organisation."""
    return _holding(actor, _own(actor))


def edit_case(actor: Actor) -> Q:
    return view_case(actor)


def follow_case(actor: Actor) -> Q:
    """Number and state of what came of one's own tip."""
    tips = apps.get_model("apprenticeships", "Tip").objects.filter(reporter=actor.membership_id)
    return Q(pk__in=tips.filter(case__isnull=False).values("case"))


def handle_case(actor: Actor) -> Q:
    """Those in charge: one's own list and whom one stands in for."""
    return _holding(actor, _in_charge(actor))


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


# --- companies and offers ---------------------------------------------------------------------------


def use_call_list(actor: Actor) -> bool:
    return _adviser(actor)


def view_company(actor: Actor) -> Q:
    return _own(actor)


def list_offers(actor: Actor) -> bool:
    return actor.has_role(Role.PARTNER, Role.ADVISER)


def view_offer(actor: Actor) -> Q:
    """Advisers of every chamber; partners what they suggested themselves."""
    return EVERYBODY if _adviser(actor) else Q(suggested_by=actor.membership_id)


def edit_offer(actor: Actor) -> Q:
    """The chamber that keeps the offer, whichever takes on a suggestion, and who suggested it."""
    kept = Q(organisation=actor.organisation_id) | Q(organisation=None) if _adviser(actor) else NOBODY
    return kept | Q(suggested_by=actor.membership_id)
