"""The adviser's list, guards of steps, the checklist, what helped, the own target, the end of probation."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.cases import close_case, move_case, remind_of_probation
from apprenticeships.actions.checklists import name_contributions, save_checklist, switch_item
from apprenticeships.checklists import candidates, in_force, items_of
from apprenticeships.models import (
    Case,
    CaseCheck,
    CaseContribution,
    CaseDeadline,
    CaseTarget,
    ChecklistItem,
    TakeoverOffer,
)
from apprenticeships.states import GUARDS, NEVER
from apprenticeships.steps import STEP_WORDS, one_click_steps
from apprenticeships.targets import target_mark, week_of_case
from measures.models import Measure
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.apprenticeships import cases_factories
from tests.apprenticeships import factories as make
from tests.factories import World
from tests.measures.factories import make_measure, make_programme

TODAY = timezone.localdate()


# --- guards ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "step", "values"),
    [
        ("signed", "register", {}),
        ("signed", "register", {"registered_on": None}),
        ("signed", "register", {"registered_on": TODAY + timedelta(days=1)}),
        ("registered", "care", {}),
        ("in_placement", "close", {}),
        ("in_placement", "close", {"outcome": ""}),
        ("checked", "stabilise", {}),
        ("checked", "stabilise", {"note": "  "}),
        ("checked", "hold", {"note": "wartet"}),
        ("checked", "hold", {"note": "wartet", "due_on": NEVER}),
        ("checked", "hold", {"due_on": TODAY + timedelta(days=7)}),
        ("checked", "withdraw", {}),
        ("closed", "reopen", {}),
    ],
)
def test_a_step_without_what_it_needs_is_refused(world: World, state: str, step: str, values: dict) -> None:
    case = make.make_case(world, state=state)

    with pytest.raises(TransitionRefused):
        move_case(case, step, by=world.actor("adviser_a"), **values)

    assert Case.objects.get(pk=case.pk).state == state
    assert not Event.objects.filter(verb="case_moved").exists()


def test_every_guard_has_its_form_and_words() -> None:
    from apprenticeships.forms.cases import STEP_FORMS

    for step, names in GUARDS.items():
        fields = {"reason", *STEP_FORMS[step].base_fields}
        assert set(names) <= fields
        assert step in STEP_WORDS


def test_registered_with_the_chamber_of_the_case(world: World) -> None:
    case = make.make_case(world, state="signed")

    move_case(case, "register", by=world.actor("adviser_a"), registered_on=date(2026, 10, 1))

    assert Case.objects.get(pk=case.pk).registered_with == world.chamber_a


def test_only_a_chamber_keeps_a_register(world: World) -> None:
    case, agency = make.make_case(world, state="signed"), world.partner_org_a

    with pytest.raises(TransitionRefused):
        move_case(
            case,
            "register",
            by=world.actor("adviser_a"),
            registered_on=date(2026, 10, 1),
            registered_with=agency,
        )


def test_the_reason_stands_with_the_state_until_the_next_step(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    day = TODAY + timedelta(days=14)
    move_case(case, "hold", by=by, note="wartet auf Zeugnis", due_on=day)
    held = Case.objects.get(pk=case.pk)

    move_case(case, "place", by=by)

    assert (held.state_reason, held.due_on) == ("wartet auf Zeugnis", day)
    assert Case.objects.get(pk=case.pk).state_reason == ""


def test_stabilising_after_a_promise_frees_the_seat(world: World) -> None:
    offer = make.make_offer(world, seats=1, seats_taken=1, state="full")
    case = make.make_case(world, state="promise", offer=offer)

    move_case(case, "stabilise", by=world.actor("adviser_a"), note="Betrieb macht weiter")

    assert TakeoverOffer.objects.get().seats_taken == 0


def test_steps_are_refused_at_their_field(world: World, sign_in) -> None:
    """Several forms stand on the page: the refused one says what lacks, the others stay clean."""
    case, client = make.make_case(world), sign_in(world.adviser_a)

    page = client.post(
        reverse("apprenticeships:case_hold", args=[case.number]), {"reason": "wartet"}, secure=True
    )

    text = page.content.decode()
    assert list(page.context["form"].errors) == ["due_on"]
    assert text.count('id="id_hold_reason"') == text.count('id="id_withdraw_reason"') == 1
    assert 'value="wartet"' in text


@pytest.mark.parametrize(
    ("state", "until", "steps"),
    [
        ("checked", None, ["watch", "place"]),
        ("watching", None, ["place"]),
        ("promise", None, ["fall_back"]),
        ("registered", None, []),
        ("registered", date(2027, 1, 1), ["care"]),
        ("closed", None, []),
    ],
)
def test_steps_of_one_click(state: str, until: date | None, steps: list[str]) -> None:
    assert one_click_steps(state, until) == steps


# --- what helped ----------------------------------------------------------------------------------------


def regional(count: int) -> list[Measure]:
    return [make_measure(state="published") for _one in range(count)]


def test_closing_names_what_has_helped(world: World) -> None:
    case, measures = make.make_case(world, state="in_placement"), regional(3)

    close_case(case, "same", by=world.actor("adviser_a"), helped=measures)

    assert set(CaseContribution.objects.values_list("case", "measure")) == {
        (case.pk, measure.pk) for measure in measures
    }


@pytest.mark.parametrize("wrong", ["four", "draft", "programme"])
def test_what_cannot_be_named(world: World, wrong: str) -> None:
    measures = {
        "four": lambda: regional(4),
        "draft": lambda: [make_measure(state="draft")],
        "programme": lambda: [make_programme()],
    }[wrong]()
    case = make.make_case(world, state="in_placement")

    with pytest.raises(TransitionRefused):
        close_case(case, "same", by=world.actor("adviser_a"), helped=measures)

    assert Case.objects.get(pk=case.pk).state == "in_placement"


def test_a_measure_counts_once_per_case_and_goes_with_reopening(world: World) -> None:
    case, by, (measure,) = make.make_case(world, state="closed"), world.actor("adviser_a"), regional(1)
    for _time in range(2):
        name_contributions(case, [measure, measure], by=by)
    once = CaseContribution.objects.count()

    move_case(case, "reopen", by=by, note="Probezeit nicht bestanden")

    assert (once, CaseContribution.objects.count()) == (1, 0)


def test_the_database_refuses_the_same_contribution_twice(world: World) -> None:
    case, (measure,) = make.make_case(world), regional(1)
    CaseContribution.objects.create(case=case, measure=measure)

    with pytest.raises(IntegrityError), transaction.atomic():
        CaseContribution.objects.create(case=case, measure=measure)


def test_closing_on_the_page(world: World, sign_in) -> None:
    case, measures = make.make_case(world, state="in_placement"), regional(4)
    url, client = reverse("apprenticeships:case_close", args=[case.number]), sign_in(world.adviser_a)

    refused = client.post(
        url, {"outcome": "same", "helped": [measure.pk for measure in measures]}, secure=True
    )
    client.post(url, {"outcome": "exam", "helped": [measures[0].pk]}, secure=True)

    assert list(refused.context["form"].errors) == ["helped"]
    assert Case.objects.get(pk=case.pk).outcome == "exam"
    assert CaseContribution.objects.get().measure == measures[0]


# --- checklist ------------------------------------------------------------------------------------------


@pytest.fixture
def points(db: None) -> dict[str, ChecklistItem]:
    ChecklistItem.objects.all().delete()
    made = [
        cases_factories.make_item(code="all"),
        cases_factories.make_item(code="minors", minors_only=True),
        cases_factories.make_item(code="start", kinds=["start"]),
        cases_factories.make_item(code="insolvency", causes=["insolvency"], deadline_code="insolvency_pay"),
    ]
    return {item.code: item for item in made}


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, {"all"}),
        ({"is_minor": True}, {"all", "minors"}),
        ({"is_minor": False, "kind": "start"}, {"all", "start"}),
        ({"cause": "insolvency"}, {"all", "insolvency"}),
    ],
)
def test_which_points_a_case_has(world: World, points: dict, facts: dict, codes: set) -> None:
    case = make.make_case(world, **facts)

    assert {item.code for item in items_of(case, candidates(case.organisation_id))} == codes


def test_the_cause_of_the_company_case_counts(world: World, points: dict) -> None:
    case = make.make_case(world, company_case=make.make_company_case(world, cause="insolvency"))

    assert "insolvency" in {item.code for item in items_of(case, candidates(case.organisation_id))}


def test_a_chamber_leaves_a_point_out_for_itself_only(world: World, points: dict) -> None:
    switch_item(points["all"], False, by=world.actor("adviser_a"))

    used = {
        chamber.pk: {item.code for item in in_force(candidates(chamber.pk)) if item.is_active}
        for chamber in (world.chamber_a, world.chamber_b)
    }
    assert "all" not in used[world.chamber_a.pk]
    assert "all" in used[world.chamber_b.pk]

    switch_item(ChecklistItem.objects.get(organisation=world.chamber_a), True, by=world.actor("adviser_a"))
    assert all(item.is_active for item in in_force(candidates(world.chamber_a.pk)))


def test_ticking_says_who_and_when_and_meets_the_deadline(world: World, points: dict, sign_in) -> None:
    case = make.make_case(world, cause="insolvency")
    cases_factories.make_deadline(case, code="insolvency_pay")
    url = reverse("apprenticeships:case_checklist", args=[case.number])
    item = points["insolvency"]

    sign_in(world.colleague_a).post(url, {"done": [str(item.key)]}, secure=True)

    check = CaseCheck.objects.get()
    assert (check.item, check.done_by, check.done_on) == (item, world.colleague_a.user, TODAY)
    assert CaseDeadline.objects.get().done_on == TODAY
    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_detail", args=[case.number]), secure=True
    )
    shown = {point["key"]: point["done"] for point in page.context["checklist"]}
    assert world.colleague_a.user.name in shown[str(item.key)]
    assert page.context["checklist_done"] == 1


def test_a_checklist_saved_later_keeps_what_others_ticked(world: World, points: dict) -> None:
    """L01: two people have the same page open; neither takes the other's tick away."""
    case, first, second = make.make_case(world, is_minor=True), points["all"], points["minors"]
    items = items_of(case, candidates(case.organisation_id))
    for who, item in (("adviser_a", first), ("colleague_a", second)):
        save_checklist(case, items, shown=set(), ticked={str(item.key)}, by=world.actor(who))

    assert set(CaseCheck.objects.values_list("item", flat=True)) == {first.pk, second.pk}

    save_checklist(case, items, shown={str(first.key)}, ticked=set(), by=world.actor("colleague_a"))
    assert set(CaseCheck.objects.values_list("item", flat=True)) == {second.pk}


