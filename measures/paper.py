"""The whole catalogue as one paper: by focus area, regional measures before programmes."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from measures.catalogue import period_of
from measures.models import Measure
from measures.querysets import MeasureQuerySet
from measures.states import FocusArea, Light, MeasureClass
from portal.documents import Document, Facts, Heading, Paragraph, Part
from portal.documents.formatted import parts_of

ORDER = ("focus_area", "-kind", "sort_title", "number")  # "regional" after "programme" in the alphabet
MEASURE_LEVEL = 2


def catalogue(measures: MeasureQuerySet, *, today: date, language: str) -> Document:
    """The published ones of `measures` as a paper with a table of contents; three statements."""
    rows = list(
        measures.published()
        .select_related("lead", "agreement")
        .prefetch_related("supporters", "milestones")
        .defer("search")
        .order_by(*ORDER)
    )
    number = ngettext("%(count)s entry", "%(count)s entries", len(rows)) % {"count": len(rows)}
    stand = date_format(today, "j. F Y" if language == "de" else "j F Y")
    return Document(
        title=_("Catalogue of measures"),
        organisation=_("Allianz für Aus- und Weiterbildung and Fachkräftebündnis Heilbronn-Franken"),
        references=[(_("As of"), stand), (_("Content"), number)],
        footer=_("Catalogue of measures, %(day)s") % {"day": stand},
        contents=_("Contents"),
        language=language,
        words={"page": _("Page"), "of": _("of")},
        parts=_parts(rows, today),
    )


def _parts(rows: Iterable[Measure], today: date) -> list[Part]:
    found: list[Part] = []
    for area, in_area in groupby(rows, key=lambda measure: measure.focus_area):
        title = _("Focus area %(number)s: %(title)s")
        found.append(Heading(title % {"number": area, "title": FocusArea(area).label}))
        for measure in in_area:
            found += _measure(measure, today)
    return found


def _measure(measure: Measure, today: date) -> list[Part]:
    number = f"{measure.number} " if measure.is_regional else ""
    parts: list[Part] = [Heading(f"{number}{measure.title}", MEASURE_LEVEL)]
    if measure.summary:
        parts.append(Paragraph(measure.summary))
    parts.append(Facts(_facts(measure, today), header=(_("Detail"), _("Content"))))
    return parts + parts_of(measure.description, level=MEASURE_LEVEL + 1)


def _facts(measure: Measure, today: date) -> list[tuple[str, str]]:
    """Label and value of what is known; empty ones are left out. Without contacts."""
    partners = [*(one.short_name for one in measure.supporters.all()), measure.partners_text]
    rows = [
        (_("Class"), MeasureClass(measure.kind).label),
        (_("Level"), "" if measure.is_regional else measure.get_origin_display()),
        (_("Progress") if measure.is_regional else _("Validity"), measure.status_label),
        (_("Light"), _light(measure)),
        (_("Milestones"), _milestones(measure, today)),
        (_("Period"), period_of(measure)),
        (_("Lead") if measure.is_regional else _("Who is in charge"), measure.lead_name),
        (_("Taking part"), ", ".join(name for name in partners if name)),
        (_("Target group"), ", ".join(measure.target_groups)),
        (_("Funding"), measure.funding),
        (_("Based on"), measure.agreement.title if measure.agreement_id else ""),
        (_("Checked on"), _checked(measure)),
        (_("Sources"), "\n".join(measure.sources)),
    ]
    return [(label, str(value)) for label, value in rows if value]


def _light(measure: Measure) -> str:
    if measure.light == Light.NONE:
        return ""
    return ": ".join(part for part in (str(measure.get_light_display()), measure.light_reason) if part)


def _milestones(measure: Measure, today: date) -> str:
    milestones = measure.milestones.all()
    if not milestones:
        return ""
    words = {"reached": sum(one.reached_on is not None for one in milestones), "all": len(milestones)}
    late = sum(one.is_overdue(today) for one in milestones)
    text = _("%(reached)s of %(all)s reached") % words
    overdue = ngettext("%(count)s overdue", "%(count)s overdue", late) % {"count": late}
    return f"{text}, {overdue}" if late else text


def _checked(measure: Measure) -> str:
    if measure.is_regional and not measure.checked_on:
        return ""
    return date_format(measure.checked_on, "j. F Y") if measure.checked_on else _("not yet checked")
