"""P14: what the rankings read of 20,000 cases and 2,000 offers comes from an index."""

import json

import pytest
from django.db import connection

from apprenticeships.matching import MOST_CONSIDERED, rank_cases
from apprenticeships.models import Case, TakeoverOffer
from tests.apprenticeships import factories as make
from tests.apprenticeships.factories import TODAY
from tests.factories import World, make_municipality, make_occupation

CASES, SEEKING_SHARE = 20_000, 10  # every tenth seeks a place
COPIED = [field.column for field in Case._meta.concrete_fields if field.column not in ("id", "number")]


def copy_case(case: Case, count: int, *, every: int, occupations: list[int], towns: list[int]) -> None:
    """`count` rows like `case`, spread over occupations and towns; only every `every`-th seeks a place."""
    changed = {
        "state": f"CASE WHEN n %% {every} = 0 THEN 'in_placement' ELSE 'withdrawn' END",
        "occupation_id": "(%s::bigint[])[1 + n %% %s]",
        "residence_id": "(%s::bigint[])[1 + (n / 7) %% %s]",
    }
    columns = ", ".join(f'"{name}"' for name in COPIED)
    values = ", ".join(changed.get(name, f'"{name}"') for name in COPIED)
    given = {"occupation_id": [occupations, len(occupations)], "residence_id": [towns, len(towns)]}
    parameters = [value for name in COPIED for value in given.get(name, [])]
    table = Case._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (number, {columns}) SELECT 'X-' || n, {values}"  # noqa: S608 - our own columns
            f" FROM {table}, generate_series(1, {count}) AS n WHERE {table}.id = %s",
            [*parameters, case.pk],
        )
        cursor.execute(f"ANALYZE {table}")
        cursor.execute("ANALYZE region_municipality, region_occupation")


def nodes(plan: dict) -> list[dict]:
    return [plan, *(node for part in plan.get("Plans", []) for node in nodes(part))]


def plan_of(sql: str, parameters: tuple) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
        found = cursor.fetchone()[0]
    found = json.loads(found) if isinstance(found, str) else found
    return nodes(found[0]["Plan"])


@pytest.fixture
def crowded(world: World) -> TakeoverOffer:
    occupations = [world.occupation.pk, *(make_occupation(kldb3=str(300 + n)).pk for n in range(39))]
    towns = [world.town.pk]
    towns += [make_municipality(latitude=48.9 + n / 100, longitude=9.2 + n / 150).pk for n in range(110)]
    copy_case(
        make.make_case(world), CASES, every=SEEKING_SHARE, occupations=occupations, towns=towns
    )  # fmt: skip
    return make.make_offer(world)


@pytest.mark.parametrize("within", [None, 20])
def test_cases_of_an_offer_come_from_an_index(
    world: World, crowded: TakeoverOffer, within: int | None
) -> None:
    actor = world.actor("adviser_a")
    rows = (
        Case.objects.known_to(actor)
        .reaching(crowded.municipality, within)
        .related_to(crowded.occupations.all())
        .order_by("km", "pk")[:MOST_CONSIDERED]
    )

    found = plan_of(*rows.query.sql_with_params())

    table = Case._meta.db_table
    on_cases = [one for one in found if one.get("Relation Name") == table or "Index Name" in one]
    assert not [one for one in found if one["Node Type"] == "Seq Scan" and one["Relation Name"] == table]
    assert "case_seeking" in {one.get("Index Name") for one in on_cases}
    assert sum(one.get("Rows Removed by Filter", 0) * one["Actual Loops"] for one in on_cases) < 1_000
    assert len(rank_cases(crowded, actor, TODAY)) > 10
