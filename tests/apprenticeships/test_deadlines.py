"""Deadlines: reckoned from the dated table, kept with the case, shown where they are due, ticked off."""

from datetime import date, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apprenticeships import models
from apprenticeships.actions.cases import move_case, open_case, write_note
from apprenticeships.actions.company_cases import change_phase
from apprenticeships.actions.deadlines import (
    add_deadline,
    reckon_changed_rules,
    refresh_deadlines,
    set_deadline,
    tick_deadline,
)
from apprenticeships.area import AREA
from apprenticeships.models import Case, CaseCheck, CaseDeadline, DeadlineRule, LawText
from apprenticeships.reckoning import add_working_days, shift
from apprenticeships.rule_data import load_tables
from apprenticeships.states.deadlines import Anchor, DeadlineKind
from portal.activity.models import Event
from portal.digests.weeks import is_working_day
from tests.apprenticeships import cases_factories
from tests.apprenticeships import factories as make
from tests.factories import World

TODAY = timezone.localdate()


@pytest.fixture
def no_rules(db: None) -> None:
    """An empty table, so that a test sees its own rows only."""
    DeadlineRule.objects.all().delete()


@pytest.fixture
def rules(no_rules: None) -> None:
    """The table that every installation starts with."""
    load_tables(lambda name: getattr(models, name))


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


# --- pages ----------------------------------------------------------------------------------------------


def test_the_case_page_shows_them_with_source_and_marks(world: World, rules: None, sign_in) -> None:
    case = make.make_case(world, register="hwo", state="signed", new_start_on=TODAY + timedelta(days=5))
    refresh_deadlines([case.pk])

    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_detail", args=[case.number]), secure=True
    )

    rows = {row.title: row for row in page.context["deadlines"]}
    assert (rows["Eintragung beantragt"].doubt, rows["Eintragung beantragt"].level) == (True, "soon")
    text = page.content.decode()
    assert "§ 30 Abs. 1 HwO" in text
    assert "§ 41a HwO" in text
    assert "§ 76 BBiG" not in text
    assert "zu prüfen" in text


def test_passed_deadlines_stand_on_the_timeline(world: World, sign_in) -> None:
    case = make.make_case(world)
    cases_factories.make_deadline(case, title="Muster-Verstrichen", due_on=TODAY - timedelta(days=3))
    url = reverse("apprenticeships:case_detail", args=[case.number])

    page = sign_in(world.adviser_a).get(url, secure=True)

    assert [entry.title for entry in page.context["events"]] == ["Frist verstrichen: Muster-Verstrichen"]


def test_one_adds_ticks_and_reopens_on_the_page(world: World, sign_in) -> None:
    case, client = make.make_case(world), sign_in(world.adviser_a)
    client.post(
        reverse("apprenticeships:deadline_add", args=[case.number]),
        {"title": "Unterlagen", "due_on": "2026-12-01"},
        secure=True,
    )
    row = case.deadlines.get()
    names = {"number": case.number, "key": row.key}

    client.post(reverse("apprenticeships:deadline_done", kwargs=names), secure=True)
    done = case.deadlines.get().done_on
    client.post(reverse("apprenticeships:deadline_reopen", kwargs=names), secure=True)

    assert (row.kind, row.title, done) == (DeadlineKind.OWN, "Unterlagen", TODAY)
    assert case.deadlines.get().done_on is None


def test_a_deadline_of_another_case_is_not_ticked(world: World, sign_in) -> None:
    mine, other = make.make_case(world), make.make_case(world, adviser=world.adviser_b)
    row = cases_factories.make_deadline(other)
    url = reverse("apprenticeships:deadline_done", kwargs={"number": mine.number, "key": row.key})

    assert sign_in(world.adviser_a).post(url, secure=True).status_code == 404


def rule_data(**values: object) -> dict[str, object]:
    return {
        "version": 1, "title": "Muster-Frist", "anchor": "reported_on", "amount": 4, "unit": "weeks",
        "certainty": "verified", "valid_from": "2020-01-01", "is_active": "on", **values,
    }  # fmt: skip


