"""Leaving, passing on, accepting, merging and refusing tips."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from apprenticeships.models import Case, CompanyCase, ResponsibilityRule, Tip, TipPerson
from apprenticeships.routing import responsible
from apprenticeships.states import TIP_WORKFLOW
from portal.access import Actor
from portal.activity.recording import record
from portal.digests.outbox import post
from portal.numbers import next_number
from portal.partners.models import Membership
from portal.partners.states import Role


@transaction.atomic
def leave_tip(*, by: Actor, person: dict[str, Any] | None = None, **values: Any) -> Tip:
    """Stores a tip with its number, the person in a row of its own, and passes it on at once.

    Side effects: event, routing, mail to the adviser and deputy (or the office).
    """
    tip = Tip.objects.create(
        number=next_number("H", timezone.localdate().year),
        reporter=by.membership,
        reporter_organisation=by.organisation,
        **values,
    )
    if person is not None:
        TipPerson.objects.create(tip=tip, **person)
    record("tip_left", tip, by=by)
    route_tip(tip)
    return tip


@transaction.atomic
def route_tip(tip: Tip) -> None:
    """Finds who is responsible by the table; where nobody is, the tip waits for the office.

    Side effects: state, event, one mail each to adviser and deputy, else to every access of the office.
    """
    row = responsible(tip)
    if row is None:
        offices = Membership.objects.filter(role=Role.ADMIN, is_active=True, user__is_active=True)
        for office in offices.select_related("user"):
            post("tip_assigned", office, tip.pk, once=f"tip:{tip.pk}:{office.pk}")
        return
    _give(tip, row.adviser, row.deputy, by=None)


@transaction.atomic
def assign_tip(tip: Tip, adviser: Membership, *, by: Actor) -> None:
    """Passes a tip to another adviser. Side effects: state, event, mail to the new one."""
    _give(tip, adviser, None, by=by)


def _give(tip: Tip, adviser: Membership, deputy: Membership | None, *, by: Actor | None) -> None:
    TIP_WORKFLOW.apply(tip, "route", by=by, organisation=adviser.organisation, adviser=adviser, deputy=deputy)
    record("tip_routed", tip, by=by, note=adviser.organisation.short_name)
    for receiver in filter(None, (adviser, deputy)):
        post("tip_assigned", receiver, tip.pk, once=f"tip:{tip.pk}:{receiver.pk}")


@transaction.atomic
def accept_tip(tip: Tip, result: Case | CompanyCase, *, by: Actor) -> None:
    """Says that `result` came of the tip. Side effects: state, event, mail to the reporter."""
    _decide(tip, "accept", by=by, **_of(result))


@transaction.atomic
def merge_tip(tip: Tip, result: Case | CompanyCase, *, by: Actor) -> None:
    """Says that `result` was known already. Side effects: state, event, mail to the reporter."""
    _decide(tip, "merge", by=by, **_of(result))


@transaction.atomic
def refuse_tip(tip: Tip, reason: str, *, by: Actor) -> None:
    """Says why no case comes of the tip. Side effects: state, event, mail to the reporter."""
    _decide(tip, "refuse", by=by, refusal_reason=reason)


def _decide(tip: Tip, step: str, *, by: Actor, **values: Any) -> None:
    before = tip.state
    TIP_WORKFLOW.apply(tip, step, by=by, decided_at=timezone.now(), **values)
    record(f"tip_{step}", tip, by=by, changes={"state": [before, tip.state]})
    if tip.reporter_id and tip.reporter.is_active:
        post("tip_decided", tip.reporter, tip.pk, once=f"tip_decided:{tip.pk}")


def _of(result: Case | CompanyCase) -> dict[str, Case | CompanyCase]:
    return {"case": result} if isinstance(result, Case) else {"company_case": result}


def delete_old_tips(now: datetime) -> None:
    """Deletes decided tips that led to no case and are past their time, with their person."""
    with transaction.atomic():
        for tip in Tip.objects.to_delete(now).select_for_update(skip_locked=True)[:500]:
            record("tip_deleted", tip, by=None)
            tip.delete()


@transaction.atomic
def add_responsibility(row: ResponsibilityRule, *, by: Actor) -> None:
    """Adds a row to the responsibility table. Side effect: event."""
    row.save()
    record("responsibility_added", row, by=by)


@transaction.atomic
def drop_responsibility(row: ResponsibilityRule, *, by: Actor) -> None:
    """Takes a row out of the responsibility table. Side effect: event."""
    record("responsibility_dropped", row, by=by)
    row.delete()
