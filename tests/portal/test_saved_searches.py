"""Saved searches: one spelling of a filter, the menu of a list, the pages, and the Wochenüberblick."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from measures.actions import measures as measure_actions
from measures.states import MeasureState
from portal.digests.digest import sections_for
from portal.searches.actions import MOST, save_search
from portal.searches.lists import normalised, savable
from portal.searches.models import SavedSearch
from portal.workflow import TransitionRefused
from tests.factories import World
from tests.measures.factories import make_measure

LIST, PAGE = "/massnahmen/", "/gespeicherte-suchen/"
PUBLISHED = {"state": MeasureState.PUBLISHED}


@pytest.fixture
def client(world: World, sign_in) -> Client:
    client = sign_in(world.partner_a)
    client.get(LIST, secure=True)
    return client


def save(world: World, query: str, name: str = "Lotsen", *, who: str = "partner_a", in_digest: bool = True):
    return save_search(savable("measures"), query, name=name, in_digest=in_digest, by=world.actor(who))


def digest(world: World, who: str = "partner_a") -> list:
    end = timezone.now() + timedelta(minutes=1)
    return sections_for(world.actor(who), end - timedelta(days=7), end)


def publish(world: World, title: str, **values: object):
    measure = make_measure(title, **values)
    measure_actions.publish_measure(measure, by=world.actor("editor"))
    return measure


@pytest.mark.parametrize(
    ("query", "stored"),
    [
        ("focus=1&q=lotsen", "q=lotsen&focus=1"),
        ("q=lotsen&after=M-2026-001&sort=x&nonsense=1", "q=lotsen"),
        ("q=+lotsen+&lead=&kind=programme", "kind=programme&q=lotsen"),
        ("q=a&q=b", "q=b"),
        ("q=%00", ""),
        ("", ""),
    ],
)
def test_filters_that_are_alike_are_stored_alike(query: str, stored: str) -> None:
    assert normalised(savable("measures"), query) == stored


def test_a_filter_is_saved_from_the_list_under_its_words(client: Client, world: World) -> None:
    menu = client.get(f"{LIST}?q=lotsen&progress=running&after=x", secure=True).context["saved"]
    form = {"list": menu.list, "query": menu.query, "name": menu.name, "in_digest": "on"}

    response = client.post(f"{PAGE}merken/", form, secure=True)

    search = SavedSearch.objects.get()
    assert (search.membership, search.query, search.in_digest) == (
        world.partner_a, "q=lotsen&progress=running", True,
    )  # fmt: skip
    assert search.name == menu.name != ""
    assert response["Location"] == f"{LIST}?q=lotsen&progress=running"


def test_a_saved_filter_stands_in_the_menu_and_is_not_offered_again(client: Client, world: World) -> None:
    search = save(world, "q=lotsen")

    there = client.get(f"{LIST}?q=lotsen", secure=True).context["saved"]
    elsewhere = client.get(f"{LIST}?q=betrieb", secure=True).context["saved"]

    assert (there.is_saved, elsewhere.is_saved) == (True, False)
    assert there.entries == [{"name": "Lotsen", "url": f"{PAGE}{search.key}/"}]


def test_a_name_that_does_not_fit_is_asked_for_again(client: Client) -> None:
    form = {"list": "measures", "query": "q=lotsen", "name": "x" * 81}

    response = client.post(f"{PAGE}merken/", form, secure=True)

    assert response.status_code == 200
    assert response.context["form"].errors["name"]
    assert 'value="q=lotsen"' in response.content.decode()
    assert not SavedSearch.objects.exists()


def test_saving_the_same_filter_again_renames_it(world: World) -> None:
    first = save(world, "q=lotsen&focus=1")

    second = save(world, "focus=1&q=lotsen", "Anders", in_digest=False)

    assert second.pk == first.pk
    assert (second.name, second.in_digest) == ("Anders", False)


def test_no_access_keeps_more_than_thirty(world: World) -> None:
    SavedSearch.objects.bulk_create(
        SavedSearch(membership=world.partner_a, list="measures", query=f"q={n}", name=str(n))
        for n in range(MOST)
    )

    with pytest.raises(TransitionRefused):
        save(world, "q=noch-eine")


def test_a_filter_too_long_is_refused(world: World) -> None:
    with pytest.raises(TransitionRefused):
        save(world, "q=" + "ä" * 300 + "&lead=" + "ä" * 100)


def test_the_database_keeps_a_filter_once(world: World) -> None:
    save(world, "q=lotsen")

    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.create(membership=world.partner_a, list="measures", query="q=lotsen", name="x")


def test_opening_leads_to_the_list_and_notes_when(client: Client, world: World) -> None:
    search = save(world, "q=lotsen&focus=1")

    response = client.get(f"{PAGE}{search.key}/", secure=True)

    search.refresh_from_db()
    assert response["Location"] == f"{LIST}?q=lotsen&focus=1"
    assert search.last_seen_at is not None


def test_rename_leave_out_and_delete(client: Client, world: World) -> None:
    search = save(world, "q=lotsen")
    client.post(f"{PAGE}{search.key}/bearbeiten/", {"name": "Neu", "in_digest": "on"}, secure=True)
    client.post(f"{PAGE}{search.key}/wochenueberblick/", {"wanted": "0"}, secure=True)
    search.refresh_from_db()

    response = client.post(f"{PAGE}{search.key}/loeschen/", secure=True)

    assert (search.name, search.in_digest, response["Location"]) == ("Neu", False, PAGE)
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_four_statements(rows: int, client, world, django_assert_num_queries) -> None:
    for at in range(rows):
        save(world, f"q={at}", f"Ä {at}")

    with django_assert_num_queries(4):
        assert len(client.get(PAGE, secure=True).context["rows"]) == rows


def test_searches_go_with_the_access(world: World) -> None:
    search = save(world, "q=lotsen")

    world.partner_a.delete()

    assert not SavedSearch.objects.filter(pk=search.pk).exists()


# --- Wochenüberblick --------------------------------------------------------------------------------------


def test_what_is_new_in_a_saved_search_is_told_once(world: World) -> None:
    """Not again in the news of the catalogue, and not twice when two searches have it."""
    lotsen, other = publish(world, "Lotsen"), publish(world, "Pflege")
    save(world, "q=lotsen", "Meine Lotsen")
    save(world, "focus=1&q=Lotse", "Zweite")

    sections = digest(world)

    titles = [[item.title for item in section.items] for section in sections]
    assert titles == [[str(lotsen)], [str(other)]]
    assert "Meine Lotsen" in sections[0].items[0].why


def test_ones_own_measure_stays_among_ones_own(world: World) -> None:
    own = publish(world, "Lotsen", lead=world.partner_org_a)
    save(world, "q=lotsen")

    assert [[item.url for item in section.items] for section in digest(world)] == [[own.get_absolute_url()]]


def test_a_search_outside_the_digest_tells_nothing(world: World) -> None:
    publish(world, "Lotsen")
    save(world, "q=lotsen", "Stumm", in_digest=False)

    assert "Stumm" not in repr(digest(world))


def test_what_did_not_change_in_the_period_is_not_told(world: World) -> None:
    make_measure("Lotsen", **PUBLISHED)
    save(world, "q=lotsen")

    assert digest(world) == []


def test_a_search_never_tells_of_drafts(world: World) -> None:
    draft = publish(world, "Lotsen", lead=world.partner_org_b)
    measure_actions.unpublish_measure(draft, by=world.actor("editor"))
    for who in ("partner_a", "editor", "office"):
        save(world, "q=lotsen", who=who)

        assert digest(world, who) == []


def test_another_access_is_told_nothing(world: World) -> None:
    publish(world, "Lotsen")
    save(world, "q=lotsen", "Meine Lotsen")

    assert "Meine Lotsen" not in repr(digest(world, "partner_b"))
