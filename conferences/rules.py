"""Who may see and do what with conferences, agenda items, decisions and tasks.

The office prepares and edits. Everybody else sees a conference once it has been invited to, and what
came out of it once the minutes are released: public parts all, non-public parts the organisations
with a seat in one of its bodies.
"""

from django.db.models import Q, QuerySet

from conferences.states import DECIDED, ConferenceState
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.models import Body
from portal.partners.states import Role

OPEN_STATES = (ConferenceState.PLANNED, ConferenceState.INVITED)


def is_office(actor: Actor) -> bool:
    return actor.has_role(Role.ADMIN)


def conferences_with_seat(actor: Actor) -> QuerySet:
    """Ids of the conferences in one of whose bodies the actor's organisation has a seat."""
    seated = Body.objects.filter(seats__organisation=actor.organisation_id, conferences__isnull=False)
    return seated.values("conferences")


# --- conferences --------------------------------------------------------------------------------------


def view_conference(actor: Actor) -> Q:
    return EVERYBODY if is_office(actor) else Q(invited_at__isnull=False)


def create_conference(actor: Actor) -> bool:
    return is_office(actor)


def manage_conference(actor: Actor) -> Q:
    """Its steps and the order of its agenda; whether a step fits the state, the step itself asks."""
    return EVERYBODY if is_office(actor) else NOBODY


def edit_conference(actor: Actor) -> Q:
    """Head and agenda: the office, until the conference has been held or called off."""
    return Q(state__in=OPEN_STATES) if is_office(actor) else NOBODY


def write_minutes(actor: Actor) -> Q:
    """The office, from the invitation until the minutes are released."""
    if not is_office(actor):
        return NOBODY
    return Q(state__in=[ConferenceState.INVITED, ConferenceState.HELD], minutes_released_at=None)


def decide_in_conference(actor: Actor) -> Q:
    """Recording decisions: the office, while the conference has been invited to and is not closed."""
    return Q(state=ConferenceState.INVITED) if is_office(actor) else NOBODY


def release_minutes(actor: Actor) -> Q:
    if not is_office(actor):
        return NOBODY
    return Q(state=ConferenceState.HELD, minutes_released_at=None)


def read_minutes(actor: Actor) -> Q:
    """The office; after the release the organisations with a seat."""
    if is_office(actor):
        return EVERYBODY
    return Q(minutes_released_at__isnull=False, pk__in=conferences_with_seat(actor))


# --- agenda items -------------------------------------------------------------------------------------


def view_agenda_item(actor: Actor) -> Q:
    if is_office(actor):
        return EVERYBODY
    seated = Q(conference__in=conferences_with_seat(actor))
    return Q(conference__invited_at__isnull=False) & (Q(is_public=True) | seated)


def manage_agenda_item(actor: Actor) -> Q:
    """Moving and removing; whether the conference is still open, the action asks."""
    return EVERYBODY if is_office(actor) else NOBODY


def edit_agenda_item(actor: Actor) -> Q:
    return Q(conference__state__in=OPEN_STATES) if is_office(actor) else NOBODY


def write_agenda_item(actor: Actor) -> Q:
    """Notes and outcome of an item: as the minutes."""
    if not is_office(actor):
        return NOBODY
    return Q(
        conference__state__in=[ConferenceState.INVITED, ConferenceState.HELD],
        conference__minutes_released_at=None,
    )


# --- decisions ----------------------------------------------------------------------------------------


def view_decision(actor: Actor) -> Q:
    """The office all; others after the release, non-public ones only with a seat."""
    if is_office(actor):
        return EVERYBODY
    public = Q(is_public=True, agenda_item__is_public=True)
    seated = Q(conference__in=conferences_with_seat(actor))
    return Q(conference__minutes_released_at__isnull=False) & (public | seated)


def edit_decision(actor: Actor) -> Q:
    return EVERYBODY if is_office(actor) else NOBODY


def remove_decision(actor: Actor) -> Q:
    """What was recorded by mistake, before it can have a number."""
    return Q(conference__state=ConferenceState.INVITED) if is_office(actor) else NOBODY


def report_decision(actor: Actor) -> Q:
    """Starting and reporting as done: members of a responsible organisation, once there is a number."""
    decided = Q(result__in=DECIDED) & ~Q(number="")
    own = actor.organisation.responsible_decisions.values("pk")
    return view_decision(actor) & decided & Q(pk__in=own)


def confirm_decision(actor: Actor) -> Q:
    return ~Q(number="") if is_office(actor) else NOBODY


# --- tasks --------------------------------------------------------------------------------------------


def view_task(actor: Actor) -> Q:
    """The office all; others after the release: their own, those of public items, with a seat all."""
    if is_office(actor):
        return EVERYBODY
    own = Q(organisation=actor.organisation_id)
    seated = Q(conference__in=conferences_with_seat(actor))
    released = Q(conference__minutes_released_at__isnull=False)
    return released & (own | Q(agenda_item__is_public=True) | seated)


def edit_task(actor: Actor) -> Q:
    return EVERYBODY if is_office(actor) else NOBODY


def tick_off_task(actor: Actor) -> Q:
    """Members of the organisation that has the task, and the office."""
    if is_office(actor):
        return EVERYBODY
    return view_task(actor) & Q(organisation=actor.organisation_id)
