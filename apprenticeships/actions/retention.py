"""What is over goes: cases become figures, persons are erased, words of the court are wiped."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from apprenticeships.figures import ReportingYear
from apprenticeships.models import (
    Apprentice,
    Case,
    CaseContribution,
    CaseStatistic,
    CompanyCase,
    ContributionStatistic,
    Tip,
)
from apprenticeships.states import NEVER
from apprenticeships.states.figures import NEW_COMPANY
from portal.access import Actor
from portal.activity.recording import record, subject_of, wipe_words
from portal.datamap import tables_of_case

ERASED = "–"  # some words must not be empty, such as the reason of a refusal
ALIKE = 5  # fewer rows than this that are alike lose what tells them apart
# The columns that are looked at, and what a small class has instead, from the finest class on; of the quarter
# of opening the reporting year stays, given by its first day.
YEAR = "(date_trunc('year', opened_quarter + interval '3 months') - interval '3 months')::date"
CLASSES = {"district_id": "NULL", "group_id": "NULL", "opened_quarter": YEAR}
CONTRIBUTION_CLASSES = ("organisation_id", "closed_year")  # the same of what has helped; both are emptied


def remove_cases(rows: QuerySet[Case]) -> None:
    """Turns ended cases into figures and deletes them with all that belongs to them, their tips included.

    Runs in the caller's transaction. Side effects: statistics of the case and of what had helped, events
    without words; a company case or tip that has led to no other case goes as well.
    """
    cases = list(rows.select_related("occupation"))
    CaseStatistic.objects.bulk_create(_statistic(case) for case in cases)
    ContributionStatistic.objects.bulk_create(_contributions({case.pk: case for case in cases}))
    generalise()
    ids = [case.pk for case in cases]
    company_cases = {case.company_case_id for case in cases if case.company_case_id}
    tips = list(Tip.objects.filter(case__in=ids).values_list("pk", flat=True))
    _wipe_events(ids)
    Case.objects.filter(pk__in=ids).delete()
    _remove_empty_company_cases(company_cases)
    _remove_tips(tips)


def _statistic(case: Case) -> CaseStatistic:
    opened, placed = timezone.localdate(case.created_at), _is_placed(case)
    return CaseStatistic(
        organisation_id=case.organisation_id,
        group_id=case.group_id,
        district_id=case.district_id,
        kind=case.kind,
        outcome=case.outcome,
        opened_quarter=quarter(opened),
        closed_quarter=quarter(case.closed_on or opened),
        placed=placed,
        seamless=case.is_seamless if placed else None,
        weeks=max(0, (case.registered_on - opened).days) // 7 if placed and case.registered_on else None,
    )


def _is_placed(case: Case) -> bool:
    """Whether an ended case counts as "in a new company", as apprenticeships.figures says of a living one."""
    return case.outcome in NEW_COMPANY


def _contributions(cases: dict[int, Case]) -> list[ContributionStatistic]:
    """What had helped in the cases, in an order that does not tell which row belongs to which case."""
    keys: dict[int, UUID] = defaultdict(uuid4)
    named = CaseContribution.objects.filter(case__in=cases).values_list("case", "measure")
    rows = [_contribution(cases[case], keys[case], measure) for case, measure in named]
    return sorted(rows, key=lambda row: row.key)


def _contribution(case: Case, key: UUID, measure: int) -> ContributionStatistic:
    placed = _is_placed(case)
    return ContributionStatistic(
        key=key,
        measure_id=measure,
        organisation_id=case.organisation_id,
        closed_year=ReportingYear.of(case.closed_on or timezone.localdate(case.created_at)).first,
        placed=placed,
        seamless=placed and case.is_seamless,
    )


def quarter(day: date) -> date:
    """The first day of the quarter of `day`."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def generalise() -> None:
    """Takes district, then group, then opening quarter (but its year) out of rows of which few are alike.

    Few is under ALIKE; alike is: same organisation, outcome, closing quarter and the fields still looked at.
    Of what has helped organisation, then year go out of all rows of a case of which one has few alike, which
    is: same measure, result and the fields still looked at. Deterministic.
    """
    for index, (column, less) in enumerate(CLASSES.items()):
        alike = ["organisation_id", "outcome", "closed_quarter", *list(CLASSES)[index:]]
        _coarsen(CaseStatistic, column, less, alike, "id")
    for index, column in enumerate(CONTRIBUTION_CLASSES):
        alike = ["measure_id", "placed", "seamless", *CONTRIBUTION_CLASSES[index:]]
        _coarsen(ContributionStatistic, column, "NULL", alike, "key")


