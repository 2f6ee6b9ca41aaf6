"""What the access log offers the whole: the data-protection officer's figures and page."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.access import Actor
from portal.activity import rules
from portal.activity.models import AccessEntry
from portal.areas import INFO, Area, Figure, Section


def dashboard(actor: Actor, today: date) -> Iterable[Section]:
    """How often persons were opened at the own organisation in the last seven days."""
    if rules.read_access_log(actor):
        week = AccessEntry.objects.permitted(actor, "view").filter(at__date__gt=today - timedelta(days=7))
        figures = [Figure(week.count(), _("openings in the last 7 days"), "active")]
        yield Section(INFO, _("Access to persons"), figures=figures, url=reverse("activity:access_log"))


AREA = Area(
    key="activity",
    label=gettext_lazy("Access log"),
    url_name="activity:access_log",
    place=60,
    allowed=rules.read_access_log,
    dashboard=dashboard,
)
