"""The standard agenda of a joint conference, and the numbers of its items (TOP 5, TOP 5.2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Template:
    """One item of the standard agenda; `minutes` is how long it usually takes."""

    title: str
    minutes: int


STANDARD = (
    Template(_("Welcome, quorum, agenda"), 10),
    Template(_("Approval of the minutes of the last conference"), 5),
    Template(_("State of decisions and tasks"), 15),
    Template(_("Situation on the training and labour market"), 15),
    Template(_("Focus area 1: Stabilising the training market"), 25),
    Template(_("Focus area 2: Structural change in business and work"), 20),
    Template(_("Focus area 3: Digitalisation as a driver of work"), 20),
    Template(_("New measures and decisions"), 20),
    Template(_("Public relations"), 10),
    Template(_("Any other business, next date"), 10),
)


def renumbered(numbers: Sequence[str]) -> list[str]:
    """The numbers counted anew in their order, sub-items (with a dot) under the item before them.

    ["3", "1", "1.4", "7"] becomes ["1", "2", "2.1", "3"]; a sub-item at the very top becomes a main one.
    """
    found: list[str] = []
    main = sub = 0
    for number in numbers:
        if "." in number and main:
            sub += 1
            found.append(f"{main}.{sub}")
        else:
            main, sub = main + 1, 0
            found.append(str(main))
    return found


def next_main_number(numbers: Sequence[str]) -> str:
    """One more than the highest main number: ["1", "2", "2.1"] gives "3"."""
    mains = [int(head) for number in numbers if (head := number.split(".")[0]).isdigit()]
    return str(max(mains, default=0) + 1)
