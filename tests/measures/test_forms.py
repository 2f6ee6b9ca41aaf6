"""What the forms of the catalogue accept."""

import pytest
from django.test import Client

from measures.drafting import for_form
from measures.forms.measures import ProgrammeForm, RegionalForm
from measures.models import Measure
from measures.states import MeasureState
from tests.factories import World
from tests.measures.factories import make_measure

REGIONAL = {"focus_area": "1", "title": "Lotsen", "progress": "running"}


def test_the_end_lies_after_the_start(db: None) -> None:
    form = RegionalForm(REGIONAL | {"period_start": "2026-05-01", "period_end": "2026-04-30"})

    assert list(form.errors) == ["period_end"]


def test_the_text_of_a_published_measure_may_have_gaps_while_it_is_worked_on(db: None) -> None:
    measure = make_measure(state=MeasureState.PUBLISHED)

    form = RegionalForm(REGIONAL, instance=for_form(measure, None))

    assert form.is_valid(), form.errors
    assert form.content()["summary"] == ""


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
    assert (form.content()["kind"], form.content()["origin"]) == ("programme", "state")


def test_foreign_values_change_nothing(world: World, sign_in) -> None:
    """S11: what a form does not ask for cannot be set through it."""
    client: Client = sign_in(world.editor)
    extra = {"state": "published", "kind": "programme", "number": "M-1900-001", "source_key": "B01"}
    extra |= {
        "light": "green",
        "light_on": "2020-01-01",
        "origin": "federal",
        "organisation": world.chamber_b.pk,
    }

    client.post("/massnahmen/neu/", REGIONAL | extra, secure=True)

    measure = Measure.objects.get()
    assert measure.number != "M-1900-001"
    assert (measure.state, measure.kind, measure.source_key) == ("draft", "regional", None)
    assert (measure.light, measure.light_on) == ("none", None)
    assert (measure.origin, measure.version) == ("region", 1)
