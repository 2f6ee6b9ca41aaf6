"""The declarations and agreements that measures come from."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures import rules
from measures.states import OriginLevel
from portal.access import AccessQuerySet
from portal.models import Keyed, Versioned


class SourceAgreement(Keyed, Versioned):
    """One row is a declaration or agreement that measures build on (Grundlage).

    `adopted_text` stands for a day that is not known exactly, such as "August 2020".
    """

    source_key = models.CharField(max_length=20, unique=True, null=True, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=200, unique=True)
    level = models.CharField(_("level"), max_length=7, choices=OriginLevel.choices)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_text = models.CharField(_("adopted, in words"), max_length=60, blank=True)
    text = models.TextField(_("text"), max_length=20_000, blank=True)
    url = models.URLField(_("address"), blank=True, max_length=300)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_agreement, "edit": rules.edit_agreement}

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=OriginLevel.values), name="agreement_level_known")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("measures:agreement_detail", args=[self.key])


class AgreementSection(Keyed, Versioned):
    """One row is one section of an agreement, such as "2. Strukturwandel"; `position` is its place."""

    agreement = models.ForeignKey(SourceAgreement, models.CASCADE, related_name="sections")
    number = models.CharField(_("number"), max_length=12)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=10_000, blank=True)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.view_agreement, "edit": rules.edit_agreement}

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_section_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"
