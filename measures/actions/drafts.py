"""The next text of a measure as verbs: save, restore, review, propose, take over.

Every verb locks the measure first, so that of two people who press at once one is refused and every text has
its own number. Texts are only added; `measures.actions.measures` makes them what readers see.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from measures.content import (
    NOT_RESTORED,
    TEXT_FIELDS,
    Content,
    as_measure,
    changed,
    content_of,
    merge,
    new_measure,
    overlay,
    write,
)
from measures.drafting import Opened, for_form, open_draft, working
from measures.models import DraftComment, Measure, MeasureDraft, MeasureRevision
from measures.states import DRAFT_WORKFLOW, DraftOrigin, DraftState, MeasureState, RevisionKind
from measures.wording import changes_for_event
from portal.access import Actor
from portal.activity.recording import moment, record
from portal.forms import StaleSave
from portal.numbers import next_number
from portal.workflow import TransitionRefused


def draft_from_content(
    measure: Measure | None,
    content: Mapping[str, Any],
    *,
    by: Actor | None,
    kind: str,
    reason: str = "",
    today: date | None = None,
) -> MeasureDraft | None:
    """Lays `content` (all fields or some) over the text being worked on; without a measure it starts one.

    Returns the open draft, None where a published text already says the same. Refused while a draft is in
    review and when the measure is archived. A new measure needs `kind`, `focus_area` and `title` in content.
    """
    with transaction.atomic():
        if measure is None:
            return _start(dict(content), by=by, kind=kind, reason=reason, today=today or timezone.localdate())
        draft = lock(measure)
        _refuse_in_review(draft)
        given = {name: value for name, value in content.items() if name in TEXT_FIELDS}
        full = working(measure, draft) | given
        return _store(measure, draft, full, by=by, kind=kind, reason=reason)


def save_draft(
    measure: Measure,
    content: Content,
    *,
    opened: str,
    by: Actor,
    reason: str = "",
    resolved: Iterable[str] = (),
) -> MeasureDraft | None:
    """Stores what was typed as the next revision; a draft in review comes back from it.

    Raises StaleSave when somebody saved or took a step meanwhile. The same text twice is no conflict.
    """
    with transaction.atomic():
        draft = lock(measure)
        now = working(measure, draft)
        typed = now | content
        token = Opened.read(opened)
        if not token.is_fresh(measure, draft):
            if changed(now, typed):
                raise StaleSave(for_form(measure, draft))
            return draft
        if measure.state == MeasureState.PUBLISHED and (base := token.base_of(measure)):
            typed = merge(base.content, typed, content_of(measure))
        draft = _store(measure, draft, typed, by=by, kind=RevisionKind.SAVED, reason=reason)
        if draft is not None:
            _resolve(draft, set(resolved))
        return draft


def restore_revision(revision: MeasureRevision, *, by: Actor) -> MeasureDraft | None:
    """Makes an earlier text the next one to work on; light and checks are not brought back."""
    kept = {name: value for name, value in revision.content.items() if name not in NOT_RESTORED}
    reason = _("Version %(number)s again") % {"number": revision.number}
    return draft_from_content(revision.measure, kept, by=by, kind=RevisionKind.RESTORED, reason=reason)


# --- review -----------------------------------------------------------------------------------------------


def submit_draft(draft: MeasureDraft, *, version: int, by: Actor) -> None:
    """Draft or needs changes → in review. Refused while something needed for publishing is missing."""
    with transaction.atomic():
        _lock_step(draft, version)
        refuse_gaps(as_measure(draft.measure, working(draft.measure, draft)))
        values = {"submitted_by": by.user, "submitted_at": moment()}
        _apply(draft, "submit", "submitted", by, **values)


def withdraw_draft(draft: MeasureDraft, *, version: int, by: Actor) -> None:
    """In review → draft: it is worked on again."""
    with transaction.atomic():
        _lock_step(draft, version)
        _apply(draft, "withdraw", "withdrawn", by)


def request_changes(draft: MeasureDraft, comments: Mapping[str, str], *, version: int, by: Actor) -> None:
    """In review → needs changes, with remarks (field or "" → text). At least one must be open then."""
    with transaction.atomic():
        _lock_step(draft, version)
        DraftComment.objects.bulk_create(
            DraftComment(
                draft=draft,
                field=field,
                text=text,
                user=by.user,
                organisation=by.organisation,
                created_at=moment(),
            )
            for field, text in comments.items()
        )
        if not draft.comments.filter(resolved_at=None).exists():
            raise TransitionRefused(_("Please say what has to change: at one field or on the whole."))
        _apply(draft, "request_changes", "changes_requested", by)


def discard_draft(draft: MeasureDraft, *, version: int, by: Actor) -> None:
    """The draft is given up; its texts stay in the list of versions."""
    with transaction.atomic():
        _lock_step(draft, version)
        _apply(draft, "discard", "discarded", by, closed_at=moment())


# --- proposals of the others ------------------------------------------------------------------------------


def propose_change(
    measure: Measure, content: Content, *, opened: str, by: Actor, reason: str
) -> MeasureDraft:
    """Stores a partner's proposal for the editors, beside the text it was typed over."""
    with transaction.atomic():
        lock(measure)
        if measure.state != MeasureState.PUBLISHED:
            raise TransitionRefused(_("This measure is no longer published."))
        base = Opened.read(opened).base_of(measure) or published_revision(measure)
        text = base.content | content
        revision = add_revision(
            measure, text, by=by, kind=RevisionKind.PROPOSED, reason=reason, based_on=base
        )
        proposal = MeasureDraft.objects.create(
            measure=measure,
            state=DraftState.PROPOSED,
            origin=DraftOrigin.PROPOSAL,
            head=revision,
            base=base,
            organisation=by.organisation,
            started_by=by.user,
            started_at=moment(),
        )
        record("proposed", proposal, by=by)
    return proposal


