"""Saved searches."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet
from portal.models import Keyed
from portal.searches import rules


class SavedSearch(Keyed):
    """One row is the filter of one list that a person keeps under a name (Gespeicherte Suche).

    `list` is the key of a portal.areas.SavableList, `query` its filter as an address has it, in a fixed order
    and without page. `in_digest`: what is new or changed in it stands in this access's Wochenüberblick.
    """

    membership = models.ForeignKey("partners.Membership", models.CASCADE, related_name="saved_searches")
    list = models.CharField(max_length=40, editable=False)
    query = models.CharField(max_length=1000, blank=True, editable=False)
    name = models.CharField(_("name of the search"), max_length=80)
    in_digest = models.BooleanField(_("in my weekly digest"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, editable=False)

    objects = AccessQuerySet.as_manager()
    access_rules = {"view": rules.own_search, "edit": rules.own_search}

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "list", "query"], name="saved_search_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("searches:open", kwargs={"key": self.key})
