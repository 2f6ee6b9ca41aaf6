"""Two proposals over all open cases of each chamber: a week ago, and today."""

from datetime import date

from apprenticeships.actions.assignments import compute_run
from apprenticeships.demo.story import Story
from apprenticeships.matching import ASSIGNMENT_WEIGHTS, WEIGHTS
from apprenticeships.models import AssignmentRun
from portal.activity.recording import as_of
from portal.partners.models import Membership


def assignments(story: Story) -> None:
    for member in (story.kim, story.sascha):
        _run(story, member, story.at(-7))
        _run(story, member, story.today)


def _run(story: Story, member: Membership, day: date) -> None:
    moment = story.moment((day - story.today).days)
    with as_of(moment):
        run = AssignmentRun.objects.create(
            organisation_id=member.organisation_id,
            started_by=member,
            as_of=day,
            weights={**WEIGHTS, **ASSIGNMENT_WEIGHTS},
        )
        compute_run(run.pk)
    AssignmentRun.objects.filter(pk=run.pk).update(created_at=moment, started_at=moment, finished_at=moment)
