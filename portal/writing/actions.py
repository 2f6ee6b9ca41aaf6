"""What the writing desk stores: texts that are not saved yet, and who has what open."""

import json
from datetime import datetime, timedelta

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone

from portal.access import Actor, fetch
from portal.encryption import Sealed
from portal.writing.desk import Desk, Typed
from portal.writing.models import Presence, UnsavedText

MOST_TYPED = 400_000  # characters of all fields together; ten times the longest measure
# Three pings may be lost; a tab in the background may ping once a minute only.
SEEN_SECONDS = 80


class TooMuch(Exception):
    """More was typed than is kept."""


def keep(desk: Desk, typed: Typed, *, now: datetime | None = None) -> datetime | None:
    """Keeps what is typed, in place of what was kept before; returns when.

    None, and nothing is stored, where the very page was saved already and its script is late. Raises TooMuch.
    """
    text = json.dumps(typed)
    if len(text) > MOST_TYPED:
        raise TooMuch
    now = now or timezone.now()
    values = {"page": desk.page, "typed": Sealed.seal(text), "kept_at": now}
    rows = UnsavedText.objects.filter(user=desk.user_id, path=desk.path)
    row, is_new = UnsavedText.objects.get_or_create(user_id=desk.user_id, path=desk.path, defaults=values)
    if is_new or rows.exclude(page=desk.page, typed="").update(**values):
        return now
    return None


def put_away(desk: Desk | None) -> None:
    """After saving or giving up: what was kept is wiped, and this page's script is no longer heard."""
    if desk is not None:
        UnsavedText.objects.update_or_create(
            user_id=desk.user_id,
            path=desk.path,
            defaults={"page": desk.page, "typed": "", "kept_at": timezone.now()},
        )


def unsaved(desk: Desk) -> tuple[Typed, datetime] | None:
    """What this person has typed here and not saved, with the moment; None where there is none."""
    row = UnsavedText.objects.filter(user=desk.user_id, path=desk.path).exclude(typed="").first()
    return (json.loads(row.typed.unseal()), row.kept_at) if row else None


def forget(rows: QuerySet) -> None:
    rows.delete()


def arrive(desk: Desk, by: Actor) -> None:
    """Notes that this access has the row open now. Raises Http404 or PermissionDenied as `fetch` does."""
    fetch(apps.get_model(desk.model)._default_manager.all(), by, desk.right, pk=desk.pk)
    Presence.objects.update_or_create(
        model=desk.model, object_id=desk.pk, membership=by.membership, defaults={"seen_at": timezone.now()}
    )


def leave(desk: Desk, by: Actor) -> None:
    """Notes that this access has closed it."""
    Presence.objects.filter(model=desk.model, object_id=desk.pk, membership=by.membership).delete()


def others(desk: Desk, by: Actor) -> list[str]:
    """Who else has the row open: "Name (Organisation)", in the order of their coming."""
    if not desk.pk:
        return []
    since = timezone.now() - timedelta(seconds=SEEN_SECONDS)
    rows = Presence.objects.filter(model=desk.model, object_id=desk.pk, seen_at__gte=since)
    rows = rows.exclude(membership__user=by.user_id).order_by("pk")
    found = rows.values_list("membership__user__name", "membership__organisation__short_name")
    names = [f"{name} ({organisation})" for name, organisation in found]
    return list(dict.fromkeys(names))


def sweep_presences(now: datetime) -> None:
    Presence.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
