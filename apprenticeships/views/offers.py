"""Offers: list, page, form, state; the export."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeships import rules
from apprenticeships.actions.offers import change_offer, create_offer, move_offer, reopen_offer
from apprenticeships.exports import offer_header, offer_rows
from apprenticeships.filters import OfferFilter
from apprenticeships.forms.offers import OfferForm
from apprenticeships.models import TakeoverOffer
from apprenticeships.states import OFFER_MARKS, OFFER_WORKFLOW, OfferKind, OfferState
from apprenticeships.timeline import entries
from apprenticeships.views.offer_cases import offer_cases
from apprenticeships.views.offer_links import sent_links
from apprenticeships.views.shared import form_page, marks, pager_text
from portal.access import fetch, require
from portal.activity.recording import record_export, timeline
from portal.exports import csv_response, xlsx_response
from portal.forms import StaleSave, conflict
from portal.listing import chips, paginate, query_of
from portal.posting import posted
from portal.steps import take_step
from portal.templatetags.portal_ui import day

LIST_FIELDS = (
    "key", "company_name", "municipality__name", "kind", "years", "seats", "seats_taken", "valid_until",
    "state",
)  # fmt: skip


@require_safe
def offer_list(request: HttpRequest) -> HttpResponse:
    """The offers of all chambers."""
    require(rules.list_offers(request.actor))
    form = OfferFilter(request.GET)
    rows = TakeoverOffer.objects.permitted(request.actor, "view")
    rows = form.apply(rows) if form.is_valid() else rows
    page = paginate(request, rows, order=("sort_name", "id"), fields=LIST_FIELDS, present=_presenter())
    _add_occupations(page.rows)
    count = ngettext("%(count)s offer", "%(count)s offers", page.count) % {"count": page.count_text}
    query, export = query_of(request), "apprenticeships:offer_export"
    context = {
        "filter": form,
        "page": page,
        "chips": chips(request, form),
        "count": count,
        "pager": pager_text(page),
        "may_import": rules.use_call_list(request.actor),
        "exports": [
            (label, f"{reverse(export, kwargs={'kind': kind})}?{query}")
            for kind, label in (("xlsx", _("Excel (XLSX)")), ("csv", "CSV"))
        ],
    }
    return render(request, "apprenticeships/offer_list.html", context)


def _presenter() -> Any:
    base, states, kinds = (
        reverse("apprenticeships:offer_list"),
        marks(OfferState, OFFER_MARKS),
        dict(OfferKind.choices),
    )
    any_year = _("any year")

    def present(row: tuple) -> dict[str, Any]:
        key, company, place, kind, years, seats, taken, until, state, pk = row
        return {
            "pk": pk,
            "url": f"{base}{key}/",
            "company": company,
            "place": place,
            "kind": kinds[kind],
            "years": ", ".join(f"{year}." for year in sorted(years)) or any_year,
            "seats": _("%(left)s of %(seats)s") % {"left": seats - taken, "seats": seats},
            "until": day(until),
            "state": states[state],
            "occupations": "",
        }

    return present


def _add_occupations(rows: list[dict[str, Any]]) -> None:
    """The occupations of the shown offers, in one statement."""
    through = TakeoverOffer.occupations.through.objects.filter(takeoveroffer__in=[row["pk"] for row in rows])
    names: dict[int, list[str]] = {}
    found = through.order_by("occupation__sort_name").values_list("takeoveroffer", "occupation__short_name")
    for pk, name in found:
        names.setdefault(pk, []).append(name)
    for row in rows:
        row["occupations"] = ", ".join(names.get(row["pk"], []))


@require_safe
def offer_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered offers as a file."""
    require(rules.list_offers(request.actor))
    form = OfferFilter(request.GET)
    rows = TakeoverOffer.objects.permitted(request.actor, "view").order_by("sort_name", "id")
    rows = form.apply(rows) if form.is_valid() else rows
    with transaction.atomic():
        query = {name: request.GET.get(name, "") for name in form.fields}
        record_export("offers", by=request.actor, rows=rows.count(), query=query)
    answer = xlsx_response if kind == "xlsx" else csv_response
    return answer(_("offers"), offer_header(), offer_rows(rows))


def _fetch(request: HttpRequest, action: str, key: str) -> TakeoverOffer:
    rows = TakeoverOffer.objects.with_access(request.actor, "edit", "link").select_related(
        "municipality", "organisation", "suggested_by__organisation"
    )
    rows = rows.prefetch_related("occupations")
    return fetch(rows, request.actor, action, key=key)


