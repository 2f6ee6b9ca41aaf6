"""The timeline of a conference, decision or task in words."""

from typing import NamedTuple

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from portal.access import Actor
from portal.activity.recording import timeline
from portal.partners.states import Role

LONGEST = 30
# verb → icon, words, change of state
VERBS = {
    "created": ("plus", _("Created"), False),
    "edited": ("edit", _("Changed"), False),
    "invited": ("mail", _("Invited"), True),
    "cancelled": ("cross", _("Called off"), True),
    "held": ("check", _("Closed, decisions numbered"), True),
    "released": ("eye", _("Minutes released"), True),
    "minutes_edited": ("note", _("Minutes changed"), False),
    "agenda_added": ("plus", _("Agenda item added"), False),
    "agenda_edited": ("edit", _("Agenda item changed"), False),
    "agenda_removed": ("minus", _("Agenda item removed"), False),
    "agenda_moved": ("swap", _("Agenda item moved"), False),
    "agenda_renumbered": ("swap", _("Agenda counted anew"), False),
    "decision_removed": ("minus", _("Decision removed"), False),
    "started": ("swap", _("Begun"), True),
    "reported_done": ("info", _("Reported as done"), True),
    "confirmed_done": ("tick", _("Confirmed as done"), True),
    "reopened": ("cycle", _("Taken up again"), True),
    "ticked_off": ("tick", _("Ticked off"), True),
}


class Moment(NamedTuple):
    """One entry as components/timeline.html wants it."""

    at: object
    icon: str
    title: str
    detail: str
    state: bool


def moments(row: Model, actor: Actor) -> list[Moment]:
    """What happened to `row`, newest first; the preparing steps between for the office only."""
    events = timeline(row)
    if not actor.has_role(Role.ADMIN):
        events = events.filter(verb__in=[verb for verb, (_icon, _title, state) in VERBS.items() if state])
    found = []
    for event in events[:LONGEST]:
        icon, title, state = VERBS[event.verb]
        who = event.organisation.short_name if event.organisation else ""
        detail = ", ".join(part for part in (who, event.note) if part)
        found.append(Moment(event.at, icon, str(title), detail, state))
    return found
