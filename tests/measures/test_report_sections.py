"""Sachstände on the start page, in the Wochenüberblick, and how they get into its mail."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from measures import area
from measures.actions.rounds import start_round
from measures.models import Measure, ReportRound
from measures.report_texts import REPORT
from measures.reports import overdue_words
from measures.states import MeasureState
from portal.areas import ASKED, WEEK
from portal.digests.messages import render_digest
from portal.digests.models import DigestDelivery, OutgoingMail
from portal.digests.planning import plan
from portal.digests.weeks import latest_due
from portal.models import SignedLink
from portal.partners.models import Membership
from tests.factories import World, make_organisation
from tests.measures.factories import make_measure, make_round

TODAY = timezone.localdate()


@pytest.fixture
def measure(world: World) -> Measure:
    return make_measure("Lotsen", lead=world.partner_org_a, state=MeasureState.PUBLISHED, light_on=TODAY)


def asked(world: World, name: str) -> list:
    sections = area.dashboard(world.actor(name), TODAY)
    return [item for section in sections if section.place == ASKED for item in section.items]


def due(measure: Measure, days_ago: int) -> None:
    """Its Sachstand becomes due that many days ago (rhythm of one month, reported a month earlier)."""
    for back in range(27, 33):
        Measure.objects.filter(pk=measure.pk).update(
            light_on=TODAY - timedelta(days=days_ago + back), report_every_months=1
        )
        row = Measure.objects.with_report_due(TODAY).get(pk=measure.pk)
        if row.report_overdue_days == days_ago:
            return
    raise AssertionError("no such day")


@pytest.mark.parametrize(("days_ago", "shown"), [(34, True), (0, True), (-14, True), (-15, False)])
def test_the_lead_is_asked_two_weeks_ahead(world, measure, days_ago: int, shown: bool) -> None:
    due(measure, days_ago)

    assert bool(asked(world, "partner_a")) is shown
    assert asked(world, "partner_b") == []


def test_an_open_round_asks_whatever_the_rhythm_says(world: World, measure: Measure) -> None:
    start_round(make_round(measure), by=world.actor("office"))

    (item,) = asked(world, "partner_a")
    assert item.due_on == ReportRound.objects.get().deadline
    assert measure.number in item.title


def test_the_office_sees_open_rounds_and_what_is_overdue(world: World, measure: Measure) -> None:
    due(measure, 3)
    alone = make_measure(lead=make_organisation(), state=MeasureState.PUBLISHED)
    due(alone, 3)
    start_round(make_round(measure), by=world.actor("office"))

    sections = [section for section in area.dashboard(world.actor("office"), TODAY) if section]

    (round_,) = [section for section in sections if section.place == WEEK]
    assert round_.items[0].url == ReportRound.objects.get().get_absolute_url()
    assert re.search(r"\b0\b.*\b1\b", round_.items[0].why)
    assert [figure.value for figure in sections[-1].figures] == [2, 1]


@pytest.mark.parametrize(("days", "empty"), [(None, True), (-3, True), (0, True), (1, False), (34, False)])
def test_words_of_a_list_row(days: int | None, empty: bool) -> None:
    assert (overdue_words(days) == "") is empty


def test_the_wochenueberblick_brings_a_link_that_works_without_sign_in(world: World, measure) -> None:
    due(measure, 3)
    now = timezone.now()
    Membership.objects.update(created_at=latest_due(now) - timedelta(days=30))
    plan(latest_due(now) + timedelta(minutes=5))
    mail = OutgoingMail.objects.get(kind="digest", membership=world.partner_a)

    text = render_digest(mail).text

    token = re.search(r"/massnahmen/l/([\w-]+)/", text)[1]
    link = SignedLink.objects.get(purpose=REPORT)
    assert (link.object_id, link.recipient) == (measure.pk, world.partner_a.user.email)
    page = Client().get(f"/massnahmen/l/{token}/", secure=True)
    assert page.status_code == 200
    stored = str(DigestDelivery.objects.get(membership=world.partner_a).content)
    assert token not in stored
    assert f"/massnahmen/{measure.number}/sachstand/" in stored
