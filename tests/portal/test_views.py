"""The shared pages: Heute, search, health, and what comes when something is away."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from portal.digests.models import OutgoingMail
from tests.factories import World


def test_heute_greets_everybody_even_with_nothing_to_do(world: World, sign_in) -> None:
    for name in ("partner_b", "dpo", "operator", "editor", "office", "adviser_a"):
        answer = sign_in(getattr(world, name)).get("/", secure=True)

        assert answer.status_code == 200, name


def test_health_says_when_mails_pile_up(world: World) -> None:
    old = timezone.now() - timedelta(hours=1)
    fresh = Client().get("/healthz", secure=True)
    OutgoingMail.objects.create(kind="x", to_address="a@muster.example", due_at=old, next_at=old)
    late = Client().get("/healthz", secure=True)

    assert (fresh.status_code, late.status_code) == (200, 503)
    assert json.loads(late.content)["oldest_queued_seconds"] >= 3600


def test_health_names_nobody(world: World) -> None:
    assert set(json.loads(Client().get("/healthz", secure=True).content)) == {
        "database",
        "sweep_age_seconds",
        "oldest_queued_seconds",
        "failed_mails",
        "failed_sweeps",
        "mails_held",
        "retention_age_seconds",
    }


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_gives_a_plain_page(settings) -> None:
    """The connection is closed by the server itself, as a restart does."""
    client = Client(raise_request_exception=False)
    connection.ensure_connection()
    good = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = "no_such_database"
    try:
        answer = client.get("/konto/anmelden/", secure=True)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = good

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Traceback" not in answer.content.decode()


def test_an_unknown_address_is_a_plain_404(world: World, sign_in) -> None:
    answer = sign_in(world.partner_a).get("/gibt-es-nicht/", secure=True)

    assert answer.status_code == 404
    assert 'id="inhalt"' in answer.content.decode()
