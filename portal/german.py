"""German full-text search: word forms, umlauts written either way, parts of compounds, typing errors.

Text and question are folded alike: small letters, ä and ae become a, ß becomes ss. So "Kuenzelsau",
"Künzelsau" and "Kunzelsau" are one word. PostgreSQL's German stemmer then takes the endings off
("Ausbildungsplätze" and "Ausbildungsplatz" are one word); a part of a compound of three letters or more is
found by trigrams. A model that is searched keeps two columns: `vector`, a tsvector of its folded texts with
weights A to D, and `text`, the folded texts in one (GIN index with gin_trgm_ops).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, TrigramWordSimilarity
from django.core.exceptions import EmptyResultSet
from django.db.models import Case, Func, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from portal.gathering import BITMAPS, read_with

MOST_SIGNS = 300
MOST_WORDS = 8
PART = 3  # letters of a word that may stand inside another
SIMILAR = 0.5  # share of a word's trigrams that a similar word has; 0.6 would lose one wrong letter in six
SHORTEST_SIMILAR = 4

_PLAIN = "äöüàáâãåçèéêëìíîïñòóôõøùúûýÿšžčćđłąęńśźż"
_BASE = "aouaaaaaceeeeiiiinooooouuuyyszccdlaenszz"
_COMBINING = "\u0300\u0301\u0302\u0303\u0308\u030a\u030c\u0327"
_TABLE = str.maketrans(_PLAIN, _BASE, _COMBINING)
_UE = r"(?<![aeoq])ue"  # not in "neue", "Frauen", "Quelle"

_PIECE = re.compile(r'(-?)(?:["„“”»«]([^"„“”»«]*)["„“”»«]|([^\s"„“”»«]+))')
_WORD = re.compile(r"[^\W_]+")
# what PostgreSQL leaves out of every text, folded
_STOP = (
    "aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes anderm "
    "andern anderr anders auch auf aus bei bin bis bist da damit dann der den des dem die das dass "
    "derselbe derselben denselben desselben demselben dieselbe dieselben dasselbe dazu dein deine deinem "
    "deinen deiner deines denn derer dessen dich dir du dies diese diesem diesen dieser dieses doch dort "
    "durch ein eine einem einen einer eines einig einige einigem einigen einiger einiges einmal er ihn "
    "ihm es etwas euer eure eurem euren eurer eures fur gegen gewesen hab habe haben hat hatte hatten "
    "hier hin hinter ich mich mir ihr ihre ihrem ihren ihrer ihres euch im in indem ins ist jede jedem "
    "jeden jeder jedes jene jenem jenen jener jenes jetzt kann kein keine keinem keinen keiner keines "
    "konnen konnte machen man manche manchem manchen mancher manches mein meine meinem meinen meiner "
    "meines mit muss musste nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen "
    "seiner seines selbst sich sie ihnen sind so solche solchem solchen solcher solches soll sollte "
    "sondern sonst uber um und uns unse unsem unsen unser unses unter viel vom von vor wahrend war waren "
    "warst was weg weil weiter welche welchem welchen welcher welches wenn werde werden wie wieder will "
    "wir wird wirst wo wollen wollte wurde wurden zu zum zur zwar zwischen"
)
STOP_WORDS = frozenset(_STOP.split())


def fold(text: str) -> str:
    """The form in which texts are compared: "Künzelsau" and "Kuenzelsau" become "kunzelsau"."""
    text = text.lower().translate(_TABLE).replace("ß", "ss").replace("ae", "a").replace("oe", "o")
    return re.sub(_UE, "u", text)


class Fold(Func):
    """The same as `fold` in the database; immutable, so that generated columns may use it.

    Their migrations name this class: another way of folding is another class and a new column.
    """

    template = (
        "regexp_replace(replace(replace(replace(translate(lower(%(expressions)s), "
        f"'{_PLAIN}{_COMBINING}', '{_BASE}'), 'ß', 'ss'), 'ae', 'a'), 'oe', 'o'), '{_UE}', 'u', 'g')"
    )
    output_field = TextField()


class _Stem(Func):
    """What the German stemmer leaves of a word; immutable, so the planner sees a constant."""

    template = "(ts_lexize('german_stem', %(expressions)s))[1]"
    output_field = TextField()


def stem(word: str) -> Coalesce:
    """The word without its ending, also in plurals like "Azubis" that the stemmer does not know."""
    if len(word) > PART + 1 and word.endswith(("as", "is", "os", "us")):
        word = word[:-1]
    return Coalesce(_Stem(Value(word)), Value(word))


@dataclass(frozen=True)
class Question:
    """What somebody typed into a search box, folded word by word.

    `phrases` stood between quotation marks, `without` behind a minus; `spelled` are the words as they were
    typed, in small letters. Empty when nothing was typed; `says_nothing` when only words were that stand in
    every text.
    """

    typed: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.typed)

    @cached_property
    def says_nothing(self) -> bool:
        return bool(self.typed) and not (self.words or self.phrases or self.without)

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """All words that shall stand in the text, those of phrases included."""
        inside = [word for phrase in self.phrases for word in phrase.split() if word not in STOP_WORDS]
        return tuple(dict.fromkeys([*self.words, *inside]))


def parse(typed: str) -> Question:
    """Reads words, "phrases" and -exclusions; what is too long or no sign of a text falls away."""
    typed = re.sub(r"[\x00-\x1f\x7f]+", " ", typed)[:MOST_SIGNS].strip()
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    spelled: list[str] = []
    for minus, quoted, plain in _PIECE.findall(typed):
        found = _WORD.findall(fold(quoted or plain))
        if quoted and len(found) > 1 and not minus:
            phrases.append(" ".join(found))
        else:
            kept = [word for word in found if word not in STOP_WORDS]
            (without if minus else words).extend(kept)
        spelled += [] if minus else _WORD.findall((quoted or plain).lower())
    lists = (words, phrases, without, spelled)
    return Question(typed, *(tuple(dict.fromkeys(found))[:MOST_WORDS] for found in lists))


def matches(question: Question, *, vector: str = "search", text: str = "search_text") -> Q:
    """Rows with all words: whole, in another form, or as part of a compound; none when it says nothing."""
    if question.says_nothing or not question:
        return Q(pk__in=[])
    found = Q()
    for word in question.words:
        found &= _has(word, vector, text)
    for phrase in question.phrases:
        found &= Q(**{vector: SearchQuery(phrase, config="german", search_type="phrase")})
    for word in question.without:
        found &= ~_has(word, vector, text)
    return found


def _has(word: str, vector: str, text: str) -> Q:
    """A stem begins its word, so a text that has the word in any form has the stem as a part."""
    if len(word) >= PART:
        return Q(**{f"{text}__contains": stem(word)})
    return Q(**{vector: SearchQuery(word, config="german")})


def closeness(question: Question, *, title: str, vector: str = "search") -> Case:
    """Where the words stand, for sorting: 0 title, 1 parts of the title, 2 summary, 3 elsewhere, 4 parts.

    `title` names the folded title among the rows' annotations. Dear: only for rows that are already few.
    """
    in_title, inside_title, in_summary, anywhere = (
        _in(question, vector, "A"),
        _parts(question, title),
        _in(question, vector, "AB"),
        _in(question, vector, "ABCD"),
    )
    steps = [
        When(q, then=Value(place)) for place, q in enumerate((in_title, inside_title, in_summary, anywhere))
    ]
    return Case(*steps, default=Value(4), output_field=IntegerField())


def _in(question: Question, vector: str, weights: str) -> Q:
    words = " & ".join(f"'{word}':{weights}" for word in question.wanted)
    return Q(**{vector: SearchQuery(words, config="german", search_type="raw")}) if words else Q(pk__in=[])


def _parts(question: Question, title: str) -> Q:
    found = Q(pk__isnull=False)
    for word in question.wanted:
        found &= Q(**{f"{title}__contains": stem(word)})
    return found


# --- typing errors ----------------------------------------------------------------------------------------


def similar(question: Question, rows: QuerySet, *, text: str, most: int, show: Sequence[str]) -> list[tuple]:
    """Up to `most` rows with each word or a similar one, the most alike first, as tuples of `show`.

    The last field of `show` must be unique. Looks at 500 candidates at most; takes one statement.
    """
    words = [word for word in question.words if len(word) >= SHORTEST_SIMILAR]
    if not words or question.phrases:
        return []
    fits = Q()
    for word in words:
        fits &= Q(**{f"{text}__trigram_word_similar": word})
    likeness = sum(
        (TrigramWordSimilarity(word, text) for word in words[1:]), TrigramWordSimilarity(words[0], text)
    )
    some = rows.filter(fits).values("pk")[:500]
    found = rows.model._default_manager.filter(pk__in=some).annotate(likeness=likeness)
    ordered = found.order_by("-likeness", show[-1]).values_list(*show)[:most]
    try:
        sql, values = ordered.query.sql_with_params()
    except EmptyResultSet:
        return []
    threshold = {"pg_trgm.word_similarity_threshold": str(SIMILAR)}
    return read_with(BITMAPS | threshold, sql, values)


def likely(question: Question, texts: Sequence[str]) -> str:
    """The words of `texts` probably meant: "Ausbildungspaltz" → "Ausbildungsplatz"; empty if none."""
    known = {fold(word): word for text in reversed(texts) for word in _WORD.findall(text)}
    meant = []
    for word in question.words:
        best = max(known, key=lambda other: _likeness(word, other), default="")
        if not best or _likeness(word, best) < SIMILAR:
            return ""
        meant.append(known[best])
    said = " ".join(meant)
    return said if fold(said) != " ".join(question.words) else ""


def _likeness(one: str, other: str) -> float:
    """Share of trigrams that two words have in common, as pg_trgm counts them: 0 to 1."""
    mine, theirs = ({f"  {word} "[at : at + 3] for at in range(len(word) + 1)} for word in (one, other))
    return len(mine & theirs) / len(mine | theirs)
