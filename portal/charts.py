"""Charts as SVG pictures: bars, lines, and the pieces a map is drawn from.

A picture has presentation attributes only (no style, script, link or font), so that it stands under the
portal's content policy. Each exists light and dark, wide (640 px) and narrow (drawn for 320 px, text of 13 px
or more). The axis begins at 0, values stand in the marks, there are at most four series in one order; series
differ in lightness and pattern, what is still open is hatched. The numbers stand as a table behind each
picture, on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from django.utils.html import escape

FONT = "Fira Sans, Segoe UI, Arial, sans-serif"
WIDE, NARROW = 640, 320
LETTER = 0.56  # mean width of a letter in parts of the font size, for placing only
MOST_SERIES = 4


@dataclass(frozen=True)
class Look:
    """The colours of one theme: paper, text, lines, the four tones of series, and the map's ground."""

    paper: str
    ink: str
    muted: str
    line: str
    grid: str
    fills: tuple[str, str, str, str]  # dark, middle, hatched, pale (in dark pictures light comes first)
    on_fills: tuple[str, str, str, str]
    land: tuple[str, str]
    mark: str
    on_mark: str


LIGHT = Look(
    paper="#ffffff",
    ink="#131525",
    muted="#4d5375",
    line="#c3c8db",
    grid="#e3e6f0",
    fills=("#16307a", "#6c8fe0", "#f2b56b", "#d9dce8"),
    on_fills=("#ffffff", "#0b0d18", "#131525", "#131525"),
    land=("#eef0f6", "#e0e4ef"),
    mark="#2044aa",
    on_mark="#ffffff",
)
DARK = Look(
    paper="#000000",
    ink="#f1f2f7",
    muted="#b9bed6",
    line="#4d5375",
    grid="#20243a",
    fills=("#dbe5ff", "#6c8fe0", "#b8741a", "#3c4263"),
    on_fills=("#0b0d18", "#0b0d18", "#0b0d18", "#f1f2f7"),
    land=("#20243a", "#2b3050"),
    mark="#a3bcff",
    on_mark="#0b0d18",
)
HATCHED = 2  # the place of the hatched tone
LOOKS = {"hell": LIGHT, "dunkel": DARK}


@dataclass(frozen=True)
class Bar:
    """One bar: its words, a count per series (None: not shown), and the sum (None: not shown)."""

    label: str
    values: Sequence[int | None]
    total: int | None
    total_text: str = ""


@dataclass(frozen=True)
class Line:
    """One series of a time chart: a value per point (None: not known); `dashed` for the second one."""

    label: str
    values: Sequence[float | None]
    texts: Sequence[str]
    dashed: bool = False


class Drawing:
    """An SVG that grows piece by piece; lengths in px, colours as #rrggbb."""

    def __init__(self, width: int, look: Look, title: str) -> None:
        self.width, self.look, self.title = width, look, title
        self.height = 0.0
        self.pieces: list[str] = []

    def add(self, name: str, **values: object) -> None:
        words = " ".join(
            f'{key.rstrip("_").replace("_", "-")}="{_number(value)}"' for key, value in values.items()
        )
        self.pieces.append(f"<{name} {words}/>")

    def text(
        self, x: float, y: float, words: str, *, size: int = 14, anchor: str = "start", **values: object
    ) -> None:
        """Text whose baseline is at `y`; `halo` is the colour of a rim that keeps it readable on lines."""
        halo = values.pop("halo", "")
        rim = (
            f' paint-order="stroke" stroke="{halo}" stroke-width="4" stroke-linejoin="round"' if halo else ""
        )
        weight, fill = values.pop("weight", 400), values.pop("fill", self.look.ink)
        self.pieces.append(
            f'<text x="{_number(x)}" y="{_number(y)}" font-family="{FONT}" font-size="{size}" '
            f'font-weight="{weight}" fill="{fill}" text-anchor="{anchor}"{rim}>{escape(words)}</text>'
        )

    def svg(self) -> str:
        """The picture; its ground is painted, so that it can be saved and printed."""
        width, height = self.width, ceil(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" '
            f'height="{height}" role="img"><title>{escape(self.title)}</title>'
            f'<rect width="{width}" height="{height}" fill="{self.look.paper}"/>' + "".join(self.pieces)
        ) + "</svg>"


