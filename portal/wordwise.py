"""Two versions of a text, compared word by word, for pages that show both side by side.

    left, right = compare("Der Plan gilt bis Mai.", "Der neue Plan gilt bis Juni.")
    left   same "Der Plan gilt bis ", removed "Mai", same "."
    right  same "Der ", new "neue ", same "Plan gilt bis ", new "Juni", same "."

A unit is a word or a single other sign, with the white space after it; units match by their word alone, so a
moved line break does not hide that the words stayed. What both texts share at their beginning and end is set
aside first; between, `difflib.SequenceMatcher` looks for the longest common runs (Ratcliff and Metzener,
"Pattern Matching: The Gestalt Approach", Dr. Dobb's Journal, July 1988). It does not always find the fewest
changes, but runs that people recognise.

Time: linear in what is set aside. Between, the steps of the first search are counted beforehand: each word
with each place of the same word on the other side. Up to `EXACT` every word may start a run, above only words
that make up less than a hundredth of the text, and where even that is more than `MOST` the middle counts as
replaced as a whole: no pair of texts keeps a page waiting for more than about a second. Memory is linear.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

EXACT = 1_000_000  # two texts of about 15 pages
MOST = 4_000_000  # two texts of about 150 pages

_UNIT = re.compile(r"(\w+|[^\w\s]|^)(\s*)")
_WORD = re.compile(r"\w")

Unit = tuple[
    str, str
]  # a word or sign, the white space after it; the first word is "" when white space leads


@dataclass(frozen=True)
class Piece:
    """A run of text; `kind` is "same", "removed" (left only) or "new" (right only). `text` is never empty."""

    kind: str
    text: str


def compare(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of `old` (same, removed) and of `new` (same, new), each in the order of its text.

    The texts of the left pieces joined give `old`, those of the right `new`, line ends apart: CR LF (what
    browsers send) counts as LF. Kinds alternate: two neighbours never have the same. The "same" texts of both
    sides are equal when joined.
    """
    before, after = _units(old), _units(new)
    left, right = _Side("removed"), _Side("new")
    for equal, mine, theirs in _runs([word for word, _ in before], [word for word, _ in after]):
        if not equal:
            left.changed(before[mine]), right.changed(after[theirs])
            continue
        for (word, space), (_, other) in zip(before[mine], after[theirs], strict=True):
            left.same(word, space, other), right.same(word, other, space)
    return left.pieces, right.pieces


class _Side:
    """Collects the pieces of one text."""

    def __init__(self, kind: str) -> None:
        self.kind, self.pieces = kind, []

    def same(self, word: str, space: str, other: str) -> None:
        """A word of both texts; the white space after it is theirs in common only if it is equal."""
        self._add("same", word)
        self._add("same" if space == other else self.kind, space)

    def changed(self, units: list[Unit]) -> None:
        self._add(self.kind, "".join(word + space for word, space in units))

    def _add(self, kind: str, text: str) -> None:
        if not text:
            return
        if self.pieces and self.pieces[-1].kind == kind:
            text = self.pieces.pop().text + text
        self.pieces.append(Piece(kind, text))


def _units(text: str) -> list[Unit]:
    text = text.replace("\r\n", "\n")
    return [(found[1], found[2]) for found in _UNIT.finditer(text) if found[0]]


Run = tuple[bool, slice, slice]


def _runs(before: list[str], after: list[str]) -> Iterator[Run]:
    """The whole of both lists as runs: equal or not, where in `before`, where in `after`."""
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    mine, theirs = len(before) - tail, len(after) - tail
    yield True, slice(0, head), slice(0, head)
    yield from _middle(before[head:mine], after[head:theirs], head)
    yield True, slice(mine, len(before)), slice(theirs, len(after))


def _middle(before: list[str], after: list[str], start: int) -> Iterator[Run]:
    often = Counter(after)
    rare = {word: times for word, times in often.items() if times <= len(after) // 100 + 1}
    exact = _steps(before, often) <= EXACT
    if not exact and _steps(before, rare) > MOST:
        codes = [("replace", 0, len(before), 0, len(after))]
    else:
        codes = SequenceMatcher(None, before, after, autojunk=not exact).get_opcodes()
    for place, (tag, mine, mine_end, theirs, theirs_end) in enumerate(codes):
        equal = tag == "equal" and not (_between(codes, place) and _only_signs(before[mine:mine_end]))
        yield equal, slice(start + mine, start + mine_end), slice(start + theirs, start + theirs_end)


def _steps(before: list[str], places: Mapping[str, int]) -> int:
    return sum(places.get(word, 0) for word in before)


def _between(codes: list[tuple], place: int) -> bool:
    """Whether something is replaced on both sides of the run: a lone comma there is read as part of it."""
    around = codes[place - 1 : place] + codes[place + 1 : place + 2]
    return len(around) == 2 and all(code[0] == "replace" for code in around)


def _only_signs(words: list[str]) -> bool:
    return not any(_WORD.search(word) for word in words)


def _shared(before: list[str], after: list[str]) -> int:
    """How many units both have in common from the start."""
    length = 0
    for mine, theirs in zip(before, after, strict=False):
        if mine != theirs:
            break
        length += 1
    return length
