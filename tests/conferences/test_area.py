"""What conferences hand the start page, the Wochenüberblick and the search."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from conferences import area
from conferences.models import Decision
from conferences.states import ConferenceState, DecisionState, Result
from portal.areas import ASKED, INFO, NOW, WEEK
from tests.conferences.factories import make_conference, make_decision, make_item, make_released, make_task
from tests.factories import World, make_body
from tests.measures.factories import make_measure

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = date(2026, 11, 9)
END = datetime(2026, 11, 9, 6, 30, tzinfo=BERLIN)
START = END - timedelta(days=7)


def lines(sections) -> dict[int, list[str]]:
    """Place → first words of its lines; empty sections left out."""
    found: dict[int, list[str]] = {}
    for section in sections:
        if section:
            found.setdefault(section.place, []).extend(item.title for item in section.items)
    return found


@pytest.fixture
def story(world: World) -> World:
    """Decisions and tasks of partner A around 9 November, one decision to confirm, a secret one."""
    conference = make_released(make_body("Muster-Allianz", world.chamber_a))
    a = world.partner_org_a
    make_decision(conference, a, number="B 2026/01", text="spät", due_on=date(2026, 10, 31))
    make_decision(conference, a, number="B 2026/02", text="bald", due_on=date(2026, 11, 13))
    make_decision(conference, a, number="B 2026/03", text="später", due_on=date(2026, 11, 20))
    make_decision(conference, a, number="B 2026/04", text="fern", due_on=date(2027, 5, 1))
    make_decision(conference, a, number="B 2026/05", text="gemeldet", state=DecisionState.REPORTED_DONE)
    secret = make_item(conference, is_public=False)
    make_decision(conference, a, number="B 2026/06", text="ZZ-SECRET", due_on=TODAY, agenda_item=secret)
    make_task(conference, a, number="A-2026-001", text="heute", due_on=TODAY)
    make_task(conference, world.partner_org_b, number="A-2026-002", text="fremd", due_on=TODAY)
    return world


def test_dashboard_of_a_partner(story: World) -> None:
    assert lines(area.dashboard(story.actor("partner_a"), TODAY)) == {
        NOW: ["B 2026/01 spät", "A-2026-001 heute"],
        WEEK: ["B 2026/02 bald"],
        ASKED: ["B 2026/03 später"],
    }


def test_dashboard_of_the_office(story: World) -> None:
    found = lines(area.dashboard(story.actor("office"), TODAY))

    assert found == {NOW: ["B 2026/05 gemeldet", "B 2026/01 spät"]}


@pytest.mark.parametrize("name", ["partner_b", "adviser_b", "dpo", "operator"])
def test_dashboard_of_others_holds_nothing_of_it(story: World, name: str) -> None:
    found = lines(area.dashboard(story.actor(name), TODAY))

    assert found == ({NOW: ["A-2026-002 fremd"]} if name == "partner_b" else {})


def test_the_next_conference_stands_on_the_dashboard(world: World) -> None:
    later = datetime.now(tz=BERLIN) + timedelta(days=20)
    make_conference(starts_at=later + timedelta(days=9), title="Übernächste")
    make_conference(starts_at=later, title="Nächste")
    make_conference(starts_at=later - timedelta(days=3), state=ConferenceState.PLANNED, title="Nur geplant")
    today = date.today()

    assert lines(area.dashboard(world.actor("partner_a"), today)) == {INFO: ["Nächste"]}
    assert lines(area.dashboard(world.actor("office"), today)) == {INFO: ["Nur geplant"]}


def test_dashboard_takes_three_statements(story: World, django_assert_num_queries) -> None:
    actor = story.actor("partner_a")

    with django_assert_num_queries(3):
        list(area.dashboard(actor, TODAY))


def test_digest_asks_for_what_is_late_or_due_in_fourteen_days(story: World) -> None:
    found = lines(area.digest(story.actor("partner_a"), START, END))

    assert found == {ASKED: ["B 2026/01 spät", "A-2026-001 heute", "B 2026/02 bald", "B 2026/03 später"]}


@pytest.mark.parametrize(
    ("released_at", "expected"),
    [(START, True), (END - timedelta(seconds=1), True), (START - timedelta(seconds=1), False), (END, False)],
)
def test_digest_tells_what_was_newly_decided(world: World, released_at: datetime, expected: bool) -> None:
    conference = make_conference(state=ConferenceState.HELD, minutes_released_at=released_at)
    make_decision(conference, world.partner_org_a, number="B 2026/01", text="neu")
    make_decision(conference, world.partner_org_b, number="B 2026/02", text="nicht meins")

    found = lines(area.digest(world.actor("partner_a"), START, END))

    assert found == ({INFO: ["B 2026/01 neu"]} if expected else {})


def test_digest_names_the_next_conference(world: World) -> None:
    make_conference(starts_at=END + timedelta(days=30), title="Die nächste")
    make_conference(starts_at=END + timedelta(days=3), state=ConferenceState.PLANNED, title="geplant")

    assert lines(area.digest(world.actor("partner_b"), START, END)) == {INFO: ["Die nächste"]}


def test_neither_dashboard_nor_digest_nor_search_tells_what_may_not_be_seen(story: World) -> None:
    """S10: partner A has no seat, so that the secret decision does not exist for it."""
    actor = story.actor("partner_a")
    told = [
        *area.dashboard(actor, TODAY),
        *area.digest(actor, START, END),
        *area.search(actor, "ZZ-SECRET"),
        *area.search(actor, "B 2026/06"),
    ]

    assert "ZZ-SECRET" not in str(told)
    assert [hit.title for hit in area.search(story.actor("adviser_a"), "zz-secret")] == ["B 2026/06"]


@pytest.mark.parametrize("query", ["B 2026/01", "b-2026-01", "B 2026/1", "spät"])
def test_search_finds_a_decision_by_number_and_word(story: World, query: str) -> None:
    titles = [hit.title for hit in area.search(story.actor("partner_b"), query)]

    assert "B 2026/01" in titles


def test_search_finds_tasks_and_conferences(story: World) -> None:
    conference = make_conference(title="Herbstkonferenz")

    found = [hit.url for hit in area.search(story.actor("partner_b"), "herbst")]

    assert found == [conference.get_absolute_url()]
    assert [hit.title for hit in area.search(story.actor("partner_b"), "A-2026-001")] == ["A-2026-001"]


@pytest.mark.parametrize(
    ("name", "seen"), [("partner_b", ["B 2026/01"]), ("office", ["B 2026/01", "B 2026/06", "TOP 1-7"])]
)
def test_where_a_measure_comes_from_is_told_by_right(story: World, name: str, seen: list[str]) -> None:
    measure = make_measure()
    open_conference = make_conference(make_body("Muster-Runde", story.chamber_a))
    make_decision(open_conference, text="noch nicht freigegeben", position=7).measures.add(measure)
    make_decision(open_conference, text="abgelehnt", result=Result.REJECTED).measures.add(measure)
    for number in ("B 2026/01", "B 2026/06"):
        Decision.objects.get(number=number).measures.add(measure)

    assert sorted(item.number for item in area.origins(story.actor(name), measure)) == seen
