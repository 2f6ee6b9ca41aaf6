"""What retention offers the whole: its page, its nightly run, and what the access log keeps."""

from django.utils.translation import gettext_lazy

from portal.activity.models import AccessEntry
from portal.activity.recording import forget_accesses
from portal.areas import Area, Retention
from portal.retention import rules
from portal.retention.engine import daily

ACCESS_LOG = Retention(
    code="access_log",
    label=gettext_lazy("Entries of the access log"),
    days=365,
    source=gettext_lazy("own proposal: 12 months"),
    due=lambda limit, now: AccessEntry.objects.filter(at__lt=limit),
    remove=forget_accesses,
    organisation="organisation",
)

AREA = Area(
    key="retention",
    label=gettext_lazy("Retention"),
    url_name="retention:periods",
    place=65,
    allowed=rules.read_periods,
    sweeps=(daily,),
    retention=(ACCESS_LOG,),
)
