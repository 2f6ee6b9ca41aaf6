"""What of the past year's closed cases two measures have helped with."""

from datetime import timedelta
from itertools import chain, islice

from django.db.models import F, Q

from apprenticeships.actions.checklists import helping_measures
from apprenticeships.demo.story import Story
from apprenticeships.figures import last_stand
from apprenticeships.models import Case, CaseContribution
from apprenticeships.states import CaseState
from apprenticeships.states.figures import NEW_COMPANY

# measure → how many closed cases of Muster-IHK: seamless, with a new contract after a gap, another outcome
HELPED = {"Azubi-Lotsen für kleine Betriebe": (3, 3, 3), "Verbundbetriebe auf einen Blick": (5, 3, 4)}


def effects(story: Story) -> None:
    """Enough cases for the numbers to be shown, all of one organisation."""
    past = Case.objects.filter(
        state=CaseState.CLOSED,
        organisation=story.kim.organisation_id,
        closed_on__lte=last_stand(story.today),
        contributions=None,
    ).order_by("-closed_on", "pk")  # retention takes the oldest
    contract, gap = Q(outcome__in=NEW_COMPANY), Q(new_start_on__gt=F("ends_on") + timedelta(days=1))
    kinds = [iter(past.filter(part)) for part in (contract & ~gap, contract & gap, ~contract)]
    for measure in helping_measures(story.actor(story.kim)).filter(title__in=HELPED).order_by("number"):
        counts = HELPED[measure.title]
        found = chain.from_iterable(islice(rows, count) for rows, count in zip(kinds, counts, strict=True))
        CaseContribution.objects.bulk_create(CaseContribution(case=case, measure=measure) for case in found)
