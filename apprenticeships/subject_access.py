"""What a person is told who asks what is held about them (Art. 15 GDPR)."""

from django.utils.translation import gettext as _

from apprenticeships.models import Case
from apprenticeships.persons import open_for_export
from apprenticeships.retention import goes_on
from portal.access import Actor
from portal.activity.models import AccessEntry
from portal.activity.recording import subject_of
from portal.templatetags.portal_ui import day


def subject_rows(case: Case, *, by: Actor) -> list[tuple[str, str, str]]:
    """Purpose, origin, recipients, retention and every detail as (part, detail, value).

    Raises PermissionDenied unless `by` is in charge. Side effect: one access entry. The names of advisers
    who opened the data are not part of it, only that and when it was done.
    """
    return [*_about(case), *open_for_export(case, by=by), *_openings(case)]


def _about(case: Case) -> list[tuple[str, str, str]]:
    part, over = _("About this information"), goes_on(case)
    tips = ", ".join(case.tips.order_by("pk").values_list("reporter_organisation__kind", flat=True))
    return [
        (part, _("Who is responsible"), case.organisation.name),
        (part, _("What the data are for"), _("Finding a new training place")),
        (part, _("Where the data come from"), tips or _("the chamber's own register, or the person")),
        (
            part,
            _("How long the data are kept"),
            day(over) if over else _("until the case is closed, then for the period that is set"),
        ),
        (
            part,
            _("Your rights"),
            _("Correction, erasure, restriction, objection; complaint to the authority"),
        ),
    ]


def _openings(case: Case) -> list[tuple[str, str, str]]:
    rows = AccessEntry.objects.filter(subject=subject_of(case), subject_id=case.pk).order_by("at")
    return [
        (_("Openings of the data"), day(at.date()), purpose)
        for at, purpose in rows.values_list("at", "purpose")
    ]
