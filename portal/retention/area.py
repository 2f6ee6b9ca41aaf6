"""What retention offers the whole: its page, its nightly run, what goes of the access log and of links."""

from django.utils.translation import gettext_lazy

from portal.activity.models import AccessEntry
from portal.activity.recording import forget_accesses
from portal.areas import Area, Retention
from portal.links import ended_links
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

LINK_RECIPIENT = Retention(
    code="link_recipient",
    label=gettext_lazy("Addresses to which links without sign-in went, after their last day or use"),
    days=7,
    source=gettext_lazy("own proposal: as long as somebody may ask about the link"),
    due=lambda limit, now: ended_links(limit),
    remove=lambda rows: rows.update(recipient=""),
)

AREA = Area(
    key="retention",
    label=gettext_lazy("Retention"),
    url_name="retention:periods",
    place=65,
    allowed=rules.read_periods,
    sweeps=(daily,),
    retention=(ACCESS_LOG, LINK_RECIPIENT),
)
