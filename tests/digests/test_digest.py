"""What the Wochenüberblick says, and how it is cut and set."""

import re
from datetime import date

import html5lib
import pytest

from portal.areas import INFO, NOW, WANTED, WEEK, Figure, Item, Section
from portal.digests import digest
from portal.digests.delivery import send_due
from portal.digests.messages import render_digest
from portal.digests.models import DigestDelivery, OutgoingMail
from portal.digests.states import MailState, Reason
from tests.digests.factories import CANARY, make_area, make_delivery
from tests.factories import World


@pytest.fixture
def rendered(world: World, area, settings):
    """The adviser's mail of week 41."""
    settings.PORTAL_URL = "https://portal.muster.example"
    return render_digest(make_delivery(world.adviser_a).mail)


def compose(world: World, *sections: Section, who: str = "adviser_a") -> digest.Digest:
    return digest.compose(make_delivery(getattr(world, who)), world.actor(who), sections)


def items(count: int) -> list[Item]:
    return [
        Item(f"F-2026-{number:04d} anrufen", f"/faelle/{number}/", "Ihre Wiedervorlage")
        for number in range(count)
    ]


def test_text(rendered):
    token = re.search(r"/l/([\w-]{40,})/", rendered.text)[1]

    assert rendered.text.replace(token, "TOKEN") == TEXT


def test_html_says_the_same_as_the_text(rendered):
    document = html5lib.parse(rendered.html, namespaceHTMLElements=False)
    shown = " ".join("".join(document.find("body").itertext()).split())

    said = ["2 fällig, 1 Rückmeldung erbeten", "seit Do.", "F-2026-0042 anrufen", "Ihre Wiedervorlage"]
    assert [words for words in [*said, "5 in neuem Betrieb, davon 4 nahtlos."] if words not in shown] == []
    headings = [node.text or node.find("a").text for node in document.iter("h2")]
    assert headings == ["Jetzt fällig", "Betriebsfall BF-2026-004: 7 Auszubildende", "Von Ihnen erbeten"]
    assert len(list(document.iter("h1"))) == 1


def test_html_has_one_link_per_row_one_button_and_nothing_from_outside(rendered):
    document = html5lib.parse(rendered.html, namespaceHTMLElements=False)
    addresses = [node.get("href") for node in document.iter("a")]

    assert [len(list(cell.iter("a"))) for cell in document.iter("td") if "st2" in cell.get("class", "")] == [
        1,
        1,
        1,
    ]
    assert len(addresses) == 3 + 1 + 1 + 3  # rows, company case, button, foot
    assert all(address.startswith("https://portal.muster.example/") for address in addresses)
    assert not re.search(r"<(img|link|script|iframe|object)|src=|url\(|@import", rendered.html)
    assert document.get("lang") == "de"
    assert document.find(".//title").text == rendered.subject


def test_subject_of_adviser_and_of_others(world):
    section = Section(NOW, "Jetzt fällig", items=items(2), count_word="2 fällig")

    assert compose(world, section).subject == "Ausbildungsfälle KW 41: 2 fällig"
    assert compose(world, section, who="partner_a").subject == "Wochenüberblick KW 41: 2 fällig"


def test_subject_keeps_to_70_characters():
    subject, told = digest.subject_of(
        "Ausbildungsfälle KW 41", ["2 fällig", "12 neue Hinweise", "x" * 40, "1 neu"]
    )

    assert subject == "Ausbildungsfälle KW 41: 2 fällig, 12 neue Hinweise, 1 neu"
    assert told == "2 fällig, 12 neue Hinweise, 1 neu"
    assert len(digest.subject_of("y" * 90, [])[0]) == 70


def test_same_heading_from_two_areas_stands_once():
    first = Section(NOW, "Jetzt fällig", items=items(1), count_word="1 fällig")
    second = Section(NOW, "Jetzt fällig", items=items(2), count_word="2 fällig", note="Bitte heute.")

    (section,) = digest.merged([first, second])

    assert (len(section.items), section.count_word, section.note) == (3, "3 fällig", "Bitte heute.")


def test_counts_of_the_same_thing_are_added():
    assert digest.added_up(["1 fällig", "2 neu", "2 fällig", "offen", "offen"]) == [
        "3 fällig",
        "2 neu",
        "offen",
    ]


@pytest.mark.parametrize("sizes", [[1], [60], [60, 60], [3, 9, 4], [2] * 6, [5] * 12])
def test_text_stays_under_40_lines(world, sizes):
    sections = [Section(WEEK, f"Teil {place}", items=items(size)) for place, size in enumerate(sizes)]
    sections += [Section(7, "Letzte 4 Wochen", note="1"), Section(7, "Ihr Beitrag", note="2")]
    composed = compose(world, *sections)
    text, _ = digest.rendered(composed, links=LINKS)

    assert len(text.splitlines()) < 40
    assert all(part.lines for part in composed.parts)


def test_what_is_first_gets_the_room_and_the_rest_is_counted(world):
    composed = compose(
        world, Section(NOW, "Jetzt fällig", items=items(20)), Section(INFO, "Zur Kenntnis", items=items(5))
    )

    assert [(len(part.lines), part.more) for part in composed.parts] == [
        (7, "und 13 weitere Einträge im Portal"),
        (1, "und 4 weitere Einträge im Portal"),
    ]


