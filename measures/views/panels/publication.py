"""The part of a measure's page about its versions: which one readers see, which one is being worked on."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from measures.catalogue import STATE_MARKS, marks
from measures.models import Measure, MeasureDraft
from measures.reviewing import draft_mark
from measures.states import OPEN, WORKFLOW, DraftState, MeasureState


def read(request: HttpRequest, measure: Measure, today: date) -> dict[str, Any]:
    """Version, state, draft and the steps that fit; the draft only for those who may read it."""
    draft = _draft(request, measure)
    return {
        "state": marks(STATE_MARKS, MeasureState)[measure.state],
        "revision": measure.published_revision,
        "draft": draft,
        "draft_mark": draft_mark(draft.state) if draft else None,
        "steps": _steps(measure, draft),
        "may_submit": bool(
            draft and draft.may_edit and draft.state in (DraftState.DRAFT, DraftState.CHANGES)
        ),
    }


def _draft(request: HttpRequest, measure: Measure) -> MeasureDraft | None:
    """The open draft, if the reader may see it."""
    rows = measure.drafts.filter(state__in=OPEN).permitted(request.actor, "view")
    return rows.with_access(request.actor, "edit").select_related("head").first()


def _steps(measure: Measure, draft: MeasureDraft | None) -> list[dict[str, str]]:
    """The buttons of the steps that fit the state and the actor's rights."""
    labels = {
        "publish": _("Publish"),
        "unpublish": _("Back to draft"),
        "archive": _("Archive"),
        "reopen": _("Reopen"),
    }
    reviewed = draft is not None and draft.state != DraftState.DRAFT  # published on the page of its review
    return [
        {"name": name, "label": labels[name], "url": reverse(f"measures:{name}", args=[measure.number])}
        for name in WORKFLOW.steps_from(measure.state)
        if getattr(measure, f"may_{WORKFLOW.steps[name].needs}") and not (name == "publish" and reviewed)
    ]
