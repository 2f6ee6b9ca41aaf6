"""The fixed words of deadlines: from which day of a case each is counted."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeadlineKind(TextChoices):
    """Where a deadline comes from: the rule table, a funding programme, the duty to inform, a hand."""

    RULE = "rule", _("by the table of deadlines")
    FUNDING = "funding", _("funding programme")
    INFORM = "inform", _("duty to inform the person")
    OWN = "own", _("entered by hand")
