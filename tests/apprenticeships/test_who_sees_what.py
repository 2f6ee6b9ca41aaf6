"""The product's table "Who sees what of a case", repeated in words: each line is a cell.

A line reads: what, who, yes or no. The rules are asked the way pages ask them.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from apprenticeships.models import CallNote, Case, CompanyCase, TakeoverOffer, Tip, TrainingCompany
from portal.access import Actor
from portal.partners.models import Organisation
from tests.apprenticeships import factories as make
from tests.apprenticeships.disclosure_factories import make_rule
from tests.factories import World

WHO = {
    "reporter": "partner_a",
    "adviser in charge": "adviser_a",
    "deputy": "deputy_a",
    "other adviser": "colleague_a",
    "adviser elsewhere": "adviser_b",
    "partner": "partner_b",
    "editor": "editor",
    "office": "office",
    "dpo": "dpo",
    "operator": "operator",
}
EVERYBODY = tuple(WHO)
# what: (object, model, rule), who may
TABLE = {
    "tip: that it is there, occupation, state": (
        ("tip", Tip, "view"), "reporter", "adviser in charge", "deputy", "other adviser",
    ),
    "tip: what was written": (("tip", Tip, "read"), "reporter", "adviser in charge", "deputy"),
    "tip: decide": (("tip", Tip, "decide"), "adviser in charge", "deputy"),
    "tip not routed yet: what was written": (("unrouted", Tip, "read"), "reporter", "office"),
    "tip not routed yet: pass on": (("unrouted", Tip, "assign"), "office"),
    "tip: the person": (("tip", Tip, "open_person"), "reporter", "adviser in charge", "deputy"),
    "tip not routed yet: the person": (("unrouted", Tip, "open_person"), "reporter"),
    "tip taken over: the person": (("accepted", Tip, "open_person"), "adviser in charge", "deputy"),
    "tip older than 14 days: the person": (("old", Tip, "open_person"), "adviser in charge", "deputy"),
    "company case, confidential: number and phase": (
        ("confidential", CompanyCase, "view"), "adviser in charge", "deputy", "other adviser", "office",
    ),
    "company case, confidential: the name": (
        ("confidential", CompanyCase, "name"), "adviser in charge", "deputy", "other adviser",
    ),
    "company case, confidential: all but persons": (
        ("confidential", CompanyCase, "edit"), "adviser in charge", "deputy", "other adviser",
    ),
    "company case, public: name and phase": (
        ("public", CompanyCase, "name"), "reporter", "adviser in charge", "deputy", "other adviser",
        "adviser elsewhere", "partner", "editor", "office",
    ),
    "company case, public: all but persons": (
        ("public", CompanyCase, "edit"), "adviser in charge", "deputy", "other adviser",
    ),
    "case without the person": (("case", Case, "view"), "adviser in charge", "deputy", "other adviser"),
    "case of one's own tip: number and state": (("case", Case, "follow"), "reporter"),
    "the person of a case": (("case", Case, "open_person"), "adviser in charge", "deputy"),
    "pool profile of a released case": (
        ("released", Case, "pool"), "adviser in charge", "deputy", "other adviser", "adviser elsewhere",
    ),
    "pool profile of a case not released": (("case", Case, "pool"),),
    "offers": (
        ("offer", TakeoverOffer, "view"), "adviser in charge", "deputy", "other adviser", "adviser elsewhere",
    ),
    "offers: own suggestion of the reporter": (
        ("suggestion", TakeoverOffer, "view"), "reporter", "adviser in charge", "deputy", "other adviser",
        "adviser elsewhere",
    ),
    "call list": (("company", TrainingCompany, "view"), "adviser in charge", "deputy", "other adviser"),
    "call notes: that and how": (("note", CallNote, "view"), "adviser in charge", "deputy", "other adviser"),
    "call notes: the text": (("note", CallNote, "open"), "adviser in charge", "deputy"),
}  # fmt: skip


def build(world: World) -> dict[str, object]:
    make.stand_in(world.adviser_a, world.deputy_a)
    make_rule(fields=["profile"])
    long_ago = timezone.now() - timedelta(days=15)
    case = make.make_case(world, person={"name": "Toni Muster-Tabelle"})
    return {
        "tip": make.make_tip(world, person=True),
        "unrouted": make.make_tip(world, state="received", person=True),
        "accepted": make.make_tip(world, state="accepted", person=True, case=case),
        "old": make.make_tip(world, person=True, created_at=long_ago),
        "confidential": make.make_company_case(world),
        "public": make.make_company_case(world, is_public=True),
        "case": case,
        "released": make.make_case(world, released_to_pool=True, state="in_placement"),
        "offer": make.make_offer(world),
        "suggestion": make.make_offer(world, suggested_by=world.partner_a, organisation=None),
        "company": make.make_company(world),
        "note": make.make_note(case, "besprochen"),
    }


def may(rows: dict[str, object], cell: tuple, actor: Actor) -> bool:
    name, model, action = cell
    return model.objects.permitted(actor, action).filter(pk=rows[name].pk).exists()


@pytest.mark.parametrize("what", TABLE)
def test_who_sees_what(world: World, what: str) -> None:
    rows = build(world)
    cell, *allowed = TABLE[what]

    found = [who for who in EVERYBODY if may(rows, cell, world.actor(WHO[who]))]

    assert found == [who for who in EVERYBODY if who in allowed]


@pytest.mark.parametrize("what", TABLE)
def test_a_deputy_counts_only_while_the_dates_run(world: World, what: str) -> None:
    rows = build(world)
    make.stand_in(world.adviser_a, world.deputy_a, days=1)
    cell, *allowed = TABLE[what]

    found = may(rows, cell, world.actor("deputy_a"))

    assert found == ("other adviser" in allowed)


PERSONS_AND_CASES = (
    "tip: the person",
    "company case, confidential: all but persons",
    "case without the person",
    "the person of a case",
    "pool profile of a released case",
    "call notes: that and how",
    "call notes: the text",
)


@pytest.mark.parametrize("what", PERSONS_AND_CASES)
def test_without_the_agreement_there_are_no_persons_and_no_cases(world: World, what: str) -> None:
    """D16: an organisation without a signed agreement gets nothing about persons."""
    rows = build(world)
    Organisation.objects.update(agreement_on=None)

    found = [who for who in EVERYBODY if may(rows, TABLE[what][0], world.actor(WHO[who]))]

    assert found == []
