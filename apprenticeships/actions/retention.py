"""What is over goes: cases become figures, persons are erased, words of the court are wiped."""

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from apprenticeships.models import Apprentice, Case, CaseStatistic, CompanyCase, Tip
from apprenticeships.states import NEVER
from portal.access import Actor
from portal.activity.recording import record, subject_of, wipe_words
from portal.datamap import tables_of_case

ERASED = "–"  # some words must not be empty, such as the reason of a refusal
ALIKE = 5  # fewer rows than this that are alike lose what tells them apart
# The columns that are looked at, and what a small class has instead, from the finest class on; of the quarter
# of opening the reporting year stays, given by its first day.
YEAR = "(date_trunc('year', opened_quarter + interval '3 months') - interval '3 months')::date"
CLASSES = {"district_id": "NULL", "group_id": "NULL", "opened_quarter": YEAR}


def remove_cases(rows: QuerySet[Case]) -> None:
    """Turns ended cases into figures and deletes them with all that belongs to them, their tips included.

    Runs in the caller's transaction. Side effects: statistics, events without words; a company case or tip
    that has led to no other case goes as well.
    """
    cases = list(rows.select_related("occupation"))
    CaseStatistic.objects.bulk_create(_statistic(case) for case in cases)
    generalise()
    ids = [case.pk for case in cases]
    company_cases = {case.company_case_id for case in cases if case.company_case_id}
    tips = list(Tip.objects.filter(case__in=ids).values_list("pk", flat=True))
    _wipe_events(ids)
    Case.objects.filter(pk__in=ids).delete()
    _remove_empty_company_cases(company_cases)
    _remove_tips(tips)


def _statistic(case: Case) -> CaseStatistic:
    opened, placed = timezone.localdate(case.created_at), case.registered_on is not None
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
        weeks=max(0, (case.registered_on - opened).days) // 7 if placed else None,
    )


def quarter(day: date) -> date:
    """The first day of the quarter of `day`."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def generalise() -> None:
    """Takes district, then group, then opening quarter (but its year) out of rows of which few are alike.

    Few is under ALIKE; alike is: same organisation, outcome, closing quarter and the fields still looked at.
    Deterministic.
    """
    table = CaseStatistic._meta.db_table
    for index, (column, less) in enumerate(CLASSES.items()):
        alike = ", ".join(["organisation_id", "outcome", "closed_quarter", *list(CLASSES)[index:]])
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET {column} = {less} WHERE {column} IS DISTINCT FROM {less} AND id IN ("  # noqa: S608
                f"SELECT id FROM (SELECT id, count(*) OVER (PARTITION BY {alike}) AS size FROM {table})"
                " AS classes WHERE size < %s)",
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