@require_safe
def offer_detail(request: HttpRequest, key: str) -> HttpResponse:
    """An offer with its state and what may be done with it."""
    offer = _fetch(request, "view", key)
    sent = sent_links(offer, timezone.now()) if offer.may_edit else []
    context = {
        "offer": offer,
        "mark": (*OFFER_MARKS[offer.state], offer.get_state_display()),
        "facts": _facts(offer),
        "steps": [
            name
            for name in ("fill", "withdraw", "reopen")
            if offer.state in OFFER_WORKFLOW.steps[name].sources
        ],
        **offer_cases(request, offer, timezone.localdate()),
        "events": entries(timeline(offer)[:20], request.actor, links=_recipients(sent)),
        "links": sent,
        "links_open": any(link["open"] for link in sent),
        "crumbs": [_up(request), (offer.company_name, "")],
    }
    return render(request, "apprenticeships/offer_detail.html", context)


def _up(request: HttpRequest) -> tuple[str, str]:
    """One page up: the list of offers, for partners their own suggestions."""
    if rules.list_offers(request.actor):
        return _("Offers"), reverse("apprenticeships:offer_list")
    return _("My suggestions"), reverse("apprenticeships:my_suggestions")


def _recipients(links: list[dict[str, Any]]) -> dict[str, str]:
    return {link["note"]: link["recipient"] for link in links}


def _facts(offer: TakeoverOffer) -> list[tuple[str, Any]]:
    by = offer.suggested_by.organisation.short_name if offer.suggested_by else ""
    rows = [
        (_("Kind of offer"), offer.get_kind_display()),
        (_("Months in the network"), offer.months or ""),
        (_("Occupations"), ", ".join(map(str, offer.occupations.all()))),
        (_("Training years taken"), ", ".join(f"{year}." for year in sorted(offer.years)) or _("any year")),
        (_("Places left"), _("%(left)s of %(seats)s") % {"left": offer.seats_left, "seats": offer.seats}),
        (_("Place"), str(offer.municipality)),
        (_("Takes apprentices from"), _reach_words(offer.reach_km)),
        (_("Can start from"), day(offer.valid_from) or _("at any time")),
        (_("Valid until"), day(offer.valid_until) or _("without a last day")),
        (_("Vocational school"), offer.school),
        (_("Working hours and conditions"), offer.conditions),
        (_("Suitability confirmed on"), day(offer.suitability_confirmed_on) or _("not yet")),
        (_("Takes apprentices from insolvent companies"), _("yes") if offer.accepts_insolvency else _("no")),
        (_("Pay per month in euros"), offer.monthly_pay or ""),
        (_("Suggested by"), by),
        (_("Kept by"), offer.organisation.short_name if offer.organisation else _("no chamber yet")),
    ]
    return [(label, value) for label, value in rows if value]


def _reach_words(km: int | None) -> str:
    return _("any distance") if km is None else _("within %(km)s km") % {"km": km}


@require_http_methods(["GET", "POST"])
def offer_create(request: HttpRequest) -> HttpResponse:
    """A new offer of a company that stands on no call list yet."""
    require(rules.list_offers(request.actor))
    form = OfferForm(posted(request))
    if request.method == "POST" and form.is_valid():
        offer = form.save(commit=False)
        create_offer(offer, form.cleaned_data["occupation_list"], by=request.actor)
        messages.success(request, _("The offer has been saved. Thank you."))
        return redirect("apprenticeships:offer_detail", key=offer.key)
    back = reverse("apprenticeships:offer_list")
    return form_page(request, form, _("Enter an offer"), back=back, crumbs=[(_("Offers"), back)])


@require_http_methods(["GET", "POST"])
def offer_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Changing an offer."""
    offer = _fetch(request, "edit", key)
    form, back = (
        OfferForm(posted(request), instance=offer),
        reverse("apprenticeships:offer_detail", args=[key]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = form.save()
                occupations = form.cleaned_data["occupation_list"]
                change_offer(saved, occupations, dict.fromkeys(form.changed_data, []), by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("The offer has been saved."))
        return redirect(back)
    crumbs = [(_("Offers"), reverse("apprenticeships:offer_list")), (offer.company_name, back)]
    return form_page(request, form, _("Change offer"), back=back, crumbs=crumbs)


@require_POST
def offer_step(request: HttpRequest, key: str, step_name: str) -> HttpResponse:
    """One step of an offer: full, withdrawn, open again; the address names it."""
    offer = _fetch(request, "edit", key)
    to = reverse("apprenticeships:offer_detail", kwargs={"key": key})

    def done() -> None:
        if step_name == "reopen":
            reopen_offer(offer, by=request.actor)
        else:
            move_offer(offer, step_name, by=request.actor)

    return take_step(request, done, done=_("The state has been changed."), back=to)
