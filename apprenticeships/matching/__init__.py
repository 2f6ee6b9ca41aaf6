"""Which offers fit a case and which cases an offer, why, and in which order.

**Inputs.** A `Need` (what a case asks for) and a `Place` (what an offer gives). Places on earth are WGS 84
degrees, distances great-circle kilometres between the two municipalities (portal.region.geo: the crow's
way; roads of the region are some 30 % longer), days are calendar days, training years run from 1 to 4, pay
is euros a month before tax. None or an empty text always means "not known", never "no".

**Hard filters.** An offer fits a case only when all of these hold; what is not known does not shut out:

1. occupation: the same, another specialisation of the same base occupation, or one of the same three-digit
   KldB group ("related");
2. distance: not beyond the case's reach in km;
3. year: the case's year is one that the offer takes (an offer without years takes any; an entry
   qualification comes before year 1 and helps nobody who is further on);
4. start: not after the case's last acceptable date. A start up to one day after the old place ends is
   seamless; later ones leave a gap, which is a partial match as far as that date and a mismatch beyond.
   The date is the case's own where the adviser entered one, else MATCHING_GAP_DAYS after the day from which
   a place is needed. The preset, 42 days, is as long as pay goes on when training is cancelled (§ 19 (1)
   no. 2 BBiG, six weeks): a measure of what a family can bridge, no legal time limit of the search;
5. the offer's own reach, where it has one: the company asks that its apprentices live no farther away. Both
   reaches must cover the way. Distance stays measured by the case's reach alone; the offer's says yes or no,
   and no wish of the case can change it, so "why not" never names a longer way to such an offer;
6. the offer takes apprentices from insolvent companies, where the case is one;
7. suitability for training is confirmed or still to be checked (no offer is known to be unsuitable: such a
   one is withdrawn), and the offer is open, not expired, with a seat left (OfferQuerySet.on_offer).

1 to 4 are criteria that everybody sees; 5 and 6 are bars, said in words beside them.

**Soft score.** Six criteria, always in the same order: occupation, distance, year, start, school, wishes.
Each is a match, partial, a mismatch or unknown, and gets a share (0.0 to 1.0) of its weight; WEIGHTS is the
only place where the weights stand, and they sum to 100. Within the criteria count: the same specialisation
before another one before a related occupation; nearer before farther; an examination date that is kept (a
takeover or a network in the case's year) before a new start; a network that lasts to the end of the
contract before one that covers months of it; no gap before a gap; the same school; pay not below the present
one, where both are known; wishes, which a person has to clear up. The score is the weighted sum, a whole
number from 0 to 100. Urgency is no part of it: it says who comes first, not who fits where, so only the
assignment of all cases adds it. The order is a suggestion; people decide (Art. 22 GDPR).

**Symmetry.** Both rankings call `judge` with the same Need and Place, so that a pair has one score.

**Complexity.** `judge` and `points` take constant time. A ranking reads the candidates that an index finds
(occupations, then distance), at most MOST_CONSIDERED of them, nearest first: O(n log n) in n candidates, and
not growing with the table.
"""

from apprenticeships.matching.criteria import km_between
from apprenticeships.matching.judging import bars, judge, points, score
from apprenticeships.matching.ranking import (
    INSOLVENT,
    MOST_CONSIDERED,
    need_of,
    place_of,
    rank_cases,
    rank_offers,
)
from apprenticeships.matching.records import (
    ASSIGNMENT_WEIGHTS,
    DAYS_A_MONTH,
    HARD,
    MATCH,
    MISMATCH,
    PARTIAL,
    SEAMLESS_DAYS,
    SHARE_AT_LATEST,
    SHARE_AT_REACH,
    SHARE_LESS_PAY,
    SHARE_PART_OF_THE_WAY,
    SHARE_RELATED,
    SHARE_SPECIALISATION,
    SHARE_STARTS_ANEW,
    SHARE_UNKNOWN,
    UNKNOWN,
    WEIGHTS,
    Bar,
    Criterion,
    Match,
    Need,
    Place,
)

__all__ = [
    "ASSIGNMENT_WEIGHTS",
    "Bar",
    "Criterion",
    "DAYS_A_MONTH",
    "HARD",
    "INSOLVENT",
    "MATCH",
    "MISMATCH",
    "MOST_CONSIDERED",
    "Match",
    "Need",
    "PARTIAL",
    "Place",
    "SEAMLESS_DAYS",
    "SHARE_AT_LATEST",
    "SHARE_AT_REACH",
    "SHARE_LESS_PAY",
    "SHARE_PART_OF_THE_WAY",
    "SHARE_RELATED",
    "SHARE_SPECIALISATION",
    "SHARE_STARTS_ANEW",
    "SHARE_UNKNOWN",
    "UNKNOWN",
    "WEIGHTS",
    "bars",
    "judge",
    "km_between",
    "need_of",
    "place_of",
    "points",
    "rank_cases",
    "rank_offers",
    "score",
]
