"""The area's part of "Heute": whom to call and why, tips to decide, company cases in numbers, new offers."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apprenticeships import rules
from apprenticeships.agenda import CALL, PROPOSAL, DueCase, Reason, agenda
from apprenticeships.models import (
    Case,
    CompanyCase,
    CompanySuggestion,
    Handover,
    TakeoverOffer,
    Tip,
    training_year,
)
from apprenticeships.notes import WorkRow, note_row
from apprenticeships.proposals_due import proposal_items
from apprenticeships.results import figures_of, standing_of
from apprenticeships.retention import goes_soon, goes_undecided
from apprenticeships.states import NEVER, SEEKING, CaseState, TipSubject
from apprenticeships.states.handovers import HandoverState
from apprenticeships.steps import STEP_WORDS, one_click_steps
from portal.access import Actor
from portal.areas import COMPANY, DONE, NOW, OFFERS, WEEK, Action, Item, Section
from portal.templatetags.portal_ui import day, day_short, days_away

WEEK_AHEAD = timedelta(days=7)
MOST_ITEMS = 25  # lines per section; the list itself has no end
ASIDE_ITEMS = 6
MOST_HITS = 5


def dashboard(actor: Actor, today: date) -> Iterable[Section]:
    """Advisers: whom to call and why. Partners: what became of their tips. The office: tips to pass on."""
    if rules.work_cases(actor):
        yield from adviser_day(actor, today)
    elif rules.decide_tips(actor):
        yield _tips_to_decide(actor, today)
    if rules.decide_suggestions(actor):
        yield suggestions_to_decide(actor)
    if rules.create_tip(actor) and not rules.decide_tips(actor):
        yield _own_tips(actor)
        yield _own_suggestions(actor)


def adviser_day(actor: Actor, today: date, *, back: str = "today") -> Iterable[Section]:
    """Overdue, today, tips, as deputy; then this week, company cases, offers. `back`: see notes.note_row."""
    found = agenda(actor, today + WEEK_AHEAD)
    mine = [case for case in found if case.facts["adviser"] == actor.membership_id]
    others = [case for case in found if case.facts["adviser"] != actor.membership_id and case.day <= today]
    overdue = [case for case in mine if case.day < today]
    yield _section(NOW, _("Overdue"), overdue, today, back, is_late=True)
    yield _section(NOW, _("Today"), [case for case in mine if case.day == today], today, back)
    yield _tips_to_decide(actor, today)
    yield Section(NOW, _("Proposals"), proposal_items(actor, today))
    yield Section(NOW, _("Handovers to decide"), handovers_to_decide(actor, today))
    yield _section(NOW, _("As deputy"), others, today, back, note=_deputy_note(others))
    yield _section(WEEK, _("This week"), [case for case in mine if case.day > today], today, back)
    yield from company_sections(actor)
    yield Section(OFFERS, _("New offers that fit"), new_offers(actor, today - WEEK_AHEAD, today))
    yield from goes_soon(actor, today)


def _section(place: int, title: str, cases: list[DueCase], today: date, back: str, **more: object) -> Section:
    """The first cases as work rows, with how many there are in all."""
    items = [_case_item(case, today, back) for case in cases[:MOST_ITEMS]]
    if not items:
        more.pop("note", None)
    return Section(place, title, items, total=len(cases), url=reverse("apprenticeships:case_list"), **more)


def _deputy_note(cases: list[DueCase]) -> str:
    """ "für Alex Muster-Vogel, bis 16.10.2026" """
    names = {case.facts["adviser__user__name"]: case.facts["adviser__deputy_until"] for case in cases}
    words = [
        _("for %(name)s, until %(day)s") % {"name": name, "day": day(until)} if until else name
        for name, until in names.items()
    ]
    return "; ".join(words)


def _case_item(case: DueCase, today: date, back: str) -> Item:
    """One case as a work row: reason first, then facts, then the note form and the menu."""
    facts, first = case.facts, case.reasons[0]
    shown = next((reason for reason in case.due(today) if reason.kind == CALL), first)
    url = reverse("apprenticeships:case_detail", kwargs={"number": facts["number"]})
    return Item(
        title=reason_title(shown, facts["next_step"]),
        url=url,
        why=reason_why(first),
        due_on=first.day,
        meta=[*_words(facts, today), *[_also(reason) for reason in case.reasons if reason is not shown]],
        contact=_("Apprentice"),
        person_url=f"{url}#person",
        number=facts["number"],
        action="apprenticeships/_work_do.html",
        row=work_row(case, today, url, back),
    )


def _words(facts: dict, today: date) -> list[str]:
    year, ends = training_year(facts["contract_start"], today), facts["ends_on"]
    occupation = facts["occupation__short_name"]
    words = [
        facts["number"],
        occupation + (", " + _("year %(year)s") % {"year": year} if year else ""),
        facts["residence__name"],
        _("aged under 18") if facts["is_minor"] else "",
        str(CaseState(facts["state"]).label),
        _("ends %(when)s") % {"when": days_away(ends, today)} if today <= ends < NEVER else "",
        facts["company_case__number"] or "",
    ]
    return [word for word in words if word]


def reason_title(reason: Reason, next_step: str) -> str:
    """What is to be done, as the heading of its row."""
    if reason.kind == CALL:
        return next_step or _("Call and ask how things stand")
    if reason.kind == PROPOSAL:
        return _("Get the answer of %(company)s") % {"company": reason.title}
    return reason.title


def reason_why(reason: Reason) -> str:
    """Why it stands there, below the mark."""
    if reason.kind == CALL:
        return _("due %(day)s") % {"day": day_short(reason.day)}
    if reason.kind == PROPOSAL:
        return _("Proposal expires %(day)s") % {"day": day_short(reason.day)}
    return _("Deadline %(day)s") % {"day": day_short(reason.day)} + (
        f" · {reason.source}" if reason.source else ""
    )


def _also(reason: Reason) -> str:
    if reason.kind == CALL:
        return _("Follow-up %(day)s") % {"day": day_short(reason.day)}
    return f"{day_short(reason.day)}: {reason_title(reason, '')}"


def work_row(case: DueCase, today: date, url: str, back: str) -> WorkRow:
    """The note form of a row, and its menu: steps that need nothing, deadlines to tick off, ways on."""
    number, state = case.facts["number"], case.facts["state"]
    steps = [
        (str(STEP_WORDS[step][0]), reverse(f"apprenticeships:case_{step}", kwargs={"number": number}))
        for step in one_click_steps(state, case.facts["probation_until"])
    ]
    ticks = [
        (
            _("Done: %(title)s") % {"title": reason.title},
            reverse("apprenticeships:deadline_done", kwargs={"number": number, "key": reason.key}),
        )
        for reason in case.reasons
        if reason.is_deadline
    ]
    links = [(_("Change state …"), reverse("apprenticeships:case_steps", kwargs={"number": number}))]
    if state in SEEKING:
        links = [(_("Offers and call list"), f"{url}#angebote"), *links]
    return WorkRow(
        number=number,
        note=note_row(number, back=back),
        back=back,
        posts=[*ticks, *steps],
        links=links,
        person_url=reverse("apprenticeships:case_person", kwargs={"number": number}) + "#person",
    )


def _tips_to_decide(actor: Actor, today: date) -> Section:
    """The tips that one decides or passes on, oldest first."""
    rows = Tip.objects.permitted(actor, "work").to_decide().permitted(actor, "assign")
    rows = rows.select_related("reporter_organisation").order_by("created_at")
    items = [_tip_item(tip, today) for tip in rows[:MOST_ITEMS]]
    note = _("The reporter sees number, state and result only.") if items else ""
    return Section(NOW, _("Tips to decide"), items, url=reverse("apprenticeships:tip_list"), note=note)


def _tip_item(tip: Tip, today: date) -> Item:
    age = (today - timezone.localdate(tip.created_at)).days
    since = ngettext("open for %(count)s day", "open for %(count)s days", age) % {"count": age}
    is_company = tip.subject == TipSubject.COMPANY
    accept = f"apprenticeships:tip_accept_{'company_case' if is_company else 'case'}"
    why = _("Tip to decide") if tip.organisation_id else _("Nobody is responsible yet")
    return Item(
        title=f"{tip.get_subject_display()}: {tip.company_and_place}",
        url=reverse("apprenticeships:tip_detail", kwargs={"number": tip.number}),
        why=goes_undecided() if tip.announced_at else why,
        when=since if age else _("new"),
        meta=[
            tip.number,
            str(tip.get_urgency_display()),
            _("from: %(who)s") % {"who": tip.reporter_organisation.short_name},
        ],
        action="apprenticeships/_tip_do.html",
        row={
            "number": tip.number,
            "decide": tip.organisation_id is not None,
            "accept_url": reverse(accept, kwargs={"number": tip.number}),
        },
    )


def handovers_to_decide(actor: Actor, today: date) -> list[Item]:
    """What other bodies ask one's own to take over, the oldest first: number and who asks."""
    rows = Handover.objects.permitted(actor, "decide").filter(state=HandoverState.REQUESTED).order_by("pk")
    items = []
    for key, number, sender, at in rows.values_list(
        "key", "case__number", "sender__short_name", "requested_at"
    )[:MOST_ITEMS]:
        asked = timezone.localdate(at)
        items.append(
            Item(
                title=_("Accept or reject the handover of %(number)s") % {"number": number},
                url=reverse("apprenticeships:handover_detail", kwargs={"key": key}),
                why=_("from: %(who)s") % {"who": sender},
                when=_("since %(day)s") % {"day": day_short(asked)} if asked < today else _("today"),
            )
        )
    return items


