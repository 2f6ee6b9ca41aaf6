"""The journeys through the pages: leaving and deciding a tip, opening cases, notes, steps, offers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apprenticeships.models import Case, CompanyCase, TakeoverOffer, Tip
from portal.activity.models import Event
from portal.digests.models import OutgoingMail
from tests.apprenticeships import factories as make
from tests.factories import World

ANSWERS = {
    "subject": "company", "cause": "no_orders", "company_and_place": "Muster-Blechtechnik, Künzelsau",
    "urgency": "two_weeks", "is_public": "no",
}  # fmt: skip


def url(name: str, *args: object) -> str:
    return reverse(f"apprenticeships:{name}", args=args)


def test_a_tip_from_leaving_to_its_result(world: World, sign_in) -> None:
    make.make_responsibility(world, world.adviser_a)
    partner, adviser = sign_in(world.partner_a), sign_in(world.adviser_a)

    thanks = partner.post(url("tip_create"), ANSWERS, secure=True, follow=True)
    tip = Tip.objects.get()
    accepted = adviser.post(
        url("tip_accept_company_case", tip.number),
        {
            "company_name": "Muster-Blechtechnik", "company_place": "Künzelsau", "phase": "rumour",
            "cause": "no_orders", "register": "bbig", "row1_occupation": "Mechatroniker",
            "row1_residence": "Künzelsau", "row1_contract_number": "4711", "row2_occupation": "Mechatroniker",
            "row2_residence": "Künzelsau", "row2_name": "Toni Muster-Zwei", "row2_phone": "0151 0000 2",
        },
        secure=True,
    )  # fmt: skip
    result = partner.get(url("tip_detail", tip.number), secure=True).content.decode()

    tip.refresh_from_db()
    company_case = CompanyCase.objects.get()
    assert tip.number in thanks.content.decode()
    assert accepted["Location"] == url("company_case_detail", company_case.number)
    assert (tip.state, tip.company_case) == ("accepted", company_case)
    assert list(company_case.cases.values_list("state", "contract_number").order_by("pk")) == [
        ("watching", "4711"),
        ("watching", ""),
    ]
    assert OutgoingMail.objects.filter(kind="tip_decided", membership=world.partner_a).count() == 1
    assert company_case.number not in result


def test_the_reporter_sees_number_and_state_of_the_case(world: World, sign_in) -> None:
    case = make.make_case(world, state="in_placement")
    tip = make.make_tip(world, state="accepted", case=case)

    page = sign_in(world.partner_a).get(url("tip_detail", tip.number), secure=True).content.decode()

    assert case.number in page
    assert url("case_detail", case.number) not in page


@pytest.mark.parametrize("missing", ["subject", "cause", "company_and_place", "urgency"])
def test_four_answers_are_required(world: World, sign_in, missing: str) -> None:
    answers = {name: value for name, value in ANSWERS.items() if name != missing}

    page = sign_in(world.partner_a).post(url("tip_create"), answers, secure=True)

    assert page.status_code == 200
    assert list(page.context["form"].errors) == [missing]
    assert Tip.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"person_name": "Toni"}, {"consent", "person_contact", "agreed_on", "agreed_how", "under_18"}),
        ({"consent": "on"}, {"person_name", "person_contact", "agreed_on", "agreed_how", "under_18"}),
    ],
)
def test_a_person_only_with_consent_and_all_that_a_call_needs(
    world: World, sign_in, given: dict, wrong: set
) -> None:
    page = sign_in(world.partner_a).post(url("tip_create"), ANSWERS | given, secure=True)

    assert set(page.context["form"].errors) == wrong


def test_no_agreement_no_person_in_a_tip(world: World, sign_in) -> None:
    world.partner_org_a.agreement_on = None
    world.partner_org_a.save()
    person = {
        "consent": "on", "person_name": "Toni Muster-Ohne", "person_contact": "0151", "agreed_how": "spoken",
        "agreed_on": "2026-01-01", "under_18": "no",
    }  # fmt: skip

    sign_in(world.partner_a).post(url("tip_create"), ANSWERS | person, secure=True)

    assert not hasattr(Tip.objects.get(), "person")


def test_an_adviser_without_agreement_gets_a_clear_page(world: World, sign_in) -> None:
    world.chamber_a.agreement_on = None
    world.chamber_a.save()

    page = sign_in(world.adviser_a).get(url("start"), secure=True)

    assert page.status_code == 200
    assert page.context["no_agreement"]


def test_a_note_in_one_step_from_heute(world: World, sign_in) -> None:
    case = make.make_case(world, due_on=timezone.localdate())
    client = sign_in(world.adviser_a)

    today = client.get("/", secure=True).content.decode()
    answer = client.post(
        url("case_note", case.number),
        {"result": "not_reached", "follow": "3", "text": "", "back": "today"},
        secure=True,
    )

    case.refresh_from_db()
    assert url("case_note", case.number) in today
    assert answer["Location"] == "/#teil-1"
    assert timezone.localdate() + timedelta(days=3) <= case.due_on <= timezone.localdate() + timedelta(days=9)
    assert case.due_on.weekday() < 5


def test_a_wrong_note_keeps_what_was_typed(world: World, sign_in) -> None:
    case = make.make_case(world)
    data = {"result": "reached", "follow": "date", "day": "", "text": "wichtig und lang"}

    page = sign_in(world.adviser_a).post(url("case_note", case.number), data, secure=True)

    assert "wichtig und lang" in page.content.decode()
    assert case.notes.count() == 0


def test_a_stale_save_shows_both_texts(world: World, sign_in) -> None:
    case = make.make_case(world, contract_number="1")
    data = {
        "version": case.version, "kind": "loses", "register": "bbig", "occupation": str(case.occupation),
        "residence": "Künzelsau", "reach_km": 30, "contract_number": "2",
    }  # fmt: skip
    Case.objects.filter(pk=case.pk).update(version=case.version + 1, reach_km=50)

    page = sign_in(world.adviser_a).post(url("case_edit", case.number), data, secure=True)

    case.refresh_from_db()
    assert page.status_code == 409
    assert (case.reach_km, case.contract_number) == (50, "1")


def test_editing_keeps_dates_that_are_open(world: World, sign_in) -> None:
    case = make.make_case(world, company=make.make_company(world, "Muster-Alt"))
    client = sign_in(world.adviser_a)
    form = client.get(url("case_edit", case.number), secure=True).context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {
        "occupation": str(case.occupation),
        "residence": str(case.residence),
        "company_place": "Künzelsau",
    }

    client.post(url("case_edit", case.number), data, secure=True)

    case.refresh_from_db()
    assert (case.follow_up_on, case.place_ends_on, case.company.name) == (None, None, "Muster-Alt")
    assert Event.objects.get(verb="case_changed").changes == {}


def test_a_promise_from_the_ranked_offers(world: World, sign_in) -> None:
    case, offer = make.make_case(world, state="in_placement"), make.make_offer(world)
    client = sign_in(world.adviser_a)

    page = client.get(url("case_detail", case.number), secure=True).content.decode()
    client.post(url("case_promise", case.number), {"offer": offer.key}, secure=True)
    again = client.post(url("case_promise", case.number), {"offer": offer.key}, secure=True, follow=True)

    case.refresh_from_db()
    assert str(offer.key) in page
    assert (case.state, case.offer) == ("promise", offer)
    assert TakeoverOffer.objects.get().seats_taken == 1
    assert [message.level_tag for message in again.context["messages"]][-1] == "warning"


def test_an_adviser_takes_an_offer_on_that_nobody_keeps(world: World, sign_in) -> None:
    offer = make.make_offer(world, suggested_by=world.partner_a, organisation=None)
    data = {
        "version": 1, "company_name": "Muster-Neu", "municipality": "Künzelsau", "kind": "takeover",
        "occupation_list": str(world.occupation), "seats": 1,
    }  # fmt: skip

    sign_in(world.adviser_b).post(url("offer_edit", offer.key), data, secure=True)

    offer.refresh_from_db()
    assert (offer.organisation, offer.company_name) == (world.chamber_b, "Muster-Neu")


def test_extra_fields_of_a_post_change_nothing(world: World, sign_in) -> None:
    """S11: organisation, adviser, state and version are not for the form to set."""
    case, offer = make.make_case(world), make.make_offer(world)
    extra = {
        "organisation": world.chamber_b.pk, "adviser": world.adviser_b.pk, "state": "closed",
        "released_to_pool": "on", "number": "F-2026-9999", "outcome": "same", "seats_taken": 1,
        "suggested_by": world.partner_b.pk, "is_public": "on",
    }  # fmt: skip
    client = sign_in(world.adviser_a)

    client.post(
        url("case_edit", case.number),
        extra
        | {
            "version": case.version, "kind": "loses", "register": "hwo", "occupation": str(world.occupation),
            "residence": "Künzelsau", "reach_km": 30,
        },
        secure=True,
    )  # fmt: skip
    client.post(
        url("offer_edit", offer.key),
        extra
        | {
            "version": 1, "company_name": "Muster-Neu", "municipality": "Künzelsau", "kind": "takeover",
            "occupation_list": str(world.occupation), "seats": 2,
        },
        secure=True,
    )  # fmt: skip

    found = Case.objects.get(pk=case.pk)
    assert found.register == "hwo"
    assert (found.organisation, found.adviser, found.state, found.number) == (
        world.chamber_a, world.adviser_a, "checked", case.number,
    )  # fmt: skip
    kept = TakeoverOffer.objects.get()
    assert (kept.company_name, kept.seats_taken, kept.state) == ("Muster-Neu", 0, "open")
    assert (kept.organisation, kept.suggested_by) == (world.chamber_a, world.adviser_a)


def test_a_colleague_takes_over_only_where_the_adviser_has_left(world: World, sign_in) -> None:
    case, client = make.make_case(world), sign_in(world.colleague_a)
    data = {"adviser": world.colleague_a.pk}

    refused = client.post(url("case_assign", case.number), data, secure=True)
    world.adviser_a.is_active = False
    world.adviser_a.save()
    client.post(url("case_assign", case.number), data, secure=True)

    assert refused.status_code == 403
    assert Case.objects.get().adviser == world.colleague_a
