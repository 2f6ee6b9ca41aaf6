"""What an area offers the whole; dashboard, digest, search and mails ask the registered areas.

`portal` imports no area: each hands in one `Area` from its `apps.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.translation import ngettext

from portal.access import Actor


@dataclass(frozen=True)
class Signed:
    """A link without sign-in that the Wochenüberblick makes for its one reader at the moment of sending.

    `url_name` is an address that takes `token`. Pages show the item's own `url` instead.
    """

    purpose: str
    object_id: int
    url_name: str
    valid: timedelta


@dataclass(frozen=True)
class Item:
    """One line of the dashboard or of the Wochenüberblick: never a person, never a confidential company.

    `due_on` sorts and colours it, `when` replaces the date in words; `why` says why it is shown.
    """

    title: str
    url: str
    why: str
    due_on: date | None = None
    when: str = ""
    meta: Sequence[str] = ()  # further words of the dashboard's row: number, occupation, place
    # whom to call, and how, on the dashboard only
    contact: str = ""
    phone: str = ""
    person_url: str = ""  # where the closed person can be opened, with `number` for screen readers
    number: str = ""
    link_label: str = ""  # the link's own words in the Wochenüberblick, such as "Betrieb vorschlagen"
    signed: Signed | None = None  # in the mail the link works without sign-in
    # the last slot of the dashboard's row: a template that gets `row`, such as the note form
    action: str = ""
    row: object = None


@dataclass(frozen=True)
class Figure:
    """A number with its word; `tone` is one of good, active, warn, plain."""

    value: int | str
    label: str
    tone: str = "plain"


MOST_ITEMS = 8  # lines of one section


def first_items(
    rows: QuerySet, present: Callable[[Any], Item], most: int = MOST_ITEMS
) -> tuple[list[Item], str]:
    """The first `most` rows as lines, and how many more there are in words ("" where there are none)."""
    found = list(rows[: most + 1])
    more = rows.count() - most if len(found) > most else 0
    note = ngettext("and one more", "and %(count)s more", more) % {"count": more} if more else ""
    return [present(row) for row in found[:most]], note


# The order in which a reader must act; every Section names one of these.
NOW, WEEK, COMPANY, OFFERS, ASKED, WANTED, INFO, DONE = range(8)


@dataclass(frozen=True)
class Section:
    """A heading with its lines, in one of the fixed places of dashboard and Wochenüberblick.

    `count_word` is what the mail's subject says of it ("2 fällig"); empty: not in the subject. `total` is how
    many there are where `items` are only the first; `is_late`: all of them are overdue. `is_general`: news
    for everybody; what a more particular section tells is not told here again.
    """

    place: int
    title: str
    items: Sequence[Item] = ()
    figures: Sequence[Figure] = ()
    url: str = ""
    note: str = ""
    count_word: str = ""
    total: int = 0
    is_late: bool = False
    is_general: bool = False

    @property
    def count(self) -> int:
        return self.total or len(self.items)

    @property
    def hidden(self) -> int:
        """How many there are beyond those shown."""
        return self.count - len(self.items)

    def __bool__(self) -> bool:
        return bool(self.items or self.figures or self.note)


@dataclass(frozen=True)
class Hit:
    """One search result."""

    title: str
    url: str
    kind: str
    text: str = ""


@dataclass(frozen=True)
class NavItem:
    """An entry of the area's sub-navigation, shown to those whom `allowed` admits.

    `group` names what a rarely used entry folds under, for those who have many; empty: always in line.
    """

    label: str
    url_name: str
    allowed: Callable[[Actor], bool] = lambda actor: actor.is_authenticated
    group: str = ""


@dataclass(frozen=True)
class Action:
    """A button at the head of the dashboard."""

    label: str
    url: str


@dataclass(frozen=True)
class MailBody:
    """What a mail kind renders at the moment of sending."""

    subject: str
    text: str
    html: str = ""


@dataclass(frozen=True)
class SavableList:
    """A list whose filter can be saved (portal.searches), and what is new or changed in it.

    `parameters` are the names in its address that filter. `changed` gets the actor, a saved filter and a
    half-open period, and returns a line for each thing that fits and was new or changed, cut to the actor's
    rights; `why` of a line says what happened to it.
    """

    key: str
    label: str
    url_name: str
    parameters: Sequence[str]
    changed: Callable[[Actor, QueryDict, datetime, datetime], Iterable[Item]]
    allowed: Callable[[Actor], bool] = lambda actor: actor.is_authenticated


@dataclass(frozen=True)
class Retention:
    """One kind of record that goes after a while (portal.retention runs them every day).

    `days` is the default, which the office or an organisation can change; `source` says where it comes
    from. `due` gets the moment before which a record must have ended, and the present one, and returns the
    rows that are over;
    `remove` deletes or anonymises them in the transaction it is called in. `organisation` is the lookup to
    the organisation whose own period counts, empty where there is one period for all.

    Where `announce` is given, somebody is told `notice` days before: it gets the rows, the moment is stored
    in their field `announced`, and none goes before that is `notice` days ago, however short the period.
    """

    code: str
    label: str
    days: int
    source: str
    due: Callable[[datetime, datetime], QuerySet]
    remove: Callable[[QuerySet], None]
    organisation: str = ""
    notice: int = 0
    announced: str = ""
    announce: Callable[[QuerySet], None] | None = None


@dataclass(frozen=True)
class Counted:
    """A number that an area counts about an object of another: who reads it gets `text`, such as "9".

    `value` is None where this reader may not see it; `as_of` is the last day that is counted; `own` is the
    part of the reader's organisation, None for those who may not open its rows.
    """

    code: str
    label: str
    value: int | None
    text: str
    as_of: date
    own: int | None = None


@dataclass(frozen=True)
class Holder:
    """A model whose rows take documents and links (portal.attachments), and its rules that guard them.

    `view` opens the public ones, `internal` the others, `edit` adds and removes; each is a name in the
    model's `access_rules`. The model needs `get_absolute_url`, where one comes back to.
    """

    model: str  # such as "measures.measure"
    view: str = "view"
    internal: str = "view"
    edit: str = "edit"


class SkipMail(Exception):
    """Raised by a mail kind when the mail no longer has a reason; `str()` is stored and shown."""


def _nothing(*args: object) -> list:
    return []


@dataclass(frozen=True)
class Area:
    """One area of the portal. Every callable gets the actor and cuts to that actor's rights."""

    key: str
    label: str
    url_name: str
    place: int = 50  # order in the navigation
    # who finds the area in the navigation
    allowed: Callable[[Actor], bool] = lambda actor: actor.is_authenticated
    nav: Sequence[NavItem] = ()
    dashboard: Callable[[Actor, date], Iterable[Section]] = _nothing
    # what this person starts most often from the dashboard, the most frequent first
    actions: Callable[[Actor], Iterable[Action]] = _nothing
    digest: Callable[[Actor, datetime, datetime], Iterable[Section]] = _nothing
    search: Callable[[Actor, str], Iterable[Hit]] = _nothing
    # its lists whose filter can be saved
    lists: Sequence[SavableList] = ()
    # mail kind -> function(mail row) -> MailBody, or raises SkipMail
    mails: dict[str, Callable] = field(default_factory=dict)
    # what the area knows about an object of another: where it comes from, and what was counted of its effect
    origins: Callable[[Actor, Model], Iterable[Item]] = _nothing
    counts: Callable[[Actor, Model, date], Iterable[Counted]] = _nothing
    # which of its models take documents
    holders: Sequence[Holder] = ()
    # of how many persons the area holds data for an organisation (its primary key)
    persons: Callable[[int], int] = lambda organisation_id: 0
    # run by the sweep with the present time; each must be safe to run twice
    sweeps: Sequence[Callable[[datetime], None]] = ()
    # which of its records go after a while
    retention: Sequence[Retention] = ()
    # what it counts per occupation group: KldB-3 -> in words, cut to the reader's rights
    by_group: Callable[[Actor, date], dict[str, str]] = lambda actor, today: {}
    # its part of the demonstration's story; called once on an empty database, in the order of registration
    demo: Callable[[date], None] | None = None


