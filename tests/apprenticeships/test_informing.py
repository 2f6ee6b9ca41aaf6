"""Art. 13/14 GDPR: a month from the first storing, gone when the person was told."""

from datetime import date, timedelta

from django.utils import timezone

from apprenticeships.actions.cases import change_person
from apprenticeships.models import Apprentice, CaseDeadline
from tests.apprenticeships import factories as make
from tests.factories import World


def test_storing_a_person_starts_the_month_once(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")

    change_person(case, {"name": "Toni"}, by=by)
    CaseDeadline.objects.update(due_on=timezone.localdate() + timedelta(days=9))
    change_person(case, {"phone": "0151"}, by=by)

    row = CaseDeadline.objects.get()
    assert (row.kind, row.code, row.source) == ("inform", "inform", "Art. 14 Abs. 3 Buchst. a DSGVO")
    assert row.due_on == timezone.localdate() + timedelta(days=9)


def test_telling_the_person_takes_the_deadline_away(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    change_person(case, {"name": "Toni"}, by=by)

    change_person(case, {"informed_on": timezone.localdate()}, by=by)

    assert not CaseDeadline.objects.exists()
    assert Apprentice.objects.get().informed_on == timezone.localdate()


def test_a_case_without_person_has_no_such_deadline(world: World) -> None:
    change_person(make.make_case(world), {"informed_on": date(2026, 1, 5)}, by=world.actor("adviser_a"))

    assert not CaseDeadline.objects.exists()
