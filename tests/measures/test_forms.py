"""What the forms of the catalogue accept."""

import pytest
from django.test import Client

from measures.forms.measures import ProgrammeForm, RegionalForm
from measures.models import Measure
from measures.states import MeasureState
from tests.factories import World
from tests.measures.factories import make_measure

REGIONAL = {"focus_area": "1", "title": "Lotsen", "progress": "running", "light": "none", "version": "1"}


@pytest.mark.parametrize("light", ["amber", "red"])
def test_a_light_other_than_green_needs_a_reason(light: str, db: None) -> None:
    form = RegionalForm(REGIONAL | {"light": light})

    assert list(form.errors) == ["light_reason"]


def test_the_end_lies_after_the_start(db: None) -> None:
    form = RegionalForm(REGIONAL | {"period_start": "2026-05-01", "period_end": "2026-04-30"})

    assert list(form.errors) == ["period_end"]


def test_a_published_measure_stays_complete(db: None) -> None:
    measure = make_measure(state=MeasureState.PUBLISHED)

    form = RegionalForm(REGIONAL, instance=measure)

    assert set(form.errors) == {"summary", "lead", "period_start"}


def test_lists_have_one_item_per_line(db: None) -> None:
    form = RegionalForm(REGIONAL | {"sources": "https://muster.example/a\r\n\r\nHeft 3", "target_groups": ""})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["sources"] == ["https://muster.example/a", "Heft 3"]
    assert form.cleaned_data["target_groups"] == []


@pytest.mark.parametrize("text", ["x" * 201, "\n".join("abcdefghijklmnopqrstuvwxyzäöüßé123")])
def test_a_list_has_limits(text: str, db: None) -> None:
    assert list(RegionalForm(REGIONAL | {"target_groups": text}).errors) == ["target_groups"]


def test_the_form_shows_lists_as_lines(db: None) -> None:
    measure = make_measure(target_groups=["Betriebe", "Schulen"])

    assert RegionalForm(instance=measure)["target_groups"].value() == "Betriebe\nSchulen"


def test_the_programme_form_makes_a_programme(db: None) -> None:
    form = ProgrammeForm({"focus_area": "3", "title": "Pakt", "origin": "state", "validity": "in_force"})

    assert form.is_valid(), form.errors
    form.instance.number = "M-2026-900"
    assert form.save().kind == "programme"


def test_foreign_values_change_nothing(world: World, sign_in) -> None:
    """S11: what a form does not ask for cannot be set through it."""
    client: Client = sign_in(world.editor)
    extra = {"state": "published", "kind": "programme", "number": "M-1900-001", "source_key": "B01"}
    extra |= {"light_on": "2020-01-01", "origin": "federal", "organisation": world.chamber_b.pk}

    client.post("/massnahmen/neu/", REGIONAL | extra, secure=True)

    measure = Measure.objects.get()
    assert measure.number != "M-1900-001"
    assert (measure.state, measure.kind, measure.source_key) == ("draft", "regional", None)
    assert (measure.light_on, measure.origin, measure.version) == (None, "region", 1)
