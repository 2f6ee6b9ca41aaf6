"""The writing desk on the form of a conference's minutes: nothing typed is lost, nobody else's is shown."""

import html
import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conferences.models import AgendaItem, Conference
from conferences.states import ConferenceState
from portal.retention import engine
from portal.writing import actions
from portal.writing.models import Presence, UnsavedText
from tests.conferences.factories import make_conference
from tests.factories import World, make_membership

MORNING = datetime(2026, 10, 6, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TEXT = "Anwesend: alle\r\n\r\n**Beginn** 14 Uhr <b>“ü€"
KEEP, PRESENT, PREVIEW = "/schreiben/aufheben/", "/schreiben/anwesend/", "/schreiben/vorschau/"


@pytest.fixture
def conference(db: None) -> Conference:
    return make_conference(state=ConferenceState.HELD, minutes="Alt")


def url_of(conference: Conference) -> str:
    return reverse("conferences:minutes", args=[conference.slug])


def open_form(client: Client, url: str) -> dict[str, str]:
    """What the page's main form would send: the desk's word, the version, the CSRF token."""
    page = client.get(url, secure=True).content.decode()
    names = ("desk", "version", "csrfmiddlewaretoken")
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[-1] for name in names}


def offered(client: Client, url: str) -> dict[str, str]:
    """The hidden fields of the form that takes the kept text over; none when nothing is offered."""
    page = client.get(url, secure=True).content.decode()
    form = re.search(r"<form[^>]*>((?:(?!</form>).)*name=\"resume\".*?)</form>", page, re.S)
    pairs = re.findall(r'name="([^"]+)" value="([^"]*)"', form[1]) if form else []
    return {name: html.unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"}


# --- what is typed is kept --------------------------------------------------------------------------------


def test_what_is_typed_is_kept_offered_taken_over_and_put_away(conference, world: World, sign_in) -> None:
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url) | {"minutes": TEXT}

    told = client.post(KEEP, form, secure=True).json()
    found = offered(client, url)
    resumed = client.post(url, found, secure=True)
    again = open_form(client, url) | {"minutes": TEXT}
    saved = client.post(url, again, secure=True)

    assert re.search(r"\d\d:\d\d", told["note"])
    assert found["minutes"].split() == TEXT.split()
    assert (found["version"], found["resume"]) == ("1", "1")
    assert resumed.status_code == 200 and "kern-error" not in resumed.content.decode()
    assert resumed.context["form"]["minutes"].value().split() == TEXT.split()
    assert saved.status_code == 302
    assert offered(client, url) == {}
    assert Conference.objects.get(pk=conference.pk).minutes.split() == TEXT.split()


def test_taking_over_stores_nothing_and_keeps_the_old_version(conference, world: World, sign_in) -> None:
    """Who takes a text over that is older than what is stored sees both, as with every stale save."""
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url) | {"minutes": "Meins"}
    client.post(KEEP, form, secure=True)
    client.post(url, {"minutes": "Andere", "version": "1"}, secure=True)

    client.post(url, offered(client, url), secure=True)
    stored = Conference.objects.get(pk=conference.pk).minutes
    answer = client.post(url, {"minutes": "Meins", "version": "1"}, secure=True)

    assert stored == "Andere"
    assert answer.status_code == 409


def test_a_script_that_is_late_brings_nothing_back(conference, world: World, sign_in) -> None:
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url) | {"minutes": TEXT}
    other_tab = open_form(client, url) | {"minutes": "Im anderen Fenster"}
    client.post(url, form, secure=True)

    late = client.post(KEEP, form, secure=True).json()
    nothing = offered(client, url)
    client.post(KEEP, other_tab, secure=True)

    assert (late["kept"], nothing) == ("", {})
    assert offered(client, url)["minutes"] == "Im anderen Fenster"


def test_a_save_with_mistakes_or_a_conflict_keeps_the_text(conference, world: World, sign_in) -> None:
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url) | {"minutes": TEXT}
    client.post(KEEP, form, secure=True)
    Conference.objects.filter(pk=conference.pk).update(version=5, minutes="Andere")

    answer = client.post(url, form, secure=True)

    assert answer.status_code == 409
    assert offered(client, url)["minutes"].split() == TEXT.split()


def test_giving_up_wipes_it(conference, world: World, sign_in) -> None:
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url) | {"minutes": TEXT}
    client.post(KEEP, form, secure=True)

    answers = [
        client.post("/schreiben/verwerfen/", form | {"back": back}, secure=True).url
        for back in ("", "/konferenzen/", "//evil.example", "https://evil.example", "/\\evil.example")
    ]

    assert answers == [url, "/konferenzen/", url, url, url]
    assert not UnsavedText.objects.get().typed
    assert offered(client, url) == {}


def test_it_is_stored_encrypted_and_belongs_to_one_person(conference, world: World, sign_in) -> None:
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url) | {"minutes": "Muster-Geheimnis"}
    client.post(KEEP, form, secure=True)

    foreign = [sign_in(world.editor).post(path, form, secure=True).status_code for path in (KEEP, PRESENT)]
    forged = client.post(KEEP, form | {"desk": form["desk"][:-2] + "xx"}, secure=True).status_code
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM writing_unsavedtext")
        (stored,) = cursor.fetchone()

    assert (foreign, forged) == ([404, 404], 404)
    assert "Muster-Geheimnis" not in stored
    assert "Muster" not in str(UnsavedText.objects.get().typed)


