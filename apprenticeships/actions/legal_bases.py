"""Keeping the table of legal bases and the consent texts: rows are added and ended, never overwritten."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from apprenticeships.models import ConsentText, DisclosureRule
from portal.access import Actor
from portal.activity.recording import record
from portal.workflow import TransitionRefused

ONE_DAY = timedelta(days=1)


@transaction.atomic
def add_rule(rule: DisclosureRule, *, by: Actor, replaces: DisclosureRule | None = None) -> DisclosureRule:
    """Stores a new row; the one it replaces ends on the day before. Side effects: events of both."""
    if replaces is not None:
        end_rule(replaces, rule.valid_from - ONE_DAY, by=by)
    rule.save()
    record(
        "disclosure_rule_added",
        rule,
        by=by,
        note=rule.legal_basis,
        changes={"fields": [[], sorted(rule.fields)], "valid_from": [None, rule.valid_from.isoformat()]},
    )
    return rule


@transaction.atomic
def end_rule(rule: DisclosureRule, last_day: date, *, by: Actor) -> None:
    """Ends a row with `last_day`, its last valid one. Side effect: event.

    Raises TransitionRefused when it has ended or somebody was faster: then nothing happened.
    """
    rows = DisclosureRule.objects.filter(pk=rule.pk, valid_until=None, valid_from__lte=last_day + ONE_DAY)
    if not rows.update(valid_until=last_day):
        raise TransitionRefused(_("This row has been ended meanwhile, or begins later than that."))
    rule.valid_until = last_day
    changes = {"valid_until": [None, last_day.isoformat()]}
    record("disclosure_rule_ended", rule, by=by, note=rule.legal_basis, changes=changes)


@transaction.atomic
def add_consent_text(text: ConsentText, *, by: Actor) -> ConsentText:
    """Stores a new version; the one before ends on the day before. Side effect: event."""
    before = ConsentText.objects.filter(
        Q(valid_until=None), title=text.title, recipient_kind=text.recipient_kind
    )
    before.update(valid_until=text.valid_from - ONE_DAY)
    text.save()
    record("consent_text_added", text, by=by, note=f"{text.version} {text.title}")
    return text
