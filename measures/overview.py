"""What stands above the catalogue's list: the three focus areas and the two classes, in capped counts.

All of it is one statement (portal.gathering). Each count is a walk along an index that ends at the cap, so a
table of 100,000 measures costs no more than one of 10,000. Beyond the cap the page says "über 1.000"; the
meter of milestones needs all of them, so it counts up to 2,000 per focus area and stays away beyond.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from measures import lateness
from measures.catalogue import ORDER
from measures.models import Milestone
from measures.querysets import MeasureQuerySet
from measures.states import FocusArea, MeasureClass
from portal.gathering import Count, Filled, Keys
from portal.german import Question
from portal.listing import COUNT_CAP

MILESTONES = 2_000


def questions(visible: MeasureQuerySet, today: date) -> dict[str, Count | Filled]:
    """The counts that an Overview is made of, for gather(). `visible` is what the reader may see."""
    current = visible.not_archived()
    asked = {}
    for area in FocusArea.values:
        for kind in MeasureClass.values:
            asked[f"{kind}_{area}"] = Count(current.filter(kind=kind, focus_area=area).order_by(*ORDER))
        milestones = Milestone.objects.filter(measure__focus_area=area, **lateness.OF_REPORTED)
        milestones = milestones.order_by("measure__sort_title", "measure__number")
        asked[f"milestones_{area}"] = Filled(milestones, "reached_on", MILESTONES)
        for place, kind in enumerate(lateness.KINDS):
            asked[f"late_{place}_{area}"] = Count(kind.rows(area, today))
    return asked


def hits(visible: MeasureQuerySet, question: Question, focus: str) -> dict[str, Keys]:
    """Which measures of either class have the search word, for gather(); empty without a word."""
    if not question:
        return {}
    found = visible.not_archived().matching(question)
    found = found.filter(focus_area=focus) if focus else found
    return {f"hits_{kind}": Keys(found.filter(kind=kind)) for kind in MeasureClass.values}


@dataclass(frozen=True)
class Overview:
    """The answers to questions(); every number ends one above its cap."""

    answers: Mapping[str, Any]

    def of(self, kind: str, focus: str = "") -> int:
        """How many measures of a class there are, in one focus area or in all."""
        areas = [focus] if focus else FocusArea.values
        return min(sum(self.answers[f"{kind}_{area}"] for area in areas), COUNT_CAP + 1)

    def hits(self, kind: str, focus: str = "") -> int:
        """How many of them have the search word; without one all of them."""
        found = self.answers.get(f"hits_{kind}")
        return self.of(kind, focus) if found is None else len(found)

    def milestones(self, area: int) -> tuple[int, int] | None:
        """How many milestones the published regional measures of a focus area have, and how many are reached.

        None where there are none, or too many to count.
        """
        every, reached = self.answers[f"milestones_{area}"]
        return (every, reached) if 0 < every <= MILESTONES else None

    def late(self, area: int) -> tuple[int, str]:
        """How much is late in a focus area, and what."""
        counts = [self.answers[f"late_{place}_{area}"] for place in range(len(lateness.KINDS))]
        words = [str(kind.word) for kind, count in zip(lateness.KINDS, counts, strict=True) if count]
        return min(sum(counts), COUNT_CAP + 1), ", ".join(words)
