"""What the data migration makes of old rows: suggestions that stood among the offers, and phases."""

import importlib
import pkgutil
from datetime import date
from types import ModuleType

import pytest
from django.apps import apps

from apprenticeships import migrations
from apprenticeships.models import CompanyCasePhase, CompanySuggestion, TakeoverOffer
from tests.apprenticeships import factories as make
from tests.factories import World


@pytest.fixture
def migration() -> ModuleType:
    name = next(one.name for one in pkgutil.iter_modules(migrations.__path__) if "tips_data" in one.name)
    return importlib.import_module(f"apprenticeships.migrations.{name}")


def test_a_suggestion_that_no_chamber_took_on_is_one_again(world: World, migration: ModuleType) -> None:
    make.make_offer(
        world, company_name="Muster-Alt", suggested_by=world.partner_a, organisation=None
    )  # fmt: skip
    kept = make.make_offer(world)

    migration.suggestions(apps, None)

    row = CompanySuggestion.objects.get()
    assert (row.company_name, row.state, row.organisation, row.offer) == (
        "Muster-Alt",
        "suggested",
        None,
        None,
    )
    assert (row.suggested_by, row.suggester) == (world.partner_a, world.partner_org_a)
    assert list(row.occupations.all()) == [world.occupation]
    assert list(TakeoverOffer.objects.all()) == [kept]


def test_one_that_a_case_uses_stays_an_offer_of_its_chamber(world: World, migration: ModuleType) -> None:
    offer = make.make_offer(world, suggested_by=world.partner_a, organisation=None)
    make.make_case(world, offer=offer, state="promise")

    migration.suggestions(apps, None)

    row = CompanySuggestion.objects.get()
    offer.refresh_from_db()
    assert (row.state, row.offer, offer.organisation) == ("taken_on", offer, world.chamber_a)


def test_the_present_phase_gets_its_known_day(world: World, migration: ModuleType) -> None:
    make.make_company_case(world, phase="opened", opened_on=date(2026, 10, 1))

    migration.phases(apps, None)

    assert CompanyCasePhase.objects.values_list("phase", "since").get() == ("opened", date(2026, 10, 1))
