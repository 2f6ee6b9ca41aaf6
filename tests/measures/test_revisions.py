"""Versions: who reads which, two side by side, one of them again; the first ones of what was there before."""

import importlib

import pytest
from django.apps import apps
from django.db import connection

from measures.actions import drafts, measures
from measures.content import as_measure, content_of, merge, overlay
from measures.models import Measure, MeasureDraft, MeasureRevision
from measures.states import MeasureState
from measures.wording import comparison
from tests.factories import World
from tests.measures.factories import make_agreement, make_draft, make_measure, make_programme, make_proposal

PUBLISHED = {"state": MeasureState.PUBLISHED}


@pytest.fixture
def by(world: World):
    return world.actor("editor")


def seen(client, measure: Measure) -> list[int]:
    response = client.get(f"{measure.get_absolute_url()}fassungen/", secure=True)
    return [row["number"] for row in response.context["rows"]]


def test_who_reads_which_versions(world: World, by, sign_in) -> None:
    """Published, draft, proposal of partner B: readers see the published one, the lead the draft too."""
    measure = make_measure("Lotsen", lead=world.partner_org_a, **PUBLISHED)
    make_draft(measure, by, title="Zwei")
    make_proposal(measure, world.actor("partner_b"), title="Drei")

    found = {
        name: seen(sign_in(getattr(world, name)), measure)
        for name in ("editor", "office", "partner_a", "partner_b", "adviser_a", "dpo")
    }

    assert found == {
        "editor": [3, 2, 1],
        "office": [3, 2, 1],
        "partner_a": [2, 1],
        "partner_b": [3, 1],
        "adviser_a": [1],
        "dpo": [1],
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_versions_takes_six_statements(
    rows: int, world: World, by, sign_in, django_assert_num_queries
) -> None:
    measure = make_measure("Lotsen", **PUBLISHED)
    for number in range(rows):
        make_draft(measure, by, title=f"Text {number}")
    client = sign_in(world.editor)
    client.get("/massnahmen/", secure=True)

    with django_assert_num_queries(6):
        assert len(seen(client, measure)) == rows + 1


def test_two_versions_field_by_field(world: World, by, sign_in) -> None:
    measure = make_measure("Lotsen", summary="Bis 10 Beschäftigte.", lead=world.partner_org_a, **PUBLISHED)
    make_draft(measure, by, summary="Bis 20 Beschäftigte.", supporters=[world.chamber_b.pk])

    response = sign_in(world.editor).get(f"{measure.get_absolute_url()}vergleich/?von=1&nach=2", secure=True)

    compared = response.context["compared"]
    summary = next(one for one in compared.changed if one.name == "summary")
    assert [(one.kind, one.text) for one in summary.right if one.kind == "new"] == [("new", "20 ")]
    assert [one.name for one in compared.changed] == ["summary", "supporters"]
    html = response.content.decode()
    assert '<del><span class="kern-sr-only">' in html and '<ins><span class="kern-sr-only">' in html
    assert "Muster-Wirtschaftsförderung" in dict(compared.same).values()


@pytest.mark.parametrize("query", ["", "?von=x&nach=", "?von=²", "?von=1&nach=1"])
def test_any_address_of_the_comparison_answers(query: str, world: World, by, sign_in) -> None:
    measure = make_measure("Lotsen", **PUBLISHED)
    make_draft(measure, by, title="Zwei")

    response = sign_in(world.editor).get(f"{measure.get_absolute_url()}vergleich/{query}", secure=True)

    assert response.status_code == 200


@pytest.mark.parametrize("query", ["?nach=2", "?von=3", "?von=9"])
def test_a_version_one_may_not_read_is_not_there(query: str, world: World, by, sign_in) -> None:
    measure = make_measure("Lotsen", **PUBLISHED)
    make_draft(measure, by, title="Geheim zwei")
    make_proposal(measure, world.actor("partner_a"), title="Geheim drei")

    response = sign_in(world.partner_b).get(f"{measure.get_absolute_url()}vergleich/{query}", secure=True)

    assert response.status_code == 404


def test_restoring_makes_a_new_version_and_keeps_the_check(world: World, by) -> None:
    measure = make_programme("Pakt", needs_check=True)
    make_draft(measure, by, title="Zwei")
    measures.publish_measure(measure, by=by)
    first = measure.revisions.get(number=1)
    Measure.objects.update(needs_check=False)

    for _click in range(2):
        draft = drafts.restore_revision(first, by=by)

    assert (draft.head.kind, draft.head.content["title"]) == ("restored", "Pakt")
    assert draft.head.content["needs_check"] is False
    assert measure.revisions.filter(kind="restored").count() == 1
    assert Measure.objects.get().title == "Zwei"


def test_restoring_leaves_out_who_is_gone(world: World, by) -> None:
    measure = make_measure("Lotsen", agreement=make_agreement(), **PUBLISHED)
    measure.supporters.set([world.partner_org_b])
    make_draft(measure, by, title="Zwei", agreement=None, supporters=[])
    measures.publish_measure(measure, by=by)
    gone = measure.revisions.get(number=1)
    agreement = gone.content["agreement"]
    apps.get_model("measures", "SourceAgreement").objects.filter(pk=agreement).delete()

    drafts.restore_revision(gone, by=by)
    measures.publish_measure(measure, by=by)

    stored = Measure.objects.get()
    assert (stored.title, stored.agreement, list(stored.supporters.all())) == (
        "Lotsen",
        None,
        [world.partner_org_b],
    )


# --- contents ---------------------------------------------------------------------------------------------


def test_a_content_shows_as_the_measure_it_was(world: World) -> None:
    """Every field goes into the content and comes back the same."""
    measure = make_measure(
        lead=world.chamber_a,
        agreement=make_agreement(),
        target_groups=["Betriebe", "Schulen"],
        sources=["https://muster.example/a"],
        contact="Alex Musterlein",
        checked_on="2026-11-01",
    )
    measure.supporters.set([world.chamber_b, world.partner_org_b])
    stored = Measure.objects.get()
    blank = make_measure()

    shown = as_measure(blank, content_of(stored))

    assert content_of(shown) == content_of(stored)
    assert content_of(Measure.objects.get(pk=blank.pk)) != content_of(stored)


def test_merging_and_laying_over() -> None:
    base = {"title": "a", "summary": "a", "funding": "a", "contact": "a"}
    mine = base | {"title": "b", "contact": "b"}
    theirs = base | {"summary": "c", "contact": "c"}

    assert merge(base, mine, theirs) == {"title": "b", "summary": "c", "funding": "a", "contact": "b"}
    assert overlay(base, mine, dict(theirs)) == (theirs | {"title": "b", "contact": "b"}, ["contact"])


def test_words_are_those_of_the_form(world: World) -> None:
    measure = make_measure(lead=world.chamber_a, checked_on="2026-11-01", needs_check=True)
    content = content_of(Measure.objects.get())

    same = dict(comparison(content, content, measure.kind).same)

    assert {"Muster-IHK", "1.11.2026", "ja", "läuft"} <= set(same.values())


# --- what was there before versions -----------------------------------------------------------------------


def test_the_migration_gives_each_measure_its_first_version(world: World) -> None:
    make_measure("Entwurf")
    published = make_measure("Lotsen", lead=world.chamber_a, period_end="2026-12-31", **PUBLISHED)
    published.supporters.set([world.chamber_b])
    make_measure("Alt", state=MeasureState.ARCHIVED)
    migration = importlib.import_module("measures.migrations.0005_first_revisions")

    for _run in range(2):
        with connection.schema_editor(atomic=False) as editor:
            migration.first_revisions(apps, editor)

    shown = list(Measure.objects.order_by("pk").values_list("title", "published_revision__number"))
    assert shown == [("Entwurf", None), ("Lotsen", 1), ("Alt", 1)]
    assert [one.measure.title for one in MeasureDraft.objects.all()] == ["Entwurf"]
    for revision in MeasureRevision.objects.select_related("measure"):
        assert revision.content == content_of(Measure.objects.get(pk=revision.measure_id))
