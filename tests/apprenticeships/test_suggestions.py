"""Suggested companies: routing, every step from every state, thanks when they lead somewhere."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.cases import move_case, promise_case
from apprenticeships.actions.suggestions import assign_suggestion, decline, take_on, take_on_as_offer
from apprenticeships.area import AREA
from apprenticeships.forms.suggestions import DeclineForm, SuggestionForm
from apprenticeships.models import CompanySuggestion, TakeoverOffer, TrainingCompany
from apprenticeships.states import SUGGESTION_WORKFLOW, SuggestionState
from portal.areas import DONE, OFFERS, SkipMail
from portal.digests.models import OutgoingMail
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.apprenticeships.suggestions_factories import make_suggestion
from tests.apprenticeships.test_forms import in_layout
from tests.factories import World, make_occupation

TODAY = timezone.localdate()


def url(name: str, *args: object) -> str:
    return reverse(f"apprenticeships:{name}", args=args)


def data(world: World, **values: object) -> dict[str, object]:
    return {
        "company_name": "Muster-Vorschlag GmbH", "municipality": str(world.town),
        "occupation_list": str(world.occupation), "reason": "Sucht seit Mai", **values,
    }  # fmt: skip


@pytest.mark.parametrize("state", SuggestionState.values)
@pytest.mark.parametrize("step", SUGGESTION_WORKFLOW.steps)
def test_steps_from_every_state(world: World, step: str, state: str) -> None:
    row, by = make_suggestion(world, state=state), world.actor("adviser_a")
    done = {
        "take_on": lambda: take_on(row, by=by),
        "decline": lambda: decline(row, "no_place", by=by),
        "lead": lambda: SUGGESTION_WORKFLOW.apply(row, "lead", by=None, led_on=TODAY),
    }[step]

    if state in SUGGESTION_WORKFLOW.steps[step].sources:
        done()
        expected = SUGGESTION_WORKFLOW.steps[step].target
    else:
        with pytest.raises(TransitionRefused):
            done()
        expected = state

    assert CompanySuggestion.objects.get().state == expected


def test_every_rule_that_the_workflow_needs_exists() -> None:
    assert SUGGESTION_WORKFLOW.needs() <= set(CompanySuggestion.access_rules)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "lost"},
        {"decline_reason": "known"},
        {"state": "declined", "decided_at": timezone.now()},
        {"decided_at": timezone.now()},
        {"led_on": TODAY},
        {"state": "taken_on", "decided_at": timezone.now(), "organisation": None},
    ],
)
def test_the_database_refuses_wrong_suggestions(world: World, values: dict) -> None:
    row = make_suggestion(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        CompanySuggestion.objects.filter(pk=row.pk).update(**values)


def test_every_field_is_in_the_layout_once(db: None) -> None:
    for form_class in (SuggestionForm, DeclineForm):
        assert sorted(in_layout(form_class.layout)) == sorted(form_class().fields)


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, []),
        ({"reason": ""}, []),
        ({"company_name": ""}, ["company_name"]),
        ({"municipality": "Nirgendwo"}, ["municipality"]),
        ({"occupation_list": ""}, ["occupation_list"]),
        ({"reason": "x" * 301}, ["reason"]),
    ],
)
def test_the_form_says_what_is_wrong(world: World, values: dict, wrong: list) -> None:
    assert list(SuggestionForm(data(world, **values)).errors) == wrong


def test_a_suggestion_goes_to_the_responsible_chamber_and_its_stand_ins(world: World, sign_in) -> None:
    make.make_responsibility(world, world.adviser_b)
    make.make_responsibility(
        world,
        world.adviser_a,
        deputy=world.colleague_a,
        group=world.occupation.group,
        district=world.district,
    )
    make.stand_in(world.adviser_a, world.deputy_a)

    sign_in(world.partner_a).post(url("suggestion_create"), data(world), secure=True)

    row = CompanySuggestion.objects.get()
    assert (row.organisation, row.adviser) == (world.chamber_a, world.adviser_a)
    assert (row.suggested_by, row.suggester) == (world.partner_a, world.partner_org_a)
    told = set(OutgoingMail.objects.values_list("kind", "membership"))
    members = (world.adviser_a, world.colleague_a, world.deputy_a)
    assert told == {("suggestion_new", one.pk) for one in members}


def test_what_fits_nobody_goes_to_the_office_which_passes_it_on(world: World, sign_in) -> None:
    sign_in(world.partner_a).post(url("suggestion_create"), data(world), secure=True)
    row = CompanySuggestion.objects.get()
    told = list(OutgoingMail.objects.values_list("membership", flat=True))

    sign_in(world.office).post(
        url("suggestion_assign", row.key), {"adviser": world.adviser_b.pk}, secure=True
    )

    row.refresh_from_db()
    assert told == [world.office.pk]
    assert (row.organisation, row.adviser, row.state) == (world.chamber_b, world.adviser_b, "suggested")


def test_a_decided_suggestion_is_not_passed_on(world: World) -> None:
    row = make_suggestion(world, state="taken_on")

    with pytest.raises(TransitionRefused):
        assign_suggestion(row, world.adviser_b, by=world.actor("adviser_a"))


def test_taken_on_it_stands_on_the_call_list_with_its_occupations(world: World, sign_in) -> None:
    baker = make_occupation("Bäcker/in", "292")
    known = make.make_company(world, "Muster-Bekannt", occupations=[baker])
    row = make_suggestion(world, company_name="Muster-Bekannt")

    sign_in(world.colleague_a).post(url("suggestion_take_on", row.key), secure=True)

    row.refresh_from_db()
    assert (row.state, row.company) == ("taken_on", known)
    assert set(known.occupations.all()) == {baker, world.occupation}
    assert TrainingCompany.objects.count() == 1


def test_declined_with_a_reason_that_the_partner_reads(world: World, sign_in) -> None:
    row = make_suggestion(world)

    sign_in(world.adviser_a).post(url("suggestion_decline", row.key), {"reason": "no_place"}, secure=True)

    mail = OutgoingMail.objects.get()
    text = AREA.mails[mail.kind](mail).text
    page = sign_in(world.partner_a).get(url("suggestion_detail", row.key), secure=True).content.decode()
    row.refresh_from_db()
    assert (mail.kind, mail.membership) == ("suggestion_decided", world.partner_a)
    assert str(row.get_decline_reason_display()) in text
    assert str(row.get_decline_reason_display()) in page
    assert row.company_name not in text


def led_by_its_offer(world: World) -> CompanySuggestion:
    """A suggestion whose offer has brought a new contract."""
    row = make_suggestion(world)
    by = world.actor("adviser_a")
    offer = take_on_as_offer(row, by=by)
    case = make.make_case(world, person={"name": "Toni Muster-Danke"})
    promise_case(case, offer, by=by)
    move_case(case, "sign", by=by)
    move_case(case, "register", by=by, registered_on=TODAY)
    return CompanySuggestion.objects.get(pk=row.pk)


def test_thanks_when_it_leads_to_a_contract(world: World) -> None:
    """D02: the thanks name neither case nor person nor company."""
    row = led_by_its_offer(world)

    mail = OutgoingMail.objects.get(kind="suggestion_thanks")
    body = AREA.mails[mail.kind](mail)
    assert (row.state, row.led_on, mail.membership) == ("contract", TODAY, world.partner_a)
    assert not [word for word in ("Toni", "F-2026", row.company_name) if word in body.subject + body.text]
    assert row.offer.suggested_by == world.partner_a


def test_the_partner_may_see_the_offer_that_came_of_it(world: World, sign_in) -> None:
    row = led_by_its_offer(world)

    answer = sign_in(world.partner_a).get(url("offer_detail", row.offer.key), secure=True)
    other = sign_in(world.partner_b).get(url("offer_detail", row.offer.key), secure=True)

    assert (answer.status_code, other.status_code) == (200, 404)
    assert "F-2026" not in answer.content.decode()


def test_thanks_once_however_many_contracts(world: World) -> None:
    row, by = led_by_its_offer(world), world.actor("adviser_a")
    TakeoverOffer.objects.update(seats=3, state="open")
    case = make.make_case(world)
    promise_case(case, TakeoverOffer.objects.get(), by=by)
    move_case(case, "sign", by=by)
    move_case(case, "register", by=by, registered_on=TODAY)

    assert OutgoingMail.objects.filter(kind="suggestion_thanks").count() == 1
    assert CompanySuggestion.objects.get(pk=row.pk).state == "contract"


def test_thanks_also_when_the_offer_came_later_from_the_call_list(world: World, sign_in) -> None:
    row, by = make_suggestion(world), world.actor("adviser_a")
    company = take_on(row, by=by)
    sign_in(world.colleague_a).post(url("company_offer", company.key), secure=True)

    row.refresh_from_db()

    assert row.offer == TakeoverOffer.objects.get()
    assert row.offer.suggested_by == world.partner_a


def test_a_contract_elsewhere_thanks_nobody(world: World) -> None:
    make_suggestion(world, state="taken_on")
    case = make.make_case(world, state="signed", offer=make.make_offer(world))

    move_case(case, "register", by=world.actor("adviser_a"), registered_on=TODAY)

    assert CompanySuggestion.objects.get().state == "taken_on"


def week(world: World, who: str) -> list:
    end = timezone.now() + timedelta(minutes=1)
    return [one for one in AREA.digest(world.actor(who), end - timedelta(days=7), end) if one]


def test_the_digest_says_what_the_contribution_did(world: World) -> None:
    row = led_by_its_offer(world)

    sections = [one for one in week(world, "partner_a") if one.place == DONE]

    assert [str(row.key) in item.url for one in sections for item in one.items] == [True]
    assert not [one for one in week(world, "partner_b") if one.place == DONE]


def test_advisers_find_what_waits_on_heute_and_in_the_digest(world: World) -> None:
    row = make_suggestion(world)
    make_suggestion(world, state="declined")

    heute = [one for one in AREA.dashboard(world.actor("colleague_a"), TODAY) if one.place == OFFERS and one]
    mail = [one for one in week(world, "colleague_a") if one.place == OFFERS]

    assert [[str(row.key) in item.url for item in one.items] for one in (*heute, *mail)] == [[True], [True]]
    assert not any(row.company_name in item.title for one in mail for item in one.items)
    assert not [one for one in week(world, "adviser_b") if one.place == OFFERS]


def test_mails_without_a_reason_are_skipped(world: World) -> None:
    waiting, decided = make_suggestion(world), make_suggestion(world, state="taken_on")
    of_adviser = {"membership": world.adviser_a, "user": world.adviser_a.user}
    of_partner = {"membership": world.partner_a, "user": world.partner_a.user}

    for kind, row, who in (
        ("suggestion_new", decided, of_adviser),
        ("suggestion_decided", waiting, of_partner),
        ("suggestion_thanks", decided, of_partner),
        ("suggestion_decided", decided, of_adviser),
    ):
        with pytest.raises(SkipMail):
            AREA.mails[kind](OutgoingMail(kind=kind, object_id=row.pk, **who))


def test_lists_show_ones_own(world: World, sign_in) -> None:
    own, other = make_suggestion(world), make_suggestion(world, suggested_by=world.partner_b)
    elsewhere = make_suggestion(world, organisation=world.chamber_b, adviser=world.adviser_b)
    done = make_suggestion(world, state="declined", suggested_by=world.partner_b)

    def names(who: str, name: str, **query: str) -> set[str]:
        page = sign_in(getattr(world, who)).get(url(name), query, secure=True)
        return {row["company"] for row in page.context["page"].rows}

    assert names("partner_a", "my_suggestions") == {own.company_name, elsewhere.company_name}
    assert names("adviser_a", "suggestion_list") == {own.company_name, other.company_name}
    assert names("adviser_a", "suggestion_list", state="declined") == {done.company_name}
    assert names("adviser_a", "suggestion_list", state="nonsense") == {own.company_name, other.company_name}


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_my_suggestions(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    for _index in range(rows):
        make_suggestion(world)
    client = sign_in(world.partner_a)
    client.get(url("suggestion_create"), secure=True)

    with django_assert_num_queries(5):
        client.get(url("my_suggestions"), secure=True)
