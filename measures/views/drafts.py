"""The draft of a measure: its form, its review, its steps."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from measures.actions import drafts as actions
from measures.content import Content, content_of
from measures.drafting import Opened, for_form, open_draft, working
from measures.forms.drafts import ChangesForm
from measures.forms.measures import MeasureForm, form_for
from measures.models import Measure, MeasureDraft
from measures.reviewing import another_editor, draft_mark, last_published, remarks
from measures.states import OPEN, DraftState, MeasureState
from measures.views.shared import crumbs
from measures.wording import Comparison, comparison, fields_of
from portal.access import fetch
from portal.forms import StaleSave, conflict
from portal.steps import take_step
from portal.workflow import TransitionRefused


@require_http_methods(["GET", "POST"])
def measure_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The form of the next text. Whatever became of the measure meanwhile, what was typed stays."""
    rows = Measure.objects.select_related("published_revision")
    measure = fetch(rows, request.actor, "open_editor", number=number)
    draft = open_draft(measure)
    comments = draft.comments.filter(resolved_at=None) if draft else ()
    form = form_for(measure)(request.POST or None, instance=for_form(measure, draft), comments=comments)
    if measure.state == MeasureState.ARCHIVED:
        return meanwhile(request, form, measure)
    if request.method == "POST" and form.is_valid():
        return _save(request, form, measure)
    context = {
        "form": form,
        "title": _("Edit %(number)s") % {"number": number},
        "cancel_url": measure.get_absolute_url(),
        "crumbs": crumbs(_("Edit"), measure),
        "notice": _notice(measure, draft),
        "remarks": remarks(comments),
    }
    return render(request, "measures/measure_form.html", context)


def _save(request: HttpRequest, form: MeasureForm, measure: Measure) -> HttpResponse:
    values = form.cleaned_data
    opened, back = values["version"], measure.get_absolute_url()
    try:
        actions.save_draft(
            measure,
            form.content(),
            opened=opened,
            by=request.actor,
            reason=values["reason"],
            resolved=values.get("resolved", ()),
        )
    except StaleSave as stale:
        if words := _what_happened(measure, opened):
            messages.warning(request, words)
        return conflict(request, form, stale, back=back)
    except TransitionRefused:
        return meanwhile(request, form, measure)
    form.is_stored()
    messages.success(request, _("Saved."))
    return redirect(
        back if measure.state == MeasureState.DRAFT else reverse("measures:review", args=[measure.number])
    )


def _notice(measure: Measure, draft: MeasureDraft | None) -> str:
    if draft is not None and draft.state == DraftState.REVIEW:
        return _("The draft is in review. Saving takes it back from there.")
    if measure.state == MeasureState.PUBLISHED:
        return _("Readers see the published text until your draft is published.")
    return ""


def _what_happened(measure: Measure, opened: str) -> str:
    """Why a form is stale, where it is more than somebody's save."""
    token = Opened.read(opened)
    draft = measure.drafts.filter(key=token.draft).first() if len(token.draft) == 32 else None
    words = {
        DraftState.PUBLISHED: _("The draft was published meanwhile. Saving your text begins a new one."),
        DraftState.DISCARDED: _("The draft was discarded meanwhile. Saving your text begins a new one."),
        DraftState.REVIEW: _("The draft was given to review meanwhile. Saving takes it back from there."),
    }
    if draft is not None and draft.state in words:
        return words[draft.state]
    if measure.state == MeasureState.DRAFT and token.mark.startswith("r"):
        return _("The measure was taken back to draft meanwhile.")
    return ""


def meanwhile(request: HttpRequest, form: MeasureForm, measure: Measure) -> HttpResponse:
    """409: the measure is no longer in a state in which its text can change; what was typed is kept."""
    context = {"form": form, "measure": measure, "crumbs": crumbs(_("Edit"), measure)}
    return render(request, "measures/measure_meanwhile.html", context, status=409)


# --- review -----------------------------------------------------------------------------------------------


@require_safe
def draft_review(request: HttpRequest, number: str) -> HttpResponse:
    measure = fetch(
        Measure.objects.select_related("published_revision"), request.actor, "view", number=number
    )
    draft = _readable(request, measure)
    if draft is None:
        messages.info(request, _("No draft of this measure is being worked on."))
        return redirect(measure)
    return render(request, "measures/draft_review.html", review_context(request, measure, draft))


