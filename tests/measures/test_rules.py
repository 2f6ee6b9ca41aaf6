"""Who may do what with measures, as a table."""

import pytest

from measures.models import Measure
from measures.rules import create_measure
from measures.states import MeasureState
from tests.factories import World
from tests.matrix import ACTORS, OUTSIDE
from tests.measures.factories import make_measure

SIGNED_IN = [actor for actor in ACTORS if actor not in OUTSIDE]
ALL = set(SIGNED_IN)
EDITORS = {"editor"}
# state → action → who may
TABLE = {
    MeasureState.DRAFT: {
        "view": {"partner_a", "editor", "office"},
        "edit": EDITORS,
        "publish": EDITORS,
        "archive": EDITORS,
    },
    MeasureState.PUBLISHED: {"view": ALL, "edit": EDITORS, "publish": EDITORS, "archive": EDITORS},
    MeasureState.ARCHIVED: {"view": ALL, "edit": set(), "publish": EDITORS, "archive": EDITORS},
}


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("action", ["view", "edit", "publish", "archive"])
def test_rules_of_a_measure(state: str, action: str, world: World) -> None:
    make_measure(state=state, lead=world.partner_org_a)

    allowed = {name for name in SIGNED_IN if Measure.objects.permitted(world.actor(name), action).exists()}

    assert allowed == TABLE[state][action]


def test_only_editors_create(world: World) -> None:
    assert {name for name in SIGNED_IN if create_measure(world.actor(name))} == {"editor"}


def test_a_draft_without_lead_in_the_portal_is_the_editors_own(world: World) -> None:
    make_measure(lead=None)

    seen = {name for name in SIGNED_IN if Measure.objects.permitted(world.actor(name), "view").exists()}

    assert seen == {"editor", "office"}