def test_a_text_that_is_too_long_is_refused_in_words(conference, world: World, sign_in) -> None:
    client = sign_in(world.office)
    form = open_form(client, url_of(conference)) | {"minutes": "x" * (actions.MOST_TYPED + 1)}

    told = client.post(KEEP, form, secure=True).json()

    assert told["kept"] == "" and told["note"]
    assert not UnsavedText.objects.exists()


def test_retention_removes_it_after_fourteen_days(conference, world: World, sign_in) -> None:
    client = sign_in(world.office)
    client.post(KEEP, open_form(client, url_of(conference)) | {"minutes": TEXT}, secure=True)
    kept_at = UnsavedText.objects.get().kept_at

    counts = [
        engine.run(kept_at + timedelta(days=days), dry_run=True)["unsaved_text"] for days in (13, 14.01)
    ]

    assert counts == [0, 1]


# --- the session has ended --------------------------------------------------------------------------------


STRICT = {"enforce_csrf_checks": True, "headers": {"referer": "https://testserver/"}}


def test_l06_a_session_that_ended_while_typing_costs_no_letter(conference, world: World, sign_in) -> None:
    url = url_of(conference)
    with time_machine.travel(MORNING, tick=False) as clock:
        client = sign_in(world.office, **STRICT)
        form = open_form(client, url) | {"minutes": TEXT}
        clock.shift(timedelta(minutes=31))

        answer = client.post(url, form, secure=True)
        to_sign_in = client.get(answer.url, secure=True)
        client = sign_in(world.office, **STRICT)
        found = offered(client, url)
        found["csrfmiddlewaretoken"] = open_form(client, url)["csrfmiddlewaretoken"]
        resumed = client.post(url, found, secure=True)

    assert (answer.status_code, answer.url) == (302, url)
    assert to_sign_in.url == f"{reverse('account_login')}?next={url}"
    assert found["minutes"].replace("\r\n", "\n") == TEXT.replace("\r\n", "\n")
    assert resumed.context["form"]["minutes"].value().replace("\r\n", "\n") == TEXT.replace("\r\n", "\n")
    assert Conference.objects.get(pk=conference.pk).minutes == "Alt"


def test_l06_the_script_of_an_ended_session_is_told_and_the_text_kept(
    conference, world: World, sign_in
) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = sign_in(world.office, **STRICT)
        form = open_form(client, url_of(conference)) | {"minutes": TEXT}
        clock.shift(timedelta(minutes=31))

        answer = client.post(KEEP, form, secure=True)

    assert (answer.status_code, answer.json()["signed_out"]) == (403, True)
    assert UnsavedText.objects.get().user == world.office.user


def test_without_a_desk_an_ended_session_is_refused_as_ever(conference, world: World) -> None:
    client, url = Client(**STRICT), url_of(conference)

    answers = [
        client.post(url, {"minutes": TEXT}, secure=True),
        client.post(url, {"minutes": TEXT, "desk": "x"}, secure=True),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not UnsavedText.objects.exists()


def test_s05_keeping_pings_and_previews_do_not_prolong_the_session(conference, world: World, sign_in) -> None:
    url = url_of(conference)
    with time_machine.travel(MORNING, tick=False) as clock:
        client = sign_in(world.office)
        form = open_form(client, url) | {"minutes": TEXT, "text": TEXT}
        for _minute in range(30):
            clock.shift(timedelta(minutes=1))
            answers = [
                client.post(path, form, secure=True) for path in (KEEP, PRESENT, "/schreiben/vorschau/")
            ]
            assert [answer.status_code for answer in answers] == [200, 200, 200]
        clock.shift(timedelta(minutes=1))
        after = client.get(url, secure=True)

    assert after.status_code == 302


def test_going_on_working_does_prolong_it(conference, world: World, sign_in) -> None:
    url = url_of(conference)
    with time_machine.travel(MORNING, tick=False) as clock:
        client = sign_in(world.office)
        open_form(client, url)
        clock.shift(timedelta(minutes=29))
        client.post("/schreiben/weiterarbeiten/", secure=True)
        clock.shift(timedelta(minutes=29))
        after = client.get(url, secure=True)

    assert after.status_code == 200


# --- preview ----------------------------------------------------------------------------------------------


def test_the_preview_without_script_keeps_everything_and_stores_nothing(
    conference, world: World, sign_in
) -> None:
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url) | {"minutes": "## Ort\n\n**fett**", "preview": "minutes"}

    page = client.post(url, form, secure=True).content.decode()

    assert "<h3>Ort</h3>" in page and "<strong>fett</strong>" in page
    assert "## Ort" in page
    assert "kern-error" not in page
    assert Conference.objects.get(pk=conference.pk).minutes == "Alt"


