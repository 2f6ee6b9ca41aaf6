"""Every field of a form is in its layout; forms say what is wrong."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from apprenticeships.forms.cases import (
    CareForm,
    CaseForm,
    CloseForm,
    HoldForm,
    NewCaseForm,
    NoteForm,
    PersonForm,
    ReasonForm,
    RegisterForm,
)
from apprenticeships.forms.company_cases import (
    MOST_ROWS,
    CompanyCaseForm,
    NewCompanyCaseForm,
    PhaseForm,
    RowsForm,
)
from apprenticeships.forms.deadlines import ChecklistItemForm, DeadlineRuleForm, OwnDeadlineForm, TargetForm
from apprenticeships.forms.offers import CallForm, CompanyForm, OfferForm
from apprenticeships.forms.tips import (
    AdviserForm,
    MergeForm,
    RefuseForm,
    ResponsibilityForm,
    TipForm,
    advisers,
)
from apprenticeships.notes import working_day
from tests.apprenticeships import factories as make
from tests.factories import World

FORMS = [
    CaseForm, NewCaseForm, PersonForm, NoteForm, RegisterForm, CloseForm, CompanyCaseForm,
    NewCompanyCaseForm,
    RowsForm, PhaseForm, OfferForm, CareForm, HoldForm, ReasonForm, OwnDeadlineForm, DeadlineRuleForm,
    TargetForm, ChecklistItemForm, CompanyForm, CallForm, TipForm, MergeForm, RefuseForm,
]  # fmt: skip


def in_layout(layout: object) -> list[str]:
    names = []
    for part in getattr(layout, "fields", []):
        names += [part] if isinstance(part, str) else in_layout(part)
    return names


@pytest.mark.parametrize("form_class", FORMS, ids=lambda one: one.__name__)
def test_every_field_is_in_the_layout_once(db: None, form_class: type) -> None:
    assert sorted(in_layout(form_class.layout)) == sorted(form_class().fields)


def test_forms_with_choices_of_people_have_all_fields_in_the_layout(world: World) -> None:
    actor = world.actor("office")

    assert in_layout(AdviserForm.layout) == list(AdviserForm(choices=advisers(actor)).fields)
    assert sorted(in_layout(ResponsibilityForm.layout)) == sorted(ResponsibilityForm(actor=actor).fields)


def base(world: World, **values: object) -> dict[str, object]:
    return {
        "kind": "loses", "register": "bbig", "occupation": str(world.occupation),
        "residence": str(world.town), "reach_km": 25, "contract_number": "1", **values,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, []),
        ({"contract_number": ""}, ["contract_number"]),
        ({"contract_number": "", "kind": "none"}, []),
        ({"contract_number": "", "name": "Toni Muster-Form"}, []),
        ({"name": "Toni Muster-Form", "is_minor": "True"}, ["representatives"]),
        ({"name": "Toni", "is_minor": "True", "representatives": "Muster 0151"}, []),
        ({"occupation": "gibt es nicht"}, ["occupation"]),
        ({"reach_km": 0}, ["reach_km"]),
        ({"contract_start": "2026-09-01", "contract_end": "2026-08-01"}, ["contract_end"]),
    ],
)
def test_a_new_case_on_day_one(world: World, values: dict, wrong: list) -> None:
    form = NewCaseForm(base(world, **values))

    assert list(form.errors) == wrong


def test_rows_count_as_soon_as_something_stands_in_them(world: World) -> None:
    data = {
        "register": "bbig", "row1_occupation": str(world.occupation), "row1_residence": str(world.town),
        "row1_name": "Toni Muster-Eins", f"row{MOST_ROWS}_contract_number": "12",
    }  # fmt: skip
    form = RowsForm(data)

    assert form.filled_rows() == [1, MOST_ROWS]
    assert set(form.errors) == {f"row{MOST_ROWS}_occupation", f"row{MOST_ROWS}_residence"}


def test_at_least_one_row(db: None) -> None:
    assert list(RowsForm({"register": "bbig"}).errors) == ["row1_occupation"]


def test_several_occupations_by_semicolon(world: World) -> None:
    form = CompanyForm(
        {"version": 1, "name": "Muster", "occupation_list": "Mechatroniker; Mechatroniker/in;"}
    )

    assert form.is_valid()
    assert form.cleaned_data["occupation_list"] == [world.occupation]


def test_seats_never_below_those_taken(world: World) -> None:
    offer = make.make_offer(world, seats=3, seats_taken=2)
    data = {
        "version": 1, "company_name": "Muster", "municipality": "Künzelsau", "kind": "takeover",
        "occupation_list": str(world.occupation), "seats": 1,
    }  # fmt: skip

    assert list(OfferForm(data, instance=offer).errors) == ["seats"]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({"result": "reached", "follow": "3"}, []),
        ({"result": "reached", "follow": "date"}, ["day"]),
        ({"result": "reached", "follow": "date", "day": "2020-01-01"}, ["day"]),
        ({"result": "shouted", "follow": "4"}, ["result", "follow"]),
    ],
)
def test_notes(data: dict, wrong: list) -> None:
    assert list(NoteForm(data).errors) == wrong


def test_registered_not_in_the_future(world: World) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    data = {"registered_on": tomorrow, "registered_with": world.chamber_a.pk}

    assert list(RegisterForm(data).errors) == ["registered_on"]


def test_registered_with_a_chamber_only(world: World) -> None:
    data = {"registered_on": make.TODAY - timedelta(days=400), "registered_with": world.partner_org_a.pk}

    assert list(RegisterForm(data).errors) == ["registered_with"]


def test_on_hold_until_a_day_to_come(world: World) -> None:
    form = HoldForm({"reason": "wartet", "due_on": timezone.localdate()})

    assert list(form.errors) == ["due_on"]


@pytest.mark.parametrize(("ahead", "weekday"), [(1, 0), (2, 0), (3, 0), (4, 1)])
def test_follow_ups_fall_on_working_days(ahead: int, weekday: int) -> None:
    friday = make.TODAY + timedelta(days=3)

    assert working_day(ahead, friday).weekday() == weekday


def test_a_responsibility_stays_in_one_chamber(world: World) -> None:
    actor = SimpleNamespace()
    form = ResponsibilityForm({"adviser": world.adviser_a.pk, "deputy": world.adviser_b.pk}, actor=actor)

    assert list(form.errors) == ["deputy"]
