"""A map of the region without foreign geodata: hexagons, each of the municipality that is nearest to it.

The grid is computed from the municipalities' place points, always the same for the same list, and kept for
the process. A district is the outline of its hexagons. Discs with numbers stand on the municipalities that a
caller names; all the others get one and the same dot.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians, sqrt

from portal.charts import NARROW, WIDE, Drawing, Look, text_width

KM_PER_DEGREE = 111.2  # of a great circle
WIDTH_KM = 2.2  # of a hexagon, from side to side
REACH_KM = 7.0  # a hexagon whose nearest place point is further away lies outside of the region
MARGIN = 8
DISC = 7.4  # radius of the disc of one case in px; areas are in proportion
LARGEST_DISC = 30

Spot = tuple[str, str, float, float]  # AGS of the municipality, AGS of its district, latitude, longitude
Vertex = tuple[int, int]  # in halves of a hexagon's width and in quarters of its height


@dataclass(frozen=True)
class Grid:
    """Outlines of the districts and of the whole in hexagon units, and the centres of their hexagons."""

    outlines: dict[str, tuple[tuple[Vertex, ...], ...]]
    border: tuple[tuple[Vertex, ...], ...]
    centres: dict[str, tuple[Vertex, ...]]
    points: dict[str, tuple[float, float]]  # AGS of a municipality -> its place in the same units


@dataclass(frozen=True)
class District:
    """One district of a map: its name and the line below it ("14 open")."""

    ags: str
    name: str
    short_name: str
    text: str


@lru_cache(maxsize=4)
def grid(spots: tuple[Spot, ...]) -> Grid:
    """The hexagons of a region; complexity: hexagons × municipalities (some 1,300 × 111)."""
    middle = cos(radians(sum(spot[2] for spot in spots) / len(spots)))
    unit_x, unit_y = WIDTH_KM / 2, WIDTH_KM / sqrt(3) / 2
    places = {
        ags: (lon * middle * KM_PER_DEGREE / unit_x, -lat * KM_PER_DEGREE / unit_y)
        for ags, _district, lat, lon in spots
    }
    district_of = {ags: district for ags, district, _lat, _lon in spots}
    left, top = min(x for x, _y in places.values()), min(y for _x, y in places.values())
    places = {ags: (x - left + 8, y - top + 12) for ags, (x, y) in places.items()}
    cells = defaultdict(list)
    for centre in _centres(places):
        ags, distance = _nearest(centre, places, unit_x, unit_y)
        if distance <= REACH_KM:
            cells[district_of[ags]].append(centre)
    everything = [centre for found in cells.values() for centre in found]
    return Grid(
        {district: _outline(found) for district, found in sorted(cells.items())},
        _outline(everything),
        {district: tuple(found) for district, found in sorted(cells.items())},
        places,
    )


def _centres(places: Mapping[str, tuple[float, float]]) -> list[Vertex]:
    rows = int(max(y for _x, y in places.values()) / 3) + 5
    columns = int(max(x for x, _y in places.values()) / 2) + 5
    return [(2 * column + row % 2, 3 * row) for row in range(rows) for column in range(columns)]


def _nearest(
    centre: Vertex, places: Mapping[str, tuple[float, float]], unit_x: float, unit_y: float
) -> tuple[str, float]:
    best = min(
        (((centre[0] - x) * unit_x) ** 2 + ((centre[1] - y) * unit_y) ** 2, ags)
        for ags, (x, y) in places.items()
    )
    return best[1], sqrt(best[0])


def _outline(centres: Sequence[Vertex]) -> tuple[tuple[Vertex, ...], ...]:
    """The loops around a set of hexagons: edges that no neighbour of the set goes along the other way."""
    edges = set()
    for x, y in centres:
        ring = [(x, y - 2), (x + 1, y - 1), (x + 1, y + 1), (x, y + 2), (x - 1, y + 1), (x - 1, y - 1)]
        edges |= set(zip(ring, [*ring[1:], ring[0]], strict=True))
    onward = defaultdict(list)
    for start, end in sorted(edges):
        if (end, start) not in edges:
            onward[start].append(end)
    loops = []
    while onward:
        start = min(onward)
        loop = [start]
        while True:
            ends = onward[loop[-1]]
            following = ends.pop(0)
            if not ends:
                del onward[loop[-1]]
            if following == start:
                break
            loop.append(following)
        loops.append(tuple(loop))
    return tuple(loops)


def draw(
    spots: tuple[Spot, ...],
    districts: Sequence[District],
    discs: Mapping[str, tuple[str, int]],
    *,
    look: Look,
    narrow: bool,
    title: str,
) -> str:
    """The map as SVG; `discs`: AGS of a municipality -> its name and number, all others get the same dot."""
    found = grid(spots)
    drawing = Drawing(NARROW if narrow else WIDE, look, title)
    xs = [x for loop in found.border for x, _y in loop]
    ys = [y for loop in found.border for _x, y in loop]
    scale_x = (drawing.width - 2 * MARGIN) / (max(xs) - min(xs))
    scale_y = scale_x / sqrt(3)
    drawing.height = (max(ys) - min(ys)) * scale_y + 2 * MARGIN

    def place(vertex: tuple[float, float]) -> tuple[float, float]:
        return (vertex[0] - min(xs)) * scale_x + MARGIN, (vertex[1] - min(ys)) * scale_y + MARGIN

    for index, (_ags, loops) in enumerate(found.outlines.items()):
        drawing.add(
            "path",
            d=_path(loops, place),
            fill=look.land[index in (0, 2)],
            stroke=look.paper,
            stroke_width=2.5,
        )
    drawing.add("path", d=_path(found.border, place), fill="none", stroke=look.line, stroke_width=1)
    taken, dots = _dots_and_discs(
        drawing, {ags: place(at) for ags, at in found.points.items()}, discs, narrow
    )
    centres = {ags: [place(centre) for centre in found.centres.get(ags, ())] for ags in found.centres}
    _district_names(drawing, districts, centres, taken, dots, narrow)
    return drawing.svg()


def _path(loops: Sequence[Sequence[Vertex]], place: object) -> str:
    pieces = []
    for loop in loops:
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, loop))
        pieces.append(f"M{points}Z")
    return "".join(pieces)


Box = tuple[float, float, float, float]  # left, top, right, bottom


def _dots_and_discs(
    drawing: Drawing,
    points: Mapping[str, tuple[float, float]],
    discs: Mapping[str, tuple[str, int]],
    narrow: bool,
) -> tuple[list[Box], list[Box]]:
    """Draws dots, then discs, the largest first, with names where there is room; the boxes of both."""
    look = drawing.look
    dots: list[Box] = []
    for ags, (x, y) in sorted(points.items()):
        if ags not in discs:
            dots.append((x - 3, y - 3, x + 3, y + 3))
            drawing.add("circle", cx=x, cy=y, r=1.6 if narrow else 2.2, fill=look.muted, fill_opacity=0.55)
    most = max([number for _name, number in discs.values()], default=1)
    per_root = min(DISC, LARGEST_DISC / sqrt(most)) * (0.7 if narrow else 1)
    order = sorted(discs.items(), key=lambda item: (-item[1][1], item[0]))
    taken: list[Box] = []
    for ags, (_name, number) in order:
        (x, y), radius = points[ags], _radius(number, per_root)
        drawing.add("circle", cx=x, cy=y, r=radius, fill=look.mark, stroke=look.paper, stroke_width=2)
        size = 13 if narrow else 14
        drawing.text(x, y + 5, str(number), size=size, anchor="middle", weight=600, fill=look.on_mark)
        taken.append((x - radius, y - radius, x + radius, y + radius))
    for ags, (name, number) in order if not narrow else ():
        (x, y), radius = points[ags], _radius(number, per_root)
        half = text_width(name) / 2
        for at_x, at_y in ((x, y + radius + 15), (x, y - radius - 6), (x + radius + half + 4, y + 5)):
            box = (at_x - half, at_y - 12, at_x + half, at_y + 4)
            if _is_free(box, taken) and box[0] >= 0 and box[2] <= drawing.width:
                drawing.text(at_x, at_y, name, anchor="middle", halo=look.land[0])
                taken.append(box)
                break
    return taken, dots


def _radius(number: int, per_root: float) -> float:
    return max(10.0, per_root * sqrt(number))


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    return all(box[2] < one[0] or box[0] > one[2] or box[3] < one[1] or box[1] > one[3] for one in taken)


def _district_names(
    drawing: Drawing,
    districts: Sequence[District],
    centres: Mapping[str, Sequence[tuple[float, float]]],
    taken: list[Box],
    dots: list[Box],
    narrow: bool,
) -> None:
    """Name and number of each district as near to its middle as there is room; dots make way at last."""
    size = 13 if narrow else 15
    for district in districts:
        found = centres.get(district.ags, ())
        if not found:
            continue
        name = district.short_name if narrow else district.name
        middle_x = sum(x for x, _y in found) / len(found)
        middle_y = sum(y for _x, y in found) / len(found)
        half = max(text_width(name, size) * 1.06, text_width(district.text, size - 1)) / 2
        everywhere = [centre for part in centres.values() for centre in part]
        order = [
            *sorted(found, key=lambda at: (hypot(at[0] - middle_x, at[1] - middle_y), at)),
            *sorted(everywhere, key=lambda at: (hypot(at[0] - middle_x, at[1] - middle_y), at)),
        ]
        spots = [(min(max(x, half + 2), drawing.width - half - 2), y) for x, y in order]
        boxes = [(x - half, y - 15, x + half, y + 21) for x, y in spots]
        free = [index for index, box in enumerate(boxes) if _is_free(box, taken)]
        near = [i for i in free if hypot(order[i][0] - middle_x, order[i][1] - middle_y) < drawing.width / 9]
        clear = [index for index in near if _is_free(boxes[index], dots)]
        for index in (clear or free)[:1]:
            (x, y), halo = spots[index], drawing.look.land[0]
            taken.append(boxes[index])
            drawing.text(x, y, name, size=size, anchor="middle", weight=600, halo=halo)
            drawing.text(x, y + 17, district.text, size=max(13, size - 1), anchor="middle", halo=halo)
