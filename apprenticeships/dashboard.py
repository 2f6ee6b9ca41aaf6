"""The area's part of "Heute": whom to call and why, tips to decide, company cases in numbers, new offers."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apprenticeships import rules
from apprenticeships.models import Case, CompanyCase, TakeoverOffer, Tip, training_year
from apprenticeships.notes import note_row
from apprenticeships.proposals_due import proposal_items
from apprenticeships.states import NEVER, CaseState, TipSubject
from portal.access import Actor
from portal.areas import COMPANY, DONE, NOW, OFFERS, WEEK, Action, Figure, Item, Section
from portal.templatetags.portal_ui import day_short, days_away

MOST_ITEMS = 25  # lines per section; the list itself has no end
ASIDE_ITEMS = 6
MOST_HITS = 5
RELEVANT_STATES = {  # how a company case reads in numbers, in this order
    "registered": (
        (CaseState.REGISTERED, CaseState.AFTERCARE, CaseState.CLOSED),
        gettext_lazy("registered"),
        "good",
    ),
    "promise": ((CaseState.PROMISE, CaseState.SIGNED), gettext_lazy("Promise"), "good"),
    "placement": ((CaseState.IN_PLACEMENT, CaseState.CHECKED), gettext_lazy("in placement"), "active"),
    "watching": ((CaseState.WATCHING,), gettext_lazy("being watched"), "plain"),
}
CASE_FIELDS = (
    "number", "due_on", "next_step", "state", "occupation__short_name", "contract_start", "residence__name",
    "ends_on", "adviser__user__name",
)  # fmt: skip


def dashboard(actor: Actor, today: date) -> Iterable[Section]:
    """Advisers: whom to call and why. Partners: what became of their tips. The office: tips to pass on."""
    if rules.work_cases(actor):
        yield from _adviser_day(actor, today)
    if rules.decide_tips(actor):
        yield _tips_to_decide(actor, today)
    if rules.create_tip(actor) and not rules.decide_tips(actor):
        yield _own_tips(actor)


def _adviser_day(actor: Actor, today: date) -> Iterable[Section]:
    own = Case.objects.permitted(actor, "handle").open()
    mine = own.filter(adviser=actor.membership_id)
    yield Section(NOW, _("To call"), _case_items(mine.filter(due_on__lte=today), today))
    yield Section(NOW, _("Proposals"), proposal_items(actor, today))
    stand_in = own.exclude(adviser=actor.membership_id).filter(due_on__lte=today)
    yield Section(NOW, _("As deputy"), _case_items(stand_in, today, deputy=True))
    week = mine.filter(due_on__gt=today, due_on__lte=today + timedelta(days=7))
    yield Section(WEEK, _("This week"), _case_items(week, today))
    yield from company_sections(actor)
    yield Section(OFFERS, _("New offers that fit"), new_offers(actor, today - timedelta(days=7), today))


def _case_items(rows: QuerySet, today: date, *, deputy: bool = False) -> list[Item]:
    """The next follow-ups as work rows: reason first, then then facts, the note form last."""
    base, states = reverse("apprenticeships:case_list"), dict(CaseState.choices)
    items = []
    for row in rows.order_by("due_on", "pk").values_list(*CASE_FIELDS)[:MOST_ITEMS]:
        number, due, next_step, state, occupation, start, place, ends, adviser = row
        year = training_year(start, today)
        words = [number, occupation + (", " + _("year %(year)s") % {"year": year} if year else ""), place]
        words.append(str(states[state]))
        if ends != NEVER and ends >= today:
            words.append(_("ends %(when)s") % {"when": days_away(ends, today)})
        if deputy:
            words.append(_("for %(name)s") % {"name": adviser})
        url = f"{base}{number}/"
        items.append(
            Item(
                title=next_step or _("Call and ask how things stand"),
                url=url,
                why=_("due %(day)s") % {"day": day_short(due)},
                due_on=due,
                meta=words,
                contact=_("Apprentice"),
                person_url=f"{url}#person",
                number=number,
                action="apprenticeships/_note.html",
                row=note_row(number, back="today"),
            )
        )
    return items


def _tips_to_decide(actor: Actor, today: date) -> Section:
    """The tips that one decides or passes on, oldest first."""
    rows = Tip.objects.permitted(actor, "work").to_decide().permitted(actor, "assign")
    rows = rows.select_related("reporter_organisation").order_by("created_at")
    items = [_tip_item(tip, today) for tip in rows[:MOST_ITEMS]]
    note = _("The reporter sees number, state and result only.")
    return Section(NOW, _("Tips to decide"), items, url=reverse("apprenticeships:tip_list"), note=note)


def _tip_item(tip: Tip, today: date) -> Item:
    age = (today - timezone.localdate(tip.created_at)).days
    since = ngettext("open for %(count)s day", "open for %(count)s days", age) % {"count": age}
    is_company = tip.subject == TipSubject.COMPANY
    accept = f"apprenticeships:tip_accept_{'company_case' if is_company else 'case'}"
    return Item(
        title=f"{tip.get_subject_display()}: {tip.company_and_place}",
        url=reverse("apprenticeships:tip_detail", kwargs={"number": tip.number}),
        why=_("Tip to decide") if tip.organisation_id else _("Nobody is responsible yet"),
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


def company_sections(actor: Actor) -> Iterable[Section]:
    """Each company case of one's own with open cases, in numbers."""
    rows = CompanyCase.objects.permitted(actor, "edit").filter(adviser__user__in=sorted(actor.user_ids))
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    open_rows = rows.filter(pk__in=Case.objects.open().exclude(company_case=None).values("company_case"))
    found = list(open_rows.order_by("-pk")[:MOST_HITS])
    grouped = Case.objects.filter(company_case__in=[row.pk for row in found]).order_by()
    for pk, state, count in grouped.values_list("company_case", "state").annotate(count=Count("pk")):
        counts[pk][state] = count
    for row in found:
        yield _company_section(row, counts[row.pk])


def _company_section(row: CompanyCase, counts: dict[str, int]) -> Section:
    figures = []
    for states, label, tone in RELEVANT_STATES.values():
        count = sum(counts.get(state, 0) for state in states)
        if count:
            figures.append(Figure(count, str(label), tone))
    total = sum(counts.values())
    text = ngettext("%(number)s (%(count)s apprentice)", "%(number)s (%(count)s apprentices)", total)
    url = reverse("apprenticeships:company_case_detail", kwargs={"number": row.number})
    title = _("Company case %(what)s") % {"what": text % {"number": row.number, "count": total}}
    return Section(COMPANY, title, figures=figures, url=url)


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


def actions(actor: Actor) -> Iterable[Action]:
    """What one starts from the dashboard."""
    if rules.create_case(actor):
        yield Action(_("Open a case"), reverse("apprenticeships:case_create"))
    if rules.create_tip(actor):
        yield Action(_("Leave a tip"), reverse("apprenticeships:tip_create"))
