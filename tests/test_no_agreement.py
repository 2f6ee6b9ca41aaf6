"""D16: an organisation without a recorded agreement gets nothing about persons, and reads why."""

import pytest
from django.urls import reverse

from portal.partners.models import Organisation
from tests.factories import World
from tests.matrix import Row
from tests.test_canaries import COMPANY, PERSON, content, plant
from tests.whole_world import ROWS

CASES = "apprenticeships:"
NO_CASE_NEEDED = {  # what an adviser does without cases: tips, offers, the call list
    "start", "tip_create", "tip_list", "my_tips", "tip_thanks", "responsibility_list", "company_case_list",
    "company_case_detail", "offer_list", "offer_export", "offer_create", "offer_detail", "offer_edit",
    "company_list", "company_create", "company_detail", "company_edit", "tip_detail", "tip_merge",
    "tip_refuse", "tip_assign", "shortage", "shortage_export", "shortage_chart", "import_start",
    "import_upload",
    "suggestion_list", "suggestion_detail", "suggestion_decline", "suggestion_assign", "suggestion_accept",
    "offer_link", "offer_by_link", "my_suggestions", "suggestion_create",
}  # fmt: skip


@pytest.fixture(scope="module")
def without_agreement(whole_world: World) -> World:
    world = plant(whole_world)
    Organisation.objects.update(agreement_on=None)
    return world


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.get["adviser_a"] == 200], ids=lambda row: f"{row.name}{row.note}"
)
def test_no_page_has_a_person_and_the_refused_ones_say_why(
    row: Row, without_agreement: World, sign_in
) -> None:
    world = without_agreement
    url = reverse(row.name, kwargs=row.kwargs(world))

    answer = sign_in(world.adviser_a).get(url, secure=True)

    page = content(answer)
    assert PERSON not in page
    if answer.status_code in (403, 404):
        assert "keine Vereinbarung" in page
    else:
        assert answer.status_code in (200, 302)
        if row.name.startswith(CASES) and row.name != f"{CASES}start":
            assert row.name.removeprefix(CASES) in NO_CASE_NEEDED


@pytest.mark.parametrize("name", ["case_list", "case_create", "pool", "handover_list", "rule_list"])
def test_case_pages_are_closed_with_a_clear_text(without_agreement: World, sign_in, name: str) -> None:
    world = without_agreement

    answer = sign_in(world.adviser_a).get(reverse(f"{CASES}{name}"), secure=True)

    assert answer.status_code == 403
    assert "keine Vereinbarung" in answer.content.decode()
    assert COMPANY not in answer.content.decode()
