"""The names of the law: what the page of deadlines shows of them, changing one, noting that it was read."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeships.actions.law_texts import change_law_text, confirm_law_text
from apprenticeships.forms.deadlines import LawTextForm
from apprenticeships.models import DeadlineRule, LawText
from apprenticeships.states.deadlines import Certainty
from apprenticeships.views.shared import form_page
from portal.access import Actor, fetch
from portal.forms import StaleSave, conflict
from portal.posting import posted
from portal.steps import take_step
from portal.templatetags.portal_ui import day

CERTAINTY_MARKS = {
    Certainty.VERIFIED: ("good", "check"),
    Certainty.TO_CHECK: ("warn", "half"),
    Certainty.PROPOSAL: ("", "clock"),
}


def certainty_mark(certainty: str) -> tuple[str, str, str]:
    return (*CERTAINTY_MARKS[certainty], str(Certainty(certainty).label))


def valid_words(row: DeadlineRule | LawText) -> str:
    """ "ab 01.01.2020 bis 31.12.2026" """
    until = _(" to %(day)s") % {"day": day(row.valid_until)} if row.valid_until else ""
    return _("from %(day)s") % {"day": day(row.valid_from)} + until


def law_rows(actor: Actor, today: date, *, past: bool) -> list[dict[str, object]]:
    """What holds and what will hold; what held before only if `past`. The newest of each can be changed."""
    found = list(LawText.objects.permitted(actor, "view").with_access(actor, "edit"))
    newest = {(law.code, law.register): law.pk for law in sorted(found, key=lambda law: law.valid_from)}
    return [
        _row(law, is_newest=newest[law.code, law.register] == law.pk)
        for law in found
        if past or law.valid_until is None or law.valid_until >= today
    ]


def _row(law: LawText, *, is_newest: bool) -> dict[str, object]:
    may_edit = law.may_edit and is_newest

    def url(what: str) -> str:
        return reverse(f"apprenticeships:law_text_{what}", args=[law.register, law.code])

    return {
        "title": law.title,
        "register": law.get_register_display(),
        "law": law.law,
        "note": law.note,
        "mark": certainty_mark(law.certainty),
        "checked": day(law.checked_on),
        "valid": valid_words(law),
        "edit_url": url("edit") if may_edit else "",
        "check_url": url("check") if may_edit and law.certainty != Certainty.PROPOSAL else "",
        "own_url": "",
    }


@require_http_methods(["GET", "POST"])
def law_text_edit(request: HttpRequest, register: str, code: str) -> HttpResponse:
    """Changing what the law is called: from a day on, so that older letters stay explicable."""
    row = fetch(LawText.objects.newest(), request.actor, "edit", register=register, code=code)
    before, today = LawText.objects.get(pk=row.pk), timezone.localdate()
    form = LawTextForm(posted(request), instance=row, today=today)
    back = reverse("apprenticeships:deadline_rules")
    if request.method == "POST" and form.is_valid():
        try:
            change_law_text(form, before, by=request.actor, today=today)
        except StaleSave as stale:
            return conflict(request, form, stale, back=back)
        messages.success(request, _("The table has been changed."))
        return redirect(back)
    words = {"title": before.title, "register": before.get_register_display()}
    title = _("Change the law: %(title)s (%(register)s)") % words
    return form_page(request, form, title, back=back, crumbs=[(_("Deadlines and law"), back)])


@require_POST
def law_text_check(request: HttpRequest, register: str, code: str) -> HttpResponse:
    """Notes that the law was read today."""
    row = fetch(LawText.objects.newest(), request.actor, "edit", register=register, code=code)
    return take_step(
        request,
        lambda: confirm_law_text(row, by=request.actor, today=timezone.localdate()),
        done=_("Noted: checked today."),
        back=reverse("apprenticeships:deadline_rules"),
    )
