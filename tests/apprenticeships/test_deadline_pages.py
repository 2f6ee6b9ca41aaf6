"""Deadlines on the pages: of a case, and the table of rules."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.deadlines import (
    reckon_changed_rules,
    refresh_deadlines,
)
from apprenticeships.models import Case, DeadlineRule
from apprenticeships.states.deadlines import Anchor, DeadlineKind
from tests.apprenticeships import cases_factories
from tests.apprenticeships import factories as make
from tests.apprenticeships.test_deadlines import TODAY, due
from tests.factories import World


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
