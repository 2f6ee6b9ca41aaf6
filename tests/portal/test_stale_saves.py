"""L01-L05: whatever order people save in, a stale save overwrites nothing and loses nothing."""

import random
import re
from threading import Barrier, Semaphore, Thread

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conferences.forms import MinutesForm
from conferences.models import Conference
from conferences.states import ConferenceState
from portal.forms import Difference, StaleSave, VersionedForm
from portal.models import Versioned
from tests.conferences.factories import make_conference
from tests.factories import World

SAVERS = 50
CONNECTIONS = 20  # of the savers at one moment: the server of the tests is shared


def save(pk: int, minutes: str, version: int) -> bool:
    """One save of a form that was opened at `version`; False when it was stale."""
    form = MinutesForm({"minutes": minutes, "version": version}, instance=Conference.objects.get(pk=pk))
    assert form.is_valid()
    try:
        form.save()
    except StaleSave as stale:
        assert form.data["minutes"] == minutes  # what was typed is still in hand
        assert stale.current.version > version
        return False
    return True


def subclasses(form: type) -> set[type]:
    return {form} | {deeper for one in form.__subclasses__() for deeper in subclasses(one)}


def test_every_versioned_form_has_a_versioned_row_and_sends_its_version() -> None:
    forms = [form for form in subclasses(VersionedForm) if getattr(form, "layout", None) is not None]

    assert len(forms) >= 15
    assert [form for form in forms if not issubclass(form._meta.model, Versioned)] == []
    assert [form for form in forms if "version" not in names_in(form.layout)] == []


def names_in(layout) -> list[str]:
    return [pointer.name for pointer in layout.get_field_names()]


@pytest.mark.django_db(transaction=True)
def test_l02_of_fifty_savers_at_one_version_one_wins() -> None:
    """Real transactions, each on a connection of its own."""
    conference = make_conference(state=ConferenceState.HELD, minutes="Alt")
    gate, start, won = Semaphore(CONNECTIONS), Barrier(SAVERS), []

    def run(number: int) -> None:
        start.wait()
        with gate:
            try:
                won.append((number, save(conference.pk, f"Fassung {number}", 1)))
            finally:
                connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(SAVERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    conference.refresh_from_db()
    winners = [number for number, is_saved in won if is_saved]
    assert (len(won), len(winners)) == (SAVERS, 1)
    assert (conference.minutes, conference.version) == (f"Fassung {winners[0]}", 2)


def test_l03_a_double_click_is_no_conflict(world: World) -> None:
    conference = make_conference(state=ConferenceState.HELD, minutes="Alt")

    answers = [save(conference.pk, "Neu", 1), save(conference.pk, "Neu", 1)]

    conference.refresh_from_db()
    assert (answers, conference.minutes, conference.version) == ([True, True], "Neu", 2)


def test_l04_what_is_written_beside_a_text_leaves_its_version(world: World, sign_in) -> None:
    """Kept text, a ping, a preview: none of them makes another person's save stale."""
    conference = make_conference(state=ConferenceState.HELD, minutes="Alt")
    url, client = reverse("conferences:minutes", args=[conference.slug]), sign_in(world.office)
    desk = re.search(r'name="desk" value="([^"]+)"', client.get(url, secure=True).content.decode())[1]
    for path in ("aufheben", "anwesend", "vorschau"):
        answer = client.post(
            f"/schreiben/{path}/", {"desk": desk, "minutes": "Neu", "text": "Neu"}, secure=True
        )
        assert answer.status_code == 200
    client.post(url, {"minutes": "Neu", "version": "1", "preview": "minutes"}, secure=True)

    conference.refresh_from_db()
    assert conference.version == 1


def test_l05_a_row_deleted_between_opening_and_saving_is_named(world: World) -> None:
    conference = make_conference(state=ConferenceState.HELD, minutes="Alt")
    form = MinutesForm({"minutes": "Neu", "version": 1}, instance=conference)
    Conference.objects.filter(pk=conference.pk).delete()

    with pytest.raises(StaleSave) as stale:
        form.is_valid() and form.save()

    assert stale.value.is_gone
    assert form.typed_texts() == [(str(form.fields["minutes"].label), "Neu")]
    assert not Conference.objects.exists()


def interleave(pk: int, steps: list[int]) -> None:
    """Each number is a person who, in turn, opens the form or saves what they opened with one word added.

    Whoever is refused opens again and brings their word in. Afterwards every word stands in the text.
    """
    Conference.objects.filter(pk=pk).update(minutes="", version=1)
    opened: dict[int, tuple[str, int]] = {}
    words, version = [], 1
    for turn, person in enumerate(steps):
        if person not in opened:
            opened[person] = Conference.objects.values_list("minutes", "version").get(pk=pk)
            continue
        seen, at = opened.pop(person)
        word = f"w{turn}"
        is_saved = save(pk, f"{seen} {word}".strip(), at)
        assert is_saved == (at == version)
        if not is_saved:
            stored, at = Conference.objects.values_list("minutes", "version").get(pk=pk)
            assert save(pk, f"{stored} {word}".strip(), at)
        words, version = [*words, word], version + 1
    row = Conference.objects.get(pk=pk)
    assert (row.minutes.split(), row.version) == (words, version)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3), max_size=16))
def test_l01_nothing_is_lost_whatever_the_order(world: World, steps: list[int]) -> None:
    pk = Conference.objects.values_list("pk", flat=True).first() or make_conference().pk
    interleave(pk, steps)


@pytest.mark.parametrize("rounds", [20, pytest.param(1_000, marks=pytest.mark.slow)])
def test_l01_nothing_is_lost_in_random_interleavings(world: World, rounds: int) -> None:
    conference = make_conference(state=ConferenceState.HELD)
    chance = random.Random(20261124)
    for _round in range(rounds):
        interleave(conference.pk, [chance.randrange(4) for _turn in range(16)])


def test_l01_the_page_marks_word_by_word_what_differs(world: World, sign_in) -> None:
    conference = make_conference(state=ConferenceState.HELD, minutes="Der Plan gilt bis Mai <b>.")
    url, client = reverse("conferences:minutes", args=[conference.slug]), sign_in(world.office)
    client.post(url, {"minutes": "Der Plan gilt bis Juni <b>.", "version": "1"}, secure=True)

    answer = client.post(url, {"minutes": "Der neue Plan gilt bis Mai <b>.", "version": "1"}, secure=True)

    page = answer.content.decode()
    (difference,) = answer.context["differences"]
    changed = [piece for side in difference.pieces for piece in side if piece.kind != "same"]
    assert answer.status_code == 409
    assert [(piece.kind, piece.text) for piece in changed] == [
        ("removed", "Juni "),
        ("new", "neue "),
        ("new", "Mai "),
    ]
    assert (page.count("<del>"), page.count("<ins>")) == (2, 3)  # one each in the key
    assert 'form="ihr-formular"' in page and 'href="#zusammen"' in page
    assert f'name="back" value="{reverse("conferences:detail", args=[conference.slug])}"' in page


def test_a_difference_without_words_has_no_pieces() -> None:
    assert Difference("Feld", "", "").pieces == ([], [])