def take_over(proposal: MeasureDraft, fields: Iterable[str], *, by: Actor) -> MeasureDraft | None:
    """Lays the chosen fields of a proposal over the text being worked on and closes the proposal."""
    with transaction.atomic():
        measure = proposal.measure
        draft = lock(measure)
        _refuse_in_review(draft)
        chosen = {name: proposal.head.content[name] for name in fields if name in TEXT_FIELDS}
        full = working(measure, draft) | chosen
        result = _store(
            measure,
            draft,
            full,
            by=by,
            kind=RevisionKind.SAVED,
            reason=proposal.head.reason,
            based_on=proposal.head,
        )
        _apply(proposal, "take_over", "taken_over", by, closed_at=moment())
    return result


def decline_proposal(proposal: MeasureDraft, answer: str, *, by: Actor) -> None:
    """Closes a proposal with the reason that its author reads."""
    with transaction.atomic():
        _apply(proposal, "decline", "declined", by, closed_at=moment(), answer=answer)


def clashes(proposal: MeasureDraft, now: Content) -> list[str]:
    """The fields of a proposal that changed differently since it was made; `now` is the text in work."""
    return overlay(proposal.base.content, proposal.head.content, now)[1]


# --- what the verbs share ---------------------------------------------------------------------------------


def lock(measure: Measure) -> MeasureDraft | None:
    """Locks the measure until the end of the transaction and reads it anew; gives its open draft."""
    rows = Measure.objects.select_for_update(of=("self",), no_key=True).select_related("published_revision")
    measure.refresh_from_db(from_queryset=rows)
    measure._prefetched_objects_cache = {}
    return open_draft(measure)


def add_revision(
    measure: Measure,
    content: Content,
    *,
    by: Actor | None,
    kind: str,
    reason: str = "",
    based_on: MeasureRevision | None = None,
) -> MeasureRevision:
    """Stores a text under the next number; the measure must be locked."""
    last = measure.revisions.aggregate(last=Max("number"))["last"] or 0
    recorded = {"kind": measure.kind, "light": measure.light, "light_reason": measure.light_reason}
    return MeasureRevision.objects.create(
        measure=measure,
        number=last + 1,
        content=content | recorded,
        kind=kind,
        reason=reason,
        based_on=based_on,
        created_at=moment(),
        user_id=by.user_id if by else None,
        organisation_id=by.organisation_id if by else None,
    )


def published_revision(measure: Measure) -> MeasureRevision:
    """The revision of what readers see; stored now where there is none, or where a load wrote past it."""
    now, known = content_of(measure), measure.published_revision
    if known is not None and not changed(known.content, now):
        return known
    revision = add_revision(measure, now, by=None, kind=RevisionKind.PUBLISHED, based_on=known)
    mark_published(measure, revision)
    return revision


def mark_published(measure: Measure, revision: MeasureRevision) -> None:
    """From now on readers see the text of `revision`."""
    if revision.published_at is None:
        revision.published_at = moment()
        revision.save(update_fields=["published_at"])
    measure.published_revision = revision
    measure.save(update_fields=["published_revision"])


