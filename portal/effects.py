"""What measures have done, counted in cases: by whichever area has cases, for whoever shows measures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from portal.areas import Effect, registered
from portal.smallcells import HIDDEN, Cell, shown


@dataclass(frozen=True)
class ShownEffect:
    """An effect as a reader may see it; `str()` of each is a number, "fewer than 3" or "not shown"."""

    closed: Cell
    placed: Cell
    seamless: Cell


def effects_of(measures: Collection[int], until: date | None = None) -> dict[int, Effect]:
    """The effect of each of `measures` (primary keys), over all areas; nought where nothing names it.

    A case that names two of them counts for both: for a sum ask `effect_of`. `until`: of cases closed by that
    day. Whoever may not open the cases gets it as of the end of a month, so that nobody learns from two days
    what a single case has come to.
    """
    found = dict.fromkeys(measures, Effect())
    for area in registered():
        for measure, effect in area.effects(measures, until).items():
            found[measure] += effect
    return found


def effect_of(measures: Collection[int], until: date | None = None) -> Effect:
    """The effect of all `measures` together: a case that names several counts once; `until` as above."""
    return sum((area.effect(measures, until) for area in registered()), Effect())


def protected(effect: Effect) -> ShownEffect:
    """`effect` for readers who may not open the cases: small counts hidden, and none to be worked out.

    The three numbers contain each other. One is shown where it and what it leaves of the next one shown are
    at least SMALL_CELL; a hidden one then has at least SMALL_CELL possible values, and so has every
    difference.
    """
    cells, above = [], None
    for number in (effect.closed, effect.placed, effect.seamless):
        cell = shown(number)
        if above is not None and cell.is_shown and above - number < settings.SMALL_CELL:
            cell = Cell(None, HIDDEN)
        above = number if cell.is_shown else above
        cells.append(cell)
    return ShownEffect(*cells)
