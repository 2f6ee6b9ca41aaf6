"""Charts: only presentation attributes, values in the marks, text large enough, nothing from outside."""

import re
from xml.etree import ElementTree  # noqa: S405 - our own pictures

import pytest

from portal.charts import LIGHT, LOOKS, Bar, Line, fitting, stacked_bars, time_lines

SERIES = [("nahtlos", 0), ("mit Lücke", 1), ("offen", 2), ("anderes", 3)]
BARS = [Bar("Muster & Söhne <Kreis>", [24, 7, 11, 4], 46), Bar("Zweiter Kreis", [31, None, None, 6], 60)]


def bars(look: str = "hell", *, narrow: bool = False) -> str:
    return stacked_bars(BARS, SERIES, look=LOOKS[look], narrow=narrow, title="Verbleib", rest="verdeckt")


def lines(look: str = "hell", *, narrow: bool = False) -> str:
    series = [
        Line("gemeldet", [12, 0, 31], ["12", "0", "31"]),
        Line("davon", [7, None, 20], ["7", "", "20"], dashed=True),
    ]
    labels = ["Okt", "Nov", "Dez"]
    return time_lines(labels, series, look=LOOKS[look], narrow=narrow, title="Verlauf")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("draw", [bars, lines])
def test_a_picture_stands_under_the_content_policy(draw, look: str, narrow: bool) -> None:
    svg = draw(look, narrow=narrow)

    root = ElementTree.fromstring(svg)  # noqa: S314 - well-formed, or this raises
    names = {node.tag.rsplit("}", 1)[-1] for node in root.iter()}
    attributes = {key for node in root.iter() for key in node.attrib}
    sizes = [int(node.get("font-size")) for node in root.iter() if node.get("font-size")]
    assert not names & {"style", "script", "image", "a", "foreignObject", "use", "link"}
    assert not [key for key in attributes if key == "style" or key.startswith("on") or "href" in key]
    assert min(sizes) >= 13
    assert root.get("width") == ("320" if narrow else "640")
    assert root.find("{http://www.w3.org/2000/svg}title").text


def test_values_stand_in_the_marks() -> None:
    words = re.findall(r">([^<>]+)</text>", bars())

    assert {"24", "7", "11", "46", "31", "6", "60"} <= set(words)
    assert "Muster &amp; Söhne &lt;Kreis&gt;" in words
    assert "verdeckt" in words


def test_what_is_not_shown_is_one_outlined_piece() -> None:
    """60 less 31 and 6: the length of the outlined piece tells the rest of the sum, nothing more."""
    outlined = re.findall(r"<rect[^>]*stroke-dasharray=\"4 3\"[^>]*>", bars())

    assert len(outlined) == 1
    assert "verdeckt" not in stacked_bars(
        BARS[:1], SERIES, look=LIGHT, narrow=False, title="x", rest="verdeckt"
    )


def test_the_axis_begins_at_zero() -> None:
    words = re.findall(r">([^<>]+)</text>", lines())

    assert "0" in words
    assert "40" in words


def test_a_gap_in_a_line_stays_a_gap() -> None:
    dashed = re.findall(r'<path d="([^"]+)"[^>]*stroke-dasharray="7 4"', lines())

    assert max(path.count("M") for path in dashed) == 2


def test_five_series_are_refused() -> None:
    with pytest.raises(AssertionError):
        stacked_bars(BARS, [*SERIES, ("zu viel", 3)], look=LIGHT, narrow=False, title="x", rest="y")


def test_an_empty_picture_is_a_picture() -> None:
    assert stacked_bars([], [], look=LIGHT, narrow=True, title="leer", rest="").startswith("<svg")
    assert time_lines([], [], look=LIGHT, narrow=True, title="leer").startswith("<svg")


def test_long_words_are_cut() -> None:
    assert fitting("Landkreis Schwäbisch Hall", 100).endswith("…")
    assert fitting("Kreis", 100) == "Kreis"
