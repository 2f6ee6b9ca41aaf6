"""Several people report on one measure at the same moment; several sweeps mail about it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from measures.actions.report_reminders import ask_for_due_reports
from measures.actions.reports import Given, StaleReport, file_report
from measures.models import Measure, StatusReport
from measures.states import MeasureState
from portal.access import Actor
from portal.digests.models import OutgoingMail
from tests.factories import World
from tests.measures.factories import make_measure

AT_ONCE = 6


def together(work) -> list:
    """What `work(number)` returns when it runs that often at once, each on a connection of its own."""

    def one(number: int) -> object:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_report_wins_and_the_others_are_told(transactional_db) -> None:
    world = World()
    measure = make_measure(lead=world.partner_org_a, state=MeasureState.PUBLISHED)
    by: Actor = world.actor("partner_a")

    def report(number: int) -> str:
        given = Given("green", "", "running", f"Bericht {number}", "", {})
        try:
            file_report(measure, given, base="", by=by)
        except StaleReport:
            return "told"
        return "stored"

    assert sorted(together(report)) == ["stored"] + ["told"] * (AT_ONCE - 1)
    assert StatusReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_mail_once(transactional_db) -> None:
    world = World()
    measure = make_measure(lead=world.partner_org_a, state=MeasureState.PUBLISHED)
    Measure.objects.filter(pk=measure.pk).update(light_on=timezone.localdate() - timedelta(days=190))

    together(lambda number: ask_for_due_reports(timezone.now()))

    assert OutgoingMail.objects.count() == 1
