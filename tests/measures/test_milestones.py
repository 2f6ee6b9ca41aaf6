"""Milestones: all in one form, stale rows, reached or not in one step."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.models import Measure, Milestone
from measures.states import MeasureState
from portal.activity.models import Event
from tests.factories import World
from tests.measures.factories import make_measure, make_milestone


@pytest.fixture
def measure(world: World) -> Measure:
    return make_measure(state=MeasureState.PUBLISHED, lead=world.partner_org_a)


def url(measure: Measure) -> str:
    return reverse("measures:milestones_edit", args=[measure.number])


def posted(*rows: dict, initial: int = 0) -> dict[str, str]:
    data = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": str(initial)}
    for place, row in enumerate(rows):
        data |= {f"form-{place}-{name}": str(value) for name, value in row.items()}
    return data


def as_posted(row: Milestone, **values: str) -> dict[str, str]:
    own = {"key": row.key, "version": row.version, "title": row.title, "due_on": row.due_on}
    return own | {"reached_on": row.reached_on or ""} | values


def titles(measure: Measure) -> list[str]:
    return list(measure.milestones.values_list("title", flat=True))


@pytest.fixture
def editor(world: World, sign_in) -> Client:
    return sign_in(world.editor)


def test_rows_are_added_changed_and_removed_in_one_go(measure: Measure, editor: Client) -> None:
    first, second = make_milestone(measure, "Konzept"), make_milestone(measure, "Falsch")
    data = posted(
        as_posted(first, title="Konzept beschlossen"),
        as_posted(second, DELETE="on"),
        {"title": "Früher", "due_on": "2026-03-01"},
        {"title": "", "due_on": ""},
        initial=2,
    )

    response = editor.post(url(measure), data, secure=True)

    assert response.status_code == 302
    assert titles(measure) == ["Früher", "Konzept beschlossen"]
    verbs = Event.objects.filter(subject="measures.measure").values_list("verb", flat=True)
    assert sorted(verbs) == ["milestone_added", "milestone_edited", "milestone_removed"]


def test_an_event_tells_before_and_after(measure: Measure, editor: Client) -> None:
    row = make_milestone(measure, "Konzept")

    editor.post(url(measure), posted(as_posted(row, title="Plan"), initial=1), secure=True)

    assert Event.objects.get(verb="milestone_edited").changes == {"Plan": ["Konzept", "Plan"]}


def test_an_unchanged_form_writes_nothing(measure: Measure, editor: Client) -> None:
    row = make_milestone(measure)

    editor.post(url(measure), posted(as_posted(row), {"version": "1"}, initial=1), secure=True)

    assert not Event.objects.exists()
    assert Milestone.objects.get().version == 1


def test_a_stale_row_overwrites_nothing_and_the_second_save_does(measure: Measure, editor: Client) -> None:
    """L01 for rows: 409, what was typed stays, the others are not stored either."""
    row = make_milestone(measure, "Alt")
    other = as_posted(row, title="Erster")
    mine = as_posted(row, title="Zweiter")
    editor.post(url(measure), posted(other, initial=1), secure=True)

    refused = editor.post(
        url(measure), posted(mine, {"title": "Neu", "due_on": "2026-10-10"}, initial=1), secure=True
    )

    html = refused.content.decode()
    assert refused.status_code == 409
    assert titles(measure) == ["Erster"]
    assert "Erster" in html
    assert 'value="Zweiter"' in html
    assert 'value="Neu"' in html

    editor.post(url(measure), posted(mine | {"version": "2"}, initial=1), secure=True)
    assert titles(measure) == ["Zweiter"]


def test_a_row_removed_meanwhile_is_said_to_be(measure: Measure, editor: Client) -> None:
    row = make_milestone(measure, "Weg")
    typed = posted(as_posted(row, title="Doch"), initial=1)
    row.delete()

    response = editor.post(url(measure), typed, secure=True)

    assert response.status_code == 200
    assert 'value="Doch"' in response.content.decode()
    assert titles(measure) == []


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"title": "Ohne Tag", "due_on": ""}, "due_on"),
        ({"title": "", "due_on": "2026-12-31"}, "title"),
        ({"title": "Zukunft", "due_on": "2026-12-31", "reached_on": "2999-01-01"}, "reached_on"),
    ],
)
def test_wrong_rows_come_back_with_the_message_at_the_field(
    row: dict, field: str, measure: Measure, editor: Client
) -> None:
    response = editor.post(url(measure), posted({"title": "Gut", "due_on": "2026-11-01"}, row), secure=True)

    assert list(response.context["form"].forms[1].errors) == [field]
    assert f'href="#id_form-1-{field}"' in response.content.decode()
    assert titles(measure) == []


def test_rows_of_another_measure_are_out_of_reach(measure: Measure, editor: Client) -> None:
    """S11: a foreign key in the form touches nothing."""
    foreign = make_milestone(make_measure(), "Fremd")

    editor.post(url(measure), posted(as_posted(foreign, title="Geändert"), initial=1), secure=True)

    foreign.refresh_from_db()
    assert foreign.title == "Fremd"


@pytest.mark.parametrize(
    ("given", "reached_on"), [("2026-09-30", date(2026, 9, 30)), ("2999-01-01", None), ("unklar", None)]
)
def test_the_lead_says_that_it_is_reached(
    given: str, reached_on: date | None, measure: Measure, world: World, sign_in
) -> None:
    row = make_milestone(measure)
    step = reverse("measures:milestone_reach", args=[measure.number, row.key])

    sign_in(world.partner_a).post(step, {"reached_on": given}, secure=True)

    row.refresh_from_db()
    assert row.reached_on == (reached_on or timezone.localdate())


def test_a_step_that_was_taken_meanwhile_is_refused(measure: Measure, world: World, sign_in) -> None:
    row = make_milestone(measure, reached_on=date(2026, 9, 30))
    client = sign_in(world.partner_a)
    step = reverse("measures:milestone_reach", args=[measure.number, row.key])

    response = client.post(step, secure=True, follow=True)

    (message,) = response.context["messages"]
    assert message.level_tag == "warning"
    row.refresh_from_db()
    assert row.reached_on == date(2026, 9, 30)
