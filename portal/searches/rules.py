"""Who may see and change a saved search: the access that it was saved under, nobody else."""

from django.db.models import Q

from portal.access import Actor


def own_search(actor: Actor) -> Q:
    """One's own, of the access one works with now: another access may not see the same rows."""
    return Q(membership=actor.membership_id)
