"""The collection that comes with the portal, and the demonstration's measures."""

import json
import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from measures import demo, loading
from measures.loading import load_catalogue
from measures.models import Measure, SourceAgreement
from measures.plans import plans
from measures.states import Light, MeasureClass, MeasureState, Validity
from portal.access import ANONYMOUS
from portal.activity.models import Event
from portal.attachments.models import Document
from portal.partners import demo as partners_demo
from portal.region.models import District

TODAY = date(2026, 11, 3)
DISTRICTS = ("08121", "08125", "08126", "08127", "08128")


@pytest.fixture
def entries() -> list[dict]:
    return json.loads(loading.FILE.read_text())["measures"]


def test_everything_is_loaded_and_published(entries: list[dict], db: None) -> None:
    assert load_catalogue(TODAY) == (54, 0)

    assert Measure.objects.filter(state=MeasureState.PUBLISHED).count() == 54
    assert Measure.objects.filter(kind=MeasureClass.REGIONAL).count() == 8
    assert Event.objects.filter(verb="loaded", user=None).count() == 54
    for entry in entries:
        measure = Measure.objects.get(source_key=entry["source_key"])
        assert (measure.lead_text, measure.sources) == (entry["lead_text"], entry["sources"])
        assert measure.sources


def test_loading_again_adds_nothing_and_keeps_what_editors_wrote(db: None) -> None:
    load_catalogue(TODAY)
    Measure.objects.filter(source_key="B01").update(title="Von der Redaktion")
    Measure.objects.filter(source_key="B02").update(source_key=None)

    assert load_catalogue(TODAY) == (1, 53)

    assert Measure.objects.get(source_key="B01").title == "Von der Redaktion"
    assert SourceAgreement.objects.count() == 6


def test_the_command_says_what_it_did(db: None) -> None:
    out = StringIO()

    call_command("load_measures", stdout=out)

    assert out.getvalue() == (
        "measures: 54 added, 0 already there\nfunding programmes: 14 added, 0 already there\n"
    )


@pytest.mark.parametrize(
    ("key", "validity", "needs_check"),
    [
        ("B01", Validity.ENDED, False),
        ("B14", Validity.IN_FORCE, False),
        ("B19", Validity.IN_FORCE, True),
        ("B24", Validity.UNCLEAR, True),
        ("L01", Validity.UNCONFIRMED, True),
        ("B08", Validity.TEMPLATE, False),
    ],
)
def test_what_is_not_certain_is_marked(key: str, validity: str, needs_check: bool, db: None) -> None:
    load_catalogue(TODAY)

    measure = Measure.objects.get(source_key=key)

    assert (measure.validity, measure.needs_check) == (validity, needs_check)


def test_the_file_speaks_german(entries: list[dict]) -> None:
    text = json.dumps(entries, ensure_ascii=False)

    assert not re.search(r"unverified|joint declaration|Abbr[uü]ch", text)
    assert all("zu prüfen" not in json.dumps(e, ensure_ascii=False) or e["needs_check"] for e in entries)


def test_the_demonstration_lets_only_made_up_organisations_act(db: None) -> None:
    for ags in DISTRICTS:
        District.objects.create(ags=ags, name=f"Kreis {ags}", short_name=f"Kreis {ags}")
    partners_demo.load(TODAY)

    demo.load(TODAY)

    own = Measure.objects.filter(source_key=None)
    assert own.count() == 10
    assert own.filter(state=MeasureState.DRAFT).count() == 2
    assert set(own.values_list("focus_area", flat=True)) == {1, 2, 3}
    assert set(own.values_list("light", flat=True)) == set(Light.values)
    assert not own.exclude(lead__is_made_up=True).exists()
    assert not own.filter(supporters__is_made_up=False).exists()
    assert not Measure.objects.exclude(source_key=None).exclude(light=Light.NONE).exists()
    assert own.get(title="Azubi-Lotsen für kleine Betriebe").number == "M-2026-007"


def test_the_demonstration_has_a_plan_to_show(db: None, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    for ags in DISTRICTS:
        District.objects.create(ags=ags, name=f"Kreis {ags}", short_name=f"Kreis {ags}")
    partners_demo.load(TODAY)

    demo.load(TODAY)

    pilots = Measure.objects.get(title="Azubi-Lotsen für kleine Betriebe")
    assert pilots.milestones.filter(reached_on=None, due_on__lt=TODAY).count() == 1
    (plan,) = plans(pilots.indicators.all(), ANONYMOUS, [])
    state = plan.standing(TODAY)
    assert (state.actual, state.target.value, state.is_due) == (62, 80, True)
    assert pilots.agreement_section.number == "1"
    assert Document.objects.of(pilots).filter(kind="docx").count() == 1