def test_what_finds_no_room_is_named(world):
    """Nobody must think that there is nothing in a part that the mail had no room for."""
    titles = [f"Teil {place}" for place in range(12)]
    closing = Section(7, "Letzte 4 Wochen", note="1")

    composed = compose(world, *[Section(WEEK, title, items=items(5)) for title in titles], closing)

    shown = [part.title for part in composed.parts]
    assert 0 < len(shown) < len(titles)
    assert shown == titles[: len(shown)]
    assert [one.text for one in composed.closing] == [", ".join(titles[len(shown) :]), "1"]


def test_nothing_is_named_where_everything_finds_room(world):
    composed = compose(world, Section(NOW, "Jetzt fällig", items=items(20)))

    assert list(composed.closing) == []


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-10-05", "heute"),
        ("2026-10-01", "seit Do."),
        ("2026-09-20", "20.9."),
        ("2026-10-07", "Mi., 7.10."),
        ("2026-11-30", "30.11."),
    ],
)
def test_words_for_days(due, said):
    assert digest.when_of(date.fromisoformat(due), date(2026, 10, 5)) == said


def test_what_is_over_shows_its_day_alone():
    assert digest.when_of(date(2026, 10, 2), date(2026, 10, 5), past=True) == "2.10."


def test_figures_stand_in_rows_of_four():
    numbers = [digest.Number(str(n), "Fälle", "grau") for n in range(5)]

    assert [(width, len(row)) for width, row in digest.rows_of_numbers(numbers)] == [(23, 4), (100, 1)]


def test_everything_is_escaped(world):
    section = Section(WANTED, "<b>Gesucht</b>", items=[Item("<script>x</script>", "/a/?b=1&c=2", "&")],
                      figures=[Figure("weniger als 3", "<i>Plätze</i>")])  # fmt: skip
    text, html = digest.rendered(compose(world, section), links=LINKS)

    assert "<script>" not in html
    assert "<i>" not in html
    assert "- <script>x</script>" in text
    assert "/a/?b=1&c=2" in text


def test_nothing_new_is_not_mailed_unless_wanted(world, sink, only_areas):
    only_areas(make_area(digest=lambda actor, start, end: []))
    quiet, wanted = make_delivery(world.partner_a), make_delivery(world.partner_b)
    world.partner_b.digest.when_empty = True
    world.partner_b.digest.save()
    OutgoingMail.objects.update(due_at=quiet.mail.created_at)

    assert send_due() == {MailState.SKIPPED: 1, MailState.SENT: 1}
    assert OutgoingMail.objects.get(pk=quiet.mail_id).reason == Reason.EMPTY
    assert OutgoingMail.objects.get(pk=wanted.mail_id).state == MailState.SENT


def test_area_is_asked_for_the_readers_rights_and_the_stored_period(world, only_areas):
    asked = []
    only_areas(make_area(digest=lambda *args: asked.append(args) or []))
    delivery = make_delivery(world.adviser_a)

    digest.sections_for(world.actor("adviser_a"), delivery.start, delivery.period.end)

    ((actor, start, end),) = asked
    assert (actor.membership, start, end) == (world.adviser_a, delivery.start, delivery.period.end)


def test_stored_content_holds_no_signed_link(world, area):
    """D02: what is kept is what was sent, but links that open without sign-in are stored as hashes only."""
    render_digest(make_delivery(world.adviser_a).mail)

    content = DigestDelivery.objects.get().content
    assert "/l/" not in str(content)
    assert "/faelle/F-2026-0042/" in str(content)
    assert CANARY not in str(content)


LINKS = dict.fromkeys(("browser", "settings", "unsubscribe"), "https://portal.muster.example/x/")
TEXT = """\
Wochenüberblick KW 41 · Montag, 5. Oktober 2026
Für Ihren Zugang Muster-IHK · Ausbildungsberatung. Nur Nummern, keine Namen.

JETZT FÄLLIG
- seit Do.: H-2026-0117 annehmen oder ablehnen
  Neuer Hinweis
  https://portal.muster.example/hinweise/H-2026-0117/
- heute: F-2026-0042 anrufen
  Ihre Wiedervorlage
  https://portal.muster.example/faelle/F-2026-0042/

BETRIEBSFALL BF-2026-004: 7 AUSZUBILDENDE
- 2 eingetragen, 5 in Vermittlung
  https://portal.muster.example/betriebsfaelle/BF-2026-004/

VON IHNEN ERBETEN
- bis Fr., 9.10.: Konferenz am 22. Oktober: Kommen Sie?
  Sie haben einen Sitz
  https://portal.muster.example/l/abcdefghijklmnop/

Letzte 4 Wochen: 5 in neuem Betrieb, davon 4 nahtlos.
Meine Liste öffnen: https://portal.muster.example/
--
Sie bekommen diese Mail jede Woche, weil Sie im Portal einen Zugang für Muster-IHK haben.
Abbestellen (ein Klick): https://portal.muster.example/wochenueberblick/l/TOKEN/
Rhythmus ändern: https://portal.muster.example/wochenueberblick/
"""
