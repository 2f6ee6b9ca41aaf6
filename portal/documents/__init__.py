"""Documents that people go on with: one small model, written as Word file or as accessible PDF (PDF/UA-1).

    document = Document(title="…", organisation="…", parts=[Paragraph("…"), Facts([("Beruf", "…")])])
    return document_response(document, Format.PDF, "F-2026-0042-kurzprofil")

Nothing is stored: the bytes go out with the answer. What a document says is the caller's business.
"""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.http import HttpResponse

from portal.documents.model import (
    Document,
    Facts,
    Heading,
    Items,
    Line,
    Paragraph,
    Part,
    Run,
    Signatures,
    Table,
)
from portal.documents.pdf import pdf_bytes
from portal.documents.word import word_bytes

__all__ = [
    "Document",
    "Facts",
    "Format",
    "Heading",
    "Items",
    "Line",
    "Paragraph",
    "Part",
    "Run",
    "Signatures",
    "Table",
    "document_response",
    "pdf_bytes",
    "render",
    "word_bytes",
]


class Format(TextChoices):
    """The kinds of file; the value is the ending of the file's name."""

    DOCX = "docx", "Word"
    PDF = "pdf", "PDF"


CONTENT_TYPES: Mapping[str, str] = {
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.PDF: "application/pdf",
}


def render(document: Document, kind: str) -> bytes:
    """The file; `kind` is a value of Format."""
    return {Format.DOCX: word_bytes, Format.PDF: pdf_bytes}[Format(kind)](document)


def document_response(document: Document, kind: str, name: str) -> HttpResponse:
    """A download named `name`.docx or `name`.pdf; `name` is ASCII and names no person."""
    response = HttpResponse(render(document, kind), content_type=CONTENT_TYPES[Format(kind)])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response
