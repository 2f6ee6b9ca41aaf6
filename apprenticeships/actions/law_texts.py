"""Keeping the names of the law: a change is a row from its day on, what held before stays."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apprenticeships.models import DeadlineRule, LawText
from apprenticeships.states.deadlines import Certainty
from portal.access import Actor
from portal.activity.recording import record
from portal.forms import StaleSave, VersionedForm
from portal.workflow import TransitionRefused


def certainty_read(row: LawText | DeadlineRule) -> str:
    """The day on which the row was checked before, "" for never.

    Raises TransitionRefused for an aim of one's own.
    """
    if row.certainty == Certainty.PROPOSAL:
        raise TransitionRefused(_("This is an aim of one's own: there is no law to read."))
    return row.checked_on.isoformat() if row.checked_on else ""


@transaction.atomic
def change_law_text(form: VersionedForm, before: LawText, *, by: Actor, today: date) -> LawText:
    """Stores what the form says: from its first day on as a row of its own, or in place while nobody used it.

    Raises StaleSave when somebody was faster. Side effect: event with the words before and after.
    """
    changes = form.changes()
    row = form.save() if before.valid_from > today else _succeed(before, form)
    if changes:
        record("law_text_changed", row, by=by, changes=changes, note=f"{row.code} {row.register}")
    return row


def _succeed(before: LawText, form: VersionedForm) -> LawText:
    """Ends `before` on the eve of the new row."""
    after = form.save(commit=False)
    rows = LawText.objects.filter(pk=before.pk, version=form.cleaned_data["version"] or 0)
    eve = after.valid_from - timedelta(days=1)
    if not rows.update(valid_until=eve, version=F("version") + 1):
        raise StaleSave(LawText.objects.get(pk=before.pk))
    after.pk, after.version, after.valid_until = None, 1, None
    after._state.adding = True
    after.save()
    return after


@transaction.atomic
def confirm_law_text(row: LawText, *, by: Actor, today: date) -> None:
    """Notes that somebody has read today what the row says. Side effects: event; next version."""
    before = certainty_read(row)
    LawText.objects.filter(pk=row.pk).update(
        checked_on=today, certainty=Certainty.VERIFIED, version=F("version") + 1
    )
    changes = {"checked_on": [before, today.isoformat()]}
    record("law_text_checked", row, by=by, changes=changes, note=f"{row.code} {row.register}")
