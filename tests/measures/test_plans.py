"""P14 for the catalogue: every statement of its list, search and tiles at 100,000 measures."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import World
from tests.measures.loader import load_many

LIST = "/massnahmen/"
MANY = 100_000
PAGES = [
    "", "?kind=programme", "?focus=2", "?q=Lotsen", "?q=Vorhaben", "?q=Kuenzelsau", "?q=nirgendwo",
    "?q=Platz", "?q=Lotsen+Vorhaben+Region+Partner", "?q=T-00050000", "?q=Ausbildungspaltz", "?q=-Lotsen",
    "?q=die+und",
    "?light=red", "?light=amber", "?progress=paused", "?progress=planned", "?lead=verbund+7", "?lead=niemand",
    "?group=gruppe+9", "?overdue=on", "?state=draft", "?state=archived", "?agreement=1",
    "?focus=2&light=amber&q=Lotsen",
]  # fmt: skip


def plans(statements: list[str]) -> dict[str, str]:
    """How the database has answered each statement that reads measures."""
    found = {}
    for statement in statements:
        select = next((part for part in statement.split("; ") if part.startswith("SELECT")), "")
        if "measures_" not in select:
            continue
        explained = statement.replace(select, f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {select}")
        with connection.cursor() as cursor:
            cursor.execute(explained)
            while cursor.description is None:
                cursor.nextset()
            found[select] = "\n".join(line for (line,) in cursor.fetchall())
    return found


def bad(plan: str) -> list[str]:
    """Sequential scans of large tables, and filters that throw away as many rows as there are measures."""
    scans = re.findall(r"Seq Scan on measures_(?:measure|milestone)\b.*", plan)
    removed = re.findall(r"Rows Removed by (?:Filter|Index Recheck): (\d{6,})", plan)
    return [*scans, *removed]


@pytest.mark.slow
def test_no_statement_reads_the_whole_catalogue(world: World, sign_in) -> None:
    load_many(MANY, lead=world.partner_org_b.pk)
    client = sign_in(world.partner_a)
    client.get(LIST, secure=True)

    found = {}
    for url in [f"{LIST}{page}" for page in PAGES] + ["/suche/?q=Lotsen", "/suche/?q=nirgendwo"]:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, secure=True).status_code == 200
        explained = plans([query["sql"] for query in captured.captured_queries])
        assert explained, url
        found |= {(url, fault): plan for plan in explained.values() for fault in bad(plan)}

    assert found == {}
