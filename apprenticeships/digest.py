"""The area's part of the weekly digest: numbers only, never a person or a confidential company."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships import rules
from apprenticeships.agenda import CALL, PROPOSAL, DueCase, Reason, agenda
from apprenticeships.dashboard import (
    WEEK_AHEAD,
    company_sections,
    handovers_to_decide,
    new_offers,
    suggestions_to_decide,
)
from apprenticeships.effects import Effect, effects_of, shown_of
from apprenticeships.figures import last_stand
from apprenticeships.models import Case, CaseContribution, CompanySuggestion, Tip
from apprenticeships.proposals_due import proposal_items
from apprenticeships.results import counts_of, words_of
from apprenticeships.retention import goes_soon, goes_undecided
from apprenticeships.states import NEVER, PLACED, SEEKING, CaseState, SuggestionState
from apprenticeships.states.deadlines import DeadlineKind
from measures.models import Measure
from portal.access import Actor
from portal.areas import COMPANY, DONE, NOW, OFFERS, WANTED, WEEK, Item, Section
from portal.partners.states import Role
from portal.region.models import District
from portal.smallcells import named_and_rest
from portal.templatetags.portal_ui import day_short, days_away

DIGEST_ITEMS = 50  # the mail shows what fits and says how many more there are


def digest(actor: Actor, start: datetime, end: datetime) -> Iterable[Section]:
    """The week in numbers: what is due, company cases, offers; for partners what is wanted."""
    today = timezone.localdate(end)
    if rules.work_cases(actor):
        yield from _adviser_week(actor, start, today)
    if rules.decide_tips(actor) and not rules.work_cases(actor):
        yield Section(NOW, _("Due now"), _tip_lines(actor, today), count_word=_tips_open(actor))
    if actor.districts and actor.has_role(Role.PARTNER):
        yield _wanted(actor)
    if rules.decide_suggestions(actor):
        yield suggestions_to_decide(actor)
    yield _contribution(actor, start, end)
    if actor.has_role(Role.PARTNER, Role.ADVISER):
        yield _measures_that_helped(actor, timezone.localdate(start), today)


def _adviser_week(actor: Actor, start: datetime, today: date) -> Iterable[Section]:
    found = agenda(actor, today + WEEK_AHEAD)
    due = [(case, reason) for case in found for reason in case.due(today)]
    counts = [_("%(count)s due") % {"count": len(due)} if due else "", _tips_open(actor)]
    lines = [*_tip_lines(actor, today), *handovers_to_decide(actor, today), *_case_lines(due, today)]
    yield Section(NOW, _("Due now"), lines, count_word=", ".join(filter(None, counts)))
    yield Section(NOW, _("Proposals"), proposal_items(actor, today))
    week = [(case, reason) for case in found for reason in case.reasons if reason.day > today]
    yield Section(WEEK, _("This week"), _case_lines(week, today))
    for section in company_sections(actor):
        words = ", ".join(f"{one.value} {one.label}" for one in section.figures)
        yield Section(COMPANY, section.title, [Item(words, section.url, "")])
    yield Section(OFFERS, _("New offers that fit"), new_offers(actor, timezone.localdate(start), today))
    yield from goes_soon(actor, today)
    yield _last_weeks(actor, today)


def _case_lines(rows: list[tuple[DueCase, Reason]], today: date) -> list[Item]:
    """Number first, then what is to be done, by its day; the adviser's own words stay inside the portal."""
    base, items = reverse("apprenticeships:case_list"), []
    for case, reason in sorted(rows, key=lambda row: (row[1].day, row[0].facts["number"]))[:DIGEST_ITEMS]:
        number = case.facts["number"]
        title, why = _line(case, reason, today)
        items.append(Item(title % {"number": number}, f"{base}{number}/", why, due_on=reason.day))
    return items