@pytest.mark.parametrize("name", ["version", "unknown", "csrfmiddlewaretoken", ""])
def test_the_preview_of_no_formatted_field_shows_the_form_alone(
    conference, world: World, sign_in, name: str
) -> None:
    client, url = sign_in(world.office), url_of(conference)

    answer = client.post(url, {"minutes": "Neu", "version": "1", "preview": name}, secure=True)

    assert answer.status_code == 200
    assert 'id="vorschau"' not in answer.content.decode()
    assert Conference.objects.get(pk=conference.pk).minutes == "Alt"


def test_the_live_preview_is_the_page_s_own_rendering(world: World, sign_in) -> None:
    answer = sign_in(world.partner_a).post(
        PREVIEW, {"text": "- eins\n- <script>alert(1)</script>"}, secure=True
    )

    page = answer.content.decode()
    assert "<ul>" in page and "<script" not in page and "<html" not in page


# --- who is there -----------------------------------------------------------------------------------------


def test_l07_who_edits_is_seen_by_those_who_may_edit_until_they_leave(
    conference, world: World, sign_in
) -> None:
    url = url_of(conference)
    first = sign_in(world.office)

    colleague = make_membership("admin", world.office_org)
    second = sign_in(colleague)
    mine, theirs = open_form(first, url), open_form(second, url)

    alone = first.post(PRESENT, mine, secure=True).json()["others"]
    seen = second.post(PRESENT, theirs, secure=True).json()["others"]
    in_page = second.get(url, secure=True).content.decode()
    first.post(PRESENT, mine | {"gone": "1"}, secure=True)
    after = second.post(PRESENT, theirs, secure=True).json()["others"]

    name = f"{world.office.user.name} ({world.office_org})"
    assert (alone, seen, after) == ("", name, "")
    assert name in html.unescape(in_page)


def test_l07_nobody_without_the_right_is_told_or_noted(conference, world: World, sign_in) -> None:
    """The right is asked at every ping: the desk's word alone tells nothing."""
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url)
    Conference.objects.filter(pk=conference.pk).update(minutes_released_at=timezone.now())

    answer = client.post(PRESENT, form, secure=True)

    assert answer.status_code == 403
    assert not Presence.objects.exists()


def test_l07_who_went_without_a_word_is_gone_in_time(conference, world: World) -> None:
    """A closed lid sends nothing: the last ping counts for less than two minutes."""
    actor, other = world.actor("office"), world.actor("editor")
    desk = actions.Desk(
        actor.user_id, "/", "f", "conferences.conference", conference.pk, "write_minutes", "p"
    )
    with time_machine.travel(MORNING, tick=False) as clock:
        actions.arrive(desk, actor)
        shown = []
        for seconds in (0, 20, 60, 90):
            clock.move_to(MORNING + timedelta(seconds=seconds))
            shown.append(bool(actions.others(desk, other)))
        actions.sweep_presences(MORNING + timedelta(days=1, seconds=1))

    assert shown == [True, True, True, False]
    assert not Presence.objects.exists()


def test_a_ping_has_a_fixed_number_of_statements(
    conference, world: World, sign_in, django_assert_num_queries
) -> None:
    client = sign_in(world.office)
    form = open_form(client, url_of(conference))
    client.post(PRESENT, form, secure=True)

    with django_assert_num_queries(9):
        client.post(PRESENT, form, secure=True)


# --- too late ---------------------------------------------------------------------------------------------


def test_l05_minutes_released_meanwhile_answer_409_with_the_text(conference, world: World, sign_in) -> None:
    client, url = sign_in(world.office), url_of(conference)
    form = open_form(client, url) | {"minutes": TEXT}
    Conference.objects.filter(pk=conference.pk).update(minutes_released_at=timezone.now())

    answer = client.post(url, form, secure=True)

    page = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert TEXT.replace("\r\n", "\n") in page.replace("\r\n", "\n")
    assert reverse("conferences:detail", args=[conference.slug]) in page
    assert Conference.objects.get(pk=conference.pk).minutes == "Alt"


def test_l05_a_row_deleted_meanwhile_answers_409_with_the_text(conference, world: World, sign_in) -> None:
    item = AgendaItem.objects.create(conference=conference, number="1", title="Bericht", position=1)
    client, url = sign_in(world.office), reverse("conferences:agenda_minutes", args=[item.key])
    form = open_form(client, url) | {"notes": "Mein langer Text", "outcome": "open"}
    item.delete()

    answer = client.post(url, form, secure=True)

    assert answer.status_code == 409
    assert "Mein langer Text" in answer.content.decode()


def test_l05_others_get_the_answer_the_page_meant(conference, world: World, sign_in) -> None:
    url = url_of(conference)
    form = open_form(sign_in(world.office), url) | {"minutes": TEXT}
    Conference.objects.filter(pk=conference.pk).update(minutes_released_at=timezone.now())

    foreign = sign_in(world.partner_a).post(url, form, secure=True)
    bare = sign_in(world.office).post(url, {"minutes": TEXT, "version": "1"}, secure=True)

    assert (foreign.status_code, bare.status_code) == (403, 403)
    assert TEXT not in foreign.content.decode()
