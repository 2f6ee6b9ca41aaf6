"""Adding and removing papers and links. Every verb writes its event at the object they belong to."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Model

from portal.access import Actor
from portal.activity.recording import record, subject_of
from portal.attachments.checking import Checked
from portal.attachments.models import Document, file_store
from portal.attachments.states import Kind


def add_document(row: Model, checked: Checked, title: str, *, is_public: bool, by: Actor) -> Document:
    """Stores a checked file. Where the transaction fails a file stays that `check_attachments` finds."""
    with transaction.atomic():
        document = Document(
            subject=subject_of(row),
            subject_id=row.pk,
            kind=checked.kind,
            title=title,
            file_name=checked.name,
            size=len(checked.data),
            pages=checked.pages,
            sha256=hashlib.sha256(checked.data).hexdigest(),
            is_public=is_public,
            uploaded_by=by.membership,
        )
        document.file.save("", ContentFile(checked.data), save=False)
        document.save()
        record("document_added", row, by=by, changes={"document": ["", title if is_public else ""]})
    return document


def add_link(row: Model, url: str, title: str, *, is_public: bool, by: Actor) -> Document:
    """Stores a link."""
    with transaction.atomic():
        document = Document.objects.create(
            subject=subject_of(row),
            subject_id=row.pk,
            kind=Kind.LINK,
            title=title,
            url=url,
            is_public=is_public,
            uploaded_by=by.membership,
        )
        record("link_added", row, by=by, changes={"link": ["", title if is_public else ""]})
    return document


def remove_document(document: Document, row: Model, *, by: Actor) -> None:
    """Takes a paper or link out; the file goes once that is certain."""
    name = document.file.name
    with transaction.atomic():
        verb = "link_removed" if document.is_link else "document_removed"
        words = [document.title if document.is_public else "", ""]
        record(verb, row, by=by, changes={verb.partition("_")[0]: words})
        document.delete()
        if name:
            transaction.on_commit(lambda: file_store().delete(name), robust=True)
