"""What measures have contributed to: closed cases that name them as help, with a new contract, seamless.

Counted, never typed in. The three numbers of a measure lie inside each other (seamless ⊆ placed ⊆ closed),
so each shown pair can be subtracted. **The promise** for everybody who may not open all of the rows
(s = settings.SMALL_CELL, usually 3): of each number and of each difference of two numbers that is under s, at
least s values stay possible; of what remains of one after an organisation takes off its own part, if it is 1
to s-1, at least two. `shown_of` keeps it by showing a number only where it and its differences to the numbers
already shown are large enough, and by a mark for the others that does not tell a small number from one that
is hidden because of a difference, where the two could be told apart. A test tries out all triples.

Counted is as of the end of the last month, like the region's figures, so that nobody can watch a single case
close. Nought counts as small.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, F, Model, Q, QuerySet
from django.utils.translation import gettext as _

from apprenticeships import rules
from apprenticeships.figures import last_stand
from apprenticeships.models import CaseContribution, ContributionStatistic
from apprenticeships.states import CaseState
from apprenticeships.states.figures import NEW_COMPANY
from measures.models import Measure
from portal.access import Actor
from portal.areas import Counted
from portal.smallcells import FEW, HIDDEN, Cell

Triple = tuple[int, int, int]  # closed, placed, seamless; each at most the one before
NEXT_DAY = timedelta(days=1)
LIVING_PLACED = Q(case__outcome__in=NEW_COMPANY)
# as Case.is_seamless: the new contract begins at the latest on the day after the place ended
LIVING_SEAMLESS = LIVING_PLACED & Q(case__new_start_on__lte=F("case__ends_on") + NEXT_DAY)


@dataclass(frozen=True)
class Effect:
    """Closed cases that name a measure, of these in a new company, of these seamless; each case once.

    `parts` has the same three numbers by the organisation (primary key) responsible for the cases; None where
    it is no longer known.
    """

    closed: int = 0
    placed: int = 0
    seamless: int = 0
    parts: Mapping[int | None, Triple] = field(default_factory=dict, compare=False)

    @property
    def triple(self) -> Triple:
        return self.closed, self.placed, self.seamless

    def __add__(self, other: "Effect") -> "Effect":
        owners = {*self.parts, *other.parts}
        parts = {
            owner: _added(self.parts.get(owner, (0, 0, 0)), other.parts.get(owner, (0, 0, 0)))
            for owner in owners
        }
        return Effect(*_added(self.triple, other.triple), parts=parts)


NONE = Effect()


def _added(one: Triple, other: Triple) -> Triple:
    return one[0] + other[0], one[1] + other[1], one[2] + other[2]


def effects_of(measures: Collection[int], until: date | None = None) -> dict[int, Effect]:
    """The effect of each of `measures` (primary keys) that some case names, of cases closed by `until`.

    A case that names two of them counts for both: for a sum ask `effect_of`. Cases that were anonymised count
    as they did before; they were closed long before any day that is asked for. One statement.
    """
    living, kept = _living(measures, until), _kept(measures)
    counted = (
        living.order_by().values_list("measure", "case__organisation").annotate(**_counts(living))
    ).union(kept.order_by().values_list("measure", "organisation").annotate(**_counts(kept)), all=True)
    found: dict[int, Effect] = {}
    for measure, organisation, *numbers in counted:
        part = Effect(*numbers, parts={organisation: tuple(numbers)})
        found[measure] = found.get(measure, NONE) + part
    return found


def effect_of(measures: Collection[int], until: date | None = None) -> Effect:
    """The effect of all `measures` together: a case that names several counts once. Two statements."""
    parts = (rows.aggregate(**_counts(rows)) for rows in (_living(measures, until), _kept(measures)))
    return sum((Effect(**part) for part in parts), NONE)


def _living(measures: Collection[int], until: date | None) -> QuerySet:
    rows = CaseContribution.objects.filter(measure__in=measures, case__state=CaseState.CLOSED)
    return rows if until is None else rows.filter(case__closed_on__lte=until)


def _kept(measures: Collection[int]) -> QuerySet:
    """What is left of anonymised cases."""
    return ContributionStatistic.objects.filter(measure__in=measures)


def _counts(rows: QuerySet) -> dict[str, Count]:
    """The three numbers of an Effect as aggregates over `rows`, a case once."""
    if rows.model is CaseContribution:
        unit, placed, seamless = "case", LIVING_PLACED, LIVING_SEAMLESS
    else:
        unit, placed, seamless = "key", Q(placed=True), Q(seamless=True)
    return {
        "closed": Count(unit, distinct=True),
        "placed": Count(unit, distinct=True, filter=placed),
        "seamless": Count(unit, distinct=True, filter=seamless),
    }


def shown_of(effect: Effect, *, small: int | None = None) -> tuple[Cell, Cell, Cell]:
    """The three numbers as everybody may see them (see the module's promise)."""
    least = settings.SMALL_CELL if small is None else small
    shown: list[tuple[int, tuple[int, ...]]] = []
    cells = []
    for place, value in enumerate(effect.triple):
        own = tuple(part[place] for part in effect.parts.values())
        if (not place or shown) and _can_be_shown(value, own, shown, least):
            shown.append((value, own))
            cells.append(Cell(value))
        elif not place:
            mark = FEW if value < least else HIDDEN
            return Cell(None, mark), Cell(None, mark), Cell(None, mark)
        else:
            cells.append(Cell(None, FEW if value < least and shown[-1][0] >= 2 * least - 1 else HIDDEN))
    return cells[0], cells[1], cells[2]


def _can_be_shown(
    value: int, own: tuple[int, ...], shown: list[tuple[int, tuple[int, ...]]], least: int
) -> bool:
    """Whether the number and its differences to the shown ones are large, also without anybody's own part."""
    pairs = [(value, own)]
    pairs += [
        (above - value, tuple(a - b for a, b in zip(parts, own, strict=True))) for above, parts in shown
    ]
    return all(
        number >= least and not any(0 < number - part < least for part in parts) for number, parts in pairs
    )


def counts(actor: Actor, row: Model, today: date) -> list[Counted]:
    """What stands on the page of a regional measure: for all the same, exact one's own organisation's part.

    An exact sum for the only organisation that contributes would tell the others, by its absence, that
    there are more.
    """
    if not isinstance(row, Measure) or not row.is_regional or not rules.view_figures(actor):
        return []
    as_of = last_stand(today)
    effect = effects_of([row.pk], as_of).get(row.pk, NONE)
    nobody = (None, None, None)
    own = effect.parts.get(actor.organisation_id, (0, 0, 0)) if rules.exact_figures(actor) else nobody
    labels = (
        _("closed cases name this measure as help"),
        _("of these with a new contract"),
        _("of these seamless"),
    )
    codes = ("helped", "contract", "seamless")
    return [
        Counted(code, label, cell.value, str(cell), as_of, part)
        for code, label, cell, part in zip(codes, labels, shown_of(effect), own, strict=True)
    ]
