"""What has been done about the cases: deadlines kept, checklists ticked, an own target, what helped."""

from datetime import timedelta

from django.db.models import F

from apprenticeships.actions.checklists import (
    helping_measures,
    name_contributions,
    save_checklist,
    set_target,
)
from apprenticeships.actions.deadlines import add_deadline
from apprenticeships.checklists import candidates, items_of
from apprenticeships.demo.story import Story
from apprenticeships.models import Case, CaseDeadline, CompanyCase
from apprenticeships.states import CaseState
from portal.activity.recording import as_of

TARGET_WEEKS = 12
TICKED = (4, 3, 5)  # points of the checklist done, of the first cases of the insolvency


def casework(story: Story, metal: CompanyCase) -> None:
    """Past deadlines were kept but for one; the insolvency's checklists are half done."""
    kim = story.actor(story.kim)
    _keep_deadlines(story)
    set_target(TARGET_WEEKS, by=kim)
    cases = list(metal.cases.select_related("company_case").order_by("pk")[: len(TICKED)])
    for case, count in zip(cases, TICKED, strict=True):
        points = items_of(case, candidates(case.organisation_id))
        ticked = {str(point.key) for point in points[1 : count + 1]}
        with as_of(story.moment(-8)):
            save_checklist(case, points, shown=set(), ticked=ticked, by=kim)
        case.checks.update(done_on=story.at(-8))
    _stand_in(story)
    add_deadline(cases[0], "Unterlagen an die Berufsschule", story.at(4), by=kim)
    closed = Case.objects.filter(state=CaseState.CLOSED, adviser=story.kim).order_by("pk")
    measures = list(helping_measures(kim).order_by("number")[:2])
    for case in closed[:4] if measures else ():
        name_contributions(case, measures, by=kim)


def _stand_in(story: Story) -> None:
    """One of the absent adviser's cases is due: it stands on the deputy's list."""
    case = Case.objects.seeking().filter(adviser=story.alex).order_by("pk").first()
    if case is not None:
        Case.objects.filter(pk=case.pk).update(due_on=story.at(-1), next_step="Nach den Probetagen fragen")


def _keep_deadlines(story: Story) -> None:
    """Whatever was due is done, but the newest of Kim's: it stands on the list as overdue."""
    past = CaseDeadline.objects.filter(done_on=None, due_on__lt=story.today)
    left = past.filter(case__adviser=story.kim).order_by("-due_on", "-pk").values_list("pk", flat=True)[:1]
    for row in past.exclude(pk__in=list(left)).select_related("case__adviser"):
        CaseDeadline.objects.filter(pk=row.pk).update(
            done_on=F("due_on") - timedelta(days=1), done_by=row.case.adviser.user_id
        )
