"""Finding measures by words: forms, umlauts either way, compounds, typing errors, order, marks."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from measures.indicators import Aim, target_on
from measures.models import Measure
from measures.searching import follow_renamed_organisations, refresh
from measures.states import MeasureState
from portal.activity.recording import record
from tests.factories import World, make_district
from tests.measures.factories import make_measure, make_programme

LIST = "/massnahmen/"
PUBLISHED = {"state": MeasureState.PUBLISHED}


@pytest.fixture
def client(world: World, sign_in) -> Client:
    return sign_in(world.partner_a)


def rows(client: Client, words: str, **more: str) -> list:
    response = client.get(LIST, {"q": words, **more}, secure=True)
    assert response.status_code == 200
    return response.context["page"].rows


def found(client: Client, words: str) -> bool:
    return bool(rows(client, words))


@pytest.mark.parametrize(
    ("words", "hit"),
    [
        ("Ausbildungsplätze", True),
        ("ausbildungsplatz", True),
        ("Ausbildungsplaetze", True),
        ("Kuenzelsau", True),
        ("Künzelsau", True),
        ("Kunzelsau", True),
        ("Platz", True),
        ("Plätze in Künzelsau", True),
        ("platzbör", True),
        ("Azubis", True),
        ("zubi", True),
        ("Strasse", True),
        ('"ein Ausbildungsplatz"', True),
        ('"Ausbildungsplatz verloren"', True),
        ('"verloren Ausbildungsplatz"', False),
        ("Ausbildungsplatz -Künzelsau", False),
        ("Ausbildungsplatz -Öhringen", True),
        ("Schueler", True),
        ("Handwerkskammer", True),
        ("Metall", True),
        ("die und der", False),
        ("nirgends", False),
        ("pl", False),
        ("%", False),
        ("_____", False),
        ("' OR 1=1 --", False),
        ("\\", False),
        ("x" * 300, False),
        ("Platz\x00", True),
        ("((&|!:*", False),
    ],
)
def test_words_find_the_measure(words: str, hit: bool, client: Client, world: World) -> None:
    world.chamber_b.name = "Muster-Handwerkskammer"
    world.chamber_b.save()
    measure = make_measure(
        "Azubi-Lotsen",
        summary="Bevor ein Ausbildungsplatz verloren geht.",
        description="Die **Ausbildungsplatzbörse** an der Neuen *Straße* in Künzelsau.",
        lead=world.chamber_b,
        target_groups=["Schülerinnen und Schüler"],
        **PUBLISHED,
    )
    measure.supporters.set([world.partner_org_b])
    refresh([measure])

    assert found(client, words) is hit


def test_the_town_is_found_however_the_text_spells_it(client: Client) -> None:
    make_measure("Runde in Kuenzelsau", **PUBLISHED)

    assert [found(client, words) for words in ("Künzelsau", "Kuenzelsau", "Künzelsauer")] == [
        True,
        True,
        True,
    ]


def test_a_contact_is_not_searched(client: Client) -> None:
    make_measure(contact="Alex Musterlein", **PUBLISHED)

    assert not found(client, "Musterlein")


def test_the_title_comes_before_the_summary_before_the_rest(client: Client) -> None:
    make_measure("C Rest", description="Hier geht es um Lotsen.", **PUBLISHED)
    make_measure("B Summe", summary="Es geht um Lotsen.", **PUBLISHED)
    make_measure("Z Lotsen", **PUBLISHED)
    make_measure("A Lotsendienst", **PUBLISHED)
    make_measure("Y Teil", description="Ein Lotsendienst.", **PUBLISHED)

    shown = [row.number for row in rows(client, "lotsen")]

    titles = [Measure.objects.get(number=number).title for number in shown]
    assert titles == ["Z Lotsen", "A Lotsendienst", "B Summe", "C Rest", "Y Teil"]


def test_pages_of_a_search_go_on_where_the_last_one_ended(client: Client, settings) -> None:
    settings.LIST_PAGE_SIZE = 2
    for at in range(5):
        make_measure(f"Lotsen {at}", **PUBLISHED)
    make_measure("Anderes", summary="Lotsen", **PUBLISHED)

    numbers, url = [], f"{LIST}?q=lotsen"
    while url:
        page = client.get(url, secure=True).context["page"]
        numbers += [row.number for row in page.rows]
        url = page.next_url

    assert len(numbers) == len(set(numbers)) == 6


def test_hits_are_marked_and_nothing_else_is_html(client: Client) -> None:
    make_measure("<i>Lotsen</i> in Künzelsau", summary="Lotse & Co.", **PUBLISHED)

    (row,) = rows(client, "Lotsen Kuenzelsau")

    assert row.title == "&lt;i&gt;<mark>Lotsen</mark>&lt;/i&gt; in <mark>Künzelsau</mark>"
    assert row.summary == "<mark>Lotse</mark> &amp; Co."


def test_a_hit_in_the_description_alone_shows_its_words(client: Client) -> None:
    make_measure("Anderes", description="Viele Worte. " * 40 + "Dann die **Lotsen** im Betrieb.", **PUBLISHED)

    (row,) = rows(client, "Lotse")

    assert "<mark>Lotsen</mark>" in row.snippet
    assert len(row.snippet) < 300


def test_a_typing_error_is_answered_with_what_was_probably_meant(client: Client) -> None:
    measure = make_measure("Ausbildungsplatz sichern", **PUBLISHED)
    make_measure("Ausbildungsplatz im Entwurf")

    similar = client.get(f"{LIST}?q=Ausbildungspaltz", secure=True).context["similar"]

    assert similar.words == "Ausbildungsplatz"
    assert similar.url == f"{LIST}?q=Ausbildungsplatz"
    assert [row["number"] for row in similar.rows] == [measure.number]


def test_similar_words_are_not_offered_where_enough_is_found(client: Client) -> None:
    for _measure in range(3):
        make_measure("Lotsen", **PUBLISHED)
    make_measure("Lotzen", **PUBLISHED)

    assert client.get(f"{LIST}?q=Lotsen", secure=True).context["similar"] is None


def test_words_that_say_nothing_are_named(client: Client) -> None:
    make_measure(**PUBLISHED)

    response = client.get(f"{LIST}?q=die+und+der", secure=True)

    assert response.context["filter"].question.says_nothing
    assert response.context["page"].rows == []


def test_programmes_that_fit_stand_below(client: Client) -> None:
    make_measure("Lotsen", **PUBLISHED)
    for at in range(6):
        make_programme(f"Lotsenprämie {at}")
    make_programme("Anderes")

    programmes = client.get(f"{LIST}?q=lotsen&progress=running", secure=True).context["programmes"]

    assert (len(programmes.rows), bool(programmes.more)) == (5, True)
    assert programmes.url == f"{LIST}?q=lotsen&kind=programme"
    assert client.get(LIST, secure=True).context["programmes"] is None


def test_the_row_shows_the_first_indicator_and_what_is_late(client: Client, world: World) -> None:
    measure = make_measure("Lotsen", **PUBLISHED)
    first = measure.indicators.create(title="Beratene Betriebe", unit="Betriebe", position=0)
    measure.indicators.create(title="Anderes", position=1)
    for organisation, day, value in [
        (world.chamber_a, 1, 10), (world.chamber_a, 9, 40), (world.chamber_b, 5, 22),
    ]:  # fmt: skip
        first.readings.create(organisation=organisation, read_on=date(2026, 3, day), value=value)
    first.targets.create(due_on=date(2026, 1, 1), value=20)
    first.targets.create(due_on=date(2026, 3, 1), value=80)
    first.targets.create(due_on=date(2099, 12, 31), value=100)
    measure.milestones.create(title="Erster", due_on=timezone.localdate() - timezone.timedelta(days=34))

    (row,) = client.get(LIST, secure=True).context["page"].rows

    assert row.figure.startswith("Beratene Betriebe: 62 ")
    assert row.figure.endswith(" 80 Betriebe")
    assert [text for text in row.late if "34" in text] == row.late != []


@pytest.mark.parametrize("read_on", [date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1), date(2027, 1, 1)])
def test_row_and_page_measure_by_the_same_target(client: Client, world: World, read_on: date) -> None:
    measure = make_measure("Lotsen", **PUBLISHED)
    indicator = measure.indicators.create(title="Beratene Betriebe")
    indicator.readings.create(organisation=world.chamber_a, read_on=read_on, value=62)
    aims = [Aim(date(2026, 2, 1), 20), Aim(date(2026, 3, 1), 80), Aim(date(2026, 12, 31), 110)]
    for aim in aims:
        indicator.targets.create(due_on=aim.day, value=aim.value)

    (row,) = client.get(LIST, secure=True).context["page"].rows

    target, _is_due = target_on(aims, read_on)
    assert row.figure == f"Beratene Betriebe: 62 von {target.value}"


def test_tiles_count_milestones_and_what_is_overdue(client: Client) -> None:
    published, draft = make_measure("Lotsen", **PUBLISHED), make_measure("Entwurf")
    for measure in (published, draft):
        measure.milestones.create(title="a", due_on=date(2026, 1, 1), reached_on=date(2026, 1, 2))
        measure.milestones.create(title="b", due_on=date(2026, 1, 1))
        measure.milestones.create(title="c", due_on=date(2099, 1, 1))

    tiles = client.get(LIST, secure=True).context["tiles"]

    assert tiles[0]["milestones"] == {"all": 3, "reached": 1}
    assert [tile["late"] for tile in tiles] == [1, 0, 0]
    assert tiles[1]["milestones"] is None


# --- what the search knows of organisations ---------------------------------------------------------------


def test_names_are_written_when_a_form_is_saved(client: Client, world: World, sign_in) -> None:
    """A supporter named in the form is found by its short name at once."""
    form = {
        "focus_area": "1",
        "title": "Muster",
        "progress": "running",
        "light": "none",
        "version": "1",
        "lead": world.partner_org_a.pk,
        "supporters": [world.partner_org_b.pk],
    }
    sign_in(world.editor).post(f"{LIST}neu/", form, secure=True)
    Measure.objects.update(state=MeasureState.DRAFT)

    editor = sign_in(world.editor)
    assert found(editor, "Innung")
    assert found(editor, "Wirtschaftsförderung")


def test_the_one_district_of_the_lead_is_a_place(client: Client, world: World) -> None:
    measure = make_measure(lead=world.partner_org_a, **PUBLISHED)
    refresh([measure])
    one = found(client, "Hohenlohekreis")
    world.partner_org_a.districts.add(make_district())
    refresh([measure])

    assert (one, found(client, "Hohenlohekreis")) == (True, False)


def test_a_renamed_organisation_is_found_by_its_new_name(client: Client, world: World) -> None:
    refresh([make_measure(lead=world.chamber_b, **PUBLISHED)])
    world.chamber_b.short_name = "Neuname"
    world.chamber_b.save()
    record("edited", world.chamber_b, by=world.actor("office"))

    for _run in range(2):
        follow_renamed_organisations(timezone.now())

    assert found(client, "Neuname")
