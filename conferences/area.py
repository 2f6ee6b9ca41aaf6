"""What conferences offer the whole: dashboard, Wochenüberblick, search, demonstration."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import chain

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conferences import demo
from conferences.models import ActionItem, Conference, Decision
from conferences.states import DECIDED, DecisionState
from measures.models import Measure
from portal.access import Actor
from portal.areas import ASKED, INFO, NOW, WEEK, Area, Hit, Item, NavItem, Section
from portal.partners.states import Role
from portal.templatetags.portal_ui import day, day_long

MOST = 8  # lines of one section
ASKED_DAYS = 14  # how far ahead the Wochenüberblick asks for decisions and tasks
LATER_DAYS = 30  # how far ahead the dashboard shows them
HITS = 5
WORDS = 90  # characters of a text in one line
DOERS = (Role.PARTNER, Role.EDITOR, Role.ADVISER, Role.ADMIN)

# --- dashboard ----------------------------------------------------------------------------------------


def dashboard(actor: Actor, today: date) -> Iterator[Section]:
    """Office: what to confirm and what is late; everybody: what their organisation has taken on."""
    if actor.has_role(Role.ADMIN):
        yield _to_confirm(actor)
        yield _overdue(actor, today)
    if actor.has_role(Role.ADMIN, Role.PARTNER, Role.EDITOR):
        yield from _own_by_date(actor, today)
    elif actor.has_role(Role.ADVISER):
        yield _own(actor, today, LATER_DAYS)
    if actor.has_role(*DOERS):
        yield _next_conference(actor)


def _to_confirm(actor: Actor) -> Section:
    reported = Decision.objects.permitted(actor, "confirm").filter(state=DecisionState.REPORTED_DONE)
    rows = reported.select_related("reported_by").order_by("reported_at", "pk")[:MOST]
    return Section(
        NOW,
        _("Decisions to confirm"),
        items=[
            Item(
                title=_title(decision.number, decision.text),
                url=decision.get_absolute_url(),
                why=_("reported as done"),
                when=_("to be confirmed"),
                meta=[decision.reported_by.short_name] if decision.reported_by else [],
            )
            for decision in rows
        ],
        url=f"{reverse('conferences:decisions')}?state=reported",
    )


def _overdue(actor: Actor, today: date) -> Section:
    late = Decision.objects.permitted(actor, "view").overdue(today).with_responsible_names()
    return Section(
        NOW,
        _("Overdue decisions"),
        items=[
            _decision_item(decision, meta=decision.responsible_names)
            for decision in late.order_by("due_on", "pk")[:MOST]
        ],
        url=f"{reverse('conferences:decisions')}?state=overdue",
    )


def _own_by_date(actor: Actor, today: date) -> Iterator[Section]:
    """Due until today, within the week, later: three sections from one reading."""
    items = _own_items(actor, today + timedelta(days=LATER_DAYS))
    week = today + timedelta(days=7)
    yield Section(NOW, _("From conferences, due now"), [item for item in items if item.due_on <= today])
    yield Section(
        WEEK, _("From conferences, this week"), [item for item in items if today < item.due_on <= week]
    )
    yield Section(
        ASKED,
        _("Taken on in conferences"),
        [item for item in items if item.due_on > week],
        url=reverse("conferences:tasks"),
    )


def _own(actor: Actor, today: date, days: int) -> Section:
    """What the actor's organisation has taken on and is late or due within `days`, in one section."""
    items = _own_items(actor, today + timedelta(days=days))
    count = len(items)
    return Section(
        ASKED,
        _("Taken on in conferences"),
        items,
        url=reverse("conferences:tasks"),
        count_word=ngettext("%(count)d from conferences", "%(count)d from conferences", count)
        % {"count": count},
    )


def _own_items(actor: Actor, until: date) -> list[Item]:
    """Unfinished decisions and open tasks of the actor's organisation due on or before `until`."""
    own = actor.organisation_id
    decisions = Decision.objects.permitted(actor, "view").unfinished().of_organisation(own)
    tasks = ActionItem.objects.permitted(actor, "view").open().of_organisation(own)
    items = [
        *map(_decision_item, decisions.filter(due_on__lte=until).order_by("due_on", "pk")[:MOST]),
        *(
            Item(
                title=_title(task.number, task.text),
                url=reverse("conferences:tasks") + f"?q={task.number}",
                why=_("task of your organisation"),
                due_on=task.due_on,
            )
            for task in tasks.filter(due_on__lte=until).order_by("due_on", "pk")[:MOST]
        ),
    ]
    return sorted(items, key=lambda item: item.due_on)[:MOST]