_areas: dict[str, Area] = {}


def register(area: Area) -> None:
    _areas[area.key] = area


def registered() -> list[Area]:
    return list(_areas.values())


def persons_stored(organisation_id: int) -> int:
    """Of how many persons all areas hold data for the organisation."""
    return sum(area.persons(organisation_id) for area in _areas.values())


def words_by_group(actor: Actor, today: date) -> dict[str, list[str]]:
    """What all areas count per occupation group, in words by KldB-3."""
    found: dict[str, list[str]] = {}
    for area in _areas.values():
        for kldb3, words in area.by_group(actor, today).items():
            found.setdefault(kldb3, []).append(words)
    return found


def origins_of(actor: Actor, row: Model) -> list[Item]:
    """Where `row` comes from, as far as the areas know and the actor may see."""
    return [item for area in _areas.values() for item in area.origins(actor, row)]


def counted_about(actor: Actor, row: Model, today: date) -> list[Counted]:
    """What the areas have counted about `row`, as this reader may see it."""
    return [number for area in _areas.values() for number in area.counts(actor, row, today)]


def holders() -> list[Holder]:
    """Every model that takes documents."""
    return [holder for area in _areas.values() for holder in area.holders]


def mail_kind(kind: str) -> Callable | None:
    """The renderer of a mail kind, from whichever area offers it."""
    for area in _areas.values():
        if kind in area.mails:
            return area.mails[kind]
    return None