def test_the_office_changes_a_rule_from_a_day_on(world: World, no_rules: None, sign_in) -> None:
    rule = cases_factories.make_rule()
    old, new = (make.make_case(world, reported_on=day) for day in (date(2026, 6, 1), date(2026, 7, 1)))
    url = reverse("apprenticeships:deadline_rule_edit", args=[rule.key])

    answer = sign_in(world.office).post(url, rule_data(valid_from="2026-07-01"), secure=True)
    reckon_changed_rules(timezone.now())

    assert answer.status_code == 302
    rows = list(DeadlineRule.objects.order_by("valid_from").values_list("amount", "valid_until", "reckoned"))
    assert rows == [(2, date(2026, 6, 30), True), (4, None, True)]
    assert due(old) == {"muster": date(2026, 6, 15)}
    assert due(new) == {"muster": date(2026, 7, 29)}


def test_the_office_corrects_a_rule_in_its_place(world: World, no_rules: None, sign_in) -> None:
    rule, case = cases_factories.make_rule(), make.make_case(world, reported_on=date(2026, 6, 1))
    url = reverse("apprenticeships:deadline_rule_edit", args=[rule.key])

    sign_in(world.office).post(url, rule_data(), secure=True)
    reckon_changed_rules(timezone.now())

    assert [row.amount for row in DeadlineRule.objects.all()] == [4]
    assert due(case) == {"muster": date(2026, 6, 29)}


@pytest.mark.parametrize("valid_from", ["2020-01-01", "2026-07-01"])
def test_a_stale_change_of_a_rule_overwrites_nothing(
    world: World, no_rules: None, sign_in, valid_from: str
) -> None:
    """L01: somebody saved meanwhile."""
    rule = cases_factories.make_rule(version=2, amount=3)
    url = reverse("apprenticeships:deadline_rule_edit", args=[rule.key])

    answer = sign_in(world.office).post(url, rule_data(valid_from=valid_from), secure=True)

    assert answer.status_code == 409
    assert [row.amount for row in DeadlineRule.objects.all()] == [3]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"valid_from": "2019-12-31"}, "valid_from"),
        ({"valid_until": "2019-12-31"}, "valid_until"),
        ({"amount": 601}, "amount"),
        ({"anchor": "birthday"}, "anchor"),
        ({"title": ""}, "title"),
    ],
)
def test_a_wrong_change_of_a_rule_is_refused_at_its_field(
    world: World, no_rules: None, sign_in, values: dict, wrong: str
) -> None:
    rule = cases_factories.make_rule()
    url = reverse("apprenticeships:deadline_rule_edit", args=[rule.key])

    answer = sign_in(world.office).post(url, rule_data(**values), secure=True)

    assert list(answer.context["form"].errors) == [wrong]


def test_a_new_rule_for_one_chamber(world: World, no_rules: None, sign_in) -> None:
    url = reverse("apprenticeships:deadline_rule_create")

    answer = sign_in(world.office).post(url, rule_data(organisation=world.chamber_a.pk), secure=True)

    rule = DeadlineRule.objects.get()
    assert answer.status_code == 302
    assert (rule.code, rule.organisation, rule.reckoned) == ("muster-frist", world.chamber_a, False)


def test_advisers_read_the_general_rows_and_their_own(world: World, no_rules: None, sign_in) -> None:
    cases_factories.make_rule(title="Muster-Alle")
    cases_factories.make_rule(title="Muster-A", organisation=world.chamber_a)
    cases_factories.make_rule(title="Muster-B", organisation=world.chamber_b)
    cases_factories.make_rule(title="Muster-Früher", code="old", valid_until=date(2021, 1, 1))
    url = reverse("apprenticeships:deadline_rules")

    def titles(who: str, query: str = "") -> set[str]:
        page = sign_in(getattr(world, who)).get(url + query, secure=True)
        return {row["title"] for row in page.context["rows"]}

    assert titles("adviser_a") == {"Muster-Alle", "Muster-A"}
    assert titles("office") == {"Muster-Alle", "Muster-A", "Muster-B"}
    assert titles("adviser_a", "?frueher=1") == {"Muster-Alle", "Muster-A", "Muster-Früher"}


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_the_table(
    world: World, no_rules: None, sign_in, django_assert_num_queries, count: int
) -> None:
    for one in range(count):
        cases_factories.make_rule(code=f"muster-{one}", organisation=world.chamber_a)
    client = sign_in(world.adviser_a)
    client.get(reverse("apprenticeships:tip_create"), secure=True)

    with django_assert_num_queries(5):
        client.get(reverse("apprenticeships:deadline_rules"), secure=True)


def test_every_anchor_is_a_field_of_a_case() -> None:
    """The table can be edited; what it counts from must exist."""
    for anchor in Anchor.values:
        Case.objects.values(anchor).query  # noqa: B018 - raises FieldError

    assert all(one != two for one, two in pairwise(Anchor.values))
