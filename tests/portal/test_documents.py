"""Word and PDF files: structure, language, title, typeface; a user's text is never code. Covers A11."""

from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from portal.documents import (
    Document,
    Facts,
    Heading,
    Items,
    Paragraph,
    Signatures,
    Table,
    document_response,
    pdf_bytes,
    word_bytes,
)
from portal.documents.pdf import FontsMissing

LETTER = Document(
    title="Ihr Ausbildungsplatz",
    organisation="Muster-IHK",
    sender="Muster-IHK · Musterweg 1",
    address=["Toni Muster", "Musterweg 2", "74653 Künzelsau"],
    references=[("Fall", "F-2026-0042")],
    date="24. November 2026",
    parts=[
        Heading("Was wir für Sie tun"),
        Paragraph("Erste Zeile\nzweite Zeile"),
        Heading("Zu tief", level=4),
        Items(["eins", "zwei"]),
        Items(["erstens", "zweitens"], numbered=True),
        Facts([("Beruf", "Bäcker/in"), ("Ausbildungsjahr", "2")]),
        Table(["Tag", "Ort", "Raum"], [["Montag", "Öhringen", "12"]]),
        Paragraph("klein gedruckt", small=True),
        Signatures(["Datum, Unterschrift"]),
    ],
)
PLACES = ("title", "organisation", "address", "reference", "heading", "paragraph", "item", "fact")
HARMLESS = '#import "x.typ"; *nicht fett* $x$ = kein Titel @ref <label> #sys.inputs \\ [ ] {Name} `x`'


def pdf(document: Document) -> PdfReader:
    return PdfReader(BytesIO(pdf_bytes(document)))


def text_of(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def tags(node: object) -> list[str]:
    """The structure types below `node`, in reading order."""
    node = node.get_object()
    if not isinstance(node, dict):
        return []
    found = [str(node["/S"])] if "/S" in node else []
    children = node.get("/K")
    if children is None:
        return found
    children = children.get_object() if hasattr(children, "get_object") else children
    for child in children if isinstance(children, list) else [children]:
        if hasattr(child, "get_object"):
            found += tags(child)
    return found


def test_the_pdf_is_tagged_and_says_its_language_and_title() -> None:
    """A11"""
    reader = pdf(LETTER)
    root = reader.trailer["/Root"]

    assert root["/Lang"] == "de"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert (reader.metadata.title, reader.metadata.author) == ("Ihr Ausbildungsplatz", "Muster-IHK")
    assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()


def test_the_pdf_has_a_structure_without_a_skipped_heading() -> None:
    """A11: headings, lists and tables are what they look like."""
    found = tags(pdf(LETTER).trailer["/Root"]["/StructTreeRoot"])

    assert [tag for tag in found if tag.startswith("/H")] == ["/H1", "/H2"]
    assert found.count("/L") == 2
    assert found.count("/LI") == 4
    assert found.count("/Table") == 2
    assert found.count("/TH") == 5
    assert "/Title" in found


def test_the_pdf_embeds_the_typeface_of_the_portal() -> None:
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in pdf(LETTER).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert fonts == {"FiraSans-Regular", "FiraSans-SemiBold"}


def test_the_pdf_says_everything_in_reading_order() -> None:
    text = text_of(pdf(LETTER))

    words = ["Muster-IHK · Musterweg 1", "Toni Muster", "Künzelsau", "F-2026-0042", "24. November 2026",
             "Ihr Ausbildungsplatz", "Was wir", "Erste Zeile", "zweite Zeile", "eins", "zweitens",
             "Bäcker/in", "Öhringen", "klein gedruckt", "Unterschrift"]  # fmt: skip
    assert [text.find(word) for word in words] == sorted(text.find(word) for word in words)
    assert -1 not in [text.find(word) for word in words]
    assert "Seite 1 von 1" in text


def test_without_the_typeface_no_pdf_is_written(settings, tmp_path) -> None:
    settings.PDF_FONTS_DIR = tmp_path

    with pytest.raises(FontsMissing, match="build_assets"):
        pdf_bytes(LETTER)


def test_text_is_never_code() -> None:
    document = Document(
        title=HARMLESS, organisation=HARMLESS, address=[HARMLESS], references=[("Fall", HARMLESS)],
        parts=[Heading(HARMLESS), Paragraph(HARMLESS), Items([HARMLESS]), Facts([("Beruf", HARMLESS)])],
    )  # fmt: skip

    text = text_of(pdf(document)).replace("\n", " ")
    word = docx.Document(BytesIO(word_bytes(document)))

    assert text.count("#sys.inputs") == len(PLACES)
    assert '#import "x.typ"' in text
    assert word.paragraphs[0].text == HARMLESS


@pytest.mark.parametrize("sign", ["日本", "😀", "\u202e", "\u2028", "\t", "\x01", "محمد"])
def test_a_sign_that_the_typeface_lacks_becomes_a_box(sign: str) -> None:
    text = text_of(pdf(Document(title="Titel", organisation="Haus", parts=[Paragraph(f"vor {sign} nach")])))

    assert "vor" in text
    assert "nach" in text


anything = st.text(max_size=80)


@hypothesis_settings(max_examples=40, deadline=None)
@given(anything, anything, anything)
def test_whatever_is_typed_becomes_a_file(title: str, line: str, cell: str) -> None:
    document = Document(
        title=title or "Titel", organisation="Haus", address=[line],
        parts=[Heading(line), Paragraph(cell), Items([cell]), Facts([(line, cell)]), Signatures([line])],
    )  # fmt: skip

    assert pdf_bytes(document).startswith(b"%PDF")
    assert docx.Document(BytesIO(word_bytes(document))).core_properties.author == "Haus"


def test_the_word_file_has_headings_language_and_properties() -> None:
    data = word_bytes(LETTER)
    word = docx.Document(BytesIO(data))
    styles = [(line.style.name, line.text) for line in word.paragraphs]

    assert ("Heading 1", "Ihr Ausbildungsplatz") in styles
    assert ("Heading 2", "Was wir für Sie tun") in styles
    assert ("Heading 3", "Zu tief") in styles
    assert [name for name, _text in styles].count("List Bullet") == 2
    facts = word.core_properties
    assert (facts.title, facts.author, facts.comments) == ("Ihr Ausbildungsplatz", "Muster-IHK", "")
    with ZipFile(BytesIO(data)) as parts:
        assert 'w:lang w:val="de-DE"' in parts.read("word/styles.xml").decode()
        assert not [name for name in parts.namelist() if "vba" in name.lower()]


def test_the_word_file_marks_the_head_of_a_table() -> None:
    word = docx.Document(BytesIO(word_bytes(LETTER)))
    facts, table = word.tables

    assert [cell.text for cell in facts.rows[1].cells] == ["Beruf", "Bäcker/in"]
    assert [cell.text for cell in table.rows[0].cells] == ["Tag", "Ort", "Raum"]
    assert all("w:tblHeader" in one.rows[0]._tr.xml for one in (facts, table))


def test_a_download_has_a_name_and_is_not_kept() -> None:
    answer = document_response(LETTER, "pdf", "F-2026-0042-erstkontakt")

    assert answer["Content-Disposition"] == 'attachment; filename="F-2026-0042-erstkontakt.pdf"'
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"]
