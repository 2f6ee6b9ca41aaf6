"""A later phase of a company case: preview, change in one step, what stays and why, two advisers at once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.company_cases import add_rows, change_phase, open_company_case
from apprenticeships.actions.offers import take_seat
from apprenticeships.models import Case, CompanyCase, CompanyCasePhase
from apprenticeships.phases import plan
from apprenticeships.states import CASE_WORKFLOW, NEVER, PHASE_STEPS, Outcome, Phase
from apprenticeships.states.company_cases import PHASE_OUTCOMES
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.apprenticeships import factories as make
from tests.factories import World

END = date(2026, 12, 31)
STATES = ("checked", "watching", "in_placement", "promise", "signed", "registered", "on_hold", "withdrawn")


def cases_of(world: World, company_case: CompanyCase, *states: str, **values: object) -> dict[str, Case]:
    return {
        state: make.make_case(world, state=state, company_case=company_case, **values) for state in states
    }


def states_now(cases: dict[str, Case]) -> dict[str, str]:
    return {state: Case.objects.get(pk=case.pk).state for state, case in cases.items()}


@pytest.mark.parametrize("phase", Phase.values)
def test_a_later_phase_moves_all_open_cases_at_once(world: World, phase: str) -> None:
    company_case = make.make_company_case(world)
    cases = cases_of(world, company_case, *STATES)
    step, sources = PHASE_STEPS[phase]

    moved = change_phase(company_case, phase, END, by=world.actor("adviser_a"))

    target = CASE_WORKFLOW.steps[step].target
    assert states_now(cases) == {state: target if state in sources else state for state in STATES}
    assert moved == len(set(STATES) & set(sources))
    assert CompanyCase.objects.get().phase == phase


@pytest.mark.parametrize("phase", Phase.values)
def test_end_dates_follow_but_for_those_in_a_new_company(world: World, phase: str) -> None:
    company_case = make.make_company_case(world)
    before = date(2026, 11, 30)
    cases = cases_of(world, company_case, "checked", "promise", "registered", ends_on=before)

    change_phase(company_case, phase, END, by=world.actor("adviser_a"))

    found = {state: Case.objects.get(pk=case.pk).ends_on for state, case in cases.items()}
    goes_on = phase in PHASE_OUTCOMES
    assert found == {
        "checked": NEVER if goes_on else END,
        "promise": before if goes_on else END,
        "registered": before,
    }
    assert CompanyCase.objects.get().ends_on == (None if goes_on else END)


def test_sold_cases_go_on_with_the_buyer_but_for_those_left_out(world: World) -> None:
    company_case = make.make_company_case(world, phase=Phase.OPENED)
    goes, stays = (make.make_case(world, state="in_placement", company_case=company_case) for _ in range(2))

    change_phase(
        company_case, Phase.SOLD, None, by=world.actor("adviser_a"), since=date(2026, 10, 1),
        buyer="Muster-Käufer AG", left_out={stays.number},
    )  # fmt: skip

    goes, stays, row = Case.objects.get(pk=goes.pk), Case.objects.get(pk=stays.pk), CompanyCase.objects.get()
    assert (goes.state, goes.outcome) == ("stabilised", Outcome.TRANSFERRED)
    assert (stays.state, stays.outcome) == ("in_placement", "")
    assert (row.buyer, row.sold_on) == ("Muster-Käufer AG", date(2026, 10, 1))
    assert not Event.objects.filter(note__contains="Käufer").exists()


def test_a_stabilised_case_has_no_other_outcome(world: World) -> None:
    case = make.make_case(world, state="stabilised")

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(outcome=Outcome.SCHOOL)


def test_reopening_a_case_of_a_sold_company_takes_the_outcome_away(world: World, sign_in) -> None:
    case = make.make_case(world, state="stabilised", outcome=Outcome.TRANSFERRED)
    address = reverse("apprenticeships:case_reopen", args=[case.number])

    sign_in(world.adviser_a).post(address, {"reason": "Käufer bildet nicht aus"}, secure=True)

    assert Case.objects.get().outcome == ""


def test_the_plan_says_why_a_case_stays(world: World) -> None:
    cases = cases_of(world, make.make_company_case(world), *STATES[:-1]).values()

    rows = {row.case.state: row for row in plan(list(cases), Phase.OPENED, None)}

    assert {state for state, row in rows.items() if row.step} == {"checked", "watching"}
    assert all(row.why for row in rows.values() if not row.step)
    assert not rows["promise"].changes


def test_phases_keep_their_days(world: World) -> None:
    company_case = CompanyCase(
        company=make.make_company(world), phase=Phase.APPLIED, applied_on=date(2026, 9, 1)
    )
    open_company_case(company_case, [], by=world.actor("adviser_a"))

    change_phase(company_case, Phase.OPENED, END, by=world.actor("adviser_a"), since=date(2026, 10, 2))

    rows = CompanyCasePhase.objects.values_list("phase", "since", "entered_by")
    user = world.adviser_a.user_id
    assert list(rows) == [("opened", date(2026, 10, 2), user), ("applied", date(2026, 9, 1), user)]
    assert CompanyCase.objects.get().opened_on == date(2026, 10, 2)


def test_further_rows_of_a_sold_company_go_on_with_the_buyer(world: World) -> None:
    company_case = make.make_company_case(world, phase=Phase.SOLD)
    case = Case(occupation=world.occupation, residence=world.town, register="bbig", contract_number="1")

    add_rows(company_case, [(case, {})], by=world.actor("adviser_a"))

    assert Case.objects.values_list("state", "outcome").get() == ("stabilised", Outcome.TRANSFERRED)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"phase": "sold"}, {"buyer"}),
        ({"phase": "closed"}, {"ends_on"}),
        ({"phase": "opened"}, set()),
        ({"phase": "", "since": "2026-01-01"}, {"phase"}),
    ],
)
def test_a_phase_asks_for_what_it_needs(world: World, sign_in, data: dict, wrong: set) -> None:
    row = make.make_company_case(world)

    page = sign_in(world.adviser_a).post(address(row), data, secure=True)

    form = page.context.get("form")
    assert set(form.errors if form else ()) == wrong


def test_a_phase_is_not_entered_for_the_future(world: World, sign_in) -> None:
    row, tomorrow = make.make_company_case(world), timezone.localdate() + timedelta(days=1)

    page = sign_in(world.adviser_a).post(address(row), {"phase": "opened", "since": tomorrow}, secure=True)

    assert list(page.context["form"].errors) == ["since"]


def address(row: CompanyCase) -> str:
    return reverse("apprenticeships:company_case_phase", args=[row.number])


def agreed(page: object, **more: object) -> dict[str, object]:
    """What the preview's form sends when its button is pressed."""
    rows = page.context["rows"]
    return {
        **dict(page.context["kept"]),
        "seen": page.context["seen"],
        "shown": [row["number"] for row in rows],
        "take": [row["number"] for row in rows],
        "uebernehmen": "1",
        **more,
    }


