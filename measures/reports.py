"""Words about Sachstände that several pages share."""

from datetime import date

from django.utils.translation import gettext as _

from measures.catalogue import LIGHT_TONES
from measures.lateness import REPORT
from measures.models import StatusReport
from measures.models.reports import figure_words
from measures.states import Via
from portal.templatetags.portal_ui import day


def overdue_words(days: int | None) -> str:
    """Sachstand 34 Tage überfällig, for `report_overdue_days` of a row; empty while nothing is overdue."""
    if days is None or days <= 0:
        return ""
    return REPORT.said % {"days": days}


def report_entry(report: StatusReport, *, with_address: bool = False) -> dict[str, object]:
    """What a page shows of a Sachstand; to whom the link went only for those whom it concerns."""
    via = str(Via(report.via).label)
    if with_address and report.link_id:
        via = _("by link to %(address)s") % {"address": report.link.recipient}
    return {
        "day": report.reported_on,
        "via": via,
        "headline": report.headline,
        "reason": report.reason,
        "done": report.done,
        "next_steps": report.next_steps,
        "figures": [figure_words(figure) for figure in report.figures],
        "tone": LIGHT_TONES.get(report.light, ""),
        "light": report.light_words,
    }


def next_words(due_on: date | None, today: date) -> str:
    """nächster bis 15.1.2027, or how late it is."""
    if due_on is None:
        return ""
    return overdue_words((today - due_on).days) or _("next by %(day)s") % {"day": day(due_on)}
