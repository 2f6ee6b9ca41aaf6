"""German full-text search: folding, reading what was typed, what is probably meant, marks."""

import pytest
from django.db import connection
from django.db.models import TextField, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.german import Fold, fold, likely, parse
from portal.highlighting import START, STOP, marked

GERMAN = "äöüÄÖÜßaeouqsxyzéèàç -.,;'\"%_\\0123"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Künzelsau", "Kuenzelsau"),
        ("Künzelsau", "KUNZELSAU"),
        ("Straße", "Strasse"),
        ("Ärzte", "Aerzte"),
        ("Öhringen", "Oehringen"),
        ("Bäuerin", "Baeuerin"),
        ("Künzelsau", "Ku\u0308nzelsau"),
        ("Café", "Cafe"),
    ],
)
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("word", ["Frauen", "neue", "Bauern", "Quelle", "Steuern", "Treue"])
def test_a_ue_that_is_no_umlaut_stays(word: str) -> None:
    assert fold(word) == word.lower()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=GERMAN, max_size=40))
def test_the_database_folds_as_python_does(db: None, text: str) -> None:
    sql, values = Fold(Value(text, output_field=TextField())).as_sql(_compiler(), connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", values)

        assert cursor.fetchone()[0] == fold(text)


def _compiler():
    from measures.models import Measure

    return Measure.objects.all().query.get_compiler(connection=connection)


@pytest.mark.parametrize(
    ("typed", "words", "phrases", "without"),
    [
        ("Lotsen für Betriebe", ("lotsen", "betriebe"), (), ()),
        ('"Lotsen vor Ort" -Pflege', (), ("lotsen vor ort",), ("pflege",)),
        ("„kleine Betriebe“ Azubi-Lotsen", ("azubi", "lotsen"), ("kleine betriebe",), ()),
        ('"offen', ("offen",), (), ()),
        ("\x00 % _ \\ '; --", (), (), ()),
        ("die und der", (), (), ()),
        ("- -- -x", (), (), ("x",)),
        ("", (), (), ()),
    ],
)
def test_what_was_typed(typed: str, words: tuple, phrases: tuple, without: tuple) -> None:
    question = parse(typed)

    assert (question.words, question.phrases, question.without) == (words, phrases, without)


@pytest.mark.parametrize(
    ("typed", "nothing"), [("die und", True), ("%", True), ("die EQ", False), ("", False)]
)
def test_a_question_of_words_in_every_text_says_nothing(typed: str, nothing: bool) -> None:
    assert parse(typed).says_nothing is nothing


def test_a_long_question_is_cut() -> None:
    question = parse("wort" * 100 + " a" + " ".join(f"wort{n}" for n in range(100)))

    assert (len(question.typed), len(question.words)) == (300, 1)


def test_what_is_probably_meant() -> None:
    texts = ["Ausbildungsplätze sichern", "Ein Ausbildungsplatz für alle"]

    assert likely(parse("Ausbildungspaltz"), texts) == "Ausbildungsplatz"
    assert likely(parse("Ausbildungsplatz"), texts) == ""
    assert likely(parse("Xylophon"), texts) == ""


@pytest.mark.parametrize(
    ("text", "typed", "html"),
    [
        (f"{START}Platz{STOP} & <b>", "Platz", "<mark>Platz</mark> &amp; &lt;b&gt;"),
        ("Ausbildungsplatzbörse", "Plätze", "<mark>Ausbildungsplatzbörse</mark>"),
        ("Kuenzelsauer Runde", "Künzelsau", "<mark>Kuenzelsauer</mark> Runde"),
        (f"{STOP}<script>{START}", "x", "&lt;script&gt;"),
        ("ohne Treffer", "Platz", "ohne Treffer"),
    ],
)
def test_marks_are_the_only_html(text: str, typed: str, html: str) -> None:
    assert marked(text, parse(typed)) == html
