"""What matching looks at: the records of both sides, what it says of a pair, and its numbers."""

from dataclasses import dataclass, field
from datetime import date

from apprenticeships.models import Case, TakeoverOffer
from apprenticeships.states import OfferKind

MATCH, PARTIAL, MISMATCH, UNKNOWN = "match", "partial", "mismatch", "unknown"
# The one place where the weights stand; they sum to 100.
WEIGHTS = {"occupation": 30, "distance": 25, "year": 15, "start": 10, "school": 10, "wishes": 10}
# What the assignment of all cases adds to a score: points for a case whose place has ended, evenly less down
# to none for one that ends in `urgency_days` days.
ASSIGNMENT_WEIGHTS = {"urgency": 20, "urgency_days": 90}
HARD = ("occupation", "distance", "year", "start")
SHARE_SPECIALISATION = 0.8  # same base occupation, other specialisation
SHARE_RELATED = 0.5  # related occupation: years may be lost
SHARE_UNKNOWN = 0.5  # neither for nor against
SHARE_AT_REACH = 0.5  # at the very end of the reach
SHARE_AT_LATEST = 0.4  # a start on the last acceptable day
SHARE_PART_OF_THE_WAY = 0.6  # a network that ends before the contract
SHARE_STARTS_ANEW = 0.4  # years already done are lost, the examination comes later
SHARE_LESS_PAY = 0.4  # what is paid falls
SEAMLESS_DAYS = 1  # the old place ends on the 31st, the new one begins on the 1st
DAYS_A_MONTH = 30.44


@dataclass(frozen=True)
class Need:
    """What a case asks for; None or "" where it is not known.

    `latitude`, `longitude`: degrees (WGS 84); `reach_km`: 1 to 300; `year`: 1 to 4; `needed_from`: the first
    day without a place, today where it has passed (`ended`); `latest_start`: the last acceptable day, at
    least `needed_from`; `months_left`: months of the contract from then on; `pay`: euros a month.
    """

    occupation: int
    group: int
    latitude: float | None
    longitude: float | None
    reach_km: int
    year: int | None
    needed_from: date | None
    school: str
    wishes: str
    base: str = ""  # the base occupation's name, common to its specialisations
    latest_start: date | None = None
    ended: bool = False
    from_insolvency: bool = False
    months_left: int | None = None
    pay: int | None = None


@dataclass(frozen=True)
class Place:
    """What an offer gives. `occupations` maps the ids of its occupations to their group and name.

    `bases` maps base occupations to the name of the offered specialisation; `months` is the length of
    training in a network; `pay` euros a month; `reach_km` how far away an apprentice may live (1 to 300).
    """

    occupations: dict[int, tuple[int, str]]
    latitude: float | None
    longitude: float | None
    years: tuple[int, ...]
    starts_on: date | None
    school: str
    conditions: str
    kind: str = OfferKind.TAKEOVER
    months: int | None = None
    takes_insolvent: bool = True
    bases: dict[str, str] = field(default_factory=dict)
    pay: int | None = None
    reach_km: int | None = None


@dataclass(frozen=True)
class Criterion:
    """One judged criterion; `share` of its weight, 0.0 to 1.0."""

    name: str
    kind: str
    share: float
    words: str


@dataclass(frozen=True)
class Bar:
    """A hard filter beside the criteria that shuts a pair out; nothing that the case could change."""

    name: str
    words: str


@dataclass(frozen=True)
class Match:
    """How one offer fits one case: `score` 0 to 100; `bars`: the hard filters beside the criteria."""

    offer: TakeoverOffer
    criteria: tuple[Criterion, ...]
    score: int
    case: Case | None = None
    bars: tuple[Bar, ...] = ()
    km: float | None = None  # between the two, None where a place is not known

    @property
    def misses(self) -> list[Criterion]:
        return [one for one in self.criteria if one.name in HARD and one.kind == MISMATCH]

    @property
    def fits(self) -> bool:
        return not self.misses and not self.bars
