"""Who gets a tip: the most specific row of the responsibility table, else the office."""

import pytest

from apprenticeships.actions.tips import leave_tip
from apprenticeships.models import Tip, TipPerson
from apprenticeships.routing import company_and_place, district_of, group_of
from portal.digests.models import OutgoingMail
from tests.apprenticeships import factories as make
from tests.factories import World, make_district, make_municipality, make_occupation


def leave(world: World, **values: object) -> Tip:
    values = {
        "subject": "company",
        "cause": "insolvency",
        "company_and_place": "Muster-Blech, Künzelsau",
        "urgency": "later",
        **values,
    }
    tip = leave_tip(by=world.actor("partner_a"), **values)
    return Tip.objects.get(pk=tip.pk)


def test_the_most_specific_row_wins(world: World) -> None:
    baker = make_occupation("Bäcker/in", "292")
    make.make_responsibility(world, world.deputy_a)
    make.make_responsibility(world, world.colleague_a, district=world.district)
    make.make_responsibility(world, world.adviser_a, group=world.occupation.group)
    make.make_responsibility(world, world.adviser_b, group=baker.group, district=world.district)

    assert leave(world, company_and_place="Muster-Laden, Berlin").adviser == world.deputy_a
    assert leave(world).adviser == world.colleague_a
    assert leave(world, occupations="Mechatroniker").adviser == world.adviser_a
    assert leave(world, occupations="Bäcker").adviser == world.adviser_b


def test_adviser_and_deputy_are_mailed_at_once_and_once(world: World) -> None:
    make.make_responsibility(world, world.adviser_a, deputy=world.colleague_a)

    tip = leave(world)

    mails = OutgoingMail.objects.order_by("pk").values_list("kind", "membership", "once")
    assert list(mails) == [
        ("tip_assigned", member.pk, f"tip:{tip.pk}:{member.pk}")
        for member in (world.adviser_a, world.colleague_a)
    ]
    assert (tip.state, tip.organisation, tip.deputy) == ("routed", world.chamber_a, world.colleague_a)


def test_the_office_gets_what_fits_nobody(world: World) -> None:
    tip = leave(world)

    assert (tip.state, tip.organisation) == ("received", None)
    assert list(OutgoingMail.objects.values_list("membership", flat=True)) == [world.office.pk]


def test_two_chambers_that_fit_equally_are_not_guessed(world: World) -> None:
    make.make_responsibility(world, world.adviser_a)
    make.make_responsibility(world, world.adviser_b)

    assert leave(world).state == "received"
    assert leave(world, chamber=world.chamber_b).adviser == world.adviser_b


def test_advisers_who_left_get_nothing(world: World) -> None:
    make.make_responsibility(world, world.adviser_a)
    world.adviser_a.is_active = False
    world.adviser_a.save()

    assert leave(world).state == "received"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Muster-Blech, Künzelsau", True),
        ("kuenzelsau", False),
        ("Muster-Blech in KÜNZELSAU.", True),
        ("Künzelsauer Landbrot", False),
        ("", False),
    ],
)
def test_the_place_is_read_out_of_the_text(world: World, text: str, found: bool) -> None:
    assert (district_of(text) == world.district.pk) == found


def test_the_longer_name_of_a_place_counts(world: World) -> None:
    other = make_district()
    make_municipality("Bad Künzelsau", other)

    assert district_of("Muster in Bad Künzelsau") == other.pk


def test_several_groups_are_none(world: World) -> None:
    make_occupation("Tischler/in", "223")

    assert group_of("Mechatroniker") == world.occupation.group_id
    assert group_of("Mechatroniker, Tischler") is None
    assert group_of("Büro") is None


def test_the_person_stands_in_a_row_of_its_own(world: World) -> None:
    person = {
        "name": "Toni Muster-Anruf",
        "contact": "0151 0000 1",
        "under_18": "yes",
        "agreed_on": make.TODAY,
        "agreed_how": "spoken",
    }

    tip = leave(world, person=person)

    assert TipPerson.objects.get().tip == tip
    assert tip.number == "H-2026-0001"


def test_company_and_place_of_a_tip_come_apart(world: World) -> None:
    texts = [
        "Muster-Blech GmbH, Künzelsau",
        "Muster-Blech GmbH, Nirgendwo",
        "Künzelsau",
        "Muster & Sohn, KG, Künzelsau",
    ]

    assert [company_and_place(text) for text in texts] == [
        ("Muster-Blech GmbH", "Künzelsau"),
        ("Muster-Blech GmbH, Nirgendwo", ""),
        ("Künzelsau", ""),
        ("Muster & Sohn, KG", "Künzelsau"),
    ]
