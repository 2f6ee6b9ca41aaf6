"""A company case shows which of its cases another body has taken over: numbers, to those who gave them."""

from typing import Any

import pytest
from django.urls import reverse

from apprenticeships.actions.consents import revoke_consent
from apprenticeships.actions.handovers import accept_handover, request_handover
from apprenticeships.models import Case, CompanyCase, Handover
from tests.apprenticeships import disclosure_factories as made
from tests.apprenticeships import factories as make
from tests.factories import World

NAME = "ZZ-Kanarienvogel"


@pytest.fixture
def given(world: World) -> World:
    """A company case of two, one of them taken over by the agency."""
    made.make_rule(recipient="agency", fields=["profile", "occupation", "contract"])
    world.agency = made.make_agency()
    company = make.make_company(world, "Muster-Blech")
    world.trouble = make.make_company_case(world, company=company, is_public=True)
    world.stays = make.make_case(world, company_case=world.trouble, company=company)
    world.gone = made.case_for_handover(world, make, company_case=world.trouble, company=company)
    world.consent = made.make_consent(world.gone, world.agency.organisation)
    world.handover = request_handover(
        world.gone, world.agency.organisation, by=world.actor("adviser_a"), fields=["name"], reason=NAME
    )
    return world


def page(world: World, sign_in: Any, who: str) -> Any:
    url = reverse("apprenticeships:company_case_detail", args=[world.trouble.number])
    return sign_in(getattr(world, who)).get(url, secure=True)


def test_a_case_that_was_taken_over_is_listed_by_its_number(given: World, sign_in) -> None:
    asked = page(given, sign_in, "adviser_a").context
    accept_handover(given.handover, by=given.actor("agency"))

    found = page(given, sign_in, "colleague_a")

    assert (len(asked["cases"]), asked["handed_over"]) == (2, [])
    assert [row[0] for row in found.context["cases"]] == [given.stays.number]
    [(number, url, who, since)] = found.context["handed_over"]
    assert (number, who, bool(since)) == (given.gone.number, given.agency.organisation.short_name, True)
    assert sign_in(given.colleague_a).get(url, secure=True).status_code == 200
    assert NAME not in found.content.decode()


def test_others_who_see_the_company_case_are_told_of_none(given: World, sign_in) -> None:
    accept_handover(given.handover, by=given.actor("agency"))

    for who in ("agency", "adviser_b", "partner_a", "office"):
        answer = page(given, sign_in, who)
        assert answer.context["handed_over"] == [], who
        assert given.gone.number not in answer.content.decode(), who


def test_a_case_that_came_back_stands_among_the_others(given: World, sign_in) -> None:
    accept_handover(given.handover, by=given.actor("agency"))
    revoke_consent(given.consent, by=given.actor("agency"))

    found = page(given, sign_in, "adviser_a").context

    assert (len(found["cases"]), found["handed_over"]) == (2, [])


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_the_page(given: World, sign_in, django_assert_num_queries, rows: int) -> None:
    accept_handover(given.handover, by=given.actor("agency"))
    row = Handover.objects.get()
    for _index in range(rows - 1):
        row.pk, row.key, row._state.adding = None, Handover().key, True
        row.case = Case.objects.get(pk=make.make_case(given).pk)
        row.save()
    client = sign_in(given.adviser_a)
    url = reverse("apprenticeships:company_case_detail", args=[given.trouble.number])
    client.get(url, secure=True)

    with django_assert_num_queries(9):
        found = client.get(url, secure=True).context["handed_over"]

    assert len(found) == rows
    assert CompanyCase.objects.count() == 1
