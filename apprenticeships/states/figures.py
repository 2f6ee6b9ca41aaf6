"""What became of a case, as the figures count it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apprenticeships.states.cases import Outcome


class Result(TextChoices):
    """The four results of the figures, in the order in which they are shown everywhere."""

    SEAMLESS = "seamless", _("seamless in a new company")
    GAP = "gap", _("in a new company after a gap")
    OPEN = "open", _("still open")
    OTHER = "other", _("another result")


SHORT_LABELS = {
    Result.SEAMLESS: _("seamless"),
    Result.GAP: _("after a gap"),
    Result.OPEN: _("open"),
    Result.OTHER: _("other"),
}
# Closed with one of these, a case counts as "in a new company"; everything else closed is another result.
NEW_COMPANY = (Outcome.SAME_OCCUPATION, Outcome.RELATED_OCCUPATION)
# How finely results are told apart, see apprenticeships/publication.py.
RESULT_LEVELS = (
    ((Result.SEAMLESS,), (Result.GAP,), (Result.OPEN,), (Result.OTHER,)),
    ((Result.SEAMLESS, Result.GAP), (Result.OPEN,), (Result.OTHER,)),
    ((Result.SEAMLESS, Result.GAP), (Result.OPEN, Result.OTHER)),
    ((Result.SEAMLESS, Result.GAP, Result.OPEN, Result.OTHER),),
)
