"""Ticking the checklist of a case, what has helped, and an organisation's own target and points."""

from collections.abc import Iterable, Sequence
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.models import (
    Case,
    CaseCheck,
    CaseContribution,
    CaseDeadline,
    CaseTarget,
    ChecklistItem,
)
from apprenticeships.states import MOST_HELPED
from measures.models import Measure
from measures.states import MeasureClass, MeasureState
from portal.access import Actor
from portal.activity.recording import record
from portal.workflow import TransitionRefused

OWN_POSITION = 200  # points of one's own stand below those that hold for all


@transaction.atomic
def save_checklist(
    case: Case, items: Iterable[ChecklistItem], *, shown: set[str], ticked: set[str], by: Actor
) -> int:
    """Stores what changed between what the page showed as done and what is ticked now (keys of items).

    What somebody else ticked meanwhile is left alone. Returns how many points changed. A deadline that a
    point meets follows. Side effect: one event with the codes of the points.
    """
    done = [item for item in items if str(item.key) in ticked - shown]
    undone = [item for item in items if str(item.key) in shown - ticked]
    today = timezone.localdate()
    CaseCheck.objects.bulk_create(
        (CaseCheck(case=case, item=item, done_on=today, done_by_id=by.user_id) for item in done),
        ignore_conflicts=True,
    )
    CaseCheck.objects.filter(case=case, item__in=undone).delete()
    deadlines = CaseDeadline.objects.filter(case=case)
    codes = [item.deadline_code for item in done if item.deadline_code]
    deadlines.filter(code__in=codes, done_on=None).update(done_on=today, done_by=by.user_id)
    codes = [item.deadline_code for item in undone if item.deadline_code]
    deadlines.filter(code__in=codes).update(done_on=None, done_by=None)
    if done or undone:
        changes = {item.code: [False, True] for item in done} | {item.code: [True, False] for item in undone}
        record("checklist_changed", case, by=by, changes=changes)
    return len(done) + len(undone)


def helping_measures(actor: Actor) -> "Iterable[Measure]":
    """What can be named as having helped: published measures of the region."""
    return Measure.objects.permitted(actor, "view").filter(
        kind=MeasureClass.REGIONAL, state=MeasureState.PUBLISHED
    )


@transaction.atomic
def name_contributions(case: Case, measures: Sequence[Measure], *, by: Actor) -> None:
    """Says which measures, at most three, have contributed to the outcome; replaces what was said before.

    Raises TransitionRefused for more, or for one that is no published regional measure. Side effect: event.
    """
    chosen = {measure.pk for measure in measures}
    if len(chosen) > MOST_HELPED:
        raise TransitionRefused(_("Please name three measures at most."))
    if helping_measures(by).filter(pk__in=chosen).count() < len(chosen):
        raise TransitionRefused(_("This measure is not published any more."))
    CaseContribution.objects.filter(case=case).exclude(measure__in=chosen).delete()
    CaseContribution.objects.bulk_create(
        (CaseContribution(case=case, measure_id=pk) for pk in chosen), ignore_conflicts=True
    )
    if chosen:
        numbers = sorted(measure.number for measure in measures)
        record("contribution_named", case, by=by, note=", ".join(numbers))


@transaction.atomic
def set_target(weeks: int | None, *, by: Actor) -> None:
    """The organisation's own target in weeks; None takes it away. Side effect: event of the organisation."""
    if weeks is None:
        CaseTarget.objects.filter(organisation=by.organisation_id).delete()
    else:
        CaseTarget.objects.update_or_create(organisation_id=by.organisation_id, defaults={"weeks": weeks})
    record("case_target_set", by.organisation, by=by, changes={"weeks": [None, weeks]})


@transaction.atomic
def add_item(title: str, *, by: Actor) -> ChecklistItem:
    """A point of one's own for the checklists of the organisation's cases. Side effect: event."""
    item = ChecklistItem.objects.create(
        code=f"own-{uuid4().hex[:12]}",
        title=title,
        organisation_id=by.organisation_id,
        position=OWN_POSITION,
    )
    record("checklist_item_added", item, by=by)
    return item


@transaction.atomic
def switch_item(item: ChecklistItem, used: bool, *, by: Actor) -> None:
    """Uses a point in the organisation's checklists or leaves it out; one for all is left out by a row of
    one's own. What is ticked stays stored. Side effect: event.
    """
    if item.organisation_id is None:
        values = {name: getattr(item, name) for name in ("title", "kinds", "causes", "minors_only")}
        item, _made = ChecklistItem.objects.update_or_create(
            code=item.code,
            organisation_id=by.organisation_id,
            defaults={
                **values, "deadline_code": item.deadline_code, "position": item.position, "is_active": used,
            },
        )  # fmt: skip
    else:
        ChecklistItem.objects.filter(pk=item.pk).update(is_active=used)
    record("checklist_item_switched", item, by=by, changes={"is_active": [not used, used]})
