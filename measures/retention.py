"""Which records of this area go after a while: the addresses behind links to the form of a Sachstand."""

from django.utils.translation import gettext_lazy

from measures.report_texts import REPORT
from portal.areas import Retention
from portal.models import SignedLink

LINKS = Retention(
    code="report_link",
    label=gettext_lazy("Addresses that a link to a Sachstand was sent to, after the link has expired"),
    days=365,
    source=gettext_lazy("own proposal, to be settled with the data-protection officer"),
    due=lambda limit, now: SignedLink.objects.filter(purpose=REPORT, expires_at__lt=limit),
    remove=lambda rows: rows.delete(),
)
RETENTION = (LINKS,)
