"""Drafts of measures: saving, stale saves, what is merged, and every step from every state."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from measures.actions import drafts, measures
from measures.content import content_of
from measures.models import DraftComment, Measure, MeasureDraft, MeasureRevision
from measures.states import DRAFT_WORKFLOW, DraftOrigin, DraftState, MeasureState, Validity
from portal.activity.models import Event
from portal.forms import StaleSave
from portal.partners.actors import actor_of
from portal.partners.states import Role
from portal.workflow import TransitionRefused
from tests.factories import World, make_membership
from tests.measures.factories import make_draft, make_measure, make_programme, make_proposal, opened_on

TODAY = date(2026, 11, 3)
PUBLISHED = {"state": MeasureState.PUBLISHED}
S = DraftState


@pytest.fixture
def by(world: World):
    return world.actor("editor")


@pytest.fixture
def measure(world: World) -> Measure:
    """A published measure that was never edited."""
    return make_measure("Lotsen", **PUBLISHED)


def numbers(measure: Measure) -> list[tuple[int, str]]:
    return list(measure.revisions.order_by("number").values_list("number", "kind"))


def test_a_draft_of_a_published_measure_changes_nothing_for_readers(measure: Measure, by) -> None:
    draft = make_draft(measure, by, title="Lotsen zwei")

    stored = Measure.objects.get()
    assert (stored.title, stored.published_revision.number) == ("Lotsen", 1)
    assert (draft.head.content["title"], draft.head.number, draft.base.number) == ("Lotsen zwei", 2, 1)
    assert numbers(measure) == [(1, "published"), (2, "saved")]


def test_a_draft_that_was_never_published_is_what_its_readers_see(world: World, by) -> None:
    measure = make_measure("Alt")

    make_draft(measure, by, title="Neu", supporters=[world.chamber_b.pk])

    stored = Measure.objects.get()
    assert (stored.title, list(stored.supporters.all()), stored.version) == ("Neu", [world.chamber_b], 2)
    assert Event.objects.get().changes == {"title": ["Alt", "Neu"], "supporters": ["", "Muster-HWK"]}


def test_publishing_puts_the_draft_before_the_readers(measure: Measure, by, world: World) -> None:
    draft = make_draft(
        measure, by, title="Lotsen zwei", supporters=[world.chamber_b.pk], contact="Alex Musterlein"
    )

    measures.publish_measure(measure, by=by)

    stored, draft = Measure.objects.get(), MeasureDraft.objects.get(pk=draft.pk)
    assert (stored.title, stored.published_revision, stored.version) == ("Lotsen zwei", draft.head, 2)
    assert list(stored.supporters.all()) == [world.chamber_b]
    assert (draft.state, draft.closed_at is not None) == (S.PUBLISHED, True)
    event = Event.objects.filter(verb="reissued").get()
    assert event.changes["title"] == ["Lotsen", "Lotsen zwei"]
    assert event.changes["contact"] == []


def test_the_light_is_neither_published_nor_restored(measure: Measure, by) -> None:
    make_draft(measure, by, title="Lotsen zwei")
    Measure.objects.update(light="red", light_reason="Geld fehlt.")

    measures.publish_measure(measure, by=by)
    drafts.restore_revision(measure.revisions.get(number=1), by=by)
    measures.publish_measure(measure, by=by)

    assert (Measure.objects.get().light, Measure.objects.get().title) == ("red", "Lotsen")


def test_the_second_save_is_stale_and_changes_nothing(measure: Measure, by) -> None:
    """L01, L02: two forms opened on the same text."""
    token = opened_on(measure)
    drafts.save_draft(measure, {"title": "Erster"}, opened=token, by=by)

    with pytest.raises(StaleSave) as stale:
        drafts.save_draft(measure, {"title": "Zweiter"}, opened=token, by=by)

    assert stale.value.current.title == "Erster"
    assert MeasureDraft.objects.get().head.content["title"] == "Erster"
    drafts.save_draft(measure, {"title": "Zweiter"}, opened=str(stale.value.current.version), by=by)
    assert MeasureDraft.objects.get().head.content["title"] == "Zweiter"


@pytest.mark.parametrize("state", ["draft", "published"])
def test_the_same_save_twice_is_one_revision(state: str, by) -> None:
    """L03: a double click."""
    measure = make_measure("Alt", state=state)
    token = opened_on(measure)

    for _click in range(2):
        drafts.save_draft(measure, {"title": "Neu"}, opened=token, by=by)

    assert measure.revisions.filter(kind="saved").count() == 1
    assert Event.objects.count() == 1


def test_saving_an_unchanged_text_begins_no_draft(measure: Measure, by) -> None:
    assert drafts.save_draft(measure, {"title": "Lotsen"}, opened=opened_on(measure), by=by) is None
    assert MeasureRevision.objects.count() == 0


@pytest.mark.parametrize(
    "token", ["", "..", "x.y.z", f"{'a' * 32}.1.r1", ".0.r99999999", ".0.v1", ".²." + "9" * 60]
)
def test_nonsense_in_the_hidden_field_is_stale(token: str, measure: Measure, by) -> None:
    with pytest.raises(StaleSave):
        drafts.save_draft(measure, {"title": "Neu"}, opened=token, by=by)


@pytest.mark.parametrize("end", ["publish", "discard"])
def test_a_form_opened_on_a_draft_that_has_ended_is_stale(end: str, measure: Measure, by) -> None:
    draft = make_draft(measure, by, title="Zwei")
    token = opened_on(measure)
    if end == "publish":
        measures.publish_measure(measure, by=by)
    else:
        drafts.discard_draft(draft, version=1, by=by)

    with pytest.raises(StaleSave):
        drafts.save_draft(measure, {"title": "Drei"}, opened=token, by=by)


def test_a_form_opened_before_another_version_was_published_is_stale(measure: Measure, by) -> None:
    token = opened_on(measure)
    make_draft(measure, by, title="Zwei")
    measures.publish_measure(measure, by=by)

    with pytest.raises(StaleSave):
        drafts.save_draft(measure, {"summary": "Drei"}, opened=token, by=by)


def test_an_archived_measure_takes_no_text(measure: Measure, by) -> None:
    """L05: archived while the form was open."""
    token = opened_on(measure)
    measures.archive_measure(measure, by=by)

    with pytest.raises((TransitionRefused, StaleSave)):
        drafts.save_draft(measure, {"title": "Neu"}, opened=token, by=by)

    assert Measure.objects.get().title == "Lotsen"


def test_confirming_beside_an_open_form_is_merged(by, world: World) -> None:
    measure = make_programme("Pakt", validity=Validity.UNCONFIRMED, needs_check=True)
    token = opened_on(measure)
    measures.confirm_measure(Measure.objects.get(), by=by, today=TODAY)
    typed = content_of(measure) | {"summary": "Neu."}

    drafts.save_draft(measure, typed, opened=token, by=by)
    measures.publish_measure(measure, by=by)

    stored = Measure.objects.get()
    assert (stored.checked_on, stored.needs_check, stored.validity) == (TODAY, False, Validity.IN_FORCE)
    assert stored.summary == "Neu."


def test_confirming_beside_a_draft_is_kept_when_the_draft_is_published(by, world: World) -> None:
    measure = make_programme("Pakt", needs_check=True)
    make_draft(measure, by, summary="Neu.")
    measures.confirm_measure(Measure.objects.get(), by=by, today=TODAY)

    measures.publish_measure(measure, by=by)

    stored = Measure.objects.get()
    assert (stored.checked_on, stored.needs_check, stored.summary) == (TODAY, False, "Neu.")
    assert stored.published_revision.content == content_of(stored)


def test_what_the_draft_says_itself_wins_over_a_confirmation(by, world: World) -> None:
    measure = make_programme("Pakt", validity=Validity.UNCONFIRMED)
    make_draft(measure, by, validity="ended")
    measures.confirm_measure(Measure.objects.get(), by=by, today=TODAY)

    measures.publish_measure(measure, by=by)

    stored = Measure.objects.get()
    assert (stored.validity, stored.checked_on) == (Validity.ENDED, TODAY)


def test_a_draft_with_gaps_is_neither_reviewed_nor_published(measure: Measure, by) -> None:
    draft = make_draft(measure, by, summary="")

    with pytest.raises(TransitionRefused):
        drafts.submit_draft(draft, version=1, by=by)
    with pytest.raises(TransitionRefused):
        measures.publish_measure(measure, by=by)

    assert Measure.objects.get().summary == "Was sie tut."


def test_a_measure_whose_text_is_worked_on_is_not_archived(measure: Measure, by) -> None:
    make_draft(measure, by, title="Zwei")

    with pytest.raises(TransitionRefused) as refused:
        measures.archive_measure(measure, by=by)

    assert "2" in str(refused.value)
    assert Measure.objects.get().state == MeasureState.PUBLISHED


def test_taking_back_a_measure_makes_its_draft_the_text(measure: Measure, by) -> None:
    make_draft(measure, by, title="Zwei")

    measures.unpublish_measure(measure, by=by)

    stored = Measure.objects.get()
    assert (stored.title, stored.published_revision) == ("Zwei", None)
    measures.publish_measure(measure, by=by)
    assert Measure.objects.get().published_revision.number == 2


# --- steps ------------------------------------------------------------------------------------------------


def act(step: str, draft: MeasureDraft, by) -> None:
    """The verb of a step."""
    version = draft.version
    verbs = {
        "submit": lambda: drafts.submit_draft(draft, version=version, by=by),
        "withdraw": lambda: drafts.withdraw_draft(draft, version=version, by=by),
        "request_changes": lambda: drafts.request_changes(
            draft, {"title": "Kürzer."}, version=version, by=by
        ),
        "publish": lambda: measures.publish_measure(draft.measure, by=by, version=version),
        "discard": lambda: drafts.discard_draft(draft, version=version, by=by),
        "take_over": lambda: drafts.take_over(draft, ["title"], by=by),
        "decline": lambda: drafts.decline_proposal(draft, "Muster-Grund", by=by),
    }
    verbs[step]()


def in_state(state: str, measure: Measure, by) -> MeasureDraft:
    proposed = state in (S.PROPOSED, S.TAKEN, S.DECLINED)
    make = make_proposal if proposed else make_draft
    make(measure, by, title="Zwei")
    closed = None if state in (S.DRAFT, S.REVIEW, S.CHANGES, S.PROPOSED) else "2026-11-03T10:00Z"
    values = {"state": state, "closed_at": closed, "answer": "Nein." if state == S.DECLINED else ""}
    MeasureDraft.objects.update(**values)
    return MeasureDraft.objects.select_related("measure", "head", "base").get()


@pytest.mark.parametrize("state", DraftState.values)
@pytest.mark.parametrize("step", DRAFT_WORKFLOW.steps)
def test_every_step_from_every_state(step: str, state: str, measure: Measure, by) -> None:
    draft = in_state(state, measure, by)
    fits = state in DRAFT_WORKFLOW.steps[step].sources

    if fits:
        act(step, draft, by)
    else:
        with pytest.raises(TransitionRefused):
            act(step, draft, by)

    draft = MeasureDraft.objects.get(pk=draft.pk)
    assert draft.state == (DRAFT_WORKFLOW.steps[step].target if fits else state)


@pytest.mark.parametrize("actor", ["partner_a", "adviser_a", "office", "dpo"])
@pytest.mark.parametrize("step", DRAFT_WORKFLOW.steps)
def test_only_editors_take_steps(step: str, actor: str, measure: Measure, by, world: World) -> None:
    draft = in_state(next(iter(DRAFT_WORKFLOW.steps[step].sources)), measure, by)

    with pytest.raises(TransitionRefused):
        act(step, draft, world.actor(actor))


@pytest.mark.parametrize("step", ["submit", "withdraw", "request_changes", "publish", "discard"])
def test_a_step_decided_on_an_older_text_is_refused(step: str, measure: Measure, by) -> None:
    """Two editors: one saves or takes the draft back while the other reads it."""
    draft = in_state(next(iter(sorted(DRAFT_WORKFLOW.steps[step].sources))), measure, by)
    MeasureDraft.objects.update(version=draft.version + 1)

    with pytest.raises(TransitionRefused):
        act(step, draft, by)

    assert Measure.objects.get().title == "Lotsen"


def test_saving_takes_a_draft_back_from_review(measure: Measure, by) -> None:
    draft = make_draft(measure, by, title="Zwei")
    drafts.submit_draft(draft, version=1, by=by)

    drafts.save_draft(measure, {"title": "Drei"}, opened=opened_on(measure), by=by)

    draft.refresh_from_db()
    assert (draft.state, draft.head.content["title"]) == (S.DRAFT, "Drei")


def test_changes_need_a_remark_and_remarks_are_ticked_off_with_a_save(measure: Measure, by) -> None:
    draft = make_draft(measure, by, title="Zwei")
    drafts.submit_draft(draft, version=1, by=by)
    with pytest.raises(TransitionRefused):
        drafts.request_changes(draft, {}, version=2, by=by)

    drafts.request_changes(draft, {"title": "Kürzer.", "": "Und freundlicher."}, version=2, by=by)
    done = [str(DraftComment.objects.get(field="title").key), "nichts"]
    drafts.save_draft(measure, {"title": "Drei"}, opened=opened_on(measure), by=by, resolved=done)

    assert [one.field for one in DraftComment.objects.filter(resolved_at=None)] == [""]
    assert MeasureDraft.objects.get().state == S.CHANGES


def test_two_editors_begin_one_draft(measure: Measure, by, world: World) -> None:
    second = make_membership(Role.EDITOR, world.chamber_b)
    make_draft(measure, by, title="Zwei")

    draft = make_draft(measure, actor_of(second.user, second), summary="Neu.")

    assert MeasureDraft.objects.get() == draft
    assert (draft.head.content["title"], draft.head.content["summary"]) == ("Zwei", "Neu.")
    assert [draft.started_by, draft.head.user] == [world.editor.user, second.user]


# --- what the database refuses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"origin": "moon"},
        {"state": S.PROPOSED},
        {"origin": DraftOrigin.PROPOSAL},
        {"state": S.PUBLISHED},
        {"closed_at": "2026-11-03T10:00Z"},
    ],
    ids=lambda values: "-".join(values),
)
def test_the_database_refuses(values: dict, measure: Measure, by) -> None:
    make_draft(measure, by, title="Zwei")

    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureDraft.objects.update(**values)


def test_the_database_keeps_one_open_draft(measure: Measure, by) -> None:
    draft = make_draft(measure, by, title="Zwei")

    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureDraft.objects.create(measure=measure, head=draft.head)


CHANGES = [
    "UPDATE measures_measurerevision SET reason = 'anders' WHERE number = 1",
    "UPDATE measures_measurerevision SET content = '{}' WHERE number = 2",
    "UPDATE measures_measurerevision SET published_at = now() WHERE number = 1",
    "UPDATE measures_measurerevision SET published_at = now(), reason = 'anders' WHERE number = 2",
    "DELETE FROM measures_measurerevision",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_a_revision_is_written_once(statement: str, measure: Measure, by) -> None:
    make_draft(measure, by, title="Zwei")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
