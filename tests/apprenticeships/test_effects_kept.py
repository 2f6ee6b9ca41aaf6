"""What measures have done is counted over living cases and over what is left of anonymised ones."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from apprenticeships.actions.retention import generalise
from apprenticeships.digest import digest
from apprenticeships.effects import Effect, effect_of, effects_of
from apprenticeships.models import Case, CaseContribution, CaseStatistic, ContributionStatistic
from measures.models import Measure
from portal.retention.engine import run
from tests.apprenticeships import factories as make
from tests.factories import World
from tests.measures.factories import make_measure

NOW = datetime(2028, 1, 10, 1, 0, tzinfo=UTC)
ENDED = date(2027, 1, 31)


def closed(world: World, *measures: Measure, outcome: str = "same", **values: object) -> Case:
    """A case closed long before NOW, by default seamless in a new company, that names `measures`."""
    values = {"closed_on": date(2026, 3, 1), "ends_on": ENDED, **values}
    if outcome in ("same", "related"):
        values.setdefault("registered_on", date(2026, 2, 1))
        values.setdefault("new_start_on", ENDED + timedelta(days=1))
    case = make.make_case(world, state="closed", outcome=outcome, **values)
    CaseContribution.objects.bulk_create(CaseContribution(case=case, measure=one) for one in measures)
    return case


@pytest.fixture
def pair(world: World) -> tuple[Measure, Measure]:
    return make_measure(state="published"), make_measure(state="published")


def fill(world: World, first: Measure, second: Measure) -> None:
    """First: seamless, after a gap, exam. Second: the seamless one, too, and one with its buyer."""
    closed(world, first, second)
    closed(world, first, new_start_on=ENDED + timedelta(days=40))
    closed(world, first, outcome="exam")
    closed(world, second, outcome="transferred")


EXPECTED = (Effect(3, 2, 1), Effect(2, 1, 1), Effect(4, 2, 1))


def counted(first: Measure, second: Measure) -> tuple[Effect, ...]:
    each = effects_of([first.pk, second.pk])
    return each[first.pk], each[second.pk], effect_of([first.pk, second.pk])


def test_a_count_is_the_same_before_and_after_the_cases_are_anonymised(world: World, pair: tuple) -> None:
    fill(world, *pair)
    before = counted(*pair)

    run(NOW)

    assert not Case.objects.exists()
    assert before == counted(*pair) == EXPECTED


def test_living_and_anonymised_cases_add_up(world: World, pair: tuple) -> None:
    fill(world, *pair)
    run(NOW)

    fill(world, *pair)

    assert counted(*pair) == tuple(one + one for one in EXPECTED)


def test_open_cases_and_other_measures_do_not_count(world: World, pair: tuple) -> None:
    case = make.make_case(world, state="in_placement")
    CaseContribution.objects.create(case=case, measure=pair[0])
    closed(world, pair[1])

    assert effects_of([pair[0].pk]) == {}
    assert effect_of([pair[0].pk]) == Effect()


def test_one_or_two_statements_however_many_measures(
    world: World, pair: tuple, django_assert_num_queries
) -> None:
    fill(world, *pair)
    measures = [*pair, *(make_measure(state="published") for _one in range(5))]

    with django_assert_num_queries(1):
        effects_of([one.pk for one in measures])
    with django_assert_num_queries(2):
        effect_of([one.pk for one in measures])


def test_the_figure_of_a_case_counts_the_same_as_the_case(world: World) -> None:
    """An exam without a new company is no new company, whatever the register says."""
    closed(world, outcome="exam", registered_on=date(2026, 2, 1))
    closed(world, registered_on=None)

    run(NOW)

    rows = CaseStatistic.objects.order_by("outcome").values_list("outcome", "placed", "seamless", "weeks")
    assert list(rows) == [("exam", False, None, None), ("same", True, True, None)]


def test_until_a_day(world: World, pair: tuple) -> None:
    closed(world, pair[0], closed_on=date(2026, 3, 31))
    closed(world, pair[0], closed_on=date(2026, 4, 1))

    assert effect_of([pair[0].pk], date(2026, 3, 31)).closed == 1
    assert effects_of([pair[0].pk], date(2026, 4, 1))[pair[0].pk].closed == 2


# --- the Wochenüberblick of who leads a measure -------------------------------------------------------------


def told(world: World, start: datetime, end: datetime) -> list[str]:
    return [
        item.title
        for section in digest(world.actor("partner_a"), start, end)
        for item in section.items
        if item.url.startswith("/massnahmen/")
    ]


def test_who_leads_a_measure_reads_once_a_month_what_it_has_done(world: World) -> None:
    mine = make_measure(state="published", lead=world.partner_org_a)
    others = make_measure(state="published", lead=world.partner_org_b)
    for _case in range(4):
        closed(world, mine, others)
    monday = datetime(2026, 4, 6, 4, 30, tzinfo=UTC)
    week = timedelta(weeks=1)

    (line,) = told(world, monday - week, monday)

    assert mine.number in line
    assert line.count("4") - mine.number.count("4") == 1  # all in a new company: the parts are not shown
    assert told(world, monday, monday + week) == []
    assert told(world, monday + 3 * week, monday + 4 * week) == []  # nobody named it in April


# --- nobody is recognised ---------------------------------------------------------------------------------


def kept() -> set[tuple]:
    return set(ContributionStatistic.objects.values_list("measure", "organisation", "closed_year"))


def test_five_that_are_alike_keep_organisation_and_year(world: World, pair: tuple) -> None:
    for _case in range(5):
        closed(world, pair[0])

    run(NOW)

    assert kept() == {(pair[0].pk, world.chamber_a.pk, date(2025, 10, 1))}


def test_four_keep_neither(world: World, pair: tuple) -> None:
    for _case in range(4):
        closed(world, pair[0])

    run(NOW)

    assert kept() == {(pair[0].pk, None, None)}
    assert effect_of([pair[0].pk]) == Effect(4, 4, 4)


def test_the_organisation_goes_first(world: World, pair: tuple) -> None:
    """Two chambers with three each: together six of the year."""
    for adviser in (world.adviser_a, world.adviser_b):
        for _case in range(3):
            closed(world, pair[0], adviser=adviser)

    run(NOW)

    assert kept() == {(pair[0].pk, None, date(2025, 10, 1))}


def test_a_rare_measure_takes_what_tells_apart_out_of_all_rows_of_its_case(world: World, pair: tuple) -> None:
    common, rare = pair
    for _case in range(6):
        closed(world, common)
    closed(world, common, rare)

    run(NOW)

    both = ContributionStatistic.objects.filter(measure=rare).values("key")
    rows = ContributionStatistic.objects.filter(key__in=both)
    assert set(rows.values_list("organisation", "closed_year")) == {(None, None)}
    assert ContributionStatistic.objects.filter(organisation=world.chamber_a).count() == 6


def test_generalising_twice_changes_nothing(world: World, pair: tuple) -> None:
    fill(world, *pair)
    run(NOW)
    before = list(ContributionStatistic.objects.order_by("pk").values())

    generalise()

    assert list(ContributionStatistic.objects.order_by("pk").values()) == before


def test_the_database_counts_a_measure_once_per_case(world: World, pair: tuple) -> None:
    row = ContributionStatistic.objects.create(measure=pair[0], placed=True, seamless=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        ContributionStatistic.objects.create(key=row.key, measure=pair[0], placed=True, seamless=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContributionStatistic.objects.create(measure=pair[1], placed=False, seamless=True)