def _line(case: DueCase, reason: Reason, today: date) -> tuple[str, str]:
    """Title (with a place for the number) and reason of one line."""
    state, ends = CaseState(case.facts["state"]).label, case.facts["ends_on"]
    if reason.kind == PROPOSAL:
        return _("Proposal for %(number)s expires"), _("Nobody has answered yet")
    if reason.kind == DeadlineKind.OWN:
        return _("Your own deadline on %(number)s"), _("Entered by hand")
    if reason.kind != CALL:
        words = reason.title.replace("%", "%%")
        return f"%(number)s: {words}", _("Deadline · %(source)s") % {"source": reason.source}
    why = _("Your follow-up · %(state)s") % {"state": state}
    if today <= ends < NEVER:
        why += " · " + _("place ends %(when)s") % {"when": days_away(ends, today)}
    return _("Call about %(number)s"), why


def _tip_lines(actor: Actor, today: date) -> list[Item]:
    base, items = reverse("apprenticeships:tip_list"), []
    rows = Tip.objects.permitted(actor, "assign").to_decide().order_by("created_at")
    for tip in rows[:DIGEST_ITEMS]:
        received = timezone.localdate(tip.created_at)
        why = _("New tip for you: %(subject)s") % {"subject": tip.get_subject_display()}
        title = _("Accept or refuse %(number)s") if tip.organisation_id else _("Pass on %(number)s")
        items.append(
            Item(
                title % {"number": tip.number},
                f"{base}{tip.number}/",
                goes_undecided() if tip.announced_at else why,
                when=_("since %(day)s") % {"day": day_short(received)} if received < today else _("today"),
            )
        )
    return items


def _tips_open(actor: Actor) -> str:
    """ "2 neue Hinweise" for the subject; empty when there is none."""
    count = Tip.objects.permitted(actor, "assign").to_decide().count()
    return ngettext("%(count)s new tip", "%(count)s new tips", count) % {"count": count} if count else ""


def _last_weeks(actor: Actor, today: date) -> Section:
    """Registered in a new company within four weeks, and how many of them without a gap."""
    rows = Case.objects.permitted(actor, "handle").filter(registered_on__gt=today - timedelta(days=28))
    placed = list(rows.filter(state__in=[*PLACED, CaseState.CLOSED]).only("new_start_on", "ends_on"))
    if not placed:
        return Section(DONE, _("Last 4 weeks"))
    seamless = sum(case.is_seamless for case in placed)
    text = ngettext("%(count)s in a new company", "%(count)s in new companies", len(placed)) % {
        "count": len(placed)
    }
    return Section(
        DONE, _("Last 4 weeks"), note=text + _(", %(count)s of them seamless.") % {"count": seamless}
    )


def _wanted(actor: Actor) -> Section:
    """Released needs in the partner's districts per occupation group, no small number among them."""
    released = Case.objects.filter(released_to_pool=True, state__in=SEEKING, district__in=actor.districts)
    counts = dict(released.order_by().values_list("group__title").annotate(count=Count("pk")))
    named, rest = named_and_rest(counts)
    names = list(District.objects.filter(pk__in=actor.districts).values_list("short_name", flat=True))
    title = (
        _("Wanted in your districts")
        if len(names) > 1
        else _("Wanted: %(district)s") % {"district": names[0]}
    )
    url, suggest = reverse("apprenticeships:suggestion_create"), _("Suggest a company")
    items = [Item(f"{_places(n)}: {group}", url, "", link_label=suggest) for group, n in named.items()]
    if rest:
        words = _("several occupations") if not named else _("other occupations")
        merged = _("Occupations merged so that nobody can be recognised")
        items.append(Item(f"{_places(rest)}: {words}", url, merged, link_label=suggest))
    count = _places_wanted(sum(named.values()) + rest)
    return Section(WANTED, title, items, url=reverse("apprenticeships:shortage"), count_word=count)


def _places_wanted(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)s place wanted", "%(count)s places wanted", count) % {"count": count}


def _places(count: int) -> str:
    return ngettext("%(count)s place", "%(count)s places", count) % {"count": count}


def _contribution(actor: Actor, start: datetime, end: datetime) -> Section:
    """What became of the reader's tips and suggestions, in one place; what led to something stands first."""
    told, decided = _tip_news(actor, start, end) if rules.create_tip(actor) else ([], [])
    suggested = _suggestion_news(actor, start, end) if rules.create_suggestion(actor) else []
    return Section(DONE, _("Your contribution"), [*told, *suggested, *decided])