def text_width(words: str, size: int = 14) -> float:
    """About how wide a text is, in px."""
    return len(words) * size * LETTER


def fitting(words: str, width: float, size: int = 14) -> str:
    """The words, cut with dots where they are wider than `width` px."""
    letters = int(width / (size * LETTER))
    return words if len(words) <= letters else words[: max(1, letters - 1)].rstrip(" ,·") + "…"


def stacked_bars(
    bars: Sequence[Bar], series: Sequence[tuple[str, int]], *, look: Look, narrow: bool, title: str, rest: str
) -> str:
    """Horizontal bars; `series` are (label, tone 0 to 3); `rest` names the part that is not shown singly.

    Counts that are not shown make one outlined piece at the end: the sum less what is shown.
    """
    assert len(series) <= MOST_SERIES, "more than four series cannot be told apart"
    drawing = Drawing(NARROW if narrow else WIDE, look, title)
    _hatching(drawing)
    has_rest = any(None in bar.values and bar.total is not None for bar in bars)
    y = _legend(drawing, [*series, *([(rest, -1)] if has_rest else [])], narrow)
    left = 4 if narrow else 196
    right = (
        drawing.width - max([text_width(bar.total_text or str(bar.total)) for bar in bars], default=0) - 14
    )
    most = max([bar.total or 0 for bar in bars], default=0) or 1
    scale = (right - left) / most
    for bar in bars:
        if narrow:
            drawing.text(left, y + 14, fitting(bar.label, drawing.width - 8))
            y += 20
        else:
            drawing.text(left - 12, y + 20, fitting(bar.label, left - 16), anchor="end")
        x = _pieces(drawing, bar, series, left, y, scale)
        drawing.text(x + 8, y + 19, bar.total_text or str(bar.total), weight=600)
        y += 42 if not narrow else 40
    drawing.height = y + 2
    return drawing.svg()


def _pieces(
    drawing: Drawing, bar: Bar, series: Sequence[tuple[str, int]], x: float, y: float, scale: float
) -> float:
    """Draws the pieces of one bar and gives back where it ends."""
    look = drawing.look
    parts = [(value, tone) for value, (_label, tone) in zip(bar.values, series, strict=True) if value]
    if None in bar.values and bar.total is not None:
        parts.append((bar.total - sum(value for value, _tone in parts), -1))
    for value, tone in parts:
        width = max(1.0, value * scale - 2)
        rim = {} if tone in (0, 1) else {"stroke": look.muted, "stroke_width": 1}
        if tone < 0:
            rim |= {"stroke_dasharray": "4 3"}
        fill = look.paper if tone < 0 else "url(#h)" if tone == HATCHED else look.fills[tone]
        drawing.add("rect", x=x, y=y, width=width, height=28, fill=fill, **rim)
        label = str(value)
        if tone >= 0 and text_width(label, 14) + 4 <= width:
            middle = x + width / 2
            if tone == HATCHED:
                ground = text_width(label, 14) + 4
                drawing.add(
                    "rect", x=middle - ground / 2, y=y + 5, width=ground, height=18, fill=look.fills[HATCHED]
                )
            drawing.text(middle, y + 19, label, anchor="middle", weight=600, fill=look.on_fills[tone])
        x += value * scale
    return x


def _hatching(drawing: Drawing) -> None:
    look = drawing.look
    drawing.pieces.append(
        '<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{look.fills[HATCHED]}"/>'
        f'<rect width="1.6" height="6" fill="{look.paper}"/></pattern></defs>'
    )


