"""Earlier texts of a measure: the list, two of them side by side, one of them again."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from measures.actions import drafts as actions
from measures.drafting import open_draft
from measures.models import Measure, MeasureRevision
from measures.reviewing import author_of, state_of, title_of
from measures.views.shared import crumbs
from measures.wording import Comparison, comparison
from portal.access import fetch
from portal.steps import take_step

MOST = 200  # of one list; older ones are reached by their number in the address


@require_safe
def revision_list(request: HttpRequest, number: str) -> HttpResponse:
    measure = _measure(request, number)
    rows = _revisions(request, measure)
    draft = open_draft(measure) if measure.may_edit else None
    head = draft.head_id if draft else None
    shown = [
        {
            "number": one.number,
            "at": one.created_at,
            "by": author_of(one, with_person=measure.may_edit),
            "reason": one.reason,
            "mark": state_of(one, measure, head),
            "compare_url": _compare_url(measure, rows[place + 1].number, one.number)
            if place + 1 < len(rows)
            else "",
        }
        for place, one in enumerate(rows)
    ]
    context = {"measure": measure, "rows": shown, "crumbs": crumbs(_("Versions"), measure)}
    return render(request, "measures/revision_list.html", context)


@require_safe
def revision_compare(request: HttpRequest, number: str) -> HttpResponse:
    """Any two versions field by field; by default the last two."""
    measure = _measure(request, number)
    rows = _revisions(request, measure)
    if not rows:
        raise Http404
    new = _chosen(request, measure, "nach") or rows[0]
    old = _chosen(request, measure, "von") or next((one for one in rows if one.number < new.number), rows[-1])
    compared = comparison(old.content, new.content, measure.kind)
    context = {
        "measure": measure,
        "old": _column(old, measure),
        "new": _column(new, measure),
        "choices": [{"number": one.number, "label": _option(one, measure)} for one in rows],
        "compared": compared,
        "lead": _summary(compared),
        "crumbs": crumbs(_("Compare versions"), measure),
    }
    return render(request, "measures/revision_compare.html", context)


@require_POST
def revision_restore(request: HttpRequest, number: str, revision: int) -> HttpResponse:
    """An earlier text becomes the next draft."""
    measure = fetch(Measure.objects.all(), request.actor, "edit", number=number)
    row = fetch(MeasureRevision.objects.all(), request.actor, "view", measure=measure, number=revision)
    return take_step(
        request,
        lambda: actions.restore_revision(row, by=request.actor),
        done=_("Version %(number)s is now the draft.") % {"number": revision},
        back=reverse("measures:review", args=[number]),
    )


def _measure(request: HttpRequest, number: str) -> Measure:
    rows = Measure.objects.with_access(request.actor, "edit")
    return fetch(rows, request.actor, "view", number=number)


def _revisions(request: HttpRequest, measure: Measure) -> list[MeasureRevision]:
    rows = measure.revisions.permitted(request.actor, "view").select_related("user", "organisation")
    return list(rows.defer("content")[:MOST])


def _chosen(request: HttpRequest, measure: Measure, name: str) -> MeasureRevision | None:
    """The version that the address names; nonsense counts as not named, a foreign one as not there."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    rows = MeasureRevision.objects.select_related("user", "organisation")
    return fetch(rows, request.actor, "view", measure=measure, number=int(text))


def _column(revision: MeasureRevision, measure: Measure) -> dict[str, Any]:
    return {
        "number": revision.number,
        "title": _("Version %(number)s") % {"number": revision.number},
        "at": revision.published_at or revision.created_at,
        "by": author_of(revision, with_person=measure.may_edit),
    }


def _option(revision: MeasureRevision, measure: Measure) -> str:
    shown = revision.pk == measure.published_revision_id
    return f"{title_of(revision)} ({_('published')})" if shown else title_of(revision)


def _compare_url(measure: Measure, old: int, new: int) -> str:
    return f"{reverse('measures:compare', args=[measure.number])}?von={old}&nach={new}"


def _summary(compared: Comparison) -> str:
    """5 fields are different, 11 are the same."""
    differ, same = len(compared.changed), len(compared.same)
    first = ngettext("%(count)s field is different", "%(count)s fields are different", differ) % {
        "count": differ
    }
    second = ngettext("%(count)s is the same", "%(count)s are the same", same) % {"count": same}
    return f"{first}, {second}."
