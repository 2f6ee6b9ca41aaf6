"""The events of a record in words, for components/timeline.html."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships.states import CallResult, CaseState, OfferState, Phase, TipState
from portal.access import Actor
from portal.activity.models import Event

# verb -> icon, words
VERBS: Mapping[str, tuple[str, object]] = {
    "case_opened": ("plus", gettext_lazy("Case opened")),
    "case_changed": ("edit", gettext_lazy("Details changed")),
    "case_assigned": ("person", gettext_lazy("Another adviser put in charge")),
    "case_released": ("swap", gettext_lazy("Released to the pool")),
    "case_taken_back": ("swap", gettext_lazy("Taken back from the pool")),
    "person_changed": ("lock", gettext_lazy("Person's details changed")),
    "note_written": ("phone", gettext_lazy("Call")),
    "company_case_opened": ("plus", gettext_lazy("Company case opened")),
    "company_case_changed": ("edit", gettext_lazy("Details changed")),
    "company_case_published": ("eye", gettext_lazy("Marked as publicly known")),
    "phase_changed": ("swap", gettext_lazy("Phase changed")),
    "tip_left": ("tip", gettext_lazy("Tip received")),
    "tip_routed": ("mail", gettext_lazy("Passed on to the responsible adviser")),
    "tip_accept": ("check", gettext_lazy("Tip accepted")),
    "tip_merge": ("check", gettext_lazy("Assigned to a known case")),
    "tip_refuse": ("close", gettext_lazy("Tip refused")),
    "offer_created": ("plus", gettext_lazy("Offer entered")),
    "offer_changed": ("edit", gettext_lazy("Offer changed")),
    "offer_moved": ("swap", gettext_lazy("State of the offer changed")),
    "seat_taken": ("person", gettext_lazy("One place taken")),
    "seat_freed": ("person", gettext_lazy("One place free again")),
    "company_added": ("plus", gettext_lazy("Company added")),
    "company_changed": ("edit", gettext_lazy("Details changed")),
    "pair_pinned": ("check", gettext_lazy("Offer fixed for the proposals")),
    "pair_excluded": ("close", gettext_lazy("Offer ruled out")),
    "company_excluded": ("close", gettext_lazy("Company ruled out")),
    "pair_wish_dropped": ("swap", gettext_lazy("Wish about an offer taken back")),
    "company_called": ("phone", gettext_lazy("Call")),
}
STATES = {
    value: label
    for choices in (CaseState.choices, TipState.choices, OfferState.choices, Phase.choices)
    for value, label in choices
}
CASE_STATES = dict(CaseState.choices)
RESULTS = dict(CallResult.choices)


@dataclass(frozen=True)
class Entry:
    """One line of a timeline; `note` is the key of a call note whose text can be opened, or ""."""

    at: datetime
    icon: str
    title: str
    detail: str
    state: bool
    note: str = ""


def entries(events: Iterable[Event], actor: Actor, notes: frozenset[str] = frozenset()) -> list[Entry]:
    """The events in words; `notes` are the keys of the notes that have a text."""
    return [_entry(event, actor, notes) for event in events]


def _entry(event: Event, actor: Actor, notes: frozenset[str]) -> Entry:
    icon, title = VERBS.get(event.verb, ("note", event.verb))
    change = event.changes.get("state") or event.changes.get("phase")
    detail = _who(event, actor)
    if event.verb == "case_moved":
        icon, title = "swap", _("%(after)s, before: %(before)s") % _words(change, CASE_STATES)
    elif change and event.verb in ("phase_changed", "offer_moved"):
        title = f"{title}: {_words(change, STATES)['after']}"
    if event.changes.get("result"):
        title = f"{title}: {RESULTS.get(event.changes['result'][1], '')}"
    due = (event.changes.get("due_on") or [None, None])[1]
    if due:
        day = date_format(date.fromisoformat(due), _("j M Y"))
        title = f"{title}. " + _("Follow-up %(day)s") % {"day": day}
    is_note = event.verb == "note_written"
    if event.note and not is_note:
        detail = f"{event.note} · {detail}"
    return Entry(
        event.at,
        icon,
        str(title),
        detail,
        bool(change),
        event.note if is_note and event.note in notes else "",
    )


def _words(change: list, words: Mapping) -> dict[str, object]:
    before, after = change
    return {"before": words.get(before, before), "after": words.get(after, after)}


def _who(event: Event, actor: Actor) -> str:
    if event.user_id is None:
        return _("by the portal itself")
    if event.user_id == actor.user_id:
        return _("by you")
    if event.organisation_id == actor.organisation_id:
        return _("by %(name)s") % {"name": event.user.name}
    return _("by %(name)s") % {"name": event.organisation.short_name if event.organisation else ""}
