"""Organisations, bodies and seats: everybody reads, the office writes."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.access import fetch, require
from portal.forms import StaleSave, VersionedForm, conflict
from portal.listing import chips, paginate
from portal.partners import actions, rules
from portal.partners.forms import BodyForm, NewSeatForm, OrganisationFilter, OrganisationForm, SeatForm
from portal.partners.models import Body, Membership, Organisation, Seat
from portal.partners.states import OrganisationKind


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The members of the alliances and those who work with them."""
    form = OrganisationFilter(request.GET)
    rows = Organisation.objects.permitted(request.actor, "view").filter(is_active=True)
    if form.is_valid():
        if text := form.cleaned_data["q"].strip():
            rows = rows.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
        if kind := form.cleaned_data["kind"]:
            rows = rows.filter(kind=kind)
    labels, address = dict(OrganisationKind.choices), reverse("partners:organisations")
    page = paginate(
        request,
        rows,
        order=["sort_name", "pk"],
        fields=["key", "short_name", "name", "kind", "agreement_on"],
        present=lambda row: (f"{address}{row[0]}/", row[1], row[2], labels[row[3]], row[4]),
    )
    context = {
        "page": page,
        "form": form,
        "chips": chips(request, form),
        "sees_agreements": rules.see_agreements(request.actor),
        "creates": rules.create_organisation(request.actor),
    }
    return render(request, "partners/organisation_list.html", context)


@require_safe
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """One organisation: what it is, where it sits, and its people for colleagues and the office."""
    row = fetch(Organisation.objects.with_access(request.actor, "edit"), request.actor, "view", key=key)
    people = (
        Membership.objects.permitted(request.actor, "view")
        .with_access(request.actor, "end")
        .filter(organisation=row, is_active=True, user__is_active=True)
        .select_related("user", "deputy")
        .order_by("user__name", "pk")
    )
    context = {
        "organisation": row,
        "districts": row.districts.all(),
        "seats": row.seats.select_related("body").order_by("body_id"),
        "people": people,
        "sees_agreements": rules.see_agreements(request.actor),
        "invites": rules.invite(request.actor),
    }
    return render(request, "partners/organisation_detail.html", context)


@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    require(rules.create_organisation(request.actor))
    form = OrganisationForm(request.POST or None)
    return _save_organisation(request, form, reverse("partners:organisations"))


@require_http_methods(["GET", "POST"])
def organisation_edit(request: HttpRequest, key: str) -> HttpResponse:
    row = fetch(Organisation.objects.all(), request.actor, "edit", key=key)
    form = OrganisationForm(request.POST or None, instance=row)
    return _save_organisation(request, form, reverse("partners:organisation", args=[key]))


def _save_organisation(request: HttpRequest, form: OrganisationForm, back: str) -> HttpResponse:
    if form.is_valid():
        try:
            row = actions.save_organisation(form, by=request.actor)
        except actions.LastOffice as error:
            form.add_error("is_active", str(error))
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        else:
            messages.success(request, _("%(name)s has been saved.") % {"name": row.short_name})
            return redirect("partners:organisation", key=row.key)
    return render(request, "partners/organisation_form.html", {"form": form, "cancel_url": back})


@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The alliances, their steering and working groups."""
    rows = Body.objects.permitted(request.actor, "view").filter(is_active=True)
    page = paginate(request, rows, order=["pk"])
    context = {"page": page, "creates": rules.create_body(request.actor)}
    return render(request, "partners/body_list.html", context)


@require_safe
def body(request: HttpRequest, key: str) -> HttpResponse:
    """One body and who sits in it."""
    row = fetch(Body.objects.with_access(request.actor, "edit"), request.actor, "view", key=key)
    seats = list(row.seats.select_related("organisation").order_by("organisation__sort_name"))
    context = {"body": row, "seats": seats, "votes": sum(seat.has_vote for seat in seats)}
    return render(request, "partners/body_detail.html", context)


@require_http_methods(["GET", "POST"])
def body_new(request: HttpRequest) -> HttpResponse:
    require(rules.create_body(request.actor))
    form = BodyForm(request.POST or None)
    return _save(request, form, "partners/body_form.html", reverse("partners:bodies"))


@require_http_methods(["GET", "POST"])
def body_edit(request: HttpRequest, key: str) -> HttpResponse:
    row = fetch(Body.objects.all(), request.actor, "edit", key=key)
    back = reverse("partners:body", args=[key])
    return _save(request, BodyForm(request.POST or None, instance=row), "partners/body_form.html", back)


@require_http_methods(["GET", "POST"])
def seat_new(request: HttpRequest, key: str) -> HttpResponse:
    row = fetch(Body.objects.all(), request.actor, "edit", key=key)
    form = NewSeatForm(request.POST or None, instance=Seat(body=row))
    back = reverse("partners:body", args=[key])
    return _save(request, form, "partners/seat_form.html", back, body=row, seat=None, names=names_to_pick())


@require_http_methods(["GET", "POST"])
def seat_edit(request: HttpRequest, key: str) -> HttpResponse:
    seat = fetch(Seat.objects.select_related("body", "organisation"), request.actor, "edit", key=key)
    form = SeatForm(request.POST or None, instance=seat)
    back = reverse("partners:body", args=[seat.body.key])
    return _save(request, form, "partners/seat_form.html", back, body=seat.body, seat=seat, names=[])


@require_POST
def seat_remove(request: HttpRequest, key: str) -> HttpResponse:
    seat = fetch(Seat.objects.select_related("body", "organisation"), request.actor, "edit", key=key)
    actions.remove_seat(seat, by=request.actor)
    messages.success(
        request, _("%(organisation)s no longer has a seat here.") % {"organisation": seat.organisation}
    )
    return redirect("partners:body", key=seat.body.key)


def _save(
    request: HttpRequest, form: VersionedForm, template: str, back: str, **context: Any
) -> HttpResponse:
    if form.is_valid():
        try:
            row = actions.save(form, by=request.actor)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("Saved."))
        return redirect("partners:body", key=row.body.key if isinstance(row, Seat) else row.key)
    return render(request, template, {"form": form, "cancel_url": back, **context})


def names_to_pick() -> list[str]:
    """Short names of active organisations for the suggestions of a text field."""
    return list(Organisation.objects.filter(is_active=True).values_list("short_name", flat=True))
