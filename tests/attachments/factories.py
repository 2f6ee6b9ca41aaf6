"""make_x factories of papers and links, and a folder of their own for a test's files."""

from typing import Any

from django.db.models import Model

from portal.access import Actor
from portal.attachments.actions import add_document, add_link
from portal.attachments.checking import check
from portal.attachments.models import Document
from tests.attachments.payloads import PDF


def make_document(row: Model, by: Actor, title: str = "Muster-Konzept", **values: Any) -> Document:
    values.setdefault("is_public", True)
    return add_document(row, check("konzept.pdf", values.pop("data", PDF)), title, by=by, **values)


def make_link(row: Model, by: Actor, title: str = "Muster-Seite", **values: Any) -> Document:
    values.setdefault("is_public", True)
    return add_link(row, "https://muster.example/seite", title, by=by, **values)
