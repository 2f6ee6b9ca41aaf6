"""What is ticked and noted on a case's page: deadlines and the checklist."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeships.actions.checklists import save_checklist
from apprenticeships.actions.deadlines import add_deadline, drop_deadline, tick_deadline
from apprenticeships.checklists import candidates, items_of
from apprenticeships.forms.deadlines import OwnDeadlineForm
from apprenticeships.models import Case, CaseDeadline
from apprenticeships.views.shared import back_to, form_page
from portal.access import fetch
from portal.posting import posted
from portal.steps import take_step


@require_http_methods(["GET", "POST"])
def deadline_add(request: HttpRequest, number: str) -> HttpResponse:
    """A deadline by hand."""
    case = fetch(Case.objects.all(), request.actor, "edit", number=number)
    form = OwnDeadlineForm(posted(request), auto_id="id_deadline_%s")
    page = reverse("apprenticeships:case_detail", kwargs={"number": number})
    if request.method == "POST" and form.is_valid():
        add_deadline(case, form.cleaned_data["title"], form.cleaned_data["due_on"], by=request.actor)
        messages.success(request, _("The deadline has been added."))
        return redirect(f"{page}#fristen")
    crumbs = [(_("Cases"), reverse("apprenticeships:case_list")), (number, page)]
    title = _("Add a deadline to %(number)s") % {"number": number}
    return form_page(request, form, title, back=page, crumbs=crumbs)


@require_POST
def deadline_done(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Ticks a deadline off."""
    return _tick(request, number, key, True)


@require_POST
def deadline_reopen(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Takes the tick back."""
    return _tick(request, number, key, False)


@require_POST
def deadline_drop(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """Removes a deadline that was entered by hand."""
    case = fetch(Case.objects.all(), request.actor, "edit", number=number)
    row = get_object_or_404(CaseDeadline.objects.select_related("case"), case=case, key=key)
    page = reverse("apprenticeships:case_detail", kwargs={"number": number})
    done = _("Removed: %(title)s") % {"title": row.title}
    return take_step(
        request, partial(drop_deadline, row, by=request.actor), done=done, back=f"{page}#fristen"
    )


def _tick(request: HttpRequest, number: str, key: str, done: bool) -> HttpResponse:
    case = fetch(Case.objects.all(), request.actor, "edit", number=number)
    row = get_object_or_404(CaseDeadline.objects.select_related("case"), case=case, key=key)
    tick_deadline(row, done, by=request.actor)
    words = _("Done: %(title)s") if done else _("Open again: %(title)s")
    messages.success(request, words % {"title": row.title})
    page = reverse("apprenticeships:case_detail", kwargs={"number": number})
    return redirect(back_to(request, f"{page}#fristen"))


@require_POST
def case_checklist(request: HttpRequest, number: str) -> HttpResponse:
    """Stores the checklist as ticked; what others ticked meanwhile stays."""
    case = fetch(Case.objects.select_related("company_case"), request.actor, "edit", number=number)
    items = items_of(case, candidates(case.organisation_id))
    shown, ticked = (set(request.POST.getlist(name)) for name in ("shown", "done"))
    save_checklist(case, items, shown=shown, ticked=ticked, by=request.actor)
    messages.success(request, _("The checklist has been saved."))
    page = reverse("apprenticeships:case_detail", kwargs={"number": number})
    return redirect(f"{page}#checkliste")
