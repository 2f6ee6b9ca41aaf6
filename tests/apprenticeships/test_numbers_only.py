"""The mode "register number only": no form asks, no action writes, the database refuses."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from apprenticeships.actions.cases import PersonsRefused, change_person, open_case
from apprenticeships.actions.handovers import accept_handover, request_handover
from apprenticeships.forms.cases import PERSON_FIELDS, NewCaseForm
from apprenticeships.forms.company_cases import NewCompanyCaseForm, RowsForm
from apprenticeships.models import Apprentice, Case
from apprenticeships.persons import FIELDS, open_person, persons_of
from apprenticeships.rules import persons_allowed
from portal.encryption import Sealed
from portal.partners.forms import OrganisationForm
from portal.partners.models import Organisation
from tests.apprenticeships import disclosure_factories as made
from tests.apprenticeships import factories as make
from tests.apprenticeships.matrix import case_data
from tests.factories import World
from tests.partners.test_directory import organisation_data

NAME = "Toni Muster-Nummer"


@pytest.fixture
def numbers(world: World) -> World:
    Organisation.objects.filter(pk=world.chamber_a.pk).update(numbers_only=True)
    world.chamber_a.refresh_from_db()
    world.adviser_a.refresh_from_db()
    return world


def test_one_place_says_who_may_hold_persons(world: World) -> None:
    assert persons_allowed(Organisation(agreement_on="2026-01-01"))
    assert not persons_allowed(Organisation(agreement_on="2026-01-01", numbers_only=True))
    assert not persons_allowed(Organisation())


@pytest.mark.parametrize("form", [NewCaseForm, NewCompanyCaseForm, RowsForm])
def test_no_form_has_a_field_for_a_person(world: World, form: type) -> None:
    words = ("name", "phone", "email", "address", "birth_date", "representatives")

    fields = set(form(persons=False).fields) - {"company_name"}

    assert not [name for name in fields if name.removeprefix("row1_") in words]
    assert not [name for name in fields if name.endswith(("_phone", "_email", "representatives"))]


@pytest.mark.parametrize("name", ["case_create", "company_case_create"])
def test_the_pages_ask_for_no_person(numbers: World, sign_in, name: str) -> None:
    page = sign_in(numbers.adviser_a).get(reverse(f"apprenticeships:{name}"), secure=True).content.decode()

    for field in (*PERSON_FIELDS, "row1_name", "row1_phone"):
        assert f'name="{field}"' not in page


def test_a_forged_field_is_ignored_and_the_number_needed(numbers: World, sign_in) -> None:
    client, url = sign_in(numbers.adviser_a), reverse("apprenticeships:case_create")

    missing = client.post(url, {**case_data(numbers), "contract_number": "", "name": NAME}, secure=True)
    client.post(url, {**case_data(numbers), "name": NAME, "phone": "0151"}, secure=True)

    assert list(missing.context["form"].errors) == ["contract_number"]
    assert Case.objects.count() == 1
    assert not Apprentice.objects.exists()


def test_the_person_page_is_closed(numbers: World, sign_in) -> None:
    case = make.make_case(numbers)
    client = sign_in(numbers.adviser_a)
    page = client.get(reverse("apprenticeships:case_detail", args=[case.number]), secure=True)

    url = reverse("apprenticeships:case_person_edit", args=[case.number])
    assert url not in page.content.decode()
    assert client.get(url, secure=True).status_code == 403
    assert client.post(url, {"name": NAME}, secure=True).status_code == 403


@pytest.mark.parametrize("field", FIELDS)
def test_no_action_writes_a_person(numbers: World, field: str) -> None:
    case = make.make_case(numbers)

    with pytest.raises(PersonsRefused):
        change_person(case, {field: "x"}, by=numbers.actor("adviser_a"))
    with pytest.raises(PersonsRefused):
        open_case(
            Case(occupation=numbers.occupation, residence=numbers.town, register="bbig"),
            by=numbers.actor("adviser_a"), person={field: "x"},
        )  # fmt: skip
    assert not Apprentice.objects.exists()
    assert Case.objects.count() == 1


@pytest.mark.parametrize("field", FIELDS)
def test_the_database_refuses_a_person(numbers: World, field: str) -> None:
    """Raw SQL gets nothing in, neither as a new row nor into one that is there."""
    case, token = make.make_case(numbers), Sealed.seal(NAME).token
    columns = {name: token if name == field else "" for name in FIELDS}
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    into = "INSERT INTO apprenticeships_apprentice (case_id, withheld, name_key, person_key, "
    insert = into + f"{names}) VALUES (%s, '{{}}', '', '', {marks})"
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(insert, [case.pk, *columns.values()])
        cursor.execute(insert, [case.pk, *dict.fromkeys(columns, "").values()])
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(f"UPDATE apprenticeships_apprentice SET {field} = %s", [token])  # noqa: S608
    assert persons_of(numbers.chamber_a.pk) == 0


def test_the_database_refuses_a_case_that_brings_a_person(numbers: World) -> None:
    case = make.make_case(numbers, adviser=numbers.adviser_b, person={"name": NAME})

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(organisation=numbers.chamber_a)


def test_switching_on_is_refused_while_persons_are_stored(world: World, sign_in) -> None:
    for _index in range(2):
        make.make_case(world, person={"phone": "0151"})
    make.make_case(world, person={"name": ""})
    make.make_case(world, adviser=world.adviser_b, person={"name": NAME})
    data = organisation_data(world.chamber_a, numbers_only="on")
    url = reverse("partners:organisation_edit", args=[world.chamber_a.key])

    page = sign_in(world.office).post(url, data, secure=True)

    assert "Daten von 2 Personen" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=world.chamber_a.pk).update(numbers_only=True)
    Apprentice.objects.filter(case__organisation=world.chamber_a).delete()
    assert OrganisationForm(data, instance=Organisation.objects.get(pk=world.chamber_a.pk)).is_valid()
    assert sign_in(world.office).post(url, data, secure=True).status_code == 302
    assert Organisation.objects.get(pk=world.chamber_a.pk).numbers_only


def test_a_case_handed_over_to_such_a_body_leaves_its_person_behind(world: World) -> None:
    agency = made.make_agency()
    Organisation.objects.filter(pk=agency.organisation_id).update(numbers_only=True)
    agency.organisation.refresh_from_db()
    world.agency = agency
    made.make_rule(recipient="agency", fields=made.ALL)
    case = made.case_for_handover(world, make)
    handover = request_handover(
        case, agency.organisation, by=world.actor("adviser_a"), fields=[], reason="passt besser"
    )

    accept_handover(handover, by=world.actor("agency"))

    case = Case.objects.get(pk=case.pk)
    assert case.organisation == agency.organisation
    assert open_person(case, by=world.actor("agency")) is None
    assert not Apprentice.objects.exists()
