"""Two proposals over all open cases of each chamber: a week ago, and today."""

from datetime import date

from django.utils import timezone

from apprenticeships.actions.assignments import compute_run
from apprenticeships.demo.story import Story
from apprenticeships.matching import ASSIGNMENT_WEIGHTS, WEIGHTS
from apprenticeships.models import AssignmentRun, Case
from apprenticeships.states import SEEKING
from portal.activity.recording import as_of
from portal.partners.models import Membership


def assignments(story: Story) -> None:
    hairdressers(story)
    for member in (story.kim, story.sascha):
        _run(story, member, story.at(-7))
        _run(story, member, story.today)


def hairdressers(story: Story) -> None:
    """Nobody offers a place for hairdressers, most of them in the city of Heilbronn."""
    rows = Case.objects.filter(
        organisation=story.hwk, state__in=SEEKING, company_case=None, released_to_pool=False
    )
    places = [story.place("Heilbronn")] * 4 + [story.place("Öhringen")] * 2
    for case, place in zip(rows.order_by("pk"), places, strict=False):
        case.occupation, case.residence = story.one("Friseur"), place
        case.contract_start = date(story.today.year - (story.today.month < 9), 9, 1)
        case.contract_end = date(case.contract_start.year + 3, 8, 31)
        case.save()


def _run(story: Story, member: Membership, day: date) -> None:
    moment = min(story.moment((day - story.today).days), timezone.now())
    with as_of(moment):
        run = AssignmentRun.objects.create(
            organisation_id=member.organisation_id,
            started_by=member,
            as_of=day,
            weights={**WEIGHTS, **ASSIGNMENT_WEIGHTS},
        )
        compute_run(run.pk)
    AssignmentRun.objects.filter(pk=run.pk).update(created_at=moment, started_at=moment, finished_at=moment)
