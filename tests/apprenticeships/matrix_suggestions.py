"""Who may do what with suggested companies, the link to a company, and the new steps of tips."""

from datetime import timedelta

from apprenticeships.actions.offer_links import OFFER
from portal.links import issue
from tests.apprenticeships import factories as make
from tests.apprenticeships.matrix import ADVISERS, CHAMBER_A, A, key, number, refused
from tests.apprenticeships.suggestions_factories import make_suggestion
from tests.factories import World
from tests.matrix import Row, everybody, only

SUGGEST = ("partner_a", "partner_b", "editor", "office")


def build(world: World) -> None:
    """Suggestions of partner A to chamber A and to nobody, a tip without a place, a link to the offer."""
    world.suggestion = make_suggestion(world)
    world.unrouted_suggestion = make_suggestion(world, organisation=None)
    world.no_place = make.make_tip(world, subject="no_place", company_and_place="Künzelsau")
    world.offer_token = issue(OFFER, world.offer.pk, recipient="x@muster.example", valid=timedelta(days=90))


def suggestion_data(world: World) -> dict[str, object]:
    return {
        "company_name": "Muster-Neu", "municipality": str(world.town),
        "occupation_list": str(world.occupation),
    }  # fmt: skip


def link_data(world: World) -> dict[str, object]:
    return {"version": 1, "seats": 1}


def token(world: World) -> dict:
    return {"token": world.offer_token}


def no_token(world: World) -> dict:
    return {"token": "no-such-token-at-all"}


DECIDES = only(*CHAMBER_A, partner_a=403)
DONE = only(*CHAMBER_A, ok=302, partner_a=403)

ROWS = [
    Row(f"{A}my_suggestions", only(*SUGGEST, other=403)),
    Row(
        f"{A}suggestion_create",
        only(*SUGGEST, other=403),
        only(*SUGGEST, ok=302, other=403),
        data=suggestion_data,
    ),
    Row(f"{A}suggestion_list", only(*ADVISERS, "office", other=403)),
    Row(f"{A}suggestion_detail", only("partner_a", *CHAMBER_A), None, key("suggestion")),
    Row(
        f"{A}suggestion_detail",
        only("partner_a", "office"),
        None,
        key("unrouted_suggestion"),
        note="unrouted",
    ),
    Row(f"{A}suggestion_take_on", refused(), DONE, key("suggestion")),
    Row(f"{A}suggestion_offer", refused(), DONE, key("suggestion")),
    Row(f"{A}suggestion_decline", DECIDES, DONE, key("suggestion"), lambda world: {"reason": "no_place"}),
    Row(
        f"{A}suggestion_assign",
        DECIDES,
        DONE,
        key("suggestion"),
        lambda world: {"adviser": world.adviser_b.pk},
    ),
    Row(
        f"{A}suggestion_assign",
        only("office", partner_a=403),
        only("office", ok=302, partner_a=403),
        key("unrouted_suggestion"),
        lambda world: {"adviser": world.adviser_b.pk},
        note="office",
    ),
    Row(f"{A}company_offer", refused(), only(*CHAMBER_A, ok=302), key("company")),
    Row(
        f"{A}offer_link",
        only(*CHAMBER_A, adviser_b=403),
        only(*CHAMBER_A, ok=302, adviser_b=403),
        key("offer"),
        lambda world: {"address": "betrieb@muster.example"},
    ),
    Row(f"{A}offer_link_revoke", refused(), only(*CHAMBER_A, ok=302, adviser_b=403), key("offer")),
    Row(f"{A}offer_by_link", everybody(outside=200), everybody(outside=200), token, link_data),
    Row(
        f"{A}offer_by_link",
        everybody(404, outside=404),
        everybody(404, outside=404),
        no_token,
        note="invalid",
    ),
    Row(
        f"{A}offer_withdraw_by_link", everybody(405, outside=405), everybody(outside=200), token
    ),
    Row(
        f"{A}tip_change",
        only("partner_a", adviser_a=403, colleague_a=403),
        only("partner_a", ok=302, adviser_a=403, colleague_a=403),
        number("tip"),
        lambda world: {
            "subject": "company", "cause": "closure", "company_and_place": "Muster-Laden, Künzelsau",
            "urgency": "later", "is_public": "no",
        },
    ),
    Row(
        f"{A}tip_count",
        refused(),
        only("adviser_a", ok=302, colleague_a=403, partner_a=403),
        number("no_place"),
    ),
]  # fmt: skip
