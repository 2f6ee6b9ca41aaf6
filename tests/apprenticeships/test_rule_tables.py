"""The tables of deadlines and law: own rows beside general ones, versions of law texts, "read today"."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.deadlines import refresh_deadlines
from apprenticeships.forms.deadlines import LawTextForm, OwnRuleForm
from apprenticeships.models import DeadlineRule, LawText
from portal.activity.models import Event
from tests.apprenticeships import factories as make
from tests.apprenticeships.cases_factories import make_rule
from tests.apprenticeships.test_forms import in_layout
from tests.factories import World

TODAY = timezone.localdate()
TOMORROW = TODAY + timedelta(days=1)
TABLES = reverse("apprenticeships:deadline_rules")


def rule_url(name: str, rule: DeadlineRule) -> str:
    return reverse(f"apprenticeships:deadline_rule_{name}", args=[rule.key])


@pytest.fixture
def general(world: World) -> DeadlineRule:
    """Two weeks after the report, for all, and nothing else in the table."""
    DeadlineRule.objects.all().delete()
    return make_rule(title="Kammer prüft", kinds=["loses"], certainty="verified", checked_on=TODAY)


def own_data(**values: object) -> dict[str, object]:
    return {
        "version": 1,
        "amount": 5,
        "unit": "days",
        "valid_from": "2026-01-01",
        "is_active": "on",
        **values,
    }


# --- an organisation's own days -----------------------------------------------------------------------------


def test_an_adviser_sets_own_days_from_the_row(world: World, general: DeadlineRule, sign_in) -> None:
    """Whatever the title: the code of the general row is kept, so that the own one takes its place."""
    answer = sign_in(world.adviser_a).post(rule_url("override", general), own_data(), secure=True)

    own = DeadlineRule.objects.exclude(pk=general.pk).get()
    assert answer.status_code == 302
    assert (own.code, own.title, own.kinds, own.anchor) == (
        "muster",
        "Kammer prüft",
        ["loses"],
        "reported_on",
    )
    assert (own.organisation, own.amount, own.unit) == (world.chamber_a, 5, "days")
    assert (own.certainty, own.source) == ("proposal", "Muster-IHK")
    assert Event.objects.filter(verb="deadline_rule_added", subject_id=own.pk).count() == 1


@pytest.mark.parametrize(
    ("reported", "days"), [(date(2025, 12, 31), 14), (date(2026, 1, 1), 5), (date(2026, 6, 30), 5),
                           (date(2026, 7, 1), 14)],
)  # fmt: skip
def test_the_own_row_counts_in_its_time_and_for_its_organisation(
    world: World, general: DeadlineRule, sign_in, reported: date, days: int
) -> None:
    sign_in(world.adviser_a).post(
        rule_url("override", general), own_data(valid_until="2026-06-30"), secure=True
    )
    mine = make.make_case(world, reported_on=reported)
    others = make.make_case(world, reported_on=reported, adviser=world.adviser_b)

    refresh_deadlines([mine.pk, others.pk])

    assert mine.deadlines.get().due_on == reported + timedelta(days=days)
    assert others.deadlines.get().due_on == reported + timedelta(days=14)


def test_switched_off_there_is_no_such_deadline(world: World, general: DeadlineRule, sign_in) -> None:
    sign_in(world.adviser_a).post(rule_url("override", general), own_data(is_active=""), secure=True)
    case = make.make_case(world)

    refresh_deadlines([case.pk])

    assert not case.deadlines.exists()


def test_the_office_chooses_the_organisation_an_adviser_does_not(
    world: World, general: DeadlineRule, sign_in
) -> None:
    """S11: what an adviser sends along counts for nothing."""
    data = own_data(organisation=world.chamber_b.pk)

    sign_in(world.adviser_a).post(rule_url("override", general), data, secure=True)
    refused = sign_in(world.office).post(rule_url("override", general), own_data(), secure=True)
    sign_in(world.office).post(rule_url("override", general), data, secure=True)

    rows = DeadlineRule.objects.exclude(pk=general.pk).order_by("pk")
    assert [row.organisation for row in rows] == [world.chamber_a, world.chamber_b]
    assert set(refused.context["form"].errors) == {"organisation"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"amount": 700}, "amount"), ({"valid_until": "2025-12-31"}, "valid_until"),
        ({"valid_from": ""}, "valid_from"), ({"unit": "years"}, "unit"),
    ],
)  # fmt: skip
def test_bad_input_is_said_at_its_field(
    world: World, general: DeadlineRule, sign_in, values: dict, field: str
) -> None:
    page = sign_in(world.adviser_a).post(rule_url("override", general), own_data(**values), secure=True)

    assert set(page.context["form"].errors) == {field}
    assert DeadlineRule.objects.count() == 1


def test_a_second_own_row_in_the_same_time_is_refused(world: World, general: DeadlineRule, sign_in) -> None:
    client = sign_in(world.adviser_a)
    client.post(rule_url("override", general), own_data(), secure=True)

    page = client.post(rule_url("override", general), own_data(valid_from="2027-01-01"), secure=True)

    assert set(page.context["form"].errors) == {"valid_from"}
    assert DeadlineRule.objects.count() == 2


def test_the_own_row_is_changed_by_its_organisation_only(
    world: World, general: DeadlineRule, sign_in
) -> None:
    own = make_rule(organisation=world.chamber_a)

    codes = [
        sign_in(member).get(rule_url(name, row), secure=True).status_code
        for member in (world.adviser_a, world.adviser_b)
        for name, row in (("edit", own), ("override", own), ("edit", general))
    ]

    assert codes == [200, 403, 403, 404, 404, 403]


def test_every_field_is_in_the_layout_once() -> None:
    general = DeadlineRule(code="x", anchor="reported_on", amount=1, unit="days")
    law = LawText(valid_from=TODAY)
    for form in (OwnRuleForm.beside(general, None), LawTextForm(instance=law, today=TODAY)):
        assert sorted(in_layout(form.layout)) == sorted(form.fields)


# --- read today ---------------------------------------------------------------------------------------------


def test_reading_the_law_is_noted_and_reaches_the_cases(world: World, sign_in) -> None:
    DeadlineRule.objects.all().delete()
    rule = make_rule(certainty="to_check", law="§ 1 MusterG", reckoned=True)

    sign_in(world.office).post(rule_url("check", rule), secure=True)

    rule.refresh_from_db()
    assert (rule.checked_on, rule.certainty, rule.reckoned, rule.version) == (TODAY, "verified", False, 2)
    event = Event.objects.get(verb="deadline_rule_checked")
    assert (event.user, event.changes) == (world.office.user, {"checked_on": ["", TODAY.isoformat()]})


def test_reading_it_again_moves_the_day_only(world: World, sign_in) -> None:
    rule = make_rule(certainty="verified", checked_on=date(2026, 1, 1), reckoned=True)

    sign_in(world.office).post(rule_url("check", rule), secure=True)

    rule.refresh_from_db()
    assert (rule.checked_on, rule.reckoned) == (TODAY, True)


def test_an_aim_of_ones_own_has_no_law_to_read(world: World, sign_in) -> None:
    rule = make_rule(certainty="proposal")

    answer = sign_in(world.office).post(rule_url("check", rule), secure=True, follow=True)

    rule.refresh_from_db()
    assert rule.checked_on is None
    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]


# --- law texts ----------------------------------------------------------------------------------------------


def law(**lookup: object) -> LawText:
    return LawText.objects.newest().get(**{"code": "advice", "register": "hwo", **lookup})


def law_url(name: str) -> str:
    return reverse(f"apprenticeships:law_text_{name}", args=["hwo", "advice"])


def law_data(**values: object) -> dict[str, object]:
    return {
        "version": law().version, "law": "§ 99 HwO", "certainty": "to_check",
        "valid_from": TOMORROW.isoformat(), **values,
    }  # fmt: skip


def test_an_edited_text_is_a_row_from_its_day_on(world: World, sign_in) -> None:
    """What held on the day of an old letter can still be said."""
    before = law()

    answer = sign_in(world.office).post(law_url("edit"), law_data(), secure=True)

    after = law()
    assert answer.status_code == 302
    assert (after.law, after.valid_from, after.title) == ("§ 99 HwO", TOMORROW, before.title)
    on = {
        day: LawText.objects.valid_on(day).get(code="advice", register="hwo").law
        for day in (date(2021, 5, 1), TODAY, TOMORROW)
    }
    assert list(on.values()) == [before.law, before.law, "§ 99 HwO"]
    event = Event.objects.get(verb="law_text_changed")
    assert event.changes["law"] == [before.law, "§ 99 HwO"]


def test_what_holds_already_is_never_rewritten(world: World, sign_in) -> None:
    for day in (TODAY - timedelta(days=1), date(2020, 1, 1)):
        page = sign_in(world.office).post(law_url("edit"), law_data(valid_from=day.isoformat()), secure=True)

        assert set(page.context["form"].errors) == {"valid_from"}
    assert LawText.objects.filter(code="advice", register="hwo").count() == 1


def test_twice_on_one_day_the_second_begins_tomorrow(world: World, sign_in) -> None:
    client = sign_in(world.office)
    client.post(law_url("edit"), law_data(valid_from=TODAY.isoformat()), secure=True)

    again = client.post(law_url("edit"), law_data(valid_from=TODAY.isoformat(), law="§ 98 HwO"), secure=True)

    assert set(again.context["form"].errors) == {"valid_from"}
    assert client.get(law_url("edit"), secure=True).context["form"].initial["valid_from"] == TOMORROW


def test_what_does_not_hold_yet_is_corrected_in_its_place(world: World, sign_in) -> None:
    client = sign_in(world.office)
    client.post(law_url("edit"), law_data(), secure=True)

    client.post(law_url("edit"), law_data(law="§ 98 HwO", valid_from="2099-01-01"), secure=True)

    rows = LawText.objects.filter(code="advice", register="hwo").order_by("valid_from")
    assert [(row.law, row.valid_from) for row in rows][1:] == [("§ 98 HwO", TOMORROW)]


def test_a_stale_change_overwrites_nothing(world: World, sign_in) -> None:
    """L01: both texts are shown."""
    stale = law_data(law="§ 97 HwO")
    LawText.objects.filter(pk=law().pk).update(version=2, note="inzwischen geändert")

    page = sign_in(world.office).post(law_url("edit"), stale, secure=True)

    assert page.status_code == 409
    assert "§ 97 HwO" in page.content.decode()
    assert LawText.objects.filter(code="advice", register="hwo").count() == 1


def test_verified_needs_the_day(world: World, sign_in) -> None:
    page = sign_in(world.office).post(law_url("edit"), law_data(certainty="verified"), secure=True)

    assert set(page.context["form"].errors) == {"checked_on"}


def test_reading_a_law_is_noted(world: World, sign_in) -> None:
    sign_in(world.office).post(law_url("check"), secure=True)

    assert (law().checked_on, law().certainty) == (TODAY, "verified")
    assert Event.objects.get(verb="law_text_checked").user == world.office.user


def test_the_page_shows_what_holds_and_on_demand_what_held(world: World, sign_in) -> None:
    client = sign_in(world.office)
    client.post(law_url("edit"), law_data(valid_from=TODAY.isoformat()), secure=True)

    now, ever = (
        [row["law"] for row in client.get(address, secure=True).context["laws"] if "advice" in row["edit_url"]
         or row["law"] in ("§ 41a HwO", "§ 99 HwO")]
        for address in (TABLES, TABLES + "?frueher=1")
    )  # fmt: skip

    assert "§ 99 HwO" in now and "§ 41a HwO" not in now
    assert {"§ 99 HwO", "§ 41a HwO"} <= set(ever)


def test_who_may_not_edit_gets_no_buttons(world: World, general: DeadlineRule, sign_in) -> None:
    page = sign_in(world.adviser_a).get(TABLES, secure=True)

    assert {row["edit_url"] + row["check_url"] for row in page.context["laws"]} == {""}
    (row,) = page.context["rows"]
    assert (row["edit_url"], row["check_url"]) == ("", "")
    assert row["own_url"] == rule_url("override", general)


def test_two_rows_of_one_law_never_hold_at_once(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        LawText.objects.create(
            code="advice",
            register="hwo",
            title="x",
            law="x",
            certainty="to_check",
            valid_from=date(2026, 1, 1),
        )


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_the_page(world: World, sign_in, django_assert_num_queries, count: int) -> None:
    """Session, user, memberships; the deadlines, the names of the law."""
    DeadlineRule.objects.all().delete()
    for index in range(count):
        make_rule(code=f"muster-{index}")
    client = sign_in(world.office)
    client.get(TABLES, secure=True)

    with django_assert_num_queries(STATEMENTS):
        client.get(TABLES, secure=True)


STATEMENTS = 5
