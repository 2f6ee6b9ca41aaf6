"""The area's part of the search: numbers, occupations, places, companies, cut by the rules."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apprenticeships import rules
from apprenticeships.models import Case, CompanyCase, TakeoverOffer, Tip, TrainingCompany
from apprenticeships.states import CaseState
from portal.access import Actor
from portal.areas import Hit
from portal.sorting import sort_key

MOST_HITS = 5


def search(actor: Actor, query: str) -> Iterable[Hit]:
    """Numbers, occupations, places, companies: only what the actor may see."""
    yield from _search_cases(actor, query)
    number = query.strip().upper()
    tips = Tip.objects.permitted(actor, "view").filter(number__startswith=number).order_by("-pk")[:MOST_HITS]
    for tip in tips:
        url = reverse("apprenticeships:tip_detail", kwargs={"number": tip.number})
        yield Hit(tip.number, url, _("Tip"), str(tip.get_state_display()))
    yield from _search_company_cases(actor, query)
    if rules.list_offers(actor):
        for offer in (
            TakeoverOffer.objects.permitted(actor, "view")
            .containing(query)
            .select_related("municipality")[:MOST_HITS]
        ):
            url = reverse("apprenticeships:offer_detail", kwargs={"key": offer.key})
            yield Hit(str(offer), url, _("Offer"), str(offer.get_state_display()))
    for company in (
        TrainingCompany.objects.permitted(actor, "view")
        .containing(query)
        .select_related("municipality")[:MOST_HITS]
    ):
        url = reverse("apprenticeships:company_detail", kwargs={"key": company.key})
        yield Hit(company.name, url, _("Company"), str(company.municipality or ""))


def _search_cases(actor: Actor, query: str) -> Iterable[Hit]:
    rows = Case.objects.permitted(actor, "view").containing(query).order_by("due_on", "pk")
    fields = ("number", "occupation__short_name", "residence__name", "state")
    states = dict(CaseState.choices)
    for number, occupation, place, state in rows.values_list(*fields)[:MOST_HITS]:
        url = reverse("apprenticeships:case_detail", kwargs={"number": number})
        yield Hit(f"{number}: {occupation}", url, _("Case"), f"{place} · {states[state]}")


def _search_company_cases(actor: Actor, query: str) -> Iterable[Hit]:
    """By number for all who may see it, by name only for those who may know the name."""
    named = CompanyCase.objects.permitted(actor, "name").filter(
        company__search_text__contains=sort_key(query)
    )
    rows = CompanyCase.objects.permitted(actor, "view").with_access(actor, "name").select_related("company")
    wanted = Q(number__startswith=query.strip().upper()) | Q(pk__in=named.values("pk"))
    for row in rows.filter(wanted).order_by("-pk")[:MOST_HITS]:
        url = reverse("apprenticeships:company_case_detail", kwargs={"number": row.number})
        title = f"{row.number}: {row.company}" if row.may_name else row.number
        yield Hit(title, url, _("Company case"), str(row.get_phase_display()))
