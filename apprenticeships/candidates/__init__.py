"""From the database to the arrays that `assignment` solves: all pairs of open cases and offers that fit.

The rules and weights are those of `matching`, criterion by criterion, in numpy instead of one pair at a
time; the same score to the point (tests compare both on random pairs). Pairs are looked for inside an
occupation group only, first by distance (a table of all places against all places), then by the rest.
Complexity: O(groups · cases · offers per group) comparisons, in blocks of `BLOCK` cells, so that memory
stays flat; 20 bytes per pair that fits.
"""

from apprenticeships.candidates.judging import Judged, judge, part_of
from apprenticeships.candidates.pairs import BLOCK, Fits, Wish, fitting, keys_of, offers_of, problem_of
from apprenticeships.candidates.tables import CaseTable, Market, OfferTable, market

__all__ = [
    "BLOCK",
    "CaseTable",
    "Fits",
    "Judged",
    "Market",
    "OfferTable",
    "Wish",
    "fitting",
    "judge",
    "keys_of",
    "market",
    "offers_of",
    "part_of",
    "problem_of",
]
