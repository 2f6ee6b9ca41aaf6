"""The events of a record in words, for components/timeline.html."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from types import MappingProxyType

from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships.models import Case, Handover
from apprenticeships.states import CallResult, CaseState, OfferState, Phase, TipState
from apprenticeships.states.handovers import HandoverState
from apprenticeships.states.proposals import DeclineReason, ProposalState
from portal.access import Actor
from portal.activity.models import Event
from portal.activity.recording import timeline

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)

# verb -> icon, words
VERBS: Mapping[str, tuple[str, object]] = {
    "case_opened": ("plus", gettext_lazy("Case opened")),
    "case_changed": ("edit", gettext_lazy("Details changed")),
    "case_assigned": ("person", gettext_lazy("Another adviser put in charge")),
    "case_released": ("swap", gettext_lazy("Released to the pool")),
    "case_taken_back": ("swap", gettext_lazy("Taken back from the pool")),
    "person_changed": ("lock", gettext_lazy("Person's details changed")),
    "person_erased": ("close", gettext_lazy("Person's data erased")),
    "person_restricted": ("lock", gettext_lazy("Person's data restricted")),
    "person_released": ("lock", gettext_lazy("Restriction of the person's data lifted")),
    "subject_export": ("person", gettext_lazy("Data given out to the person")),
    "case_kept": ("clock", gettext_lazy("Kept beyond its time")),
    "disclosed": ("mail", gettext_lazy("Data given")),
    "consent_given": ("check", gettext_lazy("Consent recorded")),
    "consent_revoked": ("close", gettext_lazy("Consent revoked")),
    "handover_requested": ("mail", gettext_lazy("Handover asked for")),
    "handover_accepted": ("swap", gettext_lazy("Handover accepted")),
    "handover_rejected": ("close", gettext_lazy("Handover rejected")),
    "handover_revoked": ("close", gettext_lazy("Handover revoked")),
    "handover_returned": ("swap", gettext_lazy("The case came back")),
    "handover_deleted": ("close", gettext_lazy("Refused handover deleted")),
    "circle_added": ("person", gettext_lazy("Contact circle: entry added")),
    "circle_contact": ("phone", gettext_lazy("Contact circle: contact noted")),
    "circle_ended": ("person", gettext_lazy("Contact circle: entry ended")),
    "note_written": ("phone", gettext_lazy("Call")),
    "deadline_added": ("clock", gettext_lazy("Deadline added by hand")),
    "deadline_dropped": ("close", gettext_lazy("Deadline entered by hand removed")),
    "deadline_done": ("check", gettext_lazy("Deadline done")),
    "deadline_reopened": ("clock", gettext_lazy("Deadline open again")),
    "checklist_changed": ("check", gettext_lazy("Checklist changed")),
    "contribution_named": ("check", gettext_lazy("What has contributed")),
    "probation_ends": ("clock", gettext_lazy("The new probation ends: please ask")),
    "company_case_opened": ("plus", gettext_lazy("Company case opened")),
    "company_case_changed": ("edit", gettext_lazy("Details changed")),
    "company_case_published": ("eye", gettext_lazy("Marked as publicly known")),
    "phase_changed": ("swap", gettext_lazy("Phase changed")),
    "tip_left": ("tip", gettext_lazy("Tip received")),
    "tip_routed": ("mail", gettext_lazy("Passed on to the responsible adviser")),
    "tip_accept": ("check", gettext_lazy("Tip accepted")),
    "tip_merge": ("check", gettext_lazy("Assigned to a known case")),
    "tip_announced": ("clock", gettext_lazy("Its deletion without a decision has been announced")),
    "tip_changed": ("edit", gettext_lazy("Corrected by the reporter")),
    "tip_count": ("check", gettext_lazy("Counted without a person")),
    "tip_refuse": ("close", gettext_lazy("Tip refused")),
    "suggestion_made": ("plus", gettext_lazy("Company suggested")),
    "suggestion_routed": ("mail", gettext_lazy("Passed on to the responsible chamber")),
    "suggestion_take_on": ("check", gettext_lazy("Taken on")),
    "suggestion_decline": ("close", gettext_lazy("Declined")),
    "suggestion_led": ("tick", gettext_lazy("Led to a new contract")),
    "offer_link_sent": ("mail", gettext_lazy("Link sent to the company")),
    "offer_links_revoked": ("lock", gettext_lazy("Links to the company ended")),
    "offer_created": ("plus", gettext_lazy("Offer entered")),
    "offer_changed": ("edit", gettext_lazy("Offer changed")),
    "offer_moved": ("swap", gettext_lazy("State of the offer changed")),
    "seat_taken": ("person", gettext_lazy("One place taken")),
    "seat_freed": ("person", gettext_lazy("One place free again")),
    "proposal_made": ("mail", gettext_lazy("Offer proposed")),
    "proposal_moved": ("swap", gettext_lazy("Proposal")),
    "company_added": ("plus", gettext_lazy("Company added")),
    "company_changed": ("edit", gettext_lazy("Details changed")),
    "pair_pinned": ("check", gettext_lazy("Offer fixed for the proposals")),
    "pair_excluded": ("close", gettext_lazy("Offer ruled out")),
    "company_excluded": ("close", gettext_lazy("Company ruled out")),
    "pair_wish_dropped": ("swap", gettext_lazy("Wish about an offer taken back")),
    "company_called": ("phone", gettext_lazy("Call")),
    "letter_first_contact": ("mail", gettext_lazy("Letter made: first contact")),
    "letter_information": ("mail", gettext_lazy("Letter made: information on data protection")),
    "letter_warning": ("mail", gettext_lazy("Letter made: nothing is to be signed")),
    "letter_confirmation": ("mail", gettext_lazy("Confirmation for a funding application made")),
}
STATES = {
    value: label
    for choices in (CaseState.choices, TipState.choices, OfferState.choices, Phase.choices)
    for value, label in choices
}
CASE_STATES = dict(CaseState.choices)
PROPOSAL_STATES = dict(ProposalState.choices)
DECLINE_REASONS = dict(DeclineReason.choices)
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


def entries(
    events: Iterable[Event],
    actor: Actor,
    notes: frozenset[str] = frozenset(),
    links: Mapping[str, str] = MappingProxyType({}),
) -> list[Entry]:
    """The events in words; `notes` are the keys of the notes that have a text.

    `links` says to whom the links without sign-in went, by the note of their events.
    """
    return [_entry(event, actor, notes, links) for event in events]


def case_events(case: Case, actor: Actor) -> QuerySet:
    """The events of a case that the actor's organisation may read, newest first.

    Its own; those of a handover; and the portal's since it is in charge: what another body did before with
    the case is not handed over.
    """
    taken_over = (
        Handover.objects.filter(case=case, recipient=actor.organisation_id, state=HandoverState.ACCEPTED)
        .order_by("-pk")
        .values("decided_at")[:1]
    )
    own = Q(organisation=actor.organisation_id) | Q(verb__startswith="handover_") | Q(verb="consent_revoked")
    by_portal = Q(organisation=None, at__gte=Coalesce(Subquery(taken_over), Value(ALWAYS)))
    return timeline(case).filter(own | by_portal)


def with_passed(found: list[Entry], deadlines: Sequence[object], today: date) -> list[Entry]:
    """The entries with those deadlines among them that passed undone, newest first.

    `deadlines` have `due_on`, `done_on` and `title`.
    """
    passed = [
        Entry(
            timezone.make_aware(datetime.combine(one.due_on, time(23, 59))),
            "alert",
            _("Deadline passed: %(title)s") % {"title": one.title},
            one.source,
            False,
        )
        for one in deadlines
        if one.done_on is None and one.due_on < today
    ]
    return sorted([*found, *passed], key=lambda entry: entry.at, reverse=True) if passed else found


def _entry(event: Event, actor: Actor, notes: frozenset[str], links: Mapping[str, str]) -> Entry:
    icon, title = VERBS.get(event.verb, ("note", event.verb))
    change = event.changes.get("state") or event.changes.get("phase")
    detail = _who(event, actor) if event.via != "link" else _by_link(links.get(event.note, ""))
    if event.verb == "case_moved":
        icon, title = "swap", _("%(after)s, before: %(before)s") % _words(change, CASE_STATES)
    elif change and event.verb in ("phase_changed", "offer_moved"):
        title = f"{title}: {_words(change, STATES)['after']}"
    elif event.verb == "proposal_moved":
        title = _proposal_words(event)
    if event.changes.get("result"):
        title = f"{title}: {RESULTS.get(event.changes['result'][1], '')}"
    due = (event.changes.get("due_on") or [None, None])[1]
    if due:
        day = date_format(date.fromisoformat(due), _("j M Y"))
        title = f"{title}. " + _("Follow-up %(day)s") % {"day": day}
    is_note = event.verb == "note_written"
    if event.note and not is_note and event.via != "link":
        detail = f"{event.note} · {detail}"
    return Entry(
        event.at,
        icon,
        str(title),
        detail,
        bool(change),
        event.note if is_note and event.note in notes else "",
    )


def _proposal_words(event: Event) -> str:
    after = event.changes["state"][1]
    words = str(PROPOSAL_STATES.get(after, after))
    words = words[:1].upper() + words[1:]
    if event.changes.get("decline_reason"):
        words += f": {DECLINE_REASONS.get(event.changes['decline_reason'][1], '')}"
    return words


def _words(change: list, words: Mapping) -> dict[str, object]:
    before, after = change
    return {"before": words.get(before, before), "after": words.get(after, after)}


def _by_link(recipient: str) -> str:
    return (
        _("by link to %(recipient)s") % {"recipient": recipient} if recipient else _("by the company's link")
    )


def _who(event: Event, actor: Actor) -> str:
    if event.user_id is None:
        return _("by the portal itself")
    if event.user_id == actor.user_id:
        return _("by you")
    if event.organisation_id == actor.organisation_id:
        return _("by %(name)s") % {"name": event.user.name}
    return _("by %(name)s") % {"name": event.organisation.short_name if event.organisation else ""}
