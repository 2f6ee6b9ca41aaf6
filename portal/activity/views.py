"""The access log: who opened which person, for the data-protection officer of the organisation."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from portal.access import Actor, require
from portal.activity import rules
from portal.activity.forms import AccessLogForm
from portal.activity.models import AccessEntry
from portal.activity.recording import record
from portal.posting import posted

MOST = 200
PURPOSES = {
    "case": _("person of a case opened"),
    "tip": _("person of a tip opened"),
    "note": _("call note opened"),
    "subject_export": _("all data given out (Art. 15 GDPR)"),
}


@require_http_methods(["GET", "POST"])
def access_log(request: HttpRequest) -> HttpResponse:
    """GET asks what is looked for; POST shows it and records that it was read."""
    require(rules.read_access_log(request.actor))
    form = AccessLogForm(posted(request))
    entries = None
    if form.is_valid():
        entries = _read(form.cleaned_data, request.actor)
    context = {"form": form, "entries": entries, "most": MOST}
    return render(request, "activity/access_log.html", context)


def _read(wanted: dict, actor: Actor) -> list[tuple]:
    """The newest entries as (when, number, who, what), and an event that they were read."""
    rows = AccessEntry.objects.permitted(actor, "view").select_related("user")
    if wanted["number"]:
        rows = rows.filter(number__iexact=wanted["number"].strip())
    if wanted["since"]:
        rows = rows.filter(at__date__gte=wanted["since"])
    with transaction.atomic():
        found = [
            (row.at, row.number, row.user.name if row.user else "–", PURPOSES.get(row.purpose, row.purpose))
            for row in rows[:MOST]
        ]
        record("access_log_read", actor.organisation, by=actor, note=f"{len(found)} entries")
    return found
