"""Formatted text in files: the same structure as on the page, and never code."""

from io import BytesIO

import docx
from pypdf import PdfReader

from portal.documents import Document, Heading, Items, Paragraph, Run, pdf_bytes, word_bytes
from portal.documents.formatted import parts_of
from tests.portal.test_documents import tags, text_of

TEXT = """# Worum es geht

Lotsen *besuchen* **kleine** Betriebe, siehe [Leitfaden](https://muster.example/leitfaden).

- ein Besuch
- zwei Besuche
  - im Kreis

1. anrufen
2. hingehen
"""


def test_formatted_text_becomes_parts() -> None:
    assert parts_of(TEXT, level=3) == [
        Heading("Worum es geht", 3),
        Paragraph(
            [
                Run("Lotsen "),
                Run("besuchen", italic=True),
                Run(" "),
                Run("kleine", bold=True),
                Run(" Betriebe, siehe "),
                Run("Leitfaden", url="https://muster.example/leitfaden"),
                Run("."),
            ]
        ),
        Items([[Run("ein Besuch")], [Run("zwei Besuche")], [Run("im Kreis")]]),
        Items([[Run("anrufen")], [Run("hingehen")]], numbered=True),
    ]


def test_a_link_that_leads_nowhere_is_only_words() -> None:
    (paragraph,) = parts_of("[hier](javascript:alert(1)) <b>x</b>")

    assert "".join(run.text for run in paragraph.text).startswith("[hier](javascript")
    assert not [run for run in paragraph.text if run.url]


def test_runs_reach_the_files() -> None:
    document = Document(title="Katalog", organisation="Muster", parts=parts_of(TEXT))

    reader = PdfReader(BytesIO(pdf_bytes(document)))
    word = docx.Document(BytesIO(word_bytes(document)))

    links = [
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
    ]
    assert links == ["https://muster.example/leitfaden"]
    bold = [run.text for paragraph in word.paragraphs for run in paragraph.runs if run.bold]
    assert "kleine" in bold
    assert "Leitfaden (https://muster.example/leitfaden)" in "\n".join(line.text for line in word.paragraphs)


def test_a_document_with_contents_begins_with_them() -> None:
    sections = [part for name in ("Erstens", "Zweitens") for part in (Heading(name), Heading("Teil", 2))]
    document = Document(title="Katalog", organisation="Muster", contents="Inhalt", parts=sections)

    reader = PdfReader(BytesIO(pdf_bytes(document)))

    assert len(reader.pages) == 3
    assert text_of(reader).index("Inhalt") < text_of(reader).index("Zweitens")
    found = tags(reader.trailer["/Root"]["/StructTreeRoot"])
    assert "/TOC" in found
    assert [tag for tag in found if tag.startswith("/H")][-4:] == ["/H1", "/H2", "/H1", "/H2"]