def test_the_preview_changes_nothing_and_shows_each_open_case(world: World, sign_in) -> None:
    row = make.make_company_case(world)
    cases = cases_of(world, row, "checked", "promise", "withdrawn")
    events = Event.objects.count()

    page = sign_in(world.adviser_a).post(address(row), {"phase": "opened", "ends_on": END}, secure=True)

    shown = {line["number"]: line for line in page.context["rows"]}
    assert set(shown) == {cases["checked"].number, cases["promise"].number}
    assert shown[cases["checked"].number]["ends_before"] == "offen"
    assert shown[cases["checked"].number]["ends_after"] == "31.12.2026"
    assert shown[cases["promise"].number]["why"]
    assert states_now(cases) == {state: state for state in cases}
    assert (CompanyCase.objects.get().phase, Event.objects.count()) == ("rumour", events)


def test_what_was_seen_is_done(world: World, sign_in) -> None:
    row = make.make_company_case(world)
    taken, left = (make.make_case(world, company_case=row) for _ in range(2))
    client = sign_in(world.adviser_a)
    page = client.post(address(row), {"phase": "opened", "ends_on": END}, secure=True)

    done = client.post(address(row), agreed(page, take=[taken.number]), secure=True)

    assert done.status_code == 302
    assert states_now({"taken": taken, "left": left}) == {"taken": "in_placement", "left": "checked"}
    assert Case.objects.get(pk=left.pk).ends_on == NEVER


@pytest.mark.parametrize("change", ["phase", "case", "no preview"])
def test_two_advisers_at_once(world: World, sign_in, change: str) -> None:
    """L01: of two who change at once the second sees the new state and nothing happens twice."""
    row = make.make_company_case(world)
    case = make.make_case(world, company_case=row)
    first, second = sign_in(world.adviser_a), sign_in(world.colleague_a)
    page = first.post(address(row), {"phase": "opened"}, secure=True)
    data = agreed(page)
    if change == "phase":
        theirs = second.post(address(row), {"phase": "applied"}, secure=True)
        second.post(address(row), agreed(theirs), secure=True)
    elif change == "case":
        Case.objects.filter(pk=case.pk).update(state="promise")
    else:
        data["seen"] = ""
    before = CompanyCase.objects.values("phase", "version").get()

    answer = first.post(address(row), data, secure=True)

    assert answer.status_code == 200
    assert "meanwhile" in str(list(answer.context["messages"])[0]) or "inzwischen" in str(
        list(answer.context["messages"])[0]
    )
    assert CompanyCase.objects.values("phase", "version").get() == before


def test_a_stale_fingerprint_writes_nothing(world: World) -> None:
    row = make.make_company_case(world)

    with pytest.raises(TransitionRefused):
        change_phase(row, Phase.OPENED, None, by=world.actor("adviser_a"), seen="0" * 16)

    assert not CompanyCasePhase.objects.exists()


def test_the_page_shows_phases_and_warns_only_while_places_are_watched(world: World, sign_in) -> None:
    row = make.make_company_case(world)
    case = make.make_case(world, company_case=row, state="watching")
    change_phase(row, Phase.APPLIED, None, by=world.actor("adviser_a"), since=date(2026, 10, 1))
    client = sign_in(world.adviser_a)
    pages = [
        reverse("apprenticeships:company_case_detail", args=[row.number]),
        reverse("apprenticeships:case_detail", args=[case.number]),
    ]

    watched = [client.get(page, secure=True).content.decode() for page in pages]
    change_phase(row, Phase.OPENED, None, by=world.actor("adviser_a"))
    placed = [client.get(page, secure=True).content.decode() for page in pages]

    assert "1.10.2026" in watched[0].replace("01.10.", "1.10.")
    assert all("bp-hint--warn" in page for page in watched)
    assert not any("bp-hint--warn" in page for page in placed)


def test_a_case_in_promise_keeps_its_seat_when_the_company_closes(world: World) -> None:
    row, offer = make.make_company_case(world), make.make_offer(world)
    take_seat(offer, by=world.actor("adviser_a"))
    case = make.make_case(world, company_case=row, state="promise", offer=offer)

    change_phase(row, Phase.CLOSED, END, by=world.actor("adviser_a"))

    case.refresh_from_db()
    assert (case.state, case.offer, case.ends_on) == ("promise", offer, END)
