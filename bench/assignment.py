"""How long the proposal over all open cases takes, from the database to the pairs, beside the solver alone.

    python bench/assignment.py            10,000 cases × 10,000 offers, about 100,000 pairs
    python bench/assignment.py --large    100,000 × 100,000, the best 40 per case

Fills an empty database of its own on the server of DATABASE_URL (dropped at the end) with random cases and
offers, lets the worker's own function compute a run, then gives the same problem to the solver alone, and
the small one to scipy as a second solver. Prints seconds, ratio, peak memory and whether all agree.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit, urlunsplit

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("PORTAL_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from bench.result import Result  # noqa: E402 - the path comes first

NAME = "portal_bench_assignment"
SEED = 11
CHUNK = 5_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--large", action="store_true", help="100,000 × 100,000 instead of 10,000 × 10,000"
    )
    arguments.add_argument("--keep", help="write the figures to this file as JSON")
    arguments.add_argument("--fill", nargs=2, type=int, help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.fill:
        start_django()
        fill(*chosen.fill)
        return
    size, reach = (100_000, 15) if chosen.large else (10_000, 20)
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{NAME}"')
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{NAME}"))
    try:
        start_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("load_region", verbosity=0)
        start = time.perf_counter()  # in a process of its own, so that its memory is not counted
        subprocess.run([sys.executable, __file__, "--fill", str(size), str(reach)], check=True)
        say(f"filled: {size:,} cases, {size:,} offers", start)
        found = measure_run(second=not chosen.large)
        if chosen.keep:
            Path(chosen.keep).write_text(json.dumps(found))
    finally:
        from django.db import connections

        connections.close_all()
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')


def start_django() -> None:
    import django

    django.setup()


def fill(size: int, reach: int) -> None:
    """`size` cases and as many offers in 40 occupations of 40 groups."""
    from django.db import connection

    from apprenticeships.models import Case, TakeoverOffer
    from portal.partners.models import Membership, Organisation, User
    from portal.region.models import Municipality, Occupation

    made_up = random.Random(SEED)
    chamber = Organisation.objects.create(
        name="Muster-Kammer", short_name="Muster-Kammer", kind="chamber", agreement_on=date(2026, 1, 1)
    )
    user = User.objects.create_user("messung@muster.example", "Toni Muster", "Muster-Passwort-2026")
    adviser = Membership.objects.create(user=user, organisation=chamber, role="adviser")
    by_group: dict[int, Occupation] = {}
    for occupation in Occupation.objects.order_by("pk"):
        by_group.setdefault(occupation.group_id, occupation)
    occupations = list(by_group.values())[:40]
    places = list(Municipality.objects.select_related("district").order_by("pk"))
    today, cases, offers = date.today(), [], []
    for index in range(size):
        year = made_up.randint(1, 4)
        case = Case(
            number=f"F-2026-{index:06d}", organisation=chamber, adviser=adviser, register="bbig",
            occupation=made_up.choice(occupations), residence=made_up.choice(places), reach_km=reach,
            contract_start=today - timedelta(365 * year - 180), state="in_placement",
            ends_on=today + timedelta(made_up.randint(-60, 120)),
        )  # fmt: skip
        case.prepare()
        cases.append(case)
        offer = TakeoverOffer(
            organisation=chamber, company_name=f"Muster-Betrieb {index}", municipality=made_up.choice(places),
            years=[made_up.randint(1, 4)], monthly_pay=made_up.choice([None, 900, 1000, 1100]),
        )  # fmt: skip
        offer.prepare()
        offers.append(offer)
    Case.objects.bulk_create(cases, batch_size=CHUNK)
    TakeoverOffer.objects.bulk_create(offers, batch_size=CHUNK)
    through = TakeoverOffer.occupations.through
    links = [through(takeoveroffer=offer, occupation=made_up.choice(occupations)) for offer in offers]
    through.objects.bulk_create(links, batch_size=CHUNK)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure() -> Iterator[Result]:
    """The small size, in a process of its own with a database of its own; for `make bench`."""
    with NamedTemporaryFile() as kept:
        subprocess.run([sys.executable, __file__, "--keep", kept.name], check=True)
        found = json.load(kept)
    yield Result("P10", "10,000 × 10,000: database to proposal against solver", found["ratio"], 4, 2)
    yield Result("P10", "the same: peak memory", found["memory"], 300, 300, " MB")
    yield Result("P10", "the same: differs from the other solvers (0: no)", found["differs"], 0, 0, "")


def measure_run(*, second: bool) -> dict[str, float]:
    """Measures one run over what the database holds; ratio, peak memory in MB, 1 where solvers differ."""
    from apprenticeships.actions import assignments
    from apprenticeships.assignment import solve
    from apprenticeships.candidates import market, problem_of
    from apprenticeships.models import AssignmentRun
    from portal.partners.models import Membership

    adviser = Membership.objects.get(role="adviser")
    base = peak_mb()

    run = AssignmentRun(organisation=adviser.organisation, started_by=adviser, as_of=date.today())
    start = time.perf_counter()
    cases = assignments.cases_of(run)
    found = market(cases, run.as_of)
    problem = problem_of(found, assignments.wishes_of(cases))
    gathered = time.perf_counter() - start
    best = solve(problem)
    whole = time.perf_counter() - start
    memory = peak_mb()
    alone = solver_alone(problem)
    print(f"pairs                  {len(problem):>12,}  used {best.pairs_used:,}")
    print(f"placements             {best.placements:>12,}  value {best.value:,}")
    print(f"database to pairs      {gathered:>12.2f} s")
    print(f"database to proposal   {whole:>12.2f} s")
    print(f"  of this the solver   {whole - gathered:>12.2f} s  (in components)")
    print(f"solver alone           {alone[0]:>12.2f} s  (one graph)  ratio {whole / alone[0]:.2f}")
    print(f"solver alone agrees    {(best.placements, best.value) == alone[1:]!s:>12}")
    print(f"peak memory            {memory:>12.0f} MB  (at the start {base:.0f} MB)")
    agrees = (best.placements, best.value) == alone[1:]
    if second:
        agrees = agrees and second_solver(problem) == (best.placements, best.value)
        print(f"second solver agrees   {agrees!s:>12}")

    run.save()
    start = time.perf_counter()
    assignments.compute_run(run.pk)
    run.refresh_from_db()
    say(f"whole run in the worker, with why not and stored: {run.state}", start)
    print(f"gain over first come   {run.gain:>12,}  ({run.first_come_placements:,} placements)")
    print(f"peak memory            {peak_mb():>12.0f} MB")
    return {"ratio": whole / alone[0], "memory": memory, "differs": float(not agrees)}


def solver_alone(problem: object) -> tuple[float, int, int]:
    """Only OR-tools: one graph of the pairs that the run gave it, without components, order or database."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    from apprenticeships.assignment import BEST, MOST_PAIRS, best_per_case

    pairs = np.lexsort((problem.offers[problem.pair_offer], problem.cases[problem.pair_case]))
    if len(pairs) > MOST_PAIRS:
        pairs = best_per_case(problem, pairs, BEST)
    count = len(problem.cases)
    tails, heads = problem.pair_case[pairs], problem.pair_offer[pairs] + np.int32(count)
    costs = -problem.pair_value[pairs].astype(np.int64)
    start = time.perf_counter()
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(pairs), np.int64), costs)
    supplies = np.r_[np.ones(count, np.int64), -problem.seats]
    flow.set_nodes_supplies(np.arange(len(supplies), dtype=np.int32), supplies)
    assert flow.solve_max_flow_with_min_cost() == flow.OPTIMAL
    seconds = time.perf_counter() - start
    return seconds, int(flow.maximum_flow()), -int(flow.optimal_cost())


