"""How the preview shows a cell: as it was understood where that is certain, else as it was written."""

from datetime import date
from functools import cached_property

from portal.cells import Cell, CellProblem, cell_text, parse_date
from portal.imports.kinds import DAY, MUNICIPALITY, OCCUPATION, Column
from portal.region.lookup import MunicipalityLookup, OccupationLookup

LONGEST = 80  # signs of a cell in the table


class Showing:
    """Shows the cells of one page; the names are looked up once, and only if a column needs them."""

    def __init__(self, today: date) -> None:
        self.today = today

    @cached_property
    def municipalities(self) -> MunicipalityLookup:
        return MunicipalityLookup()

    @cached_property
    def occupations(self) -> OccupationLookup:
        return OccupationLookup()

    def text(self, column: Column, cell: Cell) -> str:
        written = cell_text(cell)
        if column.reads == DAY:
            try:
                return cell_text(parse_date(cell, today=self.today))
            except CellProblem:
                return written[:LONGEST]
        if column.reads in (MUNICIPALITY, OCCUPATION) and written:
            lookup = self.municipalities if column.reads == MUNICIPALITY else self.occupations
            return str(lookup.exactly(written) or written)[:LONGEST]
        return written[:LONGEST]
