"""The whole catalogue as a paper: page and PDF say the same, in the order of the focus areas. Covers A11."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from measures.models import Measure, Milestone
from measures.paper import catalogue
from measures.states import FocusArea, MeasureState
from portal.documents import Facts, Heading
from tests.factories import World
from tests.measures.factories import make_measure, make_programme
from tests.portal.test_documents import tags, text_of

HTTPS = {"secure": True}
TODAY = date(2026, 11, 24)


@pytest.fixture
def three(world: World) -> list[Measure]:
    late = make_measure(
        title="Digitalwerkstatt",
        focus_area=FocusArea.DIGITALISATION,
        state=MeasureState.PUBLISHED,
        contact="Alex Musterlein",
        description="# Ablauf\n\n- ein **Tag**\n- zwei Tage",
    )
    Milestone.objects.create(measure=late, title="Erste Werkstatt", due_on=date(2026, 5, 1))
    programme = make_programme(title="Einstiegsqualifizierung", state=MeasureState.PUBLISHED)
    regional = make_measure(title="Azubi-Lotsen", state=MeasureState.PUBLISHED)
    make_measure(title="Noch geheim", state=MeasureState.DRAFT)
    return [regional, programme, late]


def test_the_paper_goes_by_focus_area_with_regional_measures_first(three) -> None:
    document = catalogue(Measure.objects.all(), today=TODAY, language="de")

    headings = [(part.text, part.level) for part in document.parts if isinstance(part, Heading)]
    assert headings == [
        ("Schwerpunkt 1: Ausbildungsmarkt stabilisieren", 1),
        (f"{three[0].number} Azubi-Lotsen", 2),
        ("Einstiegsqualifizierung", 2),
        ("Schwerpunkt 3: Digitalisierung als Treiber in der Arbeitswelt", 1),
        (f"{three[2].number} Digitalwerkstatt", 2),
        ("Ablauf", 3),
    ]
    assert "Noch geheim" not in str(document)
    assert "Musterlein" not in str(document)
    facts = dict(next(part for part in reversed(document.parts) if isinstance(part, Facts)).rows)
    assert facts["Meilensteine"] == "0 von 1 erreicht, 1 überfällig"


def test_the_pdf_is_tagged_and_says_what_the_page_says(three, world: World, sign_in) -> None:
    client = sign_in(world.partner_b)

    page = client.get(reverse("measures:catalogue"), **HTTPS).content.decode()
    file = client.get(reverse("measures:catalogue_pdf"), **HTTPS)

    reader = PdfReader(BytesIO(file.content))
    root = reader.trailer["/Root"]
    found = tags(root["/StructTreeRoot"])
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
    assert "/TOC" in found
    assert found.count("/Table") == 3
    text = text_of(reader)
    for words in ("Azubi-Lotsen", "Einstiegsqualifizierung", "Digitalwerkstatt", "zwei Tage"):
        assert words in page
        assert words in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_paper_takes_three_statements(world: World, django_assert_num_queries, rows: int) -> None:
    for _row in range(rows):
        make_measure(state=MeasureState.PUBLISHED).supporters.add(world.chamber_a)

    with django_assert_num_queries(3):
        catalogue(Measure.objects.all(), today=TODAY, language="de")
