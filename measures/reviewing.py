"""What pages and start page show of drafts, versions and proposals."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from measures.models import DraftComment, Measure, MeasureRevision
from measures.states import DraftState, RevisionKind
from measures.wording import label_of
from portal.access import Actor
from portal.partners.models import Membership
from portal.partners.states import Role

# kind and icon of a state mark
DRAFT_MARKS = {
    DraftState.DRAFT: ("", "edit"),
    DraftState.REVIEW: ("active", "eye"),
    DraftState.CHANGES: ("watch", "alert"),
    DraftState.PUBLISHED: ("good", "check"),
    DraftState.DISCARDED: ("", "cross"),
    DraftState.PROPOSED: ("active", "note"),
    DraftState.TAKEN: ("good", "check"),
    DraftState.DECLINED: ("", "cross"),
}


def draft_mark(state: str) -> dict[str, str]:
    kind, icon = DRAFT_MARKS[state]
    return {"kind": kind, "icon": icon, "label": str(DraftState(state).label)}


def another_editor(actor: Actor) -> bool:
    """Whether somebody else of the organisation could review what this person wrote."""
    colleagues = Membership.objects.filter(
        organisation=actor.organisation_id, role=Role.EDITOR, user__is_active=True
    )
    return colleagues.exclude(user=actor.user_id).exists()


def remarks(comments: Iterable[DraftComment]) -> list[dict[str, Any]]:
    """The remarks with the label of their field and where it stands in the form."""
    return [
        {
            "label": label_of(one.field),
            "text": one.text,
            "by": one.organisation.short_name if one.organisation_id else "",
            "at": one.created_at,
            "is_open": one.resolved_at is None,
            "anchor": f"#id_{one.field}" if one.field else "",
        }
        for one in comments
    ]


def last_published(measure: Measure) -> MeasureRevision | None:
    """The text that readers saw last."""
    return measure.revisions.filter(published_at__isnull=False).first()


def state_of(revision: MeasureRevision, measure: Measure, head: int | None) -> dict[str, str]:
    """The mark of a version: shown now, shown once, worked on, proposed, or kept only."""
    if revision.pk == measure.published_revision_id:
        return {"kind": "good", "icon": "check", "label": _("published")}
    if revision.pk == head:
        return {"kind": "active", "icon": "edit", "label": _("draft")}
    if revision.published_at:
        return {"kind": "", "icon": "check", "label": _("was published")}
    label = _("proposed") if revision.kind == RevisionKind.PROPOSED else _("saved")
    return {"kind": "", "icon": "note", "label": label}


def title_of(revision: MeasureRevision) -> str:
    """Version 4, 15 October 2026"""
    day = date_format(timezone.localtime(revision.published_at or revision.created_at), _("j M Y"))
    return _("Version %(number)s, %(day)s") % {"number": revision.number, "day": day}


def author_of(revision: MeasureRevision, *, with_person: bool) -> str:
    """The organisation, for those who work on the text with the person before it."""
    names = [revision.user.name if with_person and revision.user_id else ""]
    names.append(revision.organisation.short_name if revision.organisation_id else _("the portal"))
    return ", ".join(name for name in names if name)