def _tip_news(actor: Actor, start: datetime, end: datetime) -> tuple[list[Item], list[Item]]:
    """The reader's tips with a result in the week, and those only decided in it: one line for a tip."""
    rows, base = Tip.objects.permitted(actor, "follow"), reverse("apprenticeships:tip_list")
    news = list(rows.filter(_with_news(start, end)).order_by("-pk")[:DIGEST_ITEMS])
    counts, told = counts_of(news), {}
    for tip in news:
        if words := ", ".join(words_of(tip, counts[tip.pk])):
            title = _("From your tip %(number)s: %(results)s") % {"number": tip.number, "results": words}
            told[tip.pk] = Item(title, f"{base}{tip.number}/", _("New results this week"))
    decided = rows.filter(decided_at__gte=start, decided_at__lt=end).exclude(pk__in=told)
    items = [
        Item(
            _("Your tip %(number)s: %(state)s") % {"number": tip.number, "state": tip.get_state_display()},
            f"{base}{tip.number}/",
            _("Decided by the responsible chamber"),
        )
        for tip in decided.order_by("decided_at")[:DIGEST_ITEMS]
    ]
    return list(told.values()), items


def _with_news(start: datetime, end: datetime) -> Exists:
    """Of a tip: whether one of its cases came to a result between two moments."""
    days = (timezone.localdate(start), timezone.localdate(end))
    of_tip = Q(pk=OuterRef("case")) | Q(company_case=OuterRef("company_case"))
    fresh = Q(registered_on__range=days) | Q(closed_on__range=days)
    return Exists(Case.objects.filter(of_tip, fresh))


def _suggestion_news(actor: Actor, start: datetime, end: datetime) -> list[Item]:
    """The companies that the reader suggested, named by their place only; those with a contract first."""
    rows = CompanySuggestion.objects.permitted(actor, "follow").select_related("municipality")
    led = Q(led_on__gt=timezone.localdate(start), led_on__lte=timezone.localdate(end))
    found = rows.filter(led | Q(decided_at__gte=start, decided_at__lt=end))
    base = reverse("apprenticeships:my_suggestions")
    return [
        Item(
            _("Your suggestion in %(place)s: %(state)s")
            % {"place": row.municipality, "state": row.get_state_display()},
            f"{base}{row.key}/",
            _("Thank you, it has contributed to a new contract")
            if row.state == SuggestionState.CONTRACT
            else _("Decided by the responsible chamber"),
        )
        for row in found.order_by(F("led_on").desc(nulls_last=True), "-pk")[:DIGEST_ITEMS]
    ]


def _measures_that_helped(actor: Actor, start: date, today: date) -> Section:
    """Once a month: measures led by the reader's organisation that cases closed in that month name."""
    stand = last_stand(today)
    if stand < start:
        return Section(DONE, _("What your measures have done"))
    named = CaseContribution.objects.filter(
        case__state=CaseState.CLOSED, case__closed_on__gte=stand.replace(day=1), case__closed_on__lte=stand
    )
    led = Measure.objects.permitted(actor, "view").filter(lead=actor.organisation_id)
    rows = list(led.filter(pk__in=named.values("measure")).order_by("number")[:DIGEST_ITEMS])
    found = effects_of([measure.pk for measure in rows], stand)
    why = _("Named when cases were closed, until %(day)s") % {"day": day_short(stand)}
    items = [
        Item(_helped_words(measure, found[measure.pk]), measure.get_absolute_url(), why) for measure in rows
    ]
    return Section(DONE, _("What your measures have done"), items)


def _helped_words(measure: Measure, effect: Effect) -> str:
    closed, placed, seamless = shown_of(effect)
    words = _("%(number)s has helped: cases %(closed)s, in a new company %(placed)s, seamless %(seamless)s")
    return words % {
        "number": measure.number, "closed": closed, "placed": placed, "seamless": seamless
    }  # fmt: skip