def suggestions_to_decide(actor: Actor) -> Section:
    """Suggested companies to take on, for the office to pass on; without a name, as the digest shows them."""
    rows = CompanySuggestion.objects.permitted(actor, "assign").select_related("suggester", "municipality")
    items = [
        Item(
            title=_("Suggested company in %(place)s") % {"place": row.municipality},
            url=reverse("apprenticeships:suggestion_detail", kwargs={"key": row.key}),
            why=_("from: %(who)s") % {"who": row.suggester.short_name},
        )
        for row in rows.order_by("pk")[:ASIDE_ITEMS]
    ]
    return Section(OFFERS, _("Suggested companies"), items, url=reverse("apprenticeships:suggestion_list"))


def company_sections(actor: Actor) -> Iterable[Section]:
    """Each company case of one's own with open cases, in numbers that add up to its apprentices."""
    rows = CompanyCase.objects.permitted(actor, "edit").filter(adviser__user__in=sorted(actor.user_ids))
    open_rows = rows.filter(pk__in=Case.objects.open().exclude(company_case=None).values("company_case"))
    found = list(open_rows.order_by("-pk")[:MOST_HITS])
    standing = standing_of([row.pk for row in found]) if found else {}
    for row in found:
        yield _company_section(row, standing[row.pk])


