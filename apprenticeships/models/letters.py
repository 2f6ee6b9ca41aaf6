"""The texts of letters that an organisation has made its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apprenticeships import rules
from apprenticeships.states.letters import LetterKind
from portal.access import AccessQuerySet
from portal.models import Versioned


class LetterText(Versioned):
    """One row is the text of one kind of letter of one organisation.

    Without a row, and where it is empty, the default counts (apprenticeships/data/letters).
    `version` counts its changes. Placeholders: states/letters.py; nothing else in it is interpreted but
    empty lines (paragraphs), "- " (a list) and "## " (a heading).
    """

    organisation = models.ForeignKey("partners.Organisation", models.CASCADE, related_name="letter_texts")
    kind = models.CharField(max_length=16, choices=LetterKind.choices, editable=False)
    subject = models.CharField(_("subject line"), max_length=160)
    body = models.TextField(_("text of the letter"), max_length=10_000)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_letter_text, "edit": rules.edit_letter_text}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind"], name="letter_text_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=LetterKind.values), name="letter_text_kind_known"
            ),
        ]

    @property
    def is_own(self) -> bool:
        """Whether the organisation has a text of its own."""
        return bool(self.pk and self.body)

    def __str__(self) -> str:
        return f"{self.kind} of {self.organisation_id}"