def refuse_gaps(measure: Measure) -> None:
    """Refuses what cannot be published yet and says which fields are missing."""
    if gaps := measure.gaps():
        names = ", ".join(str(Measure._meta.get_field(name).verbose_name) for name in gaps)
        raise TransitionRefused(
            _("Still missing before it can be published: %(fields)s.") % {"fields": names}
        )


def _start(content: Content, *, by: Actor | None, kind: str, reason: str, today: date) -> MeasureDraft:
    measure = new_measure(content)
    measure.number = next_number("M", today.year)
    measure.save()
    write(measure, content)
    record("created", measure, by=by)
    return open_on(
        measure, add_revision(measure, content_of(measure), by=by, kind=kind, reason=reason), by=by
    )


def _store(
    measure: Measure,
    draft: MeasureDraft | None,
    content: Content,
    *,
    by: Actor | None,
    kind: str,
    reason: str,
    based_on: MeasureRevision | None = None,
) -> MeasureDraft | None:
    """The next revision of the open draft, or of a new one. A text that is there already makes none."""
    before = working(measure, draft)
    if not changed(before, content):
        return draft
    if measure.state == MeasureState.ARCHIVED:
        raise TransitionRefused(_("This measure is archived. Reopen it to work on its text."))
    base = published_revision(measure) if measure.state == MeasureState.PUBLISHED else None
    based_on = based_on or (draft.head if draft else base)
    head = add_revision(measure, content, by=by, kind=kind, reason=reason, based_on=based_on)
    draft = _next_head(draft, head, base, by) if draft else open_on(measure, head, base=base, by=by)
    changes = changes_for_event(before, content)
    if measure.state == MeasureState.DRAFT:
        write(measure, content)
        Measure.objects.filter(pk=measure.pk).update(version=F("version") + 1)
        measure.refresh_from_db(fields=["version"])
        record("edited", measure, by=by, changes=changes)
    else:
        record("saved", draft, by=by, changes=changes)
    return draft


def open_on(
    measure: Measure, head: MeasureRevision, *, by: Actor | None, base: MeasureRevision | None = None
) -> MeasureDraft:
    """Opens the editors' draft on a text; the measure must be locked and have none."""
    return MeasureDraft.objects.create(
        measure=measure,
        origin=DraftOrigin.IMPORT if head.kind == RevisionKind.IMPORTED else DraftOrigin.EDITOR,
        head=head,
        base=base,
        organisation=by.organisation if by else None,
        started_by=by.user if by else None,
        started_at=moment(),
    )


def _next_head(
    draft: MeasureDraft, head: MeasureRevision, base: MeasureRevision | None, by: Actor | None
) -> MeasureDraft:
    if draft.state == DraftState.REVIEW:
        DRAFT_WORKFLOW.apply(draft, "withdraw", by=by)
    MeasureDraft.objects.filter(pk=draft.pk).update(head=head, base=base, version=F("version") + 1)
    draft.refresh_from_db(fields=["head", "base", "version"])
    return draft


def _resolve(draft: MeasureDraft, keys: set[str]) -> None:
    """Ticks off remarks; keys that are not among the open ones any more do no harm."""
    done = [one.pk for one in draft.comments.filter(resolved_at=None) if str(one.key) in keys]
    draft.comments.filter(pk__in=done).update(resolved_at=moment())


def begin_draft(measure: Measure, *, by: Actor | None) -> MeasureDraft:
    """Opens a draft on the text of a measure that was never published, where it has none; records nothing."""
    with transaction.atomic():
        draft = lock(measure)
        if draft is not None:
            return draft
        head = add_revision(measure, content_of(measure), by=by, kind=RevisionKind.SAVED)
        return open_on(measure, head, by=by)


def _refuse_in_review(draft: MeasureDraft | None) -> None:
    if draft is not None and draft.state == DraftState.REVIEW:
        raise TransitionRefused(
            _("The draft is in review. Take it back from there first, so that the reviewer knows.")
        )


def _lock_step(draft: MeasureDraft, version: int) -> None:
    """Locks measure and draft; refuses a step that was decided looking at another text or state."""
    lock(draft.measure)
    rows = MeasureDraft.objects.select_related("measure", "head", "base")
    draft.refresh_from_db(from_queryset=rows)
    if draft.version != version:
        raise TransitionRefused(
            _("The draft has changed since you opened the page. Please look at it as it is now.")
        )


def _apply(draft: MeasureDraft, step: str, verb: str, by: Actor, **values: Any) -> None:
    before = draft.state
    DRAFT_WORKFLOW.apply(draft, step, by=by, **values)
    record(verb, draft, by=by, changes={"state": [before, draft.state]})
