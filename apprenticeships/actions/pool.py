"""Showing a case's profile in the pool, on a basis for each kind of body that looks into it."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from apprenticeships.actions.disclosures import Basis, NoBasis, disclose, find_basis
from apprenticeships.models import Case
from apprenticeships.states.disclosures import POOL_KINDS, DisclosedField
from portal.access import Actor
from portal.activity.recording import record
from portal.workflow import TransitionRefused


def pool_bases(case: Case) -> dict[str, Basis]:
    """Kind of body → what allows it the profile of `case`; kinds without a basis are missing."""
    found = {}
    for kind in map(str, POOL_KINDS):
        try:
            found[kind] = find_basis(
                case, recipient_kind=kind, recipient=None, fields=[DisclosedField.PROFILE]
            )
        except NoBasis:
            continue
    return found


def is_rare(case: Case) -> bool:
    """Whether fewer open cases than SMALL_CELL share occupation group and district: easily recognised."""
    alike = Case.objects.open().filter(group=case.group_id, district=case.district_id)
    return alike[: settings.SMALL_CELL].count() < settings.SMALL_CELL


@transaction.atomic
def release(case: Case, *, by: Actor) -> list[str]:
    """Shows the profile to the kinds of bodies that have a basis; returns these kinds.

    Raises NoBasis when no kind has one, TransitionRefused when the case no longer admits it. Side effects: a
    disclosure for each kind, event. What is released already stays as it is.
    """
    kinds = list(pool_bases(case))
    if not kinds:
        raise NoBasis(
            _("There is no legal basis for the pool: please record a consent to the anonymous profile.")
        )
    rows = Case.objects.permitted(by, "release").filter(pk=case.pk)
    if not rows.filter(released_to_pool=False).update(released_to_pool=True):
        if rows.exists():
            return kinds
        raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
    case.released_to_pool = True
    for kind in kinds:
        disclose(case, by=by, recipient_kind=kind, fields=[DisclosedField.PROFILE], purpose=_("Pool"))
    record("case_released", case, by=by)
    return kinds


@transaction.atomic
def take_back(case: Case, *, by: Actor) -> None:
    """Takes the profile out of the pool at once. Side effect: event, where it was in it."""
    if Case.objects.filter(pk=case.pk, released_to_pool=True).update(released_to_pool=False):
        case.released_to_pool = False
        record("case_taken_back", case, by=by)
