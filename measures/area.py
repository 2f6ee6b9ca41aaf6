"""What measures offer the whole: dashboard, Wochenüberblick, search, demonstration."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from measures import demo, drafts_due, rules
from measures.actions.report_reminders import ask_for_due_reports, remind_in_rounds
from measures.catalogue import BY_PLACE, changed_between
from measures.filters import PARAMETERS, filter_of
from measures.mails import MAILS
from measures.models import Measure
from measures.querysets import MeasureQuerySet
from measures.report_sections import asked_of_lead, open_rounds, overdue_reports
from measures.retention import RETENTION
from measures.searching import follow_renamed_organisations
from measures.states import WITH_REASON, MeasureClass, MeasureState, Progress
from portal.access import Actor
from portal.activity.models import Event
from portal.areas import (
    INFO,
    MOST_ITEMS,
    WEEK,
    Area,
    Figure,
    Hit,
    Holder,
    Item,
    NavItem,
    SavableList,
    Section,
    first_items,
)
from portal.gathering import rows_by_bitmap
from portal.german import parse
from portal.listing import COUNT_CAP
from portal.partners.states import Role

CHANGED = ["published", "reissued", "edited"]  # what readers see has changed
WRITTEN = ["created", "edited", "unpublished", "reopened"]


def dashboard(actor: Actor, today: date) -> Iterator[Section]:
    """Editors: their drafts and what must be checked; office: counts; lead organisations: their measures."""
    if actor.has_role(Role.EDITOR):
        yield from drafts_due.for_editors(actor)
        yield _own_drafts(actor)
        yield _to_check(actor, today)
    if actor.has_role(Role.ADMIN):
        yield open_rounds(actor)
        yield _figures(actor)
        yield overdue_reports(actor, today)
    if actor.has_role(Role.PARTNER, Role.ADVISER):
        yield asked_of_lead(actor, today)
        yield _led(actor)
    if actor.has_role(Role.PARTNER, Role.ADVISER, Role.ADMIN):
        yield drafts_due.own_proposals(actor, today)


def _own_drafts(actor: Actor) -> Section:
    written = Event.objects.filter(
        subject=Measure._meta.label_lower, verb__in=WRITTEN, user_id__in=actor.user_ids
    )
    drafts = Measure.objects.permitted(actor, "edit").filter(
        state=MeasureState.DRAFT, pk__in=written.values("subject_id")
    )
    section = _section(
        WEEK, _("Your drafts of measures"), drafts.order_by("-updated_at"), _("not yet published")
    )
    return replace(section, items=[*section.items, *drafts_due.own_drafts(actor)])


def _to_check(actor: Actor, today: date) -> Section:
    count = Measure.objects.permitted(actor, "edit").to_check(today).count()
    label = ngettext(
        "entry not compared with its source for a year",
        "entries not compared with their source for a year",
        count,
    )
    url = reverse("measures:list") + f"?kind={MeasureClass.PROGRAMME}"
    return Section(
        INFO, _("Measures to check"), figures=[Figure(count, label, "warn")] if count else [], url=url
    )


def _figures(actor: Actor) -> Section:
    published = Q(state=MeasureState.PUBLISHED)
    regional = published & Q(kind=MeasureClass.REGIONAL)
    numbers = Measure.objects.permitted(actor, "view").aggregate(
        regional=Count("pk", filter=regional),
        troubled=Count("pk", filter=regional & Q(light__in=WITH_REASON)),
        programmes=Count("pk", filter=published & Q(kind=MeasureClass.PROGRAMME)),
        drafts=Count("pk", filter=Q(state=MeasureState.DRAFT)),
    )
    figures = [
        Figure(numbers["regional"], _("regional measures"), "active"),
        Figure(
            numbers["troubled"], _("of them delayed or at risk"), "warn" if numbers["troubled"] else "plain"
        ),
        Figure(numbers["programmes"], _("programmes and bases")),
        Figure(numbers["drafts"], _("drafts")),
    ]
    return Section(INFO, _("Measures"), figures=figures, url=reverse("measures:list"))


def _led(actor: Actor) -> Section:
    led = Measure.objects.permitted(actor, "view").filter(lead=actor.organisation_id).not_archived()
    open_ones = led.exclude(progress__in=[Progress.COMPLETED, Progress.DISCONTINUED])
    return _section(INFO, _("Measures you lead"), open_ones.order_by("sort_title"), "")


def digest(actor: Actor, start: datetime, end: datetime) -> Iterator[Section]:
    """What was published or changed in the period: one's own measures first, then the others."""
    if actor.has_role(Role.DPO, Role.OPERATOR):
        return
    if actor.has_role(Role.PARTNER, Role.ADVISER):
        yield asked_of_lead(actor, timezone.localtime(end).date())
    yield from drafts_due.digest(actor, start, end)
    changed = changed_between(actor, CHANGED, start, end).order_by("sort_title")
    new = set(changed_between(actor, ["published"], start, end).values_list("pk", flat=True))
    own = changed.filter(lead=actor.organisation_id)
    yield _section(INFO, _("Your measures"), own, _("changed"), new=new)
    yield _section(
        INFO,
        _("News in the catalogue of measures"),
        changed.exclude(lead=actor.organisation_id),
        _("changed"),
        new=new,
        is_general=True,
    )


