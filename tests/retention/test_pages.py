"""The page that says how long what is kept, and who may set it."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from portal.retention.models import RetentionPeriod, RetentionRun
from tests.factories import World

URL = reverse("retention:period_edit", args=["case_placed"])


def test_the_office_sets_it_for_all(world: World, sign_in) -> None:
    sign_in(world.office).post(URL, {"days": "90"}, secure=True)

    row = RetentionPeriod.objects.get()
    assert (row.code, row.organisation, row.days) == ("case_placed", None, 90)


def test_a_data_protection_officer_sets_it_for_the_own_organisation(world: World, sign_in) -> None:
    client = sign_in(world.dpo)
    client.post(URL, {"days": "60"}, secure=True)
    page = client.get(reverse("retention:periods"), secure=True).content.decode()

    assert RetentionPeriod.objects.get().organisation == world.chamber_a
    assert "60" in page


def test_empty_brings_the_default_back(world: World, sign_in) -> None:
    client = sign_in(world.office)
    client.post(URL, {"days": "90"}, secure=True)
    client.post(URL, {"days": ""}, secure=True)

    assert not RetentionPeriod.objects.exists()


def test_a_senseless_number_is_refused_at_the_field(world: World, sign_in) -> None:
    page = sign_in(world.office).post(URL, {"days": "0"}, secure=True)

    assert page.context["form"].errors.keys() == {"days"}
    assert not RetentionPeriod.objects.exists()


def test_health_says_when_retention_is_late(world: World, client) -> None:
    run = RetentionRun.objects.create(as_of=timezone.now(), counts={})
    fresh = client.get("/healthz", secure=True)
    RetentionRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - timedelta(hours=27))
    late = client.get("/healthz", secure=True)

    assert fresh.json()["retention_age_seconds"] < 60
    assert late.status_code == 503