def _legend(drawing: Drawing, series: Sequence[tuple[str, int]], narrow: bool) -> float:
    """Square and words of each series; gives back where the picture goes on."""
    look = drawing.look
    for place, (label, tone) in enumerate(series):
        x, y = (4, 8 + 22 * place) if narrow else (4 + 320 * (place % 2), 8 + 22 * (place // 2))
        fill = look.paper if tone < 0 else "url(#h)" if tone == HATCHED else look.fills[tone]
        dashes = {"stroke_dasharray": "3 2"} if tone < 0 else {}
        drawing.add("rect", x=x, y=y, width=14, height=14, fill=fill, stroke=look.muted, **dashes)
        drawing.text(x + 22, y + 12, label)
    rows = len(series) if narrow else (len(series) + 1) // 2
    return 8 + 22 * rows + 12


def time_lines(labels: Sequence[str], lines: Sequence[Line], *, look: Look, narrow: bool, title: str) -> str:
    """Lines over time from 0, with a mark and its value at each point; gaps where a value is not known."""
    drawing = Drawing(NARROW if narrow else WIDE, look, title)
    y = _line_legend(drawing, lines, narrow)
    top, bottom = y + 26, y + (190 if narrow else 210)
    most = max([value for line in lines for value in line.values if value is not None], default=0)
    step = axis_step(most)
    ceiling = max(step, ceil(most / step) * step)
    left, right = 12 + text_width(str(int(ceiling)), 13), drawing.width - 16
    for value in range(0, int(ceiling) + 1, step):
        at = bottom - (bottom - top) * value / ceiling
        drawing.add(
            "path", d=f"M{_number(left)},{_number(at)}H{right}", stroke=look.grid if value else look.line
        )
        drawing.text(left - 6, at + 5, str(value), size=13, anchor="end", fill=look.muted)
    gap = (right - left) / max(1, len(labels))
    places = [left + gap * (index + 0.5) for index in range(len(labels))]
    _time_labels(drawing, labels, places, bottom + 40)
    for line in lines:
        points = [
            None if value is None else (x, bottom - (bottom - top) * value / ceiling)
            for x, value in zip(places, line.values, strict=True)
        ]
        _line(drawing, line, points, gap)
    drawing.height = bottom + 50
    return drawing.svg()


def _line(drawing: Drawing, line: Line, points: Sequence[tuple[float, float] | None], gap: float) -> None:
    look = drawing.look
    dashes = {"stroke_dasharray": "7 4"} if line.dashed else {}
    colour = look.ink if line.dashed else look.mark
    path, pen = "", "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        path += f"{pen}{_number(point[0])},{_number(point[1])}"
        pen = "L"
    drawing.add("path", d=path or "M0,0", fill="none", stroke=colour, stroke_width=2.5, **dashes)
    last_end = 0.0
    for point, words in zip(points, line.texts, strict=True):
        if point is None:
            continue
        x, y = point
        _line_mark(drawing, x, y, dashed=line.dashed)
        if x - text_width(words) / 2 >= last_end:
            at = y + 24 if line.dashed else y - 12
            drawing.text(x, at, words, anchor="middle", weight=600, halo=look.paper)
            last_end = x + text_width(words) / 2


def _line_mark(drawing: Drawing, x: float, y: float, *, dashed: bool) -> None:
    look = drawing.look
    if dashed:
        drawing.add(
            "rect", x=x - 5, y=y - 5, width=10, height=10, transform=f"rotate(45 {_number(x)} {_number(y)})",
            fill=look.paper, stroke=look.ink, stroke_width=2,
        )  # fmt: skip
    else:
        drawing.add("circle", cx=x, cy=y, r=5, fill=look.mark, stroke=look.paper, stroke_width=1.5)


def _line_legend(drawing: Drawing, lines: Sequence[Line], narrow: bool) -> float:
    for place, line in enumerate(lines):
        x, y = (4, 15 + 22 * place) if narrow else (4 + 320 * place, 15)
        dashes = {"stroke_dasharray": "7 4"} if line.dashed else {}
        colour = drawing.look.ink if line.dashed else drawing.look.mark
        drawing.add("path", d=f"M{x},{y}H{x + 28}", stroke=colour, stroke_width=2.5, **dashes)
        _line_mark(drawing, x + 14, y, dashed=line.dashed)
        drawing.text(x + 36, y + 5, line.label)
    return 15 + (22 * len(lines) if narrow else 22)


def _time_labels(drawing: Drawing, labels: Sequence[str], places: Sequence[float], y: float) -> None:
    """Words below the axis, as many as there is room for."""
    end = 0.0
    for words, x in zip(labels, places, strict=True):
        half = text_width(words, 13) / 2
        if x - half >= end and x + half <= drawing.width:
            drawing.text(x, y, words, size=13, anchor="middle", fill=drawing.look.ink)
            end = x + half + 6


def axis_step(most: float) -> int:
    """The distance of the lines of an axis up to `most`: 1, 2 or 5 times a power of ten, about four lines."""
    if most <= 4:
        return 1
    rough = most / 4
    power = 10 ** int(log10(rough))
    return int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough))


def _number(value: object) -> object:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
