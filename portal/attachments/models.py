"""Papers and links that belong to an object of an area, such as a measure."""

from uuid import uuid4

from django.core.files.storage import storages
from django.db import models
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.activity.recording import subject_of
from portal.attachments import rules
from portal.attachments.states import Kind
from portal.models import Keyed

FOLDER = "attachments"


def file_store() -> object:
    """Where the files lie: outside of everything that a web server hands out."""
    return storages["attachments"]


def stored_name(document: "Document", name: str) -> str:
    """A name that tells nothing and that nobody can choose."""
    random = uuid4().hex
    return f"{FOLDER}/{random[:2]}/{random}"


class DocumentQuerySet(AccessQuerySet):
    def of(self, row: Model) -> "DocumentQuerySet":
        return self.filter(subject=subject_of(row), subject_id=row.pk)


class Document(Keyed):
    """One row is a paper or a link of an object (Anlage); a link has an address, a paper a file.

    `subject` and `subject_id` name the object, whose rules guard it. `file_name` is what a reader saves it
    as. `sha256` and `size` (bytes) are those of the stored file; `pages` is known for some PDF files.
    """

    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    file = models.FileField(_("file"), storage=file_store, upload_to=stored_name, max_length=60, blank=True)
    file_name = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    is_public = models.BooleanField(_("for everybody who reads the page"), default=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(
        "partners.Membership", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()
    access_rules = {"view": rules.view_document, "edit": rules.edit_document}

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject", "subject_id"], name="document_of_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="document_kind_known"),
            models.CheckConstraint(
                condition=(Q(kind=Kind.LINK, file="") & ~Q(url=""))
                | (~Q(kind=Kind.LINK) & Q(url="") & ~Q(file="")),
                name="document_file_or_address",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where it opens: the download, or the link's own address."""
        return self.url or reverse("attachments:download", args=[self.key])

    @property
    def is_link(self) -> bool:
        return self.kind == Kind.LINK
