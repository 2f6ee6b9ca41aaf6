"""The case list says under the state how many proposals run, in the same statement and from an index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apprenticeships.models import Case, PlacementProposal
from tests.apprenticeships import factories as make
from tests.apprenticeships.proposals_factories import make_proposal
from tests.apprenticeships.test_lists import signed_in_for_a_while
from tests.apprenticeships.test_matching_plan import copy_case, plan_of
from tests.factories import World

CASES, EACH = 5_000, 4
TABLE = PlacementProposal._meta.db_table


def words(client: object) -> dict[str, str]:
    page = client.get(reverse("apprenticeships:case_list"), secure=True)
    return {row[0]: row[-1] for row in page.context["page"].rows}


def test_running_ones_are_counted_and_no_others(world: World, sign_in) -> None:
    two, one, none = (make.make_case(world) for _index in range(3))
    for case, state in (
        (two, "proposed"), (two, "trial"), (two, "declined"), (one, "contacted"), (none, "expired"),
        (none, "promise"),
    ):  # fmt: skip
        make_proposal(case, make.make_offer(world), state=state)

    found = words(sign_in(world.adviser_a))

    assert (found[two.number][:1], found[one.number][:1], found[none.number]) == ("2", "1", "")


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_the_list_stay(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    for _index in range(rows):
        make_proposal(make.make_case(world), make.make_offer(world))
    client = signed_in_for_a_while(sign_in, world)

    with django_assert_num_queries(6):
        assert all(words(client).values())


def test_the_number_comes_from_an_index_and_for_the_shown_rows_only(world: World, sign_in) -> None:
    """Of 5,000 cases with 20,000 proposals one page is looked up; the count of the list asks for none."""
    case, offer = make.make_case(world), make.make_offer(world)
    copy_case(case, CASES, every=1, occupations=[world.occupation.pk], towns=[world.town.pk])
    PlacementProposal.objects.bulk_create(
        PlacementProposal(
            case_id=pk, offer=offer, organisation=world.chamber_a, state="expired",
            expires_on=case.created_at, ended_at=case.created_at,
        )
        for pk in Case.objects.values_list("pk", flat=True)
        for _index in range(EACH)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {TABLE}")
    client = signed_in_for_a_while(sign_in, world)
    with CaptureQueriesContext(connection) as caught:
        words(client)
    asked = [one["sql"] for one in caught if TABLE in one["sql"]]

    assert len(asked) == 1
    found = [one for one in plan_of(asked[0], ()) if one.get("Relation Name") == TABLE]
    assert found and not [one for one in found if one["Node Type"] == "Seq Scan"]
    assert max(one["Actual Loops"] for one in found) <= 26