def _readable(request: HttpRequest, measure: Measure) -> MeasureDraft | None:
    rows = MeasureDraft.objects.permitted(request.actor, "view").with_access(request.actor, "edit", "discard")
    rows = rows.select_related("head", "base", "submitted_by", "organisation", "measure")
    return rows.filter(measure=measure, state__in=OPEN).first()


def review_context(
    request: HttpRequest, measure: Measure, draft: MeasureDraft, form: ChangesForm | None = None
) -> dict[str, Any]:
    old, text = _compared_with(measure), working(measure, draft)
    compared = comparison(old or text, text, measure.kind)
    comments = list(draft.comments.select_related("organisation"))
    in_review = draft.state == DraftState.REVIEW
    if form is None and draft.may_edit and in_review:
        form = changes_form(None, draft, compared, measure)
    submitted_here = draft.submitted_by_id == request.actor.user_id
    return {
        "measure": measure,
        "draft": draft,
        "mark": draft_mark(draft.state),
        "compared": compared,
        "is_first": not old,
        "comments": remarks(comments),
        "form": form if in_review else None,
        "hint": in_review and draft.may_edit and submitted_here and another_editor(request.actor),
        "crumbs": crumbs(_("Draft"), measure),
    }


def _compared_with(measure: Measure) -> Content:
    if measure.state == MeasureState.DRAFT:
        revision = last_published(measure)
        return revision.content if revision else {}
    return content_of(measure)


def changes_form(data: Any, draft: MeasureDraft, compared: Comparison, measure: Measure) -> ChangesForm:
    """The form of a review; remarks can be made on every field that the measure has."""
    differ = [one.name for one in compared.changed]
    others = [name for name in fields_of(measure.kind) if name not in differ and not name.startswith("light")]
    remarked = draft.comments.filter(resolved_at=None).exists()
    start = {"version": draft.version}
    return ChangesForm(data, changed=differ, others=others, remarked=remarked, initial=start)


@require_POST
def draft_changes(request: HttpRequest, number: str) -> HttpResponse:
    """Needs changes: back to the editors with remarks."""
    measure = fetch(
        Measure.objects.select_related("published_revision"), request.actor, "edit", number=number
    )
    draft = _readable(request, measure)
    if draft is None or draft.state != DraftState.REVIEW:
        return _no_longer(request, measure)
    compared = comparison(_compared_with(measure) or {}, working(measure, draft), measure.kind)
    form = changes_form(request.POST, draft, compared, measure)
    if not form.is_valid():
        return render(request, "measures/draft_review.html", review_context(request, measure, draft, form))
    return take_step(
        request,
        lambda: actions.request_changes(
            draft, form.comments(), version=posted_version(request), by=request.actor
        ),
        done=_("Back to the editors, with your remarks."),
        back=reverse("measures:review", args=[number]),
    )


@require_POST
def draft_submit(request: HttpRequest, number: str) -> HttpResponse:
    return _step(request, number, actions.submit_draft, _("Given to review: the other editors see it."))


@require_POST
def draft_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    return _step(request, number, actions.withdraw_draft, _("Taken back from review."))


@require_POST
def draft_discard(request: HttpRequest, number: str) -> HttpResponse:
    return _step(
        request, number, actions.discard_draft, _("Discarded. Its texts stay in the list of versions.")
    )


def posted_version(request: HttpRequest) -> int:
    """Which version of the draft the page showed; nonsense fits none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _step(request: HttpRequest, number: str, action: Callable[..., None], done: str) -> HttpResponse:
    measure = fetch(Measure.objects.all(), request.actor, "edit", number=number)
    draft = open_draft(measure)
    if draft is None:
        return _no_longer(request, measure)
    version = posted_version(request)
    back = reverse("measures:review", args=[number])
    return take_step(request, lambda: action(draft, version=version, by=request.actor), done=done, back=back)


def _no_longer(request: HttpRequest, measure: Measure) -> HttpResponse:
    messages.warning(request, _("This draft is no longer in review or no longer being worked on."))
    return redirect(measure)