def second_solver(problem: object) -> tuple[int, int]:
    """(placements, value) by scipy: Hopcroft-Karp, and per component the Hungarian method with a bonus."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components, maximum_bipartite_matching

    seat_of = np.repeat(np.arange(len(problem.offers)), problem.seats)
    assert len(seat_of) == len(problem.offers), "one seat per offer in this measurement"
    cases, offers = len(problem.cases), len(problem.offers)
    bonus = 200 * (cases + 1)
    gain = csr_array(
        (problem.pair_value.astype(np.int64) + bonus, (problem.pair_case, problem.pair_offer)),
        shape=(cases, offers),
    )
    most = int((maximum_bipartite_matching(gain, perm_type="column") >= 0).sum())
    graph = csr_array(
        (np.ones(len(problem)), (problem.pair_case, problem.pair_offer + cases)),
        shape=(cases + offers, cases + offers),
    )
    _count, labels = connected_components(graph, directed=False)
    case_label, offer_label = labels[:cases], labels[cases:]
    placements = value = 0
    for label in np.intersect1d(case_label, offer_label):
        dense = gain[case_label == label][:, offer_label == label].toarray()
        chosen = dense[linear_sum_assignment(dense, maximize=True)]
        placements += int((chosen > 0).sum())
        value += int((chosen[chosen > 0] - bonus).sum())
    assert placements == most
    return placements, value


def say(words: str, start: float) -> None:
    print(f"{words}: {time.perf_counter() - start:.2f} s", flush=True)


if __name__ == "__main__":
    main()
