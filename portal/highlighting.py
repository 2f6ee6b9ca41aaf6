"""Shows where the words of a search stand in a text: marked by PostgreSQL, made safe here.

The database puts two signs around each hit (ts_headline, on the rows of one page only). They lie in the
private area of Unicode; what else is in the text is escaped, so nothing but our own <mark> is HTML.
"""

import re

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db.models import F
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.german import PART, Question, fold

START, STOP = "\ue000", "\ue001"
SNIPPET_WORDS = 24

_HIT = re.compile(f"{START}([^{START}{STOP}]*){STOP}")
_TOKEN = re.compile(f"{START}[^{STOP}]*{STOP}|[^\\W_]+")
_AE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_ENDING = re.compile(r"(ern|em|en|er|es|e|n|s)$")


def headline(field: str, question: Question, *, snippet: bool = False) -> SearchHeadline:
    """The text of `field` with its hits between START and STOP; a `snippet` is the text around the first."""
    spelled = {spelling for word in question.spelled for spelling in (word, fold(word), word.translate(_AE))}
    words = " | ".join(f"'{word}'" for word in sorted(spelled))
    query = SearchQuery(words, config="german", search_type="raw")
    around = {"max_fragments": 1, "max_words": SNIPPET_WORDS, "min_words": 8}
    size = around if snippet else {"highlight_all": True}
    return SearchHeadline(F(field), query, config="german", start_sel=START, stop_sel=STOP, **size)


def marked(text: str, question: Question) -> SafeString:
    """Safe HTML of what `headline` gave: hits in <mark>, and words that hold one of three letters or more."""
    roots = [_root(word) for word in question.wanted if len(word) >= PART]

    def whole(match: re.Match) -> str:
        token = match[0]
        inside = not token.startswith(START) and any(root in fold(token) for root in roots)
        return f"{START}{token}{STOP}" if inside else token

    return mark_safe(_HIT.sub(r"<mark>\1</mark>", escape(_TOKEN.sub(whole, text))).translate(_GONE))  # noqa: S308 - escaped above


_GONE = str.maketrans("", "", START + STOP)


def has_hit(html: str) -> bool:
    return "<mark>" in html


def _root(word: str) -> str:
    """Roughly what the stemmer leaves, as long as four letters stay."""
    root = _ENDING.sub("", word)
    return root if len(root) > PART else word
