"""The area's part of the weekly digest: numbers only, never a person or a confidential company."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships import rules
from apprenticeships.dashboard import company_sections, new_offers
from apprenticeships.models import Case, Tip
from apprenticeships.states import NEVER, PLACED, SEEKING, CaseState
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
    if rules.create_tip(actor):
        yield _results(actor, start, end)


def _adviser_week(actor: Actor, start: datetime, today: date) -> Iterable[Section]:
    mine = Case.objects.permitted(actor, "handle").open()
    due = mine.filter(due_on__lte=today)
    counts = [_("%(count)s due") % {"count": count} if (count := due.count()) else "", _tips_open(actor)]
    lines = [*_tip_lines(actor, today), *_case_lines(due, today)]
    yield Section(NOW, _("Due now"), lines, count_word=", ".join(filter(None, counts)))
    week = mine.filter(due_on__gt=today, due_on__lte=today + timedelta(days=7))
    yield Section(WEEK, _("This week"), _case_lines(week, today))
    for section in company_sections(actor):
        words = ", ".join(f"{one.value} {one.label}" for one in section.figures)
        yield Section(COMPANY, section.title, [Item(words, section.url, "")])
    yield Section(OFFERS, _("New offers that fit"), new_offers(actor, timezone.localdate(start), today))
    yield _last_weeks(actor, today)


def _case_lines(rows: QuerySet, today: date) -> list[Item]:
    """Number first, then what is to be done; the next step is the adviser's own words and stays inside."""
    base, states, items = reverse("apprenticeships:case_list"), dict(CaseState.choices), []
    found = rows.order_by("due_on", "pk").values_list("number", "due_on", "state", "ends_on")
    for number, due, state, ends in found[:DIGEST_ITEMS]:
        why = _("Your follow-up · %(state)s") % {"state": states[state]}
        if ends != NEVER and ends >= today:
            why += " · " + _("place ends %(when)s") % {"when": days_away(ends, today)}
        items.append(
            Item(_("Call about %(number)s") % {"number": number}, f"{base}{number}/", why, due_on=due)
        )
    return items


def _tip_lines(actor: Actor, today: date) -> list[Item]:
    base, items = reverse("apprenticeships:tip_list"), []
    rows = Tip.objects.permitted(actor, "assign").to_decide().order_by("created_at")
    for tip in rows[:DIGEST_ITEMS]:
        received = timezone.localdate(tip.created_at)
        title = _("Accept or refuse %(number)s") if tip.organisation_id else _("Pass on %(number)s")
        items.append(
            Item(
                title % {"number": tip.number},
                f"{base}{tip.number}/",
                _("New tip for you: %(subject)s") % {"subject": tip.get_subject_display()},
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
    url, suggest = reverse("apprenticeships:offer_create"), _("Suggest a company")
    items = [Item(f"{_places(n)}: {group}", url, "", link_label=suggest) for group, n in named.items()]
    if rest:
        words = _("several occupations") if not named else _("other occupations")
        merged = _("Occupations merged so that nobody can be recognised")
        items.append(Item(f"{_places(rest)}: {words}", url, merged, link_label=suggest))
    return Section(WANTED, title, items, count_word=_places_wanted(sum(named.values()) + rest))


def _places_wanted(count: int) -> str:
    if not count:
        return ""
    return ngettext("%(count)s place wanted", "%(count)s places wanted", count) % {"count": count}


def _places(count: int) -> str:
    return ngettext("%(count)s place", "%(count)s places", count) % {"count": count}


def _results(actor: Actor, start: datetime, end: datetime) -> Section:
    rows = Tip.objects.permitted(actor, "follow").filter(decided_at__gte=start, decided_at__lt=end)
    base = reverse("apprenticeships:tip_list")
    items = [
        Item(
            _("Your tip %(number)s: %(state)s") % {"number": tip.number, "state": tip.get_state_display()},
            f"{base}{tip.number}/",
            _("Decided by the responsible chamber"),
        )
        for tip in rows.order_by("decided_at")[:DIGEST_ITEMS]
    ]
    return Section(DONE, _("What became of your tips"), items)
