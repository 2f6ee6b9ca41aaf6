"""What can be done with a saved search. No event: it is a note to oneself that nobody else sees."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.access import Actor
from portal.areas import SavableList
from portal.searches.lists import MOST_SIGNS, normalised
from portal.searches.models import SavedSearch
from portal.workflow import TransitionRefused

MOST = 30  # of one access; the menu of a list shows them all


def save_search(one: SavableList, query: str, *, name: str, in_digest: bool, by: Actor) -> SavedSearch:
    """Keeps the filter of a list under `name`; a filter that is kept already gets the new name.

    Refused for a filter that is too long or when the access has too many.
    """
    query = normalised(one, query)
    if len(query) > MOST_SIGNS:
        raise TransitionRefused(_("This filter is too long to be saved."))
    own = SavedSearch.objects.permitted(by, "edit")
    values = {"name": name, "in_digest": in_digest}
    with transaction.atomic():
        if own.filter(list=one.key, query=query).update(**values):
            return own.get(list=one.key, query=query)
        if own.count() >= MOST:
            said = _("You have %(count)s saved searches. Please delete one that you no longer need.")
            raise TransitionRefused(said % {"count": MOST})
        try:
            with transaction.atomic():
                return SavedSearch.objects.create(
                    membership_id=by.membership_id, list=one.key, query=query, **values
                )
        except IntegrityError:  # a double click: the other request was faster
            return own.get(list=one.key, query=query)


def change_search(search: SavedSearch, *, name: str, in_digest: bool) -> None:
    """Stores another name, and whether it is in the Wochenüberblick."""
    SavedSearch.objects.filter(pk=search.pk).update(name=name, in_digest=in_digest)


def switch_digest(search: SavedSearch, *, wanted: bool) -> None:
    """Takes the search into the Wochenüberblick or out of it."""
    SavedSearch.objects.filter(pk=search.pk).update(in_digest=wanted)


def delete_search(search: SavedSearch) -> None:
    search.delete()


def see_search(search: SavedSearch) -> None:
    """Notes when it was opened last."""
    SavedSearch.objects.filter(pk=search.pk).update(last_seen_at=timezone.now())
