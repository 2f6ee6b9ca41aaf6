"""Who may see and run an import: whoever uploaded it, and who stands in for that person today."""

from django.db.models import Q

from portal.access import Actor


def view_import(actor: Actor) -> Q:
    """The uploader and the uploader's deputy; colleagues see what came of it, not the file."""
    return Q(organisation=actor.organisation_id, uploaded_by__user__in=sorted(actor.user_ids))


def edit_import(actor: Actor) -> Q:
    return view_import(actor)
