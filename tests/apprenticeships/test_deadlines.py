"""Deadlines: reckoned from the dated table, kept with the case, shown where they are due, ticked off."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apprenticeships import models
from apprenticeships.actions.cases import move_case, open_case, write_note
from apprenticeships.actions.company_cases import change_phase
from apprenticeships.actions.deadlines import (
    add_deadline,
    refresh_deadlines,
    set_deadline,
    tick_deadline,
)
from apprenticeships.area import AREA
from apprenticeships.models import Case, CaseCheck, CaseDeadline, DeadlineRule, LawText
from apprenticeships.reckoning import add_working_days, shift
from apprenticeships.rule_data import load_tables
from portal.activity.models import Event
from portal.digests.weeks import is_working_day
from tests.apprenticeships import cases_factories
from tests.apprenticeships import factories as make
from tests.factories import World

TODAY = timezone.localdate()


def due(case: Case) -> dict[str, date]:
    return dict(CaseDeadline.objects.filter(case=case).values_list("code", "due_on"))


# --- reckoning ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "amount", "unit", "month_end", "expected"),
    [
        (date(2026, 10, 6), 3, "weeks", False, date(2026, 10, 27)),
        (date(2026, 10, 6), 2, "days", False, date(2026, 10, 8)),
        (date(2026, 8, 12), 2, "months", False, date(2026, 10, 12)),
        (date(2026, 12, 31), 2, "months", False, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, "months", False, date(2028, 2, 29)),  # leap year
        (date(2028, 2, 29), 12, "months", False, date(2029, 2, 28)),
        (date(2026, 3, 31), -1, "months", False, date(2026, 2, 28)),
        (date(2026, 10, 6), 3, "months", True, date(2027, 1, 31)),  # § 113 InsO
        (date(2027, 11, 30), 3, "months", True, date(2028, 2, 29)),
        (date(2026, 10, 1), 2, "workdays", False, date(2026, 10, 5)),  # Saturday 3 October is a holiday, too
        (date(2026, 12, 23), 2, "workdays", False, date(2026, 12, 28)),  # Christmas on Friday and Saturday
        (date(2027, 1, 5), 1, "workdays", False, date(2027, 1, 7)),  # Epiphany: Baden-Württemberg
        (date(2026, 6, 3), 1, "workdays", False, date(2026, 6, 5)),  # Corpus Christi: Baden-Württemberg
        (date(2026, 10, 5), -1, "workdays", False, date(2026, 10, 2)),
        (date(2026, 10, 3), 0, "workdays", False, date(2026, 10, 3)),
        (date(2026, 1, 31), 0, "days", True, date(2026, 1, 31)),
    ],
)
def test_shifting_a_day(day: date, amount: int, unit: str, month_end: bool, expected: date) -> None:
    assert shift(day, amount, unit, to_month_end=month_end) == expected


DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, st.integers(1, 30))
def test_working_days_are_counted_one_by_one(day: date, amount: int) -> None:
    found = add_working_days(day, amount)

    passed = [day + timedelta(days=ahead) for ahead in range(1, (found - day).days + 1)]
    assert sum(map(is_working_day, passed)) == amount
    assert is_working_day(found)
    assert add_working_days(found, -amount) <= day


# --- the table ------------------------------------------------------------------------------------------


def test_an_insolvency_by_the_table(world: World, rules: None) -> None:
    """The dates of a case as the law gives them."""
    company_case = make.make_company_case(world, cause="insolvency", opened_on=date(2026, 8, 12))
    case = make.make_case(
        world, company_case=company_case, ends_on=date(2026, 10, 31), reported_on=date(2026, 9, 28),
        notice_received_on=date(2026, 9, 15), training_stops_on=date(2026, 9, 1), is_minor=True,
        contract_start=date(2025, 9, 1), residence_deadline=date(2027, 4, 1),
    )  # fmt: skip

    refresh_deadlines([case.pk])

    assert due(case) == {
        "first_contact": date(2026, 9, 30),
        "chamber_check": date(2026, 10, 5),
        "first_proposal": date(2026, 10, 12),
        "insolvency_pay": date(2026, 10, 12),
        "notice_insolvency": date(2026, 12, 31),
        "dismissal_claim": date(2026, 10, 6),
        "pay_continues": date(2026, 10, 13),
        "place_ends": date(2026, 10, 31),
        "damages": date(2027, 1, 31),
        "follow_up_exam": date(2026, 9, 1),
        "residence": date(2027, 4, 1),
    }


@pytest.mark.parametrize(("register", "law"), [("bbig", "§ 36 Abs. 1 BBiG"), ("hwo", "§ 30 Abs. 1 HwO")])
def test_the_register_decides_the_law(world: World, rules: None, register: str, law: str) -> None:
    case = make.make_case(world, register=register, state="signed", new_start_on=date(2026, 11, 1))

    refresh_deadlines([case.pk])

    assert case.deadlines.get(code="registration").source == law
    doubt = case.deadlines.get(code="registration").certainty == "to_check"
    assert doubt == (register == "hwo")


def test_no_insolvency_money_without_an_insolvency(world: World, rules: None) -> None:
    company_case = make.make_company_case(world, cause="closure", opened_on=date(2026, 8, 12))
    case = make.make_case(world, company_case=company_case)

    refresh_deadlines([case.pk])

    assert "insolvency_pay" not in due(case)


@pytest.mark.parametrize(
    ("rule", "facts", "holds"),
    [
        ({}, {}, True),
        ({"register": "hwo"}, {}, False),
        ({"register": "bbig"}, {}, True),
        ({"kinds": ["start"]}, {}, False),
        ({"kinds": ["start", "loses"]}, {}, True),
        ({"causes": ["closure"]}, {}, False),
        ({"causes": ["closure"]}, {"cause": "closure"}, True),
        ({"minors_only": True}, {}, False),
        ({"minors_only": True}, {"is_minor": False}, False),
        ({"minors_only": True}, {"is_minor": True}, True),
        ({"anchor": "award_on"}, {}, False),
        ({"anchor": "ends_on"}, {}, False),
        ({"is_active": False}, {}, False),
        ({"valid_from": date(2026, 10, 2)}, {}, False),
        ({"valid_until": date(2026, 9, 30)}, {}, False),
        ({"valid_from": date(2026, 10, 1), "valid_until": date(2026, 10, 1)}, {}, True),
        ({"met_by": "proposal"}, {"state": "watching"}, False),
    ],
)
def test_which_cases_a_rule_holds_for(
    world: World, no_rules: None, rule: dict, facts: dict, holds: bool
) -> None:
    cases_factories.make_rule(**rule)
    case = make.make_case(world, reported_on=date(2026, 10, 1), **facts)

    refresh_deadlines([case.pk])

    assert due(case) == ({"muster": date(2026, 10, 15)} if holds else {})


def test_a_case_keeps_the_rule_of_its_day(world: World, no_rules: None) -> None:
    """A change from a later day on leaves past cases alone."""
    cases_factories.make_rule(valid_until=date(2026, 6, 30))
    cases_factories.make_rule(amount=4, valid_from=date(2026, 7, 1))
    before = make.make_case(world, reported_on=date(2026, 6, 30))
    after = make.make_case(world, reported_on=date(2026, 7, 1))

    refresh_deadlines([before.pk, after.pk])

    assert (due(before), due(after)) == ({"muster": date(2026, 7, 14)}, {"muster": date(2026, 7, 29)})


def test_a_row_of_ones_own_takes_the_place_of_the_general_one(world: World, no_rules: None) -> None:
    cases_factories.make_rule()
    cases_factories.make_rule(amount=1, organisation=world.chamber_a)
    cases_factories.make_rule(code="off")
    cases_factories.make_rule(code="off", organisation=world.chamber_a, is_active=False)
    day = date(2026, 10, 1)
    own = make.make_case(world, reported_on=day)
    other = make.make_case(world, reported_on=day, adviser=world.adviser_b)

    refresh_deadlines([own.pk, other.pk])

    assert due(own) == {"muster": date(2026, 10, 8)}
    assert due(other) == {"muster": date(2026, 10, 15), "off": date(2026, 10, 15)}


@pytest.mark.parametrize(
    "values",
    [
        {"anchor": "birthday"},
        {"unit": "years"},
        {"register": "abc"},
        {"met_by": "luck"},
        {"certainty": "sure"},
        {"kinds": ["other"]},
        {"causes": ["illness"]},
        {"amount": 601},
        {"valid_until": date(2019, 12, 31)},
    ],
)
def test_the_database_refuses_wrong_rules(db: None, values: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        cases_factories.make_rule(**values)


def test_one_row_of_a_deadline_at_a_time(world: World) -> None:
    cases_factories.make_rule(valid_until=date(2026, 6, 30))
    cases_factories.make_rule(organisation=world.chamber_a)
    cases_factories.make_rule(register="hwo")

    with pytest.raises(IntegrityError), transaction.atomic():
        cases_factories.make_rule(valid_from=date(2026, 6, 30))
    cases_factories.make_rule(valid_from=date(2026, 7, 1))


def test_loading_the_tables_twice_adds_nothing_and_overwrites_nothing(rules: None) -> None:
    DeadlineRule.objects.filter(code="insolvency_pay").update(title="Geändert")
    before = DeadlineRule.objects.count(), LawText.objects.count()

    found = load_tables(lambda name: getattr(models, name))

    assert {added for added, _there in found.values()} == {0}
    assert before == (DeadlineRule.objects.count(), LawText.objects.count())
    assert DeadlineRule.objects.get(code="insolvency_pay").title == "Geändert"


def test_every_row_names_its_source_and_the_day_it_was_checked(rules: None) -> None:
    rows = [*DeadlineRule.objects.all(), *LawText.objects.all()]

    assert all(row.law or row.source for row in rows)
    assert all((row.checked_on is not None) == (row.certainty == "verified") for row in rows)
    assert {row.certainty for row in LawText.objects.filter(law__in=["§ 41a HwO", "§ 37 HwO"])} == {
        "to_check"
    }


# --- keeping them with the case -------------------------------------------------------------------------


def test_reckoning_twice_changes_nothing(world: World, rules: None) -> None:
    cases = [make.make_case(world, ends_on=date(2026, 10, 31)).pk for _one in range(3)]

    assert refresh_deadlines(cases) > 0
    assert refresh_deadlines(cases) == 0


FACTS = {
    "reported_on": DAYS,
    "event_on": st.none() | DAYS,
    "notice_received_on": st.none() | DAYS,
    "ends_on": DAYS,
    "new_start_on": st.none() | DAYS,
    "is_minor": st.none() | st.booleans(),
    "cause": st.sampled_from(["", "insolvency", "closure"]),
    "kind": st.sampled_from(["loses", "start", "none"]),
    "register": st.sampled_from(["bbig", "hwo"]),
    "state": st.sampled_from(["checked", "watching", "in_placement", "promise", "signed"]),
}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.fixed_dictionaries({}, optional=FACTS), min_size=1, max_size=4))
def test_refreshing_is_idempotent_whatever_happened(world: World, rules: None, steps: list[dict]) -> None:
    """Whatever changed before, a second refresh finds nothing to do, and what was ticked by hand stays."""
    with transaction.atomic():
        case = make.make_case(world)
        ticked = {}
        for facts in steps:
            Case.objects.filter(pk=case.pk).update(**facts)
            refresh_deadlines([case.pk])
            first = case.deadlines.filter(done_on=None).first()
            if first is not None:
                tick_deadline(first, True, by=world.actor("adviser_a"))
                ticked[first.code] = first.due_on
            assert refresh_deadlines([case.pk]) == 0
        kept = dict(case.deadlines.filter(code__in=ticked).values_list("code", "due_on"))
        assert kept == ticked
        transaction.set_rollback(True)


@pytest.mark.parametrize("count", [1, 5])
def test_many_cases_with_five_statements(
    world: World, rules: None, django_assert_num_queries, count: int
) -> None:
    cases = [make.make_case(world, ends_on=date(2026, 10, 31)).pk for _one in range(count)]
    refresh_deadlines(cases)
    Case.objects.update(ends_on=date(2026, 11, 30), kind="start")  # moves one, drops one

    with transaction.atomic(), django_assert_num_queries(5 + 2):  # the savepoint of the inner transaction
        refresh_deadlines(cases)


def test_a_deadline_moves_with_its_day_and_goes_with_it(world: World, no_rules: None) -> None:
    cases_factories.make_rule(anchor="event_on")
    case = make.make_case(world, event_on=date(2026, 10, 1))
    refresh_deadlines([case.pk])
    key = case.deadlines.get().key

    Case.objects.update(event_on=date(2026, 10, 5))
    refresh_deadlines([case.pk])
    moved = case.deadlines.get()
    Case.objects.update(event_on=None)
    refresh_deadlines([case.pk])

    assert (moved.key, moved.due_on) == (key, date(2026, 10, 19))
    assert not case.deadlines.exists()


def test_what_others_set_is_left_alone(world: World, no_rules: None) -> None:
    """Deadlines of funding, of the duty to inform and those by hand are not the table's."""
    cases_factories.make_rule(code="inform")
    case = make.make_case(world)
    for kind, code in (("funding", "funding-1"), ("inform", "inform"), ("own", "own-1")):
        set_deadline(case, kind=kind, code=code, title=code, due_on=date(2027, 1, 1))

    refresh_deadlines([case.pk])

    assert set(due(case).values()) == {date(2027, 1, 1)}


