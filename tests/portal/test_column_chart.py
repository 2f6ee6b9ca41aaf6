"""The picture of an indicator: every number stands in it, nothing lies outside, nothing covers a value."""

from xml.etree import ElementTree

import pytest

from portal.charts import DARK, LIGHT, NARROW, WIDE
from portal.column_chart import Step, columns_with_aims

STEPS = [
    Step("1. Q. 2026", 18, "18", 20, "20"),
    Step("2. Q. 2026", 41, "41", None, ""),
    Step("3. Q. 2026", 62, "62", 45, "45"),
    Step("4. Q. 2026", None, "", 110, "110", is_past=False),
    Step("1. Q. 2027", 0, "0", 120, "120", is_past=False),
]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(steps: list[Step], *, narrow: bool = False, look=LIGHT) -> ElementTree.Element:
    words = ("Ist", "Ziel")
    text = columns_with_aims(steps, words, look=look, narrow=narrow, title="Beratene Betriebe")
    return ElementTree.fromstring(text)  # noqa: S314 - our own picture


def texts(root: ElementTree.Element) -> list[ElementTree.Element]:
    return list(root.iter(f"{SVG}text"))


@pytest.mark.parametrize("look", [LIGHT, DARK])
@pytest.mark.parametrize(("narrow", "width"), [(False, WIDE), (True, NARROW)])
def test_every_number_stands_in_the_picture(look, narrow: bool, width: int) -> None:
    root = drawn(STEPS, narrow=narrow, look=look)

    found = [node.text for node in texts(root)]
    assert {"18", "41", "62", "0", "20", "45", "110", "120", "Ist", "Ziel"} <= set(found)
    assert root.get("width") == str(width)
    assert all(0 <= float(node.get("x")) <= width for node in texts(root))
    assert all(0 < float(node.get("y")) <= float(root.get("height")) for node in texts(root))
    assert all(int(node.get("font-size")) >= 13 for node in texts(root))
    assert not list(root.iter(f"{SVG}style"))


def test_a_picture_without_values_is_drawn() -> None:
    assert drawn([Step("1. Q. 2026", None, "", None, "")]).tag == f"{SVG}svg"


@pytest.mark.parametrize("aim", [35, 40, 43, 45])
def test_the_mark_of_the_aim_covers_no_value(aim: int) -> None:
    root = drawn([Step("1. Q. 2026", 43, "43", aim, str(aim)), Step("2. Q. 2026", None, "", 60, "60")])

    value = next(node for node in texts(root) if node.text == "43" and node.get("fill") == LIGHT.on_mark)
    mark = [node for node in root.iter(f"{SVG}rect") if node.get("transform")][1]
    middle = float(mark.get("y")) + 5
    assert abs(float(value.get("y")) - 5 - middle) >= 11


@pytest.mark.parametrize("value", [1, 3, 18, 22])
def test_a_low_column_and_its_aim_keep_their_numbers_apart(value: int) -> None:
    root = drawn([Step("1. Q. 2026", value, str(value), 20, "20"), Step("2. Q. 2026", None, "", 120, "120")])

    places = [
        float(node.get("y"))
        for node in texts(root)
        if node.text in (str(value), "20") and node.get("font-weight") == "600"
    ]
    assert len(places) == 2
    assert abs(places[0] - places[1]) >= 13