def test_a_point_that_the_case_does_not_have_is_not_ticked(world: World, points: dict) -> None:
    case = make.make_case(world)
    items = items_of(case, candidates(case.organisation_id))

    save_checklist(case, items, shown=set(), ticked={str(points["start"].key)}, by=world.actor("adviser_a"))

    assert not CaseCheck.objects.exists()


def test_own_points_and_target_on_their_page(world: World, points: dict, sign_in) -> None:
    client, url = sign_in(world.adviser_a), reverse("apprenticeships:case_setup")

    client.post(reverse("apprenticeships:checklist_item_add"), {"title": "Schülerticket"}, secure=True)
    client.post(url, {"weeks": "12"}, secure=True)
    refused = client.post(url, {"weeks": "0"}, secure=True)

    assert ChecklistItem.objects.get(title="Schülerticket").organisation == world.chamber_a
    assert CaseTarget.objects.get().weeks == 12
    assert list(refused.context["form"].errors) == ["weeks"]
    client.post(url, {"weeks": ""}, secure=True)
    assert not CaseTarget.objects.exists()


# --- target ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "week"), [(0, 1), (6, 1), (7, 2), (34, 5), (-3, 1)])
def test_weeks_of_a_case(days: int, week: int) -> None:
    assert week_of_case(TODAY - timedelta(days=days), TODAY) == week


