"""Who may see and fill in what a measure has set itself."""

from django.db.models import Q

from measures.states import CountedBy, MeasureState
from portal.access import EVERYBODY, NOBODY, Actor
from portal.partners.states import Role


def view_plan(actor: Actor) -> Q:
    """Whoever may read the measure."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return EVERYBODY
    return ~Q(measure__state=MeasureState.DRAFT) | Q(measure__lead=actor.organisation_id)


def edit_plan(actor: Actor) -> Q:
    """The editors, until the measure is archived."""
    return ~Q(measure__state=MeasureState.ARCHIVED) if actor.has_role(Role.EDITOR) else NOBODY


def reach_milestone(actor: Actor) -> Q:
    """Saying that a milestone is reached: the editors, and of a published measure the lead."""
    return edit_plan(actor) | (Q(measure__state=MeasureState.PUBLISHED) & _led(actor, "measure__"))


def enter_reading(actor: Actor) -> Q:
    """Actual values of a published measure, where the portal does not count: editors, lead, supporters."""
    reported = Q(measure__state=MeasureState.PUBLISHED, counted_by=CountedBy.NOBODY)
    if actor.has_role(Role.EDITOR):
        return reported
    return reported & (_led(actor, "measure__") | _supported(actor))


def reading_organisations(actor: Actor) -> Q:
    """For which organisations one enters actual values: the editors for all, others for their own."""
    return EVERYBODY if actor.has_role(Role.EDITOR) else Q(pk=actor.organisation_id)


def view_reading(actor: Actor) -> Q:
    """Whoever may read the measure."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return EVERYBODY
    seen = ~Q(indicator__measure__state=MeasureState.DRAFT)
    return seen | Q(indicator__measure__lead=actor.organisation_id)


def remove_reading(actor: Actor) -> Q:
    """A value entered by mistake: the editors, and its own organisation, while the measure is published."""
    published = Q(indicator__measure__state=MeasureState.PUBLISHED)
    if actor.has_role(Role.EDITOR):
        return published
    return published & Q(organisation=actor.organisation_id) if _works(actor) else NOBODY


def _works(actor: Actor) -> bool:
    return actor.has_role(Role.PARTNER, Role.ADVISER, Role.ADMIN)


def _led(actor: Actor, prefix: str = "") -> Q:
    return Q(**{f"{prefix}lead": actor.organisation_id}) if _works(actor) else NOBODY


def _supported(actor: Actor) -> Q:
    """Measures that the actor's organisation supports; a subquery, so that no row comes twice."""
    if not _works(actor):
        return NOBODY
    return Q(measure__in=actor.organisation.supported_measures.order_by().values("pk"))


def attach_to_measure(actor: Actor) -> Q:
    """Papers and links: the editors until it is archived, and of a published measure the lead."""
    if actor.has_role(Role.EDITOR):
        return ~Q(state=MeasureState.ARCHIVED)
    return Q(state=MeasureState.PUBLISHED) & _led(actor)


def read_internal(actor: Actor) -> Q:
    """Papers not meant for everybody: editors, office, lead and supporters."""
    if actor.has_role(Role.EDITOR, Role.ADMIN):
        return EVERYBODY
    if not _works(actor):
        return NOBODY
    supported = actor.organisation.supported_measures.order_by().values("pk")
    return Q(lead=actor.organisation_id) | (~Q(state=MeasureState.DRAFT) & Q(pk__in=supported))


def report_measure(actor: Actor) -> Q:
    """On a published measure: the editors, and everybody who works for the organisation in the lead."""
    published = Q(state=MeasureState.PUBLISHED)
    if actor.has_role(Role.EDITOR):
        return published
    return published & _led(actor)
