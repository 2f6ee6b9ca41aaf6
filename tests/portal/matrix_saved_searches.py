"""Who may do what with saved searches: each access with its own, nobody with another's."""

from portal.searches.models import SavedSearch
from tests.factories import World
from tests.matrix import Row, everybody, method_refused, only


def build(world: World) -> None:
    """A search of partner A's."""
    world.saved_search = SavedSearch.objects.create(
        membership=world.partner_a, list="measures", query="q=lotsen", name="Lotsen"
    )


def key(world: World) -> dict:
    return {"key": world.saved_search.key}


FORM = {"list": "measures", "query": "q=betriebe", "name": "Betriebe", "in_digest": "on"}
MINE = only("partner_a", ok=302)

ROWS = [
    Row("searches:list", everybody()),
    Row("searches:save", method_refused(), everybody(302), data=lambda world: FORM),
    Row(
        "searches:save",
        method_refused(),
        everybody(404),
        data=lambda world: FORM | {"list": "nonsense"},
        note="no such list",
    ),
    Row("searches:open", MINE, kwargs=key),
    Row("searches:edit", only("partner_a"), MINE, kwargs=key, data=lambda world: FORM),
    Row("searches:digest", method_refused(), MINE, kwargs=key, data=lambda world: {"wanted": "0"}),
    Row("searches:delete", method_refused(), MINE, kwargs=key),
]
