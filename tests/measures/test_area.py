"""What measures offer dashboard, Wochenüberblick and search."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.utils import timezone

from measures import area
from measures.actions import measures as actions
from measures.models import Measure
from measures.states import Light, MeasureState, Progress, Validity
from portal.activity.recording import record
from portal.areas import registered
from tests.factories import World
from tests.measures.factories import make_measure, make_programme

TODAY = date(2026, 11, 3)
PUBLISHED = {"state": MeasureState.PUBLISHED}


def dashboard(world: World, name: str) -> list:
    return [section for section in area.dashboard(world.actor(name), TODAY) if section]


def digest(world: World, name: str, *, days: int = 7) -> list:
    end = timezone.now() + timedelta(minutes=1)
    return [s for s in area.digest(world.actor(name), end - timedelta(days=days), end) if s]


def titles(sections: list) -> list[list[str]]:
    return [[item.title for item in section.items] for section in sections]


def test_the_area_is_registered() -> None:
    assert [one.url_name for one in registered() if one.key == "measures"] == ["measures:list"]


def test_editors_see_their_drafts_and_what_to_check(world: World, django_capture_on_commit_callbacks) -> None:
    own, foreign = make_measure("Meiner"), make_measure("Fremder")
    record("created", own, by=world.actor("editor"))
    record("created", foreign, by=world.actor("office"))
    make_programme(checked_on=TODAY - timedelta(days=366))
    make_programme(checked_on=None)
    make_programme(checked_on=TODAY - timedelta(days=365))
    make_programme(checked_on=None, validity=Validity.ENDED)

    drafts, check = dashboard(world, "editor")

    assert [item.title for item in drafts.items] == [str(own)]
    assert [figure.value for figure in check.figures] == [2]


def test_the_office_sees_counts(world: World) -> None:
    make_measure(light=Light.RED, light_reason="Geld fehlt.", **PUBLISHED)
    make_measure(**PUBLISHED)
    make_measure()
    make_programme()

    (section,) = dashboard(world, "office")

    assert [figure.value for figure in section.figures] == [2, 1, 1, 1]


def test_partners_see_the_measures_they_lead(world: World) -> None:
    led = make_measure("Lotsen", lead=world.partner_org_a, **PUBLISHED)
    draft = make_measure("Zweite", lead=world.partner_org_a)
    make_measure("Fertig", lead=world.partner_org_a, progress=Progress.COMPLETED, **PUBLISHED)
    make_measure("Fremd", lead=world.partner_org_b, **PUBLISHED)

    assert titles(dashboard(world, "partner_a")) == [[str(led), str(draft)]]
    assert dashboard(world, "dpo") == []


def test_the_digest_tells_what_changed_once(world: World) -> None:
    own = make_measure("Eigene", lead=world.partner_org_a)
    other = make_measure("Andere", lead=world.partner_org_b)
    for measure in (own, other):
        actions.publish_measure(measure, by=world.actor("editor"))
        record("edited", measure, by=world.actor("editor"), changes={"title": ["a", "b"]})
    make_measure("Unverändert", **PUBLISHED)

    assert titles(digest(world, "partner_a")) == [[str(own)], [str(other)]]
    assert digest(world, "partner_a", days=0) == []


def test_a_long_digest_is_cut_and_says_so(world: World) -> None:
    for _measure in range(10):
        actions.publish_measure(make_measure(), by=world.actor("editor"))

    (section,) = digest(world, "partner_a")

    assert (len(section.items), "2" in section.note) == (8, True)


def test_search_finds_number_and_words(world: World) -> None:
    measure = make_measure("Azubi-Lotsen", number="M-2026-500", **PUBLISHED)
    actor = world.actor("partner_a")

    found = [[hit.title for hit in area.search(actor, query)] for query in ("m-2026-5", "lotse", "nirgends")]

    assert found == [[str(measure)], [str(measure)], []]


def test_a_foreign_draft_is_neither_found_nor_mailed(world: World) -> None:
    """S10 for dashboard, digest and search."""
    canary = f"ZZ-B-{uuid4()}"
    draft = make_measure(canary, lead=world.partner_org_b)
    for verb in ("created", "edited", "published"):
        record(verb, draft, by=world.actor("editor"))

    for name in ("partner_a", "adviser_a", "dpo", "operator"):
        seen = repr([dashboard(world, name), digest(world, name), area.search(world.actor(name), canary)])
        assert canary not in seen


def test_a_digest_never_names_a_draft_even_to_those_who_see_it(world: World) -> None:
    draft = make_measure(lead=world.partner_org_a)
    actions.publish_measure(draft, by=world.actor("editor"))
    actions.unpublish_measure(draft, by=world.actor("editor"))

    assert [digest(world, name) for name in ("partner_a", "editor", "office")] == [[], [], []]
    assert Measure.objects.count() == 1


@pytest.mark.parametrize("verb", ["published", "reissued", "edited"])
def test_a_saved_search_tells_of_whatever_readers_see_changed(world: World, verb: str) -> None:
    measure = make_measure("Azubi-Lotsen", **PUBLISHED)
    record(verb, measure, by=world.actor("editor"))
    now = timezone.now()

    items = area.saved_search_changed(
        world.actor("partner_b"), QueryDict("q=lotsen"), now - timedelta(days=7), now + timedelta(minutes=1)
    )

    assert [item.title for item in items] == [str(measure)]
