"""Fixing or ruling out an offer for a case."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeships.actions.pairs import drop_wish, set_wish
from apprenticeships.forms.assignments import PairWishForm
from apprenticeships.matching import rank_offers
from apprenticeships.models import Case, PairWish
from apprenticeships.views.shared import form_page
from portal.access import fetch
from portal.posting import posted

MOST_CHOICES = 30  # offers to choose from, the best first


@require_http_methods(["GET", "POST"])
def wish_create(request: HttpRequest, number: str) -> HttpResponse:
    """The form for one wish; `?angebot=` presets the offer."""
    case = fetch(
        Case.objects.select_related("occupation", "residence", "company_case"),
        request.actor,
        "edit",
        number=number,
    )
    matches = rank_offers(case, timezone.localdate())[:MOST_CHOICES]
    offers = [(str(one.offer.key), f"{one.offer} ({one.score})") for one in matches]
    form = PairWishForm(posted(request), offers=offers, initial={"offer": request.GET.get("angebot", "")})
    back = reverse("apprenticeships:case_detail", kwargs={"number": number})
    if request.method == "POST" and form.is_valid():
        set_wish(case, by=request.actor, **form.cleaned_data)
        messages.success(request, _("Kept. It counts from the next proposal for all open cases on."))
        return redirect(f"{back}#vorschlag")
    crumbs = [(_("Cases"), reverse("apprenticeships:case_list")), (number, back)]
    lead = _("The offers that fit or nearly fit %(number)s, with their points.") % {"number": number}
    return form_page(request, form, _("Fix or rule out an offer"), back=back, crumbs=crumbs, lead=lead)


@require_POST
def wish_drop(request: HttpRequest, number: str, key: object) -> HttpResponse:
    rows = PairWish.objects.select_related("case", "offer")
    wish = fetch(rows, request.actor, "edit", case__number=number, key=key)
    drop_wish(wish, by=request.actor)
    messages.success(request, _("The wish has been taken back."))
    return redirect(f"{reverse('apprenticeships:case_detail', kwargs={'number': number})}#vorschlag")
