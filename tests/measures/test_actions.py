"""Every step from every state, events with before and after, and what the database refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from measures.actions import measures as actions
from measures.content import content_of
from measures.forms.measures import ProgrammeForm, RegionalForm
from measures.models import Measure
from measures.states import Light, MeasureState, Progress, Validity
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.factories import World
from tests.measures.factories import make_measure, make_programme

TODAY = date(2026, 11, 3)
D, P, A = MeasureState.DRAFT, MeasureState.PUBLISHED, MeasureState.ARCHIVED
STEPS = {
    "publish": (actions.publish_measure, "published", {D: P}),
    "unpublish": (actions.unpublish_measure, "unpublished", {P: D}),
    "archive": (actions.archive_measure, "archived", {P: A}),
    "reopen": (actions.reopen_measure, "reopened", {A: D}),
}
BASE = {"focus_area": "2", "title": "Öffentliche Lotsen"}
REGIONAL = BASE | {"progress": "running"}


def events() -> list[tuple[str, dict]]:
    return list(Event.objects.order_by("pk").values_list("verb", "changes"))


@pytest.mark.parametrize("state", MeasureState.values)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state(step: str, state: str, world: World) -> None:
    action, verb, leads = STEPS[step]
    measure = make_measure(state=state)
    target = leads.get(state)

    if target is None:
        with pytest.raises(TransitionRefused):
            action(measure, by=world.actor("editor"))
        assert events() == []
    else:
        action(measure, by=world.actor("editor"))
        assert events() == [(verb, {"state": [state, target]})]
    measure.refresh_from_db()
    assert (measure.state, measure.version) == ((target, 2) if target else (state, 1))


@pytest.mark.parametrize("actor", ["partner_a", "office", "adviser_a"])
@pytest.mark.parametrize("step", STEPS)
def test_only_editors_take_steps(step: str, actor: str, world: World) -> None:
    action, _verb, leads = STEPS[step]
    measure = make_measure(state=next(iter(leads)), lead=world.partner_org_a)

    with pytest.raises(TransitionRefused):
        action(measure, by=world.actor(actor))


@pytest.mark.parametrize(
    "missing",
    [{"summary": ""}, {"lead_text": ""}, {"period_start": None, "period_text": ""}],
    ids=["summary", "lead", "period"],
)
def test_an_incomplete_measure_is_not_published(missing: dict, world: World) -> None:
    measure = make_measure(**missing)

    with pytest.raises(TransitionRefused):
        actions.publish_measure(measure, by=world.actor("editor"))

    assert Measure.objects.get().state == MeasureState.DRAFT
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.update(state=MeasureState.PUBLISHED)


def test_a_programme_needs_no_period(world: World) -> None:
    measure = make_programme(state=MeasureState.DRAFT, period_start=None)

    actions.publish_measure(measure, by=world.actor("editor"))

    assert measure.state == MeasureState.PUBLISHED


def test_creating_gives_number_event_and_first_revision(world: World) -> None:
    form = RegionalForm(REGIONAL | {"target_groups": "Betriebe\n\n Schulen ", "lead": world.chamber_a.pk})
    assert form.is_valid(), form.errors

    measure = actions.create_measure(form.content(), by=world.actor("editor"), today=TODAY)

    measure.refresh_from_db()
    assert measure.number == "M-2026-001"
    assert measure.state == MeasureState.DRAFT
    assert measure.sort_title == "offentliche lotsen"
    assert (measure.target_groups, measure.lead) == (["Betriebe", "Schulen"], world.chamber_a)
    assert events() == [("created", {})]
    (draft,) = measure.drafts.all()
    assert (draft.head.number, draft.head.content) == (1, content_of(measure))


def test_confirming_notes_the_day_and_lifts_the_mark(world: World) -> None:
    measure = make_programme(validity=Validity.UNCONFIRMED, needs_check=True)

    actions.confirm_measure(measure, by=world.actor("editor"), today=TODAY)

    measure.refresh_from_db()
    assert (measure.checked_on, measure.needs_check, measure.validity) == (TODAY, False, Validity.IN_FORCE)
    assert events() == [
        (
            "confirmed",
            {
                "checked_on": ["", "2026-11-03"],
                "needs_check": ["True", ""],
                "validity": ["unconfirmed", "in_force"],
            },
        )
    ]


def test_confirming_what_was_edited_meanwhile_is_refused(world: World) -> None:
    measure = make_programme()
    Measure.objects.update(version=2)

    with pytest.raises(TransitionRefused):
        actions.confirm_measure(measure, by=world.actor("editor"), today=TODAY)

    assert Measure.objects.get().checked_on is None


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"focus_area": 4},
        {"origin": "moon"},
        {"progress": ""},
        {"progress": Progress.RUNNING, "validity": Validity.ENDED},
        {"light": Light.RED, "light_reason": ""},
        {"period_end": date(2025, 1, 1)},
    ],
    ids=lambda values: "-".join(values),
)
def test_the_database_refuses(values: dict, db: None) -> None:
    measure = make_measure()

    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(**values)


def test_a_programme_has_no_light(db: None) -> None:
    make_programme()

    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.update(light=Light.GREEN)


@pytest.mark.parametrize("form_class", [RegionalForm, ProgrammeForm])
def test_every_field_is_in_the_layout(form_class: type, db: None) -> None:
    form = form_class()

    laid_out = {pointer.name for pointer in form.layout.get_field_names()}

    assert laid_out == set(form.fields)