@pytest.mark.parametrize(
    ("days", "weeks", "state", "expected"),
    [
        (30, 12, "in_placement", ("Woche 5 von 12", False)),
        (83, 12, "in_placement", ("Woche 12 von 12", False)),
        (84, 12, "in_placement", ("Woche 13 von 12", True)),
        (30, None, "in_placement", None),
        (30, 12, "registered", None),
        (30, 12, "closed", None),
    ],
)
def test_the_mark_of_the_target(days: int, weeks: int | None, state: str, expected: tuple | None) -> None:
    mark = target_mark(TODAY - timedelta(days=days), weeks, state, TODAY)

    assert (mark and (mark.text, mark.is_late)) == expected


def test_the_target_stands_on_list_and_page_of_its_organisation_only(world: World, sign_in) -> None:
    CaseTarget.objects.create(organisation=world.chamber_a, weeks=2)
    mine = make.make_case(world, reported_on=TODAY - timedelta(days=15))
    other = make.make_case(world, adviser=world.adviser_b)

    def pages(who: str, case: Case) -> str:
        client = sign_in(getattr(world, who))
        urls = (
            reverse("apprenticeships:case_list"),
            reverse("apprenticeships:case_detail", args=[case.number]),
        )
        return "".join(client.get(url, secure=True).content.decode() for url in urls)

    assert pages("adviser_a", mine).count("Woche 3 von 2") == 2
    assert "Woche 1 von" not in pages("adviser_b", other)


@pytest.mark.parametrize("weeks", [0, 105])
def test_the_database_refuses_wild_targets(world: World, weeks: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseTarget.objects.create(organisation=world.chamber_a, weeks=weeks)


# --- the end of probation -------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["registered", "aftercare"])
def test_the_sweep_reminds_once_when_probation_ends(world: World, state: str) -> None:
    case = make.make_case(world, state=state, probation_until=TODAY)
    later = make.make_case(world, state=state, probation_until=TODAY + timedelta(days=1))
    now = timezone.now()

    remind_of_probation(now)
    reminded = Case.objects.get(pk=case.pk)
    Case.objects.filter(pk=case.pk).update(due_on=TODAY + timedelta(days=7))
    remind_of_probation(now)

    assert (reminded.due_on, reminded.next_step) == (TODAY, "Probezeit endet: bitte nachfragen")
    assert Case.objects.get(pk=case.pk).due_on == TODAY + timedelta(days=7)
    assert Case.objects.get(pk=later.pk).due_on == NEVER
    assert Event.objects.filter(verb="probation_ends").count() == 1


def test_an_earlier_follow_up_stays(world: World) -> None:
    day = TODAY - timedelta(days=2)
    case = make.make_case(
        world, state="aftercare", probation_until=TODAY, due_on=day, next_step="Zeugnis anfordern"
    )

    remind_of_probation(timezone.now())

    case = Case.objects.get(pk=case.pk)
    assert (case.due_on, case.next_step) == (day, "Zeugnis anfordern")
