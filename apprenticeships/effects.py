"""What measures have contributed to: closed cases that name them as help, with a new contract, seamless.

Counted, never typed in. The three numbers of a measure lie inside each other (seamless ⊆ contract ⊆ helped),
so each shown pair can be subtracted. **The promise** for everybody who may not open all of the rows
(s = settings.SMALL_CELL, usually 3): of each number and of each difference of two numbers that is under s, at
least s values stay possible; of what remains of one after an organisation takes off its own part, if it is 1
to s-1, at least two. `shown_of` keeps it by showing a number only where it and its differences to the numbers
already shown are large enough, and by a mark for the others that does not tell a small number from one that
is hidden because of a difference, where the two could be told apart. A test tries out all triples.

Counted is as of the end of the last month, like the region's figures, so that nobody can watch a single case
close. Nought counts as small.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count, F, Model, Q
from django.utils.translation import gettext as _

from apprenticeships import rules
from apprenticeships.figures import last_stand
from apprenticeships.models import CaseContribution
from apprenticeships.states import CaseState
from apprenticeships.states.figures import NEW_COMPANY
from measures.models import Measure
from portal.access import Actor
from portal.areas import Counted
from portal.smallcells import FEW, HIDDEN, Cell

Triple = tuple[int, int, int]  # helped, contract, seamless; each at most the one before


@dataclass(frozen=True)
class Effect:
    """Cases that name a measure, of these with a new contract, of these seamless; each case once.

    `parts` has the same three numbers by the organisation (primary key) responsible for the cases.
    """

    helped: int = 0
    contract: int = 0
    seamless: int = 0
    parts: Mapping[int, Triple] = field(default_factory=dict)

    @property
    def triple(self) -> Triple:
        return self.helped, self.contract, self.seamless


NONE = Effect()


def effect_of(measures: Iterable[int], *, until: date) -> dict[int, Effect]:
    """The effect by measure (primary keys) over cases closed up to and including `until`.

    Measures that no case names are left out. One statement.
    """
    contract = Q(case__outcome__in=NEW_COMPANY)
    # as Case.is_seamless: the new contract begins at the latest on the day after the place ended
    seamless = contract & Q(case__new_start_on__lte=F("case__ends_on") + timedelta(days=1))
    rows = (
        CaseContribution.objects.filter(
            measure__in=list(measures), case__state=CaseState.CLOSED, case__closed_on__lte=until
        )
        .values_list("measure", "case__organisation")
        .annotate(
            helped=Count("case", distinct=True),
            contract=Count("case", filter=contract, distinct=True),
            seamless=Count("case", filter=seamless, distinct=True),
        )
        .order_by()
    )
    parts: dict[int, dict[int, Triple]] = defaultdict(dict)
    for measure, organisation, *numbers in rows:
        parts[measure][organisation] = tuple(numbers)
    return {
        measure: Effect(*map(sum, zip(*of.values(), strict=True)), parts=of) for measure, of in parts.items()
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
    effect = effect_of([row.pk], until=as_of).get(row.pk, NONE)
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
