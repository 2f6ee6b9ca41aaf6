"""S10, D02, D17: unmistakable words planted in what few may see never show on anybody else's page.

Every address of the access matrix is opened as every role; pages that are added later are covered as soon
as they stand in the matrix, as they must.
"""

import pytest
from django.urls import reverse

from tests.apprenticeships.factories import make_case
from tests.factories import World
from tests.matrix import ACTORS, OUTSIDE, Row
from tests.whole_world import ROWS

COMPANY = "ZZ-K-7f3a91-GmbH"  # the company of a confidential company case
TIP = "ZZ-H-5d20c4"  # company and place of a tip
PERSON = "ZZ-P-b81e66"  # an apprentice; a page shows the name after a POST only
CHAMBER = {"adviser_a", "colleague_a"}
MAY_READ = {COMPANY: CHAMBER, TIP: {"partner_a", "adviser_a"}, PERSON: set()}


def plant(world: World) -> World:
    world.company.name = COMPANY
    world.company.save()
    world.tip.company_and_place = TIP
    world.tip.save()
    make_case(world, company_case=world.company_case, person={"name": PERSON}, released_to_pool=True)
    return world


@pytest.fixture(scope="module")
def planted(whole_world: World) -> World:
    return plant(whole_world)


def content(response) -> str:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return data.decode(errors="replace")


@pytest.mark.parametrize("row", [row for row in ROWS if 200 in row.get.values()], ids=lambda row: row.name)
def test_nobody_reads_what_is_not_theirs(row: Row, planted: World, sign_in) -> None:
    world = planted
    url = reverse(row.name, kwargs=row.kwargs(world))
    if row.name == "search":
        url += "?q=ZZ-"
    found = set()
    for actor in ACTORS:
        if actor in OUTSIDE or row.get[actor] != 200:
            continue
        page = content(sign_in(getattr(world, actor)).get(url, secure=True))
        found |= {
            (actor, word) for word, readers in MAY_READ.items() if word in page and actor not in readers
        }

    assert found == set()
