"""Two texts word by word: nothing is lost or invented, and people recognise the runs."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.wordwise import Piece, compare

# Few letters, so that drawn texts share words.
TEXTS = st.text(alphabet="ab .,-\n\r\tß€", max_size=60)


def joined(pieces: list[Piece], *kinds: str) -> str:
    return "".join(piece.text for piece in pieces if not kinds or piece.kind in kinds)


def short(pieces: list[Piece]) -> str:
    """ "Der [neue ]Plan": changed runs in brackets."""
    return "".join(piece.text if piece.kind == "same" else f"[{piece.text}]" for piece in pieces)


@given(TEXTS, TEXTS)
@example("a b", "a\r\nb")
@example("", " ")
@example(" a", "a")
def test_the_pieces_are_the_texts(old: str, new: str) -> None:
    left, right = compare(old, new)

    assert joined(left) == old.replace("\r\n", "\n")
    assert joined(right) == new.replace("\r\n", "\n")
    assert joined(left, "same") == joined(right, "same")
    assert {piece.kind for piece in left} <= {"same", "removed"}
    assert {piece.kind for piece in right} <= {"same", "new"}
    for side in (left, right):
        assert all(piece.text for piece in side)
        assert all(one.kind != other.kind for one, other in zip(side, side[1:], strict=False))


@given(TEXTS)
def test_equal_texts_have_no_change(text: str) -> None:
    left, right = compare(text, text)

    assert left == right
    assert joined(left, "same") == text.replace("\r\n", "\n")


@pytest.mark.parametrize(
    "old, new, left, right",
    [
        ("", "", "", ""),
        ("", "neu", "", "[neu]"),
        ("alt", "", "[alt]", ""),
        (
            "Der Plan gilt bis Mai.",
            "Der neue Plan gilt bis Juni.",
            "Der Plan gilt bis [Mai].",
            "Der [neue ]Plan gilt bis [Juni].",
        ),
        ("eins zwei drei", "eins drei", "eins [zwei ]drei", "eins drei"),
        ("Größe", "Grösse", "[Größe]", "[Grösse]"),
        ("Ende", "Ende. Neu", "Ende", "Ende[. Neu]"),
        # A moved line break is a change of the white space alone.
        ("eins zwei", "eins\nzwei", "eins[ ]zwei", "eins[\n]zwei"),
        # A lone comma between two changes is read with them.
        (
            "Hier Anna, Bert dort",
            "Hier Carla, Dora dort",
            "Hier [Anna, Bert ]dort",
            "Hier [Carla, Dora ]dort",
        ),
    ],
)
def test_runs_that_people_recognise(old: str, new: str, left: str, right: str) -> None:
    found = compare(old, new)

    assert (short(found[0]), short(found[1])) == (left, right)


@pytest.mark.parametrize("words", [200, 4_000, 40_000])
def test_a_small_change_in_a_long_text_stays_small(words: int) -> None:
    old = " ".join(f"wort{number % 997}" for number in range(words))
    new = old.replace("wort5 ", "anders ", 1).replace("wort190 ", "", 1)

    left, right = compare(old, new)

    assert joined(left, "removed").split() == ["wort5", "wort190"]
    assert joined(right, "new").split() == ["anders"]


def test_no_pair_of_texts_keeps_a_page_waiting() -> None:
    """The slowest kinds: one word over and over, few words in every order, nothing in common."""
    pairs = [
        ("x " * 60_000 + "a", "b " + "x " * 60_000 + "c"),
        ("a b c " * 20_000, "c a a b " * 15_000),
        (" ".join(map(str, range(60_000))), " ".join(map(str, range(60_000, 0, -1)))),
        (" ".join(str(n % 150) for n in range(60_000)), " ".join(str(n * 7 % 150) for n in range(60_000))),
    ]
    for old, new in pairs:
        begun = time.process_time()
        compare(old, new)
        assert time.process_time() - begun < 10
