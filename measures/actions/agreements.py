"""What can be done with declarations and agreements."""

import re

from django.db import transaction
from django.db.models import F

from measures.actions.milestones import before_and_after
from measures.models import AgreementSection, Measure, SourceAgreement
from portal.access import Actor
from portal.activity.recording import record
from portal.form_rows import RowsFormSet
from portal.forms import VersionedForm


def add_agreement(form: VersionedForm, *, by: Actor) -> SourceAgreement:
    """Stores a new basis."""
    with transaction.atomic():
        agreement = form.save()
        record("added", agreement, by=by)
    return agreement


def edit_agreement(form: VersionedForm, *, by: Actor) -> SourceAgreement:
    """Stores what the form changed, with before and after; raises StaleSave when somebody was faster."""
    with transaction.atomic():
        agreement = form.save()
        if changes := form.changes():
            record("edited", agreement, by=by, changes=changes)
    return agreement


def save_sections(agreement: SourceAgreement, rows: RowsFormSet, *, by: Actor) -> None:
    """Stores the sections in the order of their numbers, and which measures come from each.

    Raises StaleRows when somebody was faster. Events: at the agreement for sections, at each measure that got
    or lost one.
    """

    def belongs(row: AgreementSection) -> None:
        row.agreement = agreement

    with transaction.atomic():
        for change in rows.save_rows(belongs):
            words = before_and_after(change)
            record(f"section_{change.verb}", agreement, by=by, changes={str(change.row): words})
        for place, section in enumerate(sorted(agreement.sections.all(), key=_in_order)):
            AgreementSection.objects.filter(pk=section.pk).exclude(position=place).update(position=place)
        for form in rows.forms:
            if "measures" in form.changed_data and form.instance.pk:
                _name_measures(form.instance, form.cleaned_data["measures"], by)


def _in_order(section: AgreementSection) -> list[tuple[int, str]]:
    """2.10 after 2.9, figures before letters."""
    parts = re.findall(r"\d+|[^\d.\s]+", section.number)
    return [(int(part), "") if part.isdigit() else (1 << 30, part) for part in parts]


def _name_measures(section: AgreementSection, chosen: list[Measure], by: Actor) -> None:
    wanted = {measure.pk for measure in chosen}
    before = set(section.measures.values_list("pk", flat=True))
    words = str(section)
    for pk, target, pair in [
        *((pk, section, ["", words]) for pk in wanted - before),
        *((pk, None, [words, ""]) for pk in before - wanted),
    ]:
        rows = Measure.objects.filter(pk=pk)
        if target is None:
            rows = rows.filter(agreement_section=section)  # not where another section took it over
        if rows.update(agreement_section=target, version=F("version") + 1):
            record("edited", Measure(pk=pk), by=by, changes={"agreement_section": pair})
