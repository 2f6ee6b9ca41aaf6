"""What the note form in a row of "Heute" and on the case page needs (apprenticeships/_note.html)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.states import CallResult
from portal.digests.weeks import is_working_day
from portal.templatetags.portal_ui import day_short

FOLLOW_DAYS = (1, 3, 7)  # the offered follow-ups, days from today
PRESET = "3"


@dataclass(frozen=True)
class NoteRow:
    """The form's address, its chips, and what stands in it."""

    number: str
    url: str
    back: str
    results: list[tuple[str, str]]
    follows: list[tuple[str, str]]
    result: str = CallResult.REACHED
    follow: str = PRESET
    text: str = ""
    day: str = ""
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorkRow:
    """What a row of the work list offers beside its link (apprenticeships/_work_do.html).

    `posts` (words, address) are taken with one click, `links` (words, address) lead on.
    """

    number: str
    note: NoteRow
    back: str
    posts: list[tuple[str, str]]
    links: list[tuple[str, str]]
    person_url: str


def working_day(days: int, today: date) -> date:
    """The day `days` after `today`; weekends and public holidays move to the next working day."""
    day = today + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def note_row(
    number: str, *, back: str = "", typed: Mapping[str, str] | None = None, errors: tuple[str, ...] = ()
) -> NoteRow:
    """The note form of a case; `typed` and `errors` after a refused one.

    `back`: "today" leads back to Heute, "list" to the work list, "" to the case.
    """
    today = timezone.localdate()
    days = {str(ahead): working_day(ahead, today) for ahead in FOLLOW_DAYS}
    tomorrow = today + timedelta(days=1)
    follows = [(key, _("tomorrow") if day == tomorrow else day_short(day)) for key, day in days.items()]
    names = ("result", "follow", "text", "day")
    return NoteRow(
        number=number,
        url=reverse("apprenticeships:case_note", kwargs={"number": number}),
        back=back,
        results=[(value, str(label)) for value, label in CallResult.choices],
        follows=[*follows, ("date", _("another date")), ("none", _("no follow-up"))],
        errors=errors,
        **({name: typed.get(name, "") for name in names} if typed is not None else {}),
    )
