"""What is typed and not yet saved, and who has what open."""

from django.conf import settings
from django.db import models

from portal.encryption import EncryptedField


class UnsavedText(models.Model):
    """One row is what one person has typed in the form at one address and not yet saved.

    `typed` is encrypted, whatever the form holds. After saving it is empty, and `page` names the page that
    was saved: what that page's script sends late is no longer taken.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    page = models.CharField(max_length=22)
    typed = EncryptedField(blank=True, default="")
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "path"], name="unsaved_text_once")]

    def __str__(self) -> str:
        return f"{self.path} {self.kept_at:%Y-%m-%d %H:%M}"


class Presence(models.Model):
    """One row says when an access was last seen with one row of the portal open for editing."""

    membership = models.ForeignKey("partners.Membership", models.CASCADE, related_name="+")
    model = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "object_id", "membership"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.object_id}"
