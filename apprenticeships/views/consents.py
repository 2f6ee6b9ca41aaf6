"""Recording and revoking consents of a case, and the contact circle."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeships.actions.circle import add_to_circle, leave_circle, note_contact
from apprenticeships.actions.consents import record_consent, revoke_consent
from apprenticeships.actions.disclosures import NoBasis
from apprenticeships.forms.disclosures import CircleForm, ConsentForm
from apprenticeships.models import Case, CircleEntry, Consent
from apprenticeships.states.disclosures import AgeGroup, GivenBy
from apprenticeships.views.shared import form_page
from portal.access import fetch
from portal.posting import posted
from portal.workflow import TransitionRefused


def back_to(case: Case) -> tuple[str, list[tuple[str, str]]]:
    """The case's page, and the crumbs that lead to it."""
    back = reverse("apprenticeships:case_detail", kwargs={"number": case.number})
    return back, [(_("Cases"), reverse("apprenticeships:case_list")), (case.number, back)]


@require_http_methods(["GET", "POST"])
def consent_create(request: HttpRequest, number: str) -> HttpResponse:
    """Writes a consent down, with the texts to read out below the form."""
    case = fetch(Case.objects.select_related("organisation"), request.actor, "edit", number=number)
    today = timezone.localdate()
    form = ConsentForm(
        posted(request), case=case, today=today, initial={"given_on": today}, instance=Consent(case=case)
    )
    back, crumbs = back_to(case)
    if request.method == "POST" and form.is_valid():
        consent = record_consent(form.save(commit=False), by=request.actor)
        messages.success(request, _("The consent has been recorded."))
        if consent.age_group == AgeGroup.MINOR_16 and consent.given_by != GivenBy.BOTH:
            messages.warning(
                request, _("At 16 and 17 the person and the parents or guardians sign in practice.")
            )
        return redirect(f"{back}#weitergaben")
    context = {
        "form": form,
        "title": _("Record a consent for %(number)s") % {"number": number},
        "cancel_url": back,
        "crumbs": [*crumbs, (_("Consent"), "")],
        "texts": list(form.fields["text"].queryset),
    }
    return render(request, "apprenticeships/consent_form.html", context)


@require_POST
def consent_revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Ends a consent and what rests on it; back to the case where it can still be seen."""
    consent = fetch(Consent.objects.select_related("case", "recipient"), request.actor, "revoke", key=key)
    try:
        revoke_consent(consent, by=request.actor)
    except TransitionRefused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The consent is revoked; what rested on it has ended."))
    if Case.objects.permitted(request.actor, "view").filter(pk=consent.case_id).exists():
        return redirect(f"{back_to(consent.case)[0]}#weitergaben")
    return redirect("apprenticeships:handover_list")


@require_http_methods(["GET", "POST"])
def circle_add(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody at another body looks after the person."""
    case = fetch(Case.objects.select_related("organisation"), request.actor, "edit", number=number)
    today = timezone.localdate()
    form = CircleForm(
        posted(request), case=case, today=today, initial={"since": today}, instance=CircleEntry(case=case)
    )
    back, crumbs = back_to(case)
    if request.method == "POST" and form.is_valid():
        try:
            add_to_circle(form.save(commit=False), by=request.actor)
        except (NoBasis, TransitionRefused) as refused:
            form.add_error("organisation", str(refused))
        else:
            messages.success(request, _("The entry stands in the contact circle."))
            return redirect(f"{back}#kontaktkreis")
    title = _("Contact circle of %(number)s") % {"number": number}
    return form_page(request, form, title, back=back, crumbs=crumbs)


def _entry(request: HttpRequest, key: str) -> CircleEntry:
    rows = CircleEntry.objects.select_related("case", "organisation")
    return fetch(rows, request.actor, "edit", key=key)


@require_POST
def circle_contact(request: HttpRequest, key: str) -> HttpResponse:
    """The other body spoke with the person today."""
    entry = _entry(request, key)
    note_contact(entry, timezone.localdate(), by=request.actor)
    messages.success(request, _("Contact of today noted."))
    return redirect(f"{back_to(entry.case)[0]}#kontaktkreis")


@require_POST
def circle_end(request: HttpRequest, key: str) -> HttpResponse:
    """The other body no longer looks after the person."""
    entry = _entry(request, key)
    leave_circle(entry, timezone.localdate(), by=request.actor)
    messages.success(request, _("The entry has ended."))
    return redirect(f"{back_to(entry.case)[0]}#kontaktkreis")
