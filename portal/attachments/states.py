"""The kinds of attachment."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What may be uploaded, by the ending of the file's name, and a link instead of a file."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"
    PPTX = "pptx", "PPTX"
    ODT = "odt", "ODT"
    ODS = "ods", "ODS"
    PNG = "png", "PNG"
    JPEG = "jpeg", "JPEG"
    LINK = "link", _("link")


FILES = tuple(kind for kind in Kind if kind != Kind.LINK)
ENDINGS = {kind.value: kind for kind in FILES} | {"jpg": Kind.JPEG}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.DOCX: f"{_OFFICE}wordprocessingml.document",
    Kind.XLSX: f"{_OFFICE}spreadsheetml.sheet",
    Kind.PPTX: f"{_OFFICE}presentationml.presentation",
    Kind.ODT: f"{_OPEN}text",
    Kind.ODS: f"{_OPEN}spreadsheet",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
}
