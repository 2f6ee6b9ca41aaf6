"""What a case's page folds away: further facts, and the law of its register."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from apprenticeships.models import Case
from apprenticeships.states.deadlines import Certainty
from portal.templatetags.portal_ui import day


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """What is known beyond day one, and which law holds."""
    return {
        "more_facts": [(label, value) for label, value in _facts(case) if value],
        "laws": [{**law, "doubt": law["certainty"] == Certainty.TO_CHECK} for law in case.beside["laws"]],
    }


def _facts(case: Case) -> list[tuple[str, Any]]:
    yes_no = {True: _("yes"), False: _("no"), None: ""}
    return [
        (_("Cause"), case.get_cause_display() if case.cause else ""),
        (_("Cause lies"), case.get_cause_on_side_display() if case.cause_on_side else ""),
        (_("Event known since"), day(case.event_on)),
        (_("No training since"), day(case.training_stops_on)),
        (_("Notice received on"), day(case.notice_received_on)),
        (_("Last pay received on"), day(case.last_pay_on)),
        (_("Award of the settlement committee of"), day(case.award_on)),
        (_("Reported on"), day(case.reported_on)),
        (_("Reported by"), case.get_reported_by_display() if case.reported_by else ""),
        (_("How reported"), case.get_channel_display() if case.channel else ""),
        (_("Specialisation"), case.specialisation),
        (_("Training part time"), yes_no[case.part_time]),
        (_("Months shortened or credited"), case.credited_months),
        (_("Monthly pay"), _("%(pay)s euros") % {"pay": case.monthly_pay} if case.monthly_pay else ""),
        (_("Last day to register for the exam"), day(case.exam_registration_on)),
        (_("Driving licence"), yes_no[case.driving_licence]),
        (_("Support needed"), case.support_needed),
        (_("Deadline by residence law"), day(case.residence_deadline)),
    ]
