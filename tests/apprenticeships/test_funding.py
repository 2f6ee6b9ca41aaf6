"""Funding of a case: what is known of it, the panel, the deadlines."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.cases import move_case
from apprenticeships.actions.deadlines import tick_deadline
from apprenticeships.actions.funding import follow_changed_programmes, refresh_funding_deadlines
from apprenticeships.funding import EMPLOYEES, REASONS, facts_of
from apprenticeships.models import Case, CaseDeadline
from apprenticeships.states import Cause, SizeClass
from measures.funding import Facts
from measures.models import FundingProgramme
from measures.states import Criterion
from tests.apprenticeships import factories as make
from tests.factories import World, make_municipality
from tests.measures.factories import make_funding

TODAY = date(2026, 11, 24)
START = date(2026, 12, 1)


def after_start(**values: object) -> FundingProgramme:
    return make_funding(deadline="after_start", deadline_months=3, source="Muster-Richtlinie", **values)


def with_contract(world: World, **values: object) -> Case:
    values.setdefault("state", "signed")
    return make.make_case(world, new_start_on=values.pop("new_start_on", START), **values)


def due(case: Case) -> dict[str, date]:
    return dict(CaseDeadline.objects.filter(case=case, kind="funding").values_list("code", "due_on"))


# --- facts -------------------------------------------------------------------------------------------------


def test_facts_of_a_case_without_a_new_place(world: World) -> None:
    case = make.make_case(world)

    assert facts_of(case, TODAY) == Facts(TODAY, lost_place=True)


def test_facts_of_a_case_with_a_new_place(world: World) -> None:
    bavaria = make_municipality("Würzburg", ags="09663000")
    offer = make.make_offer(
        world, kind="network", months=6, municipality=bavaria,
        company=make.make_company(world, size_class="50-249"),
    )  # fmt: skip
    case = with_contract(
        world, kind="start", offer=offer, company_case=make.make_company_case(world, cause="suitability"),
        probation_until=date(2027, 2, 28),
    )  # fmt: skip

    assert facts_of(case, TODAY) == Facts(
        TODAY, lost_place=False, reason="suitability", employees=(50, 249), seat="09663000",
        new_start_on=START, probation_until=date(2027, 2, 28), network_months=6,
    )  # fmt: skip


def test_every_cause_and_size_has_its_words() -> None:
    assert set(REASONS) == set(Cause) - {Cause.UNKNOWN}
    assert set(EMPLOYEES) == set(SizeClass) - {SizeClass.UNKNOWN}


# --- deadlines ---------------------------------------------------------------------------------------------


def test_signing_sets_the_deadline_and_falling_back_takes_it_away(world: World) -> None:
    programme, by = after_start(), world.actor("adviser_a")
    case = make.make_case(world, state="promise")
    start = timezone.localdate() + timedelta(days=7)

    move_case(case, "sign", by=by, new_start_on=start)
    signed = due(case)
    move_case(case, "fall_back", by=by)

    assert list(signed) == [f"funding-{programme.pk}"]
    assert signed[f"funding-{programme.pk}"] > start + timedelta(days=88)
    assert due(case) == {}


def test_the_deadline_follows_start_and_probation(world: World) -> None:
    first, second = after_start(), make_funding(deadline="after_probation", deadline_months=3)
    case = with_contract(world)

    refresh_funding_deadlines(case, today=TODAY)
    before = due(case)
    case.new_start_on, case.probation_until = date(2027, 1, 1), date(2027, 3, 31)
    refresh_funding_deadlines(case, today=TODAY)

    assert before == {f"funding-{first.pk}": date(2027, 3, 1)}
    assert due(case) == {
        f"funding-{first.pk}": date(2027, 4, 1),
        f"funding-{second.pk}": date(2027, 6, 30),
    }


def test_what_does_not_fit_sets_no_deadline(world: World) -> None:
    never = {"code": "x", "text": "x", "criterion": Criterion.LOST, "expected": ""}
    after_start(conditions=[never])
    after_start(valid_until=date(2021, 12, 31))
    case = with_contract(world, kind="none")

    refresh_funding_deadlines(case, today=TODAY)

    assert due(case) == {}


def test_a_day_that_has_passed_is_not_entered_but_an_entered_one_stays(world: World) -> None:
    programme = after_start()
    late, kept = with_contract(world), with_contract(world)
    refresh_funding_deadlines(kept, today=TODAY)

    for case in (late, kept):
        refresh_funding_deadlines(case, today=date(2027, 6, 1))

    assert due(late) == {}
    assert due(kept) == {f"funding-{programme.pk}": date(2027, 3, 1)}


def test_a_deadline_that_is_done_stays(world: World) -> None:
    after_start()
    case = with_contract(world)
    refresh_funding_deadlines(case, today=TODAY)
    tick_deadline(case.deadlines.get(), True, by=world.actor("adviser_a"))

    case.state = "in_placement"
    refresh_funding_deadlines(case, today=TODAY)

    assert case.deadlines.get().done_on is not None


def test_a_closed_case_keeps_its_deadlines(world: World) -> None:
    after_start()
    case = with_contract(world, state="registered")
    refresh_funding_deadlines(case, today=TODAY)

    move_case(case, "close", by=world.actor("adviser_a"), outcome="same")

    assert len(due(case)) == 1


def test_the_deadline_says_programme_and_source(world: World) -> None:
    after_start(name="Muster-Prämie")
    case = with_contract(world)

    refresh_funding_deadlines(case, today=TODAY)

    row = case.deadlines.get()
    assert (row.title, row.source) == ("Förderung beantragen: Muster-Prämie", "Muster-Richtlinie")


def test_changed_rules_move_the_deadlines_of_open_cases(world: World) -> None:
    programme, now = after_start(), timezone.now()
    start = timezone.localdate() + timedelta(days=30)
    case, other = with_contract(world, new_start_on=start), make.make_case(world)
    refresh_funding_deadlines(case)
    before = due(case)

    FundingProgramme.objects.update(deadline="before_start", deadline_months=0, updated_at=now)
    follow_changed_programmes(now)
    after = due(case)
    FundingProgramme.objects.update(deadline="after_start", updated_at=now - timedelta(hours=2))
    follow_changed_programmes(now)

    assert before != after
    assert after == {f"funding-{programme.pk}": start - timedelta(days=1)} == due(case)
    assert due(other) == {}


# --- the panel ---------------------------------------------------------------------------------------------


def panel(world: World, sign_in, case: Case, who: str = "adviser_a") -> list[dict]:
    page = sign_in(getattr(world, who)).get(
        reverse("apprenticeships:case_detail", args=[case.number]), secure=True
    )
    return page.context["funding"]


def test_the_panel_says_what_fits_and_why(world: World, sign_in) -> None:
    make_funding("B nicht", conditions=[{"text": "weg", "criterion": "lost", "expected": ""}])
    make_funding("C offen", conditions=[{"text": "öffentlich?", "criterion": "manual", "expected": ""}])
    make_funding("D ausgelaufen", valid_until=date(2021, 12, 31))
    begun = {"text": "Beginn", "criterion": "start_from", "expected": "2026-01-01"}
    after_start(name="A passt", conditions=[begun])
    case = with_contract(world, kind="none", new_start_on=timezone.localdate())

    rows = panel(world, sign_in, case)

    assert [(row["name"], row["mark"][2]) for row in rows] == [
        ("A passt", "Bedingungen erfüllt"),
        ("C offen", "zu prüfen"),
        ("B nicht", "nicht förderfähig"),
    ]
    assert [row["answers"][0][0] for row in rows] == ["yes", "part", "no"]
    assert rows[0]["deadline"].startswith("Antrag bis ")
    assert rows[2]["deadline"] == ""
    assert [bool(row["confirm_url"]) for row in rows] == [True, True, False]
    assert [row["summary"] for row in rows] == ["1 von 1 erfüllt", "0 von 1 erfüllt", "0 von 1 erfüllt"]


def test_a_colleague_sees_the_rules_but_no_confirmation(world: World, sign_in) -> None:
    make_funding()

    case = with_contract(world)

    rows = panel(world, sign_in, case, "colleague_a")

    assert [row["confirm_url"] for row in rows] == [""]
    assert panel(world, sign_in, case)[0]["confirm_url"]


def test_before_there_is_a_new_place_nobody_confirms(world: World, sign_in) -> None:
    make_funding()

    assert [row["confirm_url"] for row in panel(world, sign_in, make.make_case(world))] == [""]


def test_a_case_that_has_ended_shows_no_funding(world: World, sign_in) -> None:
    make_funding()

    assert panel(world, sign_in, make.make_case(world, state="closed")) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_panel_costs_one_statement(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    for _index in range(rows):
        after_start()
    offer = make.make_offer(world, company=make.make_company(world, size_class="1-9"))
    case = with_contract(world, offer=offer, company_case=make.make_company_case(world))
    client = sign_in(world.adviser_a)
    url = reverse("apprenticeships:case_detail", args=[case.number])
    client.get(url, secure=True)

    with django_assert_num_queries(9):
        page = client.get(url, secure=True)

    assert len(page.context["funding"]) == rows
