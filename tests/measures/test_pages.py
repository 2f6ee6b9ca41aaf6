"""One measure's page, its forms and its conflict, as the browser gets them."""

from datetime import date

from django.test import Client

from measures.actions import measures as actions
from measures.models import Measure
from measures.states import Light, MeasureState
from tests.factories import World
from tests.measures.factories import make_agreement, make_measure, make_programme, opened_on

PUBLISHED = {"state": MeasureState.PUBLISHED}


def page(client: Client, measure: Measure) -> str:
    response = client.get(measure.get_absolute_url(), secure=True)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_what_is_known(world: World, sign_in) -> None:
    measure = make_measure(
        "Lotsen",
        lead=world.partner_org_a,
        description="## Ziel\n\n**Halten** <script>alert(1)</script>",
        light=Light.AMBER,
        light_reason="Stellen fehlen.",
        light_on=date(2026, 10, 14),
        agreement=make_agreement("Erklärung 2020"),
        sources=["https://muster.example/quelle", "Heft 3"],
        contact="Alex Musterlein",
        **PUBLISHED,
    )

    html = page(sign_in(world.partner_b), measure)

    assert "<h3>Ziel</h3>" in html
    assert "<strong>Halten</strong>" in html
    assert "<script>alert" not in html
    assert "bp-light--yellow" in html
    assert "Stellen fehlen." in html
    assert "Erklärung 2020" in html
    assert 'href="https://muster.example/quelle"' in html
    assert "Heft 3" in html
    assert "Alex Musterlein" in html


def test_buttons_follow_rights_and_state(world: World, sign_in) -> None:
    measure = make_measure(lead=world.partner_org_a, **PUBLISHED)
    base = measure.get_absolute_url()
    steps = [f"{base}{step}/" for step in ("veroeffentlichen", "entwurf", "archivieren", "wieder-oeffnen")]

    for_editor, for_partner = page(sign_in(world.editor), measure), page(sign_in(world.partner_a), measure)

    assert [step in for_editor for step in steps] == [False, True, True, False]
    assert f"{base}bearbeiten/" in for_editor
    assert not any(step in for_partner for step in [*steps, f"{base}bearbeiten/"])


def test_the_timeline_tells_fields_and_organisation_but_no_values(world: World, sign_in) -> None:
    measure = make_measure(lead=world.partner_org_a)
    actions.publish_measure(measure, by=world.actor("editor"))

    response = sign_in(world.partner_a).get(measure.get_absolute_url(), secure=True)

    (event,) = response.context["events"]
    assert (event["state"], event["detail"]) == (True, "Muster-IHK")


def test_a_refused_step_says_what_is_missing(world: World, sign_in) -> None:
    measure = make_measure(summary="")

    response = sign_in(world.editor).post(
        f"{measure.get_absolute_url()}veroeffentlichen/", secure=True, follow=True
    )

    (message,) = response.context["messages"]
    assert message.level_tag == "warning"
    assert Measure.objects.get().state == MeasureState.DRAFT


def test_two_editors_at_once_end_in_the_conflict_page(world: World, sign_in) -> None:
    """L01: the second save gets 409 and overwrites nothing."""
    measure = make_measure("Alt")
    data = {"focus_area": "1", "progress": "running", "version": opened_on(measure)}
    client = sign_in(world.editor)
    url = f"{measure.get_absolute_url()}bearbeiten/"

    first = client.post(url, data | {"title": "Erster"}, secure=True)
    second = client.post(url, data | {"title": "Zweiter"}, secure=True)

    assert (first.status_code, second.status_code) == (302, 409)
    assert Measure.objects.get().title == "Erster"
    assert "Zweiter" in second.content.decode()


def test_wrong_input_comes_back_with_a_summary(world: World, sign_in) -> None:
    response = sign_in(world.editor).post("/massnahmen/neu/", {"summary": "Bleibt stehen"}, secure=True)

    html = response.content.decode()
    assert response.status_code == 200
    assert 'id="fehler"' in html
    assert "Bleibt stehen" in html


def test_confirming_a_programme(world: World, sign_in) -> None:
    measure = make_programme(needs_check=True)
    client = sign_in(world.editor)
    assert "geprueft/" in page(client, measure)

    client.post(f"{measure.get_absolute_url()}geprueft/", secure=True)

    assert Measure.objects.get().needs_check is False
    assert "geprueft/" not in page(client, measure)