def test_the_first_call_meets_the_first_contact(world: World, rules: None) -> None:
    by = world.actor("adviser_a")
    case = open_case(
        Case(occupation=world.occupation, residence=world.town, register="bbig", contract_number="1"), by=by
    )
    before = case.deadlines.get(code="first_contact")

    write_note(case, by=by, result="not_reached", due_on=None)

    after = case.deadlines.get(code="first_contact")
    assert (before.done_on, after.done_on, after.done_by) == (None, TODAY, None)


def test_what_is_met_by_itself_opens_again(world: World, rules: None) -> None:
    case, by = make.make_case(world, state="promise", ends_on=date(2026, 10, 31)), world.actor("adviser_a")
    move_case(case, "sign", by=by)
    met = case.deadlines.get(code="place_ends").done_on

    move_case(case, "fall_back", by=by)

    assert (met, case.deadlines.get(code="place_ends").done_on) == (TODAY, None)


def test_a_phase_reckons_all_cases_of_the_company(world: World, rules: None) -> None:
    company_case = make.make_company_case(world, cause="insolvency")
    cases = [make.make_case(world, company_case=company_case) for _one in range(3)]

    change_phase(company_case, "opened", date(2026, 12, 31), by=world.actor("adviser_a"))

    assert [due(case).get("place_ends") for case in cases] == [date(2026, 12, 31)] * 3