def _decision_item(decision: Decision, meta: Iterable[str] = ()) -> Item:
    return Item(
        title=_title(decision.number, decision.text),
        url=decision.get_absolute_url(),
        why=decision.delay_reason or _("decision to be put into practice"),
        due_on=decision.due_on,
        meta=list(meta),
    )


def _next_conference(actor: Actor, now: datetime | None = None) -> Section:
    coming = Conference.objects.permitted(actor, "view").next_for(now or timezone.now()).with_body_names()
    return Section(
        INFO,
        _("Next conference"),
        items=[
            Item(
                title=conference.title,
                url=conference.get_absolute_url(),
                why=conference.place,
                when=day_long(conference.starts_at),
            )
            for conference in coming[:1]
        ],
        url=reverse("conferences:list"),
    )


def _title(number: str, text: str) -> str:
    return f"{number} {Truncator(text).chars(WORDS)}"


# --- Wochenüberblick ----------------------------------------------------------------------------------


def digest(actor: Actor, start: datetime, end: datetime) -> Iterator[Section]:
    """What is asked of the organisation, what was newly decided for it, and the next date."""
    if not actor.has_role(*DOERS):
        return
    yield _own(actor, timezone.localtime(end).date(), ASKED_DAYS)
    yield _newly_decided(actor, start, end)
    yield _next_conference(actor, end)


def _newly_decided(actor: Actor, start: datetime, end: datetime) -> Section:
    """Decisions of the organisation whose minutes were released in [start, end)."""
    released = Decision.objects.permitted(actor, "view").numbered().of_organisation(actor.organisation_id)
    new = released.filter(conference__minutes_released_at__gte=start, conference__minutes_released_at__lt=end)
    return Section(
        INFO,
        _("Newly decided: your part"),
        items=[
            Item(
                title=_title(decision.number, decision.text),
                url=decision.get_absolute_url(),
                why=_("your organisation is responsible"),
                due_on=decision.due_on,
                when="" if decision.due_on else _("no date"),
            )
            for decision in new.order_by("decided_on", "sequence")[:MOST]
        ],
    )


# --- search -------------------------------------------------------------------------------------------


def search(actor: Actor, query: str) -> Iterable[Hit]:
    """Decisions and tasks by number and text, conferences by title."""
    decisions = Decision.objects.permitted(actor, "view").matching(query).select_related("agenda_item")
    tasks = ActionItem.objects.permitted(actor, "view").matching(query).select_related("conference")
    conferences = Conference.objects.permitted(actor, "view").filter(title__icontains=query)
    return chain(
        (
            Hit(row.label, row.get_absolute_url(), _("Decision"), Truncator(row.text).chars(WORDS))
            for row in decisions[:HITS]
        ),
        (
            Hit(row.number, row.get_absolute_url(), _("Task"), Truncator(row.text).chars(WORDS))
            for row in tasks[:HITS]
        ),
        (
            Hit(row.title, row.get_absolute_url(), _("Conference"), day_long(row.starts_at))
            for row in conferences[:HITS]
        ),
    )


def origins(actor: Actor, row: Model) -> Iterable[Item]:
    """The decisions that a measure comes from, as far as the actor may see them."""
    if not isinstance(row, Measure):
        return
    decisions = Decision.objects.permitted(actor, "view").filter(measures=row.pk, result__in=DECIDED)
    for decision in decisions.select_related("agenda_item").order_by("decided_on", "sequence"):
        when = _("Conference of %(day)s") % {"day": day(decision.decided_on)}
        words = Truncator(decision.text).chars(WORDS)
        yield Item(words, decision.get_absolute_url(), when, number=decision.label)


AREA = Area(
    key="conferences",
    label=gettext_lazy("Conferences"),
    url_name="conferences:list",
    place=30,
    nav=[
        NavItem(gettext_lazy("Conferences"), "conferences:list"),
        NavItem(gettext_lazy("Decisions"), "conferences:decisions"),
        NavItem(gettext_lazy("My tasks"), "conferences:tasks"),
    ],
    dashboard=dashboard,
    digest=digest,
    search=search,
    origins=origins,
    demo=demo.load,
)
