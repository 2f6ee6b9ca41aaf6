"""The map: hexagons of the nearest municipality, always the same; discs only where they are asked for."""

import re
from collections import Counter

import pytest

from portal.charts import DARK, LIGHT
from portal.region.map import District, draw, grid
from portal.region.models import Municipality


@pytest.fixture
def spots(region) -> tuple:
    rows = Municipality.objects.order_by("ags").values_list("ags", "district__ags", "latitude", "longitude")
    return tuple(rows)


DISTRICTS = [
    District("08121", "Stadt Heilbronn", "Stadt HN", "11 offen"),
    District("08126", "Hohenlohekreis", "Hohenlohe", "nicht gezeigt"),
]


def test_every_district_has_its_hexagons(spots) -> None:
    found = grid(spots)

    sizes = {ags: len(centres) for ags, centres in found.centres.items()}
    assert list(sizes) == ["08121", "08125", "08126", "08127", "08128"]
    assert sum(sizes.values()) == len({centre for part in found.centres.values() for centre in part})
    assert max(sizes, key=sizes.get) in ("08127", "08128")
    assert sizes["08121"] < min(size for ags, size in sizes.items() if ags != "08121")


def test_outlines_are_closed_and_share_their_borders(spots) -> None:
    found = grid(spots)

    edges = Counter()
    for loops in found.outlines.values():
        for loop in loops:
            assert len(loop) >= 6
            edges.update(zip(loop, [*loop[1:], loop[0]], strict=True))
    inner = [edge for edge in edges if (edge[1], edge[0]) in edges]
    outer = sum(len(loop) for loop in found.border)
    assert len(edges) == len(inner) + outer


def test_the_same_list_gives_the_same_map(spots) -> None:
    grid.cache_clear()
    first = draw(spots, DISTRICTS, {}, look=LIGHT, narrow=False, title="x")
    grid.cache_clear()

    assert draw(tuple(reversed(spots)), DISTRICTS, {}, look=LIGHT, narrow=False, title="x") == first


@pytest.mark.parametrize("narrow", [False, True])
def test_one_dot_for_all_but_those_with_a_number(spots, narrow: bool) -> None:
    discs = {"08126046": ("Künzelsau", 5), "08121000": ("Heilbronn", 400)}

    svg = draw(spots, DISTRICTS, discs, look=DARK, narrow=narrow, title="Offene Fälle")

    dots = re.findall(r'<circle[^>]* r="([\d.]+)"', svg)
    assert Counter(dots)["1.6" if narrow else "2.2"] == 109
    assert len(set(dots)) == 3
    assert max(map(float, dots)) <= 30
    assert {">5<", ">400<", ">11 offen<", ">nicht gezeigt<"} <= set(re.findall(r">[^<>]+<", svg))
    assert len(svg) < 40_000