def _coarsen(model: type[Model], column: str, less: str, alike: list[str], unit: str) -> None:
    """Sets `column` to `less` in every `unit` of which a row has under ALIKE rows that are `alike`."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {column} = {less} WHERE {column} IS DISTINCT FROM {less} AND {unit} IN ("  # noqa: S608
            f"SELECT {unit} FROM (SELECT {unit}, count(*) OVER (PARTITION BY {', '.join(alike)}) AS size"
            f" FROM {table}) AS classes WHERE size < %s)",
            [ALIKE],
        )


def _wipe_events(case_ids: list[int]) -> None:
    """Takes words and numbers from the events of the cases and of every row that belongs to them."""
    for model, table in tables_of_case():
        ids = model._base_manager.filter(**{f"{table.of_case}__in": case_ids}).values_list("pk", flat=True)
        wipe_words(model._meta.label_lower, ids)


def _remove_empty_company_cases(ids: Iterable[int]) -> None:
    empty = CompanyCase.objects.filter(pk__in=ids, cases=None)
    found = list(empty.values_list("pk", flat=True))
    tips = list(Tip.objects.filter(company_case__in=found).values_list("pk", flat=True))
    wipe_words(CompanyCase._meta.label_lower, found)
    CompanyCase.objects.filter(pk__in=found).delete()
    _remove_tips(tips)


def _remove_tips(ids: list[int]) -> None:
    wipe_words(Tip._meta.label_lower, ids)
    Tip.objects.filter(pk__in=ids, case=None, company_case=None).delete()


def wipe_court(rows: QuerySet[CompanyCase]) -> None:
    """Takes court, file number, administrator and source out of company cases that are over."""
    wipe_words(CompanyCase._meta.label_lower, list(rows.values_list("pk", flat=True)))
    rows.update(court="", file_number="", administrator="", source="", buyer="")


@transaction.atomic
def erase_person(case: Case, *, by: Actor) -> None:
    """Erases all that is known about the person of a case (Art. 17 GDPR); the case goes on by its number.

    Side effects: person, notes' texts, free words, consents' words and the tip's person are gone, words of
    earlier events are wiped; one event says that it was done.
    """
    _wipe_events([case.pk])
    Apprentice.objects.filter(case=case).delete()
    for model, table in tables_of_case():
        rows = model._base_manager.filter(**{table.of_case: case.pk})
        words = "" if model is Case else ERASED
        gone = dict.fromkeys(table.fields("text"), words) | dict.fromkeys(table.fields("person"), "")
        if gone and model is not Apprentice:
            rows.update(**gone)
    for tip in case.tips.select_related("person"):
        if hasattr(tip, "person"):
            tip.person.delete()
        wipe_words(subject_of(tip), [tip.pk])
        Tip.objects.filter(pk=tip.pk).update(text="", occupations="")
    case.refresh_from_db()
    case.save()  # its search words
    record("person_erased", case, by=by)


@transaction.atomic
def restrict_person(case: Case, restricted: bool, *, by: Actor) -> None:
    """Closes the person's data to everybody until it is settled (Art. 18 GDPR), or opens them again."""
    Apprentice.objects.filter(case=case).update(restricted_on=timezone.localdate() if restricted else None)
    record("person_restricted" if restricted else "person_released", case, by=by)


@transaction.atomic
def keep_case(case: Case, until: date | None, reason: str, *, by: Actor) -> None:
    """Keeps a case beyond its time until that day for a reason; None ends that. Side effect: event."""
    before = case.kept_until
    Case.objects.filter(pk=case.pk).update(kept_until=until, kept_reason=reason if until else "")
    case.refresh_from_db(fields=["kept_until", "kept_reason"])
    days = [day.isoformat() if day and day != NEVER else None for day in (before, until)]
    record("case_kept", case, by=by, changes={"kept_until": days})
