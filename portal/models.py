"""What every area's models share: version, keys without a number, counters, signed links."""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access import AccessQuerySet


class Versioned(models.Model):
    """Carries the version that a form sends back, so that a stale save never overwrites."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Keyed(models.Model):
    """A row without a spoken number is addressed by a key that tells nothing."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class NumberSeries(models.Model):
    """One row is the counter of one series in one year."""

    series = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["series", "year"], name="number_series_once")]

    def __str__(self) -> str:
        return f"{self.series}-{self.year}"


class SignedLink(models.Model):
    """One row is one link without sign-in: one purpose, one object, one recipient, until it expires.

    The token itself is never stored, only its hash.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    recipient = models.CharField(_("recipient"), max_length=254, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["purpose", "object_id"], name="signed_link_object")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.object_id}"


import portal.imports.models  # noqa: E402, F401 - belong to this app, and build on what stands above
import portal.searches.models  # noqa: E402, F401 - as above
