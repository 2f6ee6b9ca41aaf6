"""The demonstration's handovers and disclosures lie in its past, not on the day it was loaded."""

from django.core.management import call_command
from django.utils import timezone

from apprenticeships import demo
from apprenticeships.models import Disclosure, Handover
from apprenticeships.states.handovers import HandoverState
from portal.activity.models import Event
from portal.partners import demo as partners_demo
from tests.apprenticeships.factories import TODAY


def test_handovers_happened_on_their_day(db: None) -> None:
    call_command("load_region", verbosity=0)
    partners_demo.load(TODAY)

    demo.load(TODAY)

    accepted = Handover.objects.get(state=HandoverState.ACCEPTED)
    waiting = Handover.objects.get(state=HandoverState.REQUESTED)
    days = [
        (TODAY - timezone.localdate(at)).days
        for at in (accepted.requested_at, accepted.decided_at, waiting.requested_at)
    ]
    assert days == [6, 5, 1]
    for row in Handover.objects.all():
        given = Disclosure.objects.filter(case=row.case).order_by("pk").values_list("at", flat=True)
        told = Event.objects.filter(verb="disclosed", subject_id=row.case_id).order_by("pk")
        assert list(given) == list(told.values_list("at", flat=True))
        assert given[0] == row.requested_at
