"""What start page and Wochenüberblick say of drafts: to review, proposed, one's own, answered."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from measures.models import MeasureDraft
from measures.states import DraftState, MeasureState
from portal.access import AccessQuerySet, Actor
from portal.areas import INFO, MOST_ITEMS, WEEK, Item, Section, first_items
from portal.partners.states import Role

ANSWERED_DAYS = 30  # so long an answered proposal stays on its author's start page


def for_editors(actor: Actor) -> Iterator[Section]:
    """What waits for any editor: drafts in review, proposals of the others."""
    rows = MeasureDraft.objects.permitted(actor, "edit")
    review = rows.filter(state=DraftState.REVIEW).order_by("submitted_at")
    yield _section(WEEK, _("Drafts to review"), review, _in_review)
    proposed = rows.filter(state=DraftState.PROPOSED).order_by("started_at")
    yield _section(WEEK, _("Proposed changes"), proposed, _from_whom)


def own_drafts(actor: Actor) -> list[Item]:
    """The next texts of published measures that this person has begun."""
    rows = MeasureDraft.objects.permitted(actor, "edit").filter(
        state__in=[DraftState.DRAFT, DraftState.CHANGES], started_by__in=actor.user_ids
    )
    of_published = rows.filter(measure__state=MeasureState.PUBLISHED).select_related("measure")[:MOST_ITEMS]
    return [_item(draft, str(draft.get_state_display())) for draft in of_published]


def own_proposals(actor: Actor, today: date) -> Section:
    """What this person has proposed: everything open, and what was answered lately."""
    lately = today - timedelta(days=ANSWERED_DAYS)
    return _section(INFO, _("Your proposed changes"), _answered(actor, since=lately, or_open=True), _outcome)


def digest(actor: Actor, start: datetime, end: datetime) -> Iterator[Section]:
    """Editors: what waits for them now. The others: which of their proposals were answered in the period."""
    if actor.has_role(Role.EDITOR):
        yield from for_editors(actor)
        return
    answered = _answered(actor, since=start).filter(closed_at__lt=end)
    yield _section(INFO, _("Your proposed changes"), answered, _outcome)


def _answered(actor: Actor, *, since: date | datetime, or_open: bool = False) -> AccessQuerySet:
    rows = MeasureDraft.objects.permitted(actor, "view").filter(started_by__in=actor.user_ids)
    states = [DraftState.TAKEN, DraftState.DECLINED]
    lookup = "closed_at__gte" if isinstance(since, datetime) else "closed_at__date__gte"
    answered = rows.filter(state__in=states, **{lookup: since})
    return answered | rows.filter(state=DraftState.PROPOSED) if or_open else answered


def _section(place: int, title: str, rows: AccessQuerySet, why: Callable[[MeasureDraft], str]) -> Section:
    joined = rows.select_related("measure", "organisation", "submitted_by")
    items, note = first_items(joined, lambda draft: _item(draft, why(draft)))
    return Section(place, title, items=items, note=note)


def _item(draft: MeasureDraft, why: str) -> Item:
    return Item(str(draft.measure), draft.get_absolute_url(), why)


def _in_review(draft: MeasureDraft) -> str:
    return _joined([_("in review"), draft.submitted_by.name if draft.submitted_by else ""])


def _from_whom(draft: MeasureDraft) -> str:
    return _joined([_("proposed"), draft.organisation.short_name if draft.organisation else ""])


def _outcome(draft: MeasureDraft) -> str:
    state = _("not answered yet") if draft.state == DraftState.PROPOSED else str(draft.get_state_display())
    return _joined([state, draft.answer])


def _joined(words: Iterable[str]) -> str:
    return " · ".join(word for word in words if word)
