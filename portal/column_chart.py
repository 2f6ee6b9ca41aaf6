"""Columns for what is, a dashed line for what shall be, over time: the picture of an indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from portal.charts import NARROW, WIDE, Drawing, Look, axis_step, text_width

SMALL = 13  # px of the words at the axes, the least that is readable at 320 px


@dataclass(frozen=True)
class Step:
    """One point in time: `label` below the axis, value and aim (None: not known) with their words.

    Values are 0 or more. `is_past` says whether the point lies behind us; later labels are paler.
    """

    label: str
    value: float | None
    value_text: str
    aim: float | None
    aim_text: str
    is_past: bool = True


def columns_with_aims(
    steps: Sequence[Step], legend: tuple[str, str], *, look: Look, narrow: bool, title: str
) -> str:
    """The picture as SVG; `legend` names columns and line. The axis begins at 0."""
    drawing = Drawing(NARROW if narrow else WIDE, look, title)
    _legend(drawing, legend)
    top, bottom = 52.0, 52.0 + (160 if narrow else 190)
    most = max([one for step in steps for one in (step.value, step.aim) if one is not None], default=0)
    step_size = axis_step(most)
    ceiling = max(step_size, ceil(most / step_size) * step_size)
    left, right = 14 + text_width(str(ceiling), SMALL), drawing.width - 8.0
    height = (bottom - top) / ceiling
    for value in range(0, ceiling + 1, step_size):
        at = bottom - height * value
        drawing.add("path", d=f"M{left:.1f},{at:.1f}H{right:.1f}", stroke=look.grid if value else look.line)
        drawing.text(left - 8, at + 5, str(value), size=SMALL, anchor="end", fill=look.muted)
    gap = (right - left) / max(1, len(steps))
    places = [left + gap * (index + 0.5) for index in range(len(steps))]
    width = min(56.0, gap * 0.7)
    for step, x in zip(steps, places, strict=True):
        _column(drawing, step, x, width, bottom, height)
    _aims(drawing, steps, places, bottom, height)
    _labels(drawing, steps, places, bottom + 22)
    drawing.height = bottom + 32
    return drawing.svg()


def _legend(drawing: Drawing, legend: tuple[str, str]) -> None:
    look, (value, aim) = drawing.look, legend
    drawing.add("rect", x=4, y=8, width=15, height=15, fill=look.mark)
    drawing.text(25, 21, value)
    x = 45 + text_width(value)
    drawing.add("path", d=f"M{x:.1f},15.5h32", stroke=look.ink, stroke_width=2.5, stroke_dasharray="7 4")
    _diamond(drawing, x + 16, 15.5)
    drawing.text(x + 40, 21, aim)


def _diamond(drawing: Drawing, x: float, y: float) -> None:
    drawing.add(
        "rect", x=x - 5, y=y - 5, width=10, height=10, transform=f"rotate(45 {x:.1f} {y:.1f})",
        fill=drawing.look.paper, stroke=drawing.look.ink, stroke_width=2,
    )  # fmt: skip


def _column(drawing: Drawing, step: Step, x: float, width: float, bottom: float, height: float) -> None:
    """The column with its value inside: at its top, or at its foot where the aim's mark would cover it.

    Above column and aim, in the column's colour, where the column is too low or too narrow.
    """
    if step.value is None:
        return
    top = bottom - height * step.value
    aim = None if step.aim is None else bottom - height * step.aim
    drawing.add("rect", x=x - width / 2, y=top, width=width, height=bottom - top, fill=drawing.look.mark)
    words = {"size": SMALL, "anchor": "middle", "weight": 600}
    if bottom - top < 18 or text_width(step.value_text, SMALL) > width - 2:
        is_near = aim is not None and top - 44 < aim < top + 10
        at = min(aim, top) - 29 if is_near else top - 6
        drawing.text(x, at, step.value_text, fill=drawing.look.mark, halo=drawing.look.paper, **words)
        return
    is_covered = aim is not None and abs(aim - (top + 13)) < 24
    at = min(bottom - 4, (bottom + top) / 2 + 5) if bottom - top < 30 else top + 18
    at = bottom - 8 if is_covered and bottom - top >= 30 else at
    drawing.text(x, at, step.value_text, fill=drawing.look.on_mark, **words)


def _aims(
    drawing: Drawing, steps: Sequence[Step], places: Sequence[float], bottom: float, height: float
) -> None:
    """One dashed line through all aims, also over points without one; the words above the marks."""
    points = [
        (x, bottom - height * step.aim, step)
        for step, x in zip(steps, places, strict=True)
        if step.aim is not None
    ]
    if len(points) > 1:
        path = "L".join(f"{x:.1f},{y:.1f}" for x, y, _step in points)
        drawing.add(
            "path", d=f"M{path}", fill="none", stroke=drawing.look.ink, stroke_width=2.5,
            stroke_dasharray="7 4",
        )  # fmt: skip
    for x, y, step in points:
        _diamond(drawing, x, y)
        _aim_words(drawing, x, y, step.aim_text, bottom - height * (step.value or 0))


def _aim_words(drawing: Drawing, x: float, y: float, text: str, top: float) -> None:
    """Above the mark; inside a column in its own colour, at a column's edge above the column."""
    words = {"size": SMALL, "anchor": "middle", "weight": 600}
    if y - 26 > top:
        drawing.text(x, y - 13, text, fill=drawing.look.on_mark, **words)
    else:
        drawing.text(x, min(y - 13, top - 8), text, halo=drawing.look.paper, **words)


def _labels(drawing: Drawing, steps: Sequence[Step], places: Sequence[float], y: float) -> None:
    """Words below the axis, as many as there is room for; from the last one backwards, it matters most."""
    start = float(drawing.width)
    for step, x in reversed(list(zip(steps, places, strict=True))):
        half = text_width(step.label, SMALL) / 2
        if x + half <= start and x - half >= 0:
            fill = drawing.look.ink if step.is_past else drawing.look.muted
            drawing.text(x, y, step.label, size=SMALL, anchor="middle", fill=fill)
            start = x - half - 4
