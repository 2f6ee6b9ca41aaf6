"""A company case in numbers: every apprentice once, by what came of them, also the one handed over."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apprenticeships.area import AREA
from apprenticeships.models import Case, CompanyCase, Tip
from apprenticeships.results import counts_of, figures_of, standing_of, words_of
from portal.areas import COMPANY, Section
from tests.apprenticeships import disclosure_factories as made
from tests.apprenticeships import factories as make
from tests.factories import World

ENDED = (  # state, outcome
    ("registered", ""), ("aftercare", ""), ("closed", "same"), ("closed", "related"),
    ("stabilised", "transferred"), ("closed", "exam"), ("in_placement", ""), ("on_hold", ""),
)  # fmt: skip


@pytest.fixture
def company_case(world: World) -> CompanyCase:
    """Nine apprentices: four in new companies, one kept, one exam, two open, one handed over."""
    row = make.make_company_case(world)
    for state, outcome in ENDED:
        make.make_case(world, state=state, company_case=row, **({"outcome": outcome} if outcome else {}))
    hand_over(world, row)
    return row


def hand_over(world: World, row: CompanyCase) -> None:
    agency, case = made.make_agency(), make.make_case(world)
    made.make_handover(case, agency.organisation, state="accepted", kept_company_case=row)
    Case.objects.filter(pk=case.pk).update(organisation=agency.organisation, adviser=agency)


def section(world: World) -> Section:
    return next(
        one for one in AREA.dashboard(world.actor("adviser_a"), timezone.localdate()) if one.place == COMPANY
    )


def test_the_numbers_add_up_to_the_apprentices(world: World, company_case: CompanyCase) -> None:
    """An exam without a company or a place kept is no new contract, and nobody is left out."""
    found = section(world)

    numbers = [(figure.value, figure.tone) for figure in found.figures]
    assert numbers == [(4, "good"), (1, "active"), (1, "plain"), (1, "good"), (1, "plain"), (1, "plain")]
    assert f"{company_case.number} (9 " in found.title


@pytest.mark.parametrize("state", ["requested", "rejected", "revoked", "returned"])
def test_only_an_accepted_handover_counts(world: World, state: str) -> None:
    row = make.make_company_case(world)
    case = make.make_case(world, company_case=row)
    more = {"answer": "passt nicht"} if state == "rejected" else {}
    made.make_handover(case, made.make_agency().organisation, state=state, kept_company_case=row, **more)

    assert standing_of([row.pk])[row.pk].total() == 1


def test_another_company_case_is_not_counted(world: World, company_case: CompanyCase) -> None:
    other = make.make_company_case(world)
    make.make_case(world, state="watching", company_case=other)

    assert standing_of([other.pk]) == {other.pk: Counter({("watching", ""): 1})}
    assert [figure.value for figure in figures_of(Counter())] == []


def test_the_digest_says_the_same(world: World, company_case: CompanyCase) -> None:
    end = timezone.now()

    found = AREA.digest(world.actor("adviser_a"), end - timedelta(days=7), end)

    line = next(one for one in found if one.place == COMPANY).items[0].title
    assert line == ", ".join(f"{figure.value} {figure.label}" for figure in section(world).figures)


def test_the_page_shows_outcomes_and_the_one_handed_over(
    world: World, company_case: CompanyCase, sign_in
) -> None:
    address = reverse("apprenticeships:company_case_detail", args=[company_case.number])

    page = sign_in(world.adviser_a).get(address, secure=True)

    assert page.context["pips"].startswith("9 ")
    assert sum(group["count"] for group in page.context["groups"]) == 9
    assert "Prüfung ohne neuen Betrieb" in page.content.decode()


def test_the_reporter_reads_of_the_one_handed_over(
    world: World, company_case: CompanyCase, django_assert_num_queries
) -> None:
    tip: Tip = make.make_tip(world, state="accepted", company_case=company_case)

    with django_assert_num_queries(1):
        counts = counts_of([tip])[tip.pk]

    words = words_of(tip, counts)
    assert [int(word.split()[0]) for word in words] == [4, 1, 1, 1, 2]
    assert sum(counts.values()) == 9