def _company_section(row: CompanyCase, standing: Counter[tuple[str, str]]) -> Section:
    total = standing.total()
    text = ngettext("%(number)s (%(count)s apprentice)", "%(number)s (%(count)s apprentices)", total)
    url = reverse("apprenticeships:company_case_detail", kwargs={"number": row.number})
    title = _("Company case %(what)s") % {"what": text % {"number": row.number, "count": total}}
    return Section(COMPANY, title, figures=figures_of(standing), url=url)


def new_offers(actor: Actor, since: date, today: date) -> list[Item]:
    """Offers since `since` in an occupation group that one of the adviser's searching cases needs."""
    cases = Case.objects.permitted(actor, "handle").seeking()
    numbers: dict[int, list[str]] = defaultdict(list)
    for group, number in cases.order_by("number").values_list("group", "number"):
        numbers[group].append(number)
    offers = (
        TakeoverOffer.objects.on_offer(today)
        .filter(created_at__date__gte=since, pk__in=_offers_of_groups(list(numbers)))
        .select_related("municipality")
        .prefetch_related("occupations")
        .order_by("-created_at")[:ASIDE_ITEMS]
    )
    items = []
    for offer in offers:
        groups = {one.group_id for one in offer.occupations.all()}
        fits = sorted({number for group in groups for number in numbers.get(group, [])})[:3]
        seats = ngettext("%(count)s place", "%(count)s places", offer.seats_left) % {
            "count": offer.seats_left
        }
        first = next((str(one) for one in offer.occupations.all() if one.group_id in numbers), "")
        items.append(
            Item(
                title=_("%(seats)s: %(occupation)s, %(place)s")
                % {"seats": seats, "occupation": first, "place": offer.municipality},
                url=reverse("apprenticeships:offer_detail", kwargs={"key": offer.key}),
                why=_("Same occupation group as %(numbers)s") % {"numbers": ", ".join(fits)},
            )
        )
    return items


def _offers_of_groups(groups: list[int]) -> QuerySet:
    through = TakeoverOffer.occupations.through.objects
    return through.filter(occupation__group__in=groups).values("takeoveroffer")


def _own_tips(actor: Actor) -> Section:
    rows = Tip.objects.permitted(actor, "follow").order_by("-pk")[:ASIDE_ITEMS]
    base = reverse("apprenticeships:tip_list")
    items = [
        Item(
            title=_("%(number)s: %(state)s") % {"number": tip.number, "state": tip.get_state_display()},
            url=f"{base}{tip.number}/",
            why=str(tip.get_subject_display()),
        )
        for tip in rows
    ]
    return Section(DONE, _("My tips"), items, url=reverse("apprenticeships:my_tips"))


def _own_suggestions(actor: Actor) -> Section:
    rows = CompanySuggestion.objects.permitted(actor, "follow").order_by("-pk")[:ASIDE_ITEMS]
    base = reverse("apprenticeships:my_suggestions")
    items = [Item(row.company_name, f"{base}{row.key}/", str(row.get_state_display())) for row in rows]
    return Section(DONE, _("My suggestions"), items, url=base)


def actions(actor: Actor) -> Iterable[Action]:
    """What one starts from the dashboard."""
    if rules.create_case(actor):
        yield Action(_("Open a case"), reverse("apprenticeships:case_create"))
    if rules.create_tip(actor):
        yield Action(_("Leave a tip"), reverse("apprenticeships:tip_create"))
    if rules.create_suggestion(actor):
        yield Action(_("Suggest a company"), reverse("apprenticeships:suggestion_create"))