def test_ended_cases_keep_what_they_had(world: World, rules: None) -> None:
    case = make.make_case(world, state="closed", ends_on=date(2026, 10, 31))

    assert refresh_deadlines([case.pk]) == 0


def test_ticking_and_back(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    row = cases_factories.make_deadline(case)

    tick_deadline(row, True, by=by)
    done = CaseDeadline.objects.get()
    tick_deadline(row, False, by=by)

    assert (done.done_on, done.done_by_id) == (TODAY, by.user_id)
    assert CaseDeadline.objects.get().done_on is None
    verbs = Event.objects.filter(subject_id=case.pk).order_by("pk").values_list("verb", "note")
    assert list(verbs) == [("deadline_done", "Muster-Frist"), ("deadline_reopened", "Muster-Frist")]


def test_ticking_a_deadline_ticks_the_checklist(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    item = cases_factories.make_item(deadline_code="muster")
    row = cases_factories.make_deadline(case)

    tick_deadline(row, True, by=by)
    assert list(CaseCheck.objects.values_list("item", "done_by")) == [(item.pk, by.user_id)]

    tick_deadline(row, False, by=by)
    assert not CaseCheck.objects.exists()


def test_a_text_by_hand_stays_out_of_events_and_mails(world: World) -> None:
    """D02: what is typed freely never leaves the page."""
    canary = f"ZZ-{uuid4().hex}"
    case, by = make.make_case(world), world.actor("adviser_a")
    row = add_deadline(case, canary, TODAY, by=by)
    end = timezone.now()

    sections = list(AREA.digest(by, end - timedelta(days=7), end))
    tick_deadline(row, True, by=by)

    assert canary not in str(sections)
    assert case.number in str(sections)
    assert canary not in str(list(Event.objects.values()))
