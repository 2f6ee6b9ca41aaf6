"""The year before the story, so that figures have a past; and example figures of the training market."""

from datetime import date

from django.db.models import Min

from apprenticeships.demo.story import Story
from apprenticeships.models import Case
from apprenticeships.states import CaseKind, CaseState, Outcome, Register
from portal.activity.models import Event
from portal.activity.recording import subject_of
from portal.numbers import next_number
from portal.partners.demo import membership
from portal.region.market_actions import prepare_import, store_import
from portal.region.models import MarketImport
from portal.region.states import MarketSource
from portal.tables import Row, Table

PAST_CASES = 240
OLDEST_DAYS, NEWEST_DAYS = 420, 60
OUTCOMES = (
    Outcome.SAME_OCCUPATION, Outcome.SAME_OCCUPATION, Outcome.RELATED_OCCUPATION, Outcome.SAME_OCCUPATION,
    Outcome.CONTINUED, Outcome.SAME_OCCUPATION, Outcome.SAME_OCCUPATION, Outcome.SCHOOL,
)  # fmt: skip
PLACED = (Outcome.SAME_OCCUPATION, Outcome.RELATED_OCCUPATION)
KINDS = (CaseKind.LOSES,) * 4 + (CaseKind.CANNOT_START, CaseKind.FINDS_NONE)


def past(story: Story) -> None:
    """Closed cases of the last fourteen months, and the day of the report for those of the story."""
    dated = _date_the_story()
    rows = [_closed(story, index) for index in range(PAST_CASES)]
    days = [row.created_at for row in rows]  # creating sets it to now
    Case.objects.bulk_create(rows)
    for row, day in zip(rows, days, strict=True):
        row.created_at = day
    Case.objects.bulk_update([*rows, *dated], ["created_at"])


def market(story: Story) -> None:
    """Example figures of the training market, marked as such, for the last five reporting years."""
    newest = story.today.year - (story.today.month < 10)
    table = [["627", year, *_sums(story, 3_900)] for year in range(newest - 4, newest + 1)]
    table += [["674", year, *_sums(story, 2_800)] for year in range(newest - 4, newest + 1)]
    run = MarketImport(
        source=MarketSource.OTHER,
        title="Beispielzahlen der Vorführung, frei erfunden",
        published_on=date(newest, 9, 30),
        is_example=True,
    )
    office = membership("geschaeftsstelle@muster.example")
    header = ("Agenturbezirk", "Berichtsjahr", "NAA", "UBS", "UVB", "BMA")
    rows = [Row(number, tuple(cells)) for number, cells in enumerate(table, 2)]
    by = story.actor(office)
    store_import(prepare_import(run, Table(header, rows), by=by), by=by)


def _sums(story: Story, contracts: int) -> list[int]:
    draw = story.random
    return [
        contracts + draw.randint(-250, 250), contracts // 12 + draw.randint(-60, 60),
        contracts // 25 + draw.randint(-20, 20), contracts // 13 + draw.randint(-40, 40),
    ]  # fmt: skip


def _date_the_story() -> list[Case]:
    """The story's cases with the moment of their first event as that of their report."""
    cases = {case.pk: case for case in Case.objects.only("pk", "created_at")}
    events = Event.objects.filter(subject=subject_of(Case()), subject_id__in=cases).order_by()
    for pk, first in events.values_list("subject_id").annotate(first=Min("at")):
        cases[pk].created_at = first
    return list(cases.values())


def _closed(story: Story, index: int) -> Case:
    draw = story.random
    is_ihk = index % 3 < 2
    reported = -draw.randint(NEWEST_DAYS, OLDEST_DAYS)
    ends = reported + draw.randint(5, 60)
    outcome = OUTCOMES[index % len(OUTCOMES)]
    registered = reported + draw.randint(6, 48)
    is_placed = outcome in PLACED
    gap = 1 if draw.random() < 0.78 else draw.randint(12, 40)
    moment = story.moment(reported)
    member = story.kim if is_ihk else story.sascha
    case = Case(
        number=next_number("F", moment.year),
        kind=draw.choice(KINDS),
        state=CaseState.CLOSED,
        organisation=member.organisation,
        adviser=member,
        occupation=draw.choice(story.ihk_occupations if is_ihk else story.hwk_occupations),
        residence=draw.choices(story.places, [place.population or 1 for place in story.places])[0],
        register=Register.BBIG if is_ihk else Register.HWO,
        ends_on=story.at(ends),
        outcome=outcome,
        closed_on=story.at(min(-1, registered + 90)),
        registered_on=story.at(registered) if is_placed else None,
        new_start_on=story.at(ends + gap) if is_placed else None,
        created_at=moment,
    )
    case.prepare()
    return case
