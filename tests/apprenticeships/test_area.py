"""What the area gives the whole: dashboard, digest, search, navigation, mails, demonstration."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from apprenticeships import demo
from apprenticeships.area import AREA
from apprenticeships.models import Case, CompanyCase, TakeoverOffer, Tip, TrainingCompany
from portal.areas import COMPANY, DONE, NOW, OFFERS, WANTED, WEEK, SkipMail
from portal.digests.models import OutgoingMail
from portal.partners import demo as partners_demo
from tests.apprenticeships import factories as make
from tests.factories import World, make_occupation

TODAY = timezone.localdate()


def by_place(sections: object) -> dict[int, list]:
    found: dict[int, list] = {}
    for section in sections:
        if section:
            found.setdefault(section.place, []).append(section)
    return found


def test_an_advisers_day(world: World) -> None:
    make.stand_in(world.colleague_a, world.adviser_a)
    overdue = make.make_case(world, due_on=TODAY - timedelta(days=4), next_step="Zusage nachfragen")
    week = make.make_case(world, due_on=TODAY + timedelta(days=3))
    stood_in = make.make_case(world, adviser=world.colleague_a, due_on=TODAY)
    make.make_case(world, due_on=TODAY + timedelta(days=20))
    tip = make.make_tip(world)

    found = by_place(AREA.dashboard(world.actor("adviser_a"), TODAY))

    late, tips, deputy = found[NOW]
    assert [(item.number, item.title) for item in late.items] == [(overdue.number, "Zusage nachfragen")]
    assert late.is_late
    assert [item.number for item in deputy.items] == [stood_in.number]
    assert [item.row["number"] for item in tips.items] == [tip.number]
    assert [item.number for item in found[WEEK][0].items] == [week.number]


def test_a_company_case_in_numbers(world: World) -> None:
    company_case = make.make_company_case(world)
    for state in ("registered", "registered", "promise", "in_placement", "watching"):
        make.make_case(world, state=state, company_case=company_case)

    section = by_place(AREA.dashboard(world.actor("adviser_a"), TODAY))[COMPANY][0]

    assert [figure.value for figure in section.figures] == [2, 1, 1, 1]
    assert company_case.number in section.title
    assert str(company_case.company) not in section.title


def test_new_offers_that_fit(world: World) -> None:
    case = make.make_case(world, state="in_placement")
    offer = make.make_offer(world)
    make.make_offer(world, occupations=[make_occupation(kldb3="292")])

    section = by_place(AREA.dashboard(world.actor("adviser_a"), TODAY))[OFFERS][0]

    assert [str(offer.key) in item.url for item in section.items] == [True]
    assert case.number in section.items[0].why


def test_a_partner_sees_what_became_of_own_tips(world: World) -> None:
    tip = make.make_tip(world, state="refused")
    make.make_tip(world, reporter=world.partner_b)

    found = by_place(AREA.dashboard(world.actor("partner_a"), TODAY))

    assert [tip.number in item.title for item in found[DONE][0].items] == [True]
    assert set(found) == {DONE}


def test_the_office_sees_tips_without_anybody_responsible(world: World) -> None:
    make.make_tip(world)
    unrouted = make.make_tip(world, state="received")

    found = by_place(AREA.dashboard(world.actor("office"), TODAY))

    assert [item.row["number"] for item in found[NOW][0].items] == [unrouted.number]


@pytest.mark.parametrize("who", ["dpo", "operator"])
def test_nothing_for_those_who_have_nothing_to_do_here(world: World, who: str) -> None:
    make.make_case(world, due_on=TODAY)
    actor = world.actor(who)

    assert by_place(AREA.dashboard(actor, TODAY)) == {}
    assert list(AREA.search(actor, "F-2026")) == []
    assert list(AREA.actions(actor)) == []


def week(world: World, who: str) -> dict[int, list]:
    end = timezone.now() + timedelta(minutes=1)
    return by_place(AREA.digest(world.actor(who), end - timedelta(days=7), end))


def test_an_advisers_week(world: World) -> None:
    tip, case = make.make_tip(world), make.make_case(world, due_on=TODAY)
    make.make_case(world, state="registered", registered_on=TODAY, new_start_on=TODAY, ends_on=TODAY)
    make.make_case(
        world, state="registered", registered_on=TODAY, new_start_on=TODAY, ends_on=date(2026, 1, 1)
    )

    found = week(world, "adviser_a")

    assert [item.url.rstrip("/").split("/")[-1] for item in found[NOW][0].items] == [tip.number, case.number]
    assert found[DONE][0].note.startswith("2 ")
    assert ", 1 " in found[DONE][0].note or " 1 " in found[DONE][0].note


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"261": 2}, []),
        ({"261": 3}, [3]),
        ({"261": 5, "292": 4}, [5, 4]),
        ({"261": 5, "292": 2}, [7]),
        ({"261": 5, "292": 4, "223": 2}, [5, 6]),
        ({"261": 2, "292": 2}, [4]),
        ({"261": 1, "292": 1}, []),
    ],
)
def test_wanted_in_the_district_hides_small_cells(world: World, counts: dict, shown: list) -> None:
    """D15: no count under three is shown, nor can it be worked out from the sum."""
    for kldb3, count in counts.items():
        for _index in range(count):
            make.make_case(
                world, occupation=make_occupation(kldb3=kldb3), state="in_placement", released_to_pool=True
            )
    make.make_case(world, state="in_placement")

    found = week(world, "partner_a").get(WANTED, [])

    numbers = [int(item.title.split(" ")[0]) for section in found for item in section.items]
    assert sorted(numbers) == sorted(shown)


def test_results_of_own_tips_in_the_week_only(world: World) -> None:
    now = timezone.now()
    fresh = make.make_tip(world, state="refused", decided_at=now)
    make.make_tip(world, state="refused", decided_at=now - timedelta(days=8))

    section = week(world, "partner_a")[DONE][0]

    assert [fresh.number in item.title for item in section.items] == [True]


def hits(world: World, who: str, query: str) -> set[str]:
    return {hit.title for hit in AREA.search(world.actor(who), query)}


def test_search_finds_what_one_may_see(world: World) -> None:
    company_case = make.make_company_case(world, company=make.make_company(world, "Muster-Suche"))
    case = make.make_case(world)
    offer = make.make_offer(world, company_name="Muster-Suche KG")

    assert hits(world, "adviser_a", "muster-suche") == {
        "Muster-Suche",
        f"{company_case.number}: Muster-Suche",
        str(offer),
    }
    assert hits(world, "adviser_b", "muster-suche") == {str(offer)}
    assert hits(world, "office", company_case.number) == {company_case.number}
    assert hits(world, "office", "muster-suche") == set()
    assert hits(world, "colleague_a", "mechatron") == {f"{case.number}: {case.occupation}", str(offer)}
    assert hits(world, "partner_a", case.number) == set()


def test_navigation_by_role(world: World) -> None:
    def entries(who: str) -> list[str]:
        actor = world.actor(who)
        return [item.url_name.split(":")[1] for item in AREA.nav if item.allowed(actor)]

    assert entries("partner_a") == ["company_case_list", "my_tips", "my_suggestions", "shortage"]
    assert entries("office") == [
        "company_case_list",
        "tip_list",
        "suggestion_list",
        "shortage",
        "rule_list",
        "responsibility_list",
        "deadline_rules",
    ]
    assert entries("editor") == ["company_case_list", "my_tips", "my_suggestions", "shortage"]
    assert entries("operator") == []
    assert entries("dpo") == ["shortage", "rule_list"]
    assert entries("adviser_a")[0] == "work_list"


def test_mails_without_a_reason_are_skipped(world: World) -> None:
    decided, waiting = make.make_tip(world, state="refused"), make.make_tip(world)

    for kind, object_id in (("tip_assigned", decided.pk), ("tip_decided", waiting.pk), ("tip_assigned", 0)):
        with pytest.raises(SkipMail):
            AREA.mails[kind](OutgoingMail(kind=kind, object_id=object_id))


def test_the_demonstration_tells_its_story(db: None) -> None:
    call_command("load_region", verbosity=0)
    partners_demo.load(TODAY)

    demo.load(TODAY)

    assert TrainingCompany.objects.count() >= 300
    assert TakeoverOffer.objects.count() >= 40
    assert Case.objects.count() == 60 + 240  # the story, and the year before it
    metal = CompanyCase.objects.get(company__name="Muster-Metallbau GmbH")
    states = sorted(metal.cases.values_list("state", flat=True))
    assert states == sorted(["registered"] * 2 + ["promise"] + ["in_placement"] * 3 + ["watching"])
    assert set(Tip.objects.values_list("state", flat=True)) == {
        "received", "routed", "accepted", "merged", "refused",
    }  # fmt: skip
    assert not TrainingCompany.objects.exclude(name__startswith="Muster-").exists()