def _section(
    place: int,
    title: str,
    rows: MeasureQuerySet,
    why: str,
    *,
    new: Iterable[int] = (),
    is_general: bool = False,
) -> Section:
    """The first rows as lines; how many more there are as a note."""
    items, note = first_items(
        rows.select_related("lead"),
        lambda measure: _item(measure, _("newly published") if measure.pk in new else why),
    )
    url = reverse("measures:list") if note else ""
    return Section(place, title, items=items, note=note, url=url, is_general=is_general)


def _item(measure: Measure, why: str) -> Item:
    """One line; a measure in trouble or not yet published says so."""
    words = [
        why or measure.status_label,
        measure.get_light_display() if measure.light in WITH_REASON else "",
        measure.get_state_display() if measure.state == MeasureState.DRAFT and not why else "",
    ]
    return Item(str(measure), measure.get_absolute_url(), " · ".join(word for word in words if word))


def search(actor: Actor, query: str) -> list[Hit]:
    """The ten measures that fit best, published before archived; of a common word among a thousand."""
    question = parse(query)
    if not question:
        return []
    found = Measure.objects.permitted(actor, "view").matching(question).values("pk")[:COUNT_CAP]
    rows = Measure.objects.filter(pk__in=found).with_place(question).order_by("-state", *BY_PLACE)
    base, kinds = reverse("measures:list"), dict(MeasureClass.choices)
    return [
        Hit(f"{number} {title}", f"{base}{number}/", str(kinds[kind]), summary)
        for number, title, kind, summary in rows_by_bitmap(
            rows.values_list("number", "title", "kind", "summary")[:10]
        )
    ]


def saved_search_changed(actor: Actor, query: QueryDict, start: datetime, end: datetime) -> list[Item]:
    """What was published or edited in the period and fits a saved filter of the catalogue."""
    form, kind = filter_of(query)
    rows = changed_between(actor, CHANGED, start, end).filter(kind=kind)
    found = list(form.narrow(rows, timezone.localdate(end)).order_by("sort_title")[:MOST_ITEMS])
    new = set()
    if found:
        published = changed_between(actor, ["published"], start, end).filter(pk__in=[row.pk for row in found])
        new = set(published.values_list("pk", flat=True))
    return [_item(measure, _("newly published") if measure.pk in new else _("changed")) for measure in found]


LISTS = [
    SavableList(
        key="measures",
        label=gettext_lazy("Catalogue of measures"),
        url_name="measures:list",
        parameters=("kind", *PARAMETERS),
        changed=saved_search_changed,
    )
]

AREA = Area(
    key="measures",
    label=gettext_lazy("Measures"),
    url_name="measures:list",
    place=20,
    nav=(
        NavItem(gettext_lazy("Catalogue"), "measures:list"),
        NavItem(gettext_lazy("Bases"), "measures:agreement_list"),
        NavItem(gettext_lazy("Funding programmes"), "measures:funding_list"),
        NavItem(gettext_lazy("Systemically relevant occupations"), "measures:relevant"),
        NavItem(gettext_lazy("Rounds"), "measures:round_list", rules.list_rounds),
        NavItem(gettext_lazy("Import"), "measures:import_start", rules.create_measure),
    ),
    dashboard=dashboard,
    digest=digest,
    search=search,
    mails=MAILS,
    lists=LISTS,
    sweeps=(ask_for_due_reports, remind_in_rounds, follow_renamed_organisations),
    retention=RETENTION,
    holders=(Holder("measures.measure", internal="read_internal", edit="attach"),),
    demo=demo.load,
)
