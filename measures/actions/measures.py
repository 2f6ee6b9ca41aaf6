"""What becomes of a measure as verbs. Every one writes its event in the same transaction."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from measures.actions.drafts import (
    add_revision,
    decline_proposal,
    draft_from_content,
    lock,
    mark_published,
    open_on,
    published_revision,
    refuse_gaps,
)
from measures.content import Content, as_measure, changed, content_of, write
from measures.drafting import working
from measures.models import Measure, MeasureDraft, MeasureRevision
from measures.states import DRAFT_WORKFLOW, WORKFLOW, DraftState, MeasureState, RevisionKind, Validity
from measures.wording import changes_for_event
from portal.access import Actor
from portal.activity.recording import moment, record
from portal.workflow import TransitionRefused


def create_measure(content: Content, *, by: Actor, today: date) -> Measure:
    """Stores a new measure with the next number as a draft, with its first revision."""
    return draft_from_content(None, content, by=by, kind=RevisionKind.SAVED, today=today).measure


def publish_measure(measure: Measure, *, by: Actor, version: int | None = None) -> None:
    """Makes the text being worked on the one that everybody reads, and closes its draft.

    Refused while something needed is missing; where `version` is given, also when the draft is no longer the
    one that was looked at. What was compared with the source beside the draft stays (measures.content.merge).
    """
    with transaction.atomic():
        draft = lock(measure)
        if version is not None and (draft.version if draft else 0) != version:
            raise TransitionRefused(
                _("The draft has changed since you opened the page. Please look at it as it is now.")
            )
        if measure.state == MeasureState.PUBLISHED and draft is not None:
            _replace_text(measure, draft, by)
        else:
            _publish_first(measure, draft, by)


def _replace_text(measure: Measure, draft: MeasureDraft, by: Actor) -> None:
    """The draft of a published measure takes the place of what readers saw."""
    before, text = content_of(measure), working(measure, draft)
    refuse_gaps(as_measure(measure, text))
    write(measure, text)
    DRAFT_WORKFLOW.apply(draft, "publish", by=by, closed_at=moment())
    mark_published(measure, _revision_of(measure, text, draft.head, by))
    Measure.objects.filter(pk=measure.pk).update(version=F("version") + 1)
    measure.refresh_from_db(fields=["version"])
    record("reissued", measure, by=by, changes=changes_for_event(before, text))


def _publish_first(measure: Measure, draft: MeasureDraft | None, by: Actor) -> None:
    refuse_gaps(measure)
    text = content_of(measure)
    last = draft.head if draft else measure.revisions.first()
    _apply(measure, "publish", "published", by)
    mark_published(measure, _revision_of(measure, text, last, by))
    if draft is not None:
        DRAFT_WORKFLOW.apply(draft, "publish", by=by, closed_at=moment())


def _revision_of(measure: Measure, text: Content, last: MeasureRevision | None, by: Actor) -> MeasureRevision:
    """The revision that holds exactly this text: the last one, or a new one where others wrote beside it."""
    if last is not None and not changed(last.content, text):
        return last
    return add_revision(measure, text, by=by, kind=RevisionKind.PUBLISHED, based_on=last)


def unpublish_measure(measure: Measure, *, by: Actor) -> None:
    """Published → draft: partners no longer see it. A draft that was open beside it becomes its text."""
    with transaction.atomic():
        draft = lock(measure)
        text = working(measure, draft)
        _apply(measure, "unpublish", "unpublished", by)
        shown = published_revision(measure)
        if draft is not None:
            write(measure, text)
        else:
            open_on(measure, shown, by=by)
        _forget_published(measure)


def archive_measure(measure: Measure, *, by: Actor) -> None:
    """Published → archived: readable as before, out of the list. Open proposals are answered with that.

    Refused while a next text is being worked on, so that nobody's work ends in a drawer.
    """
    with transaction.atomic():
        draft = lock(measure)
        if draft is not None and measure.state == MeasureState.PUBLISHED:
            raise TransitionRefused(
                _("Version %(number)s is still being worked on. Publish or discard it first.")
                % {"number": draft.head.number}
            )
        for proposal in measure.drafts.filter(state=DraftState.PROPOSED):
            decline_proposal(proposal, _("The measure was archived."), by=by)
        _apply(measure, "archive", "archived", by)
        published_revision(measure)


def reopen_measure(measure: Measure, *, by: Actor) -> None:
    """Archived → draft, to be completed and published again."""
    with transaction.atomic():
        lock(measure)
        _apply(measure, "reopen", "reopened", by)
        open_on(measure, published_revision(measure), by=by)
        _forget_published(measure)


def _forget_published(measure: Measure) -> None:
    """Readers see nothing of it any more; what they saw stays marked in the list of versions."""
    measure.drafts.filter(closed_at=None).exclude(state=DraftState.PROPOSED).update(base=None)
    measure.published_revision = None
    measure.save(update_fields=["published_revision"])


def _apply(measure: Measure, step: str, verb: str, by: Actor) -> None:
    before = measure.state
    with transaction.atomic():
        WORKFLOW.apply(measure, step, by=by)
        record(verb, measure, by=by, changes={"state": [before, measure.state]})


def confirm_measure(measure: Measure, *, by: Actor, today: date) -> None:
    """Notes that its facts were compared with the source today and still hold.

    What was in force according to its source is in force from now on. Refused when it was edited
    meanwhile, because then something else was compared. An open draft keeps its text and gets these facts
    when it is published, where it does not name others itself.
    """
    values = {"checked_on": today, "needs_check": False}
    if measure.validity == Validity.UNCONFIRMED:
        values["validity"] = Validity.IN_FORCE
    seen, before = measure.version, {name: str(getattr(measure, name) or "") for name in values}
    with transaction.atomic():
        lock(measure)
        if measure.state == MeasureState.PUBLISHED:
            published_revision(measure)
        rows = Measure.objects.permitted(by, "edit").filter(pk=measure.pk, version=seen)
        if not rows.update(version=F("version") + 1, **values):
            raise TransitionRefused(_("This has changed meanwhile, so the step no longer fits."))
        measure.refresh_from_db(fields=[*values, "version"])
        if measure.state == MeasureState.PUBLISHED:
            _note_checked(measure, by)
        changes = {name: [before[name], str(getattr(measure, name) or "")] for name in values}
        record("confirmed", measure, by=by, changes=changes)


def _note_checked(measure: Measure, by: Actor) -> None:
    text, last = content_of(measure), measure.published_revision
    if changed(last.content, text):
        reason = _("Compared with the source")
        revision = add_revision(
            measure, text, by=by, kind=RevisionKind.PUBLISHED, reason=reason, based_on=last
        )
        mark_published(measure, revision)
