"""Leaving, passing on, accepting, merging and refusing tips."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.models import Case, CompanyCase, NoPlaceCount, ResponsibilityRule, Tip, TipPerson
from apprenticeships.routing import district_of, group_of, responsible, told_of
from apprenticeships.states import OPEN_TIPS, TIP_WORKFLOW, TipState
from portal.access import Actor
from portal.activity.recording import record
from portal.digests.models import OutgoingMail
from portal.digests.outbox import post
from portal.numbers import next_number
from portal.partners.models import Membership
from portal.partners.states import Role
from portal.workflow import TransitionRefused

MAIL_KINDS = ("tip_assigned", "tip_changed", "tip_decided", "tip_goes", "tip_result")


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

    Side effects: state, event, one mail each to adviser, deputy and whoever stands in for them today, else
    to every access of the office.
    """
    row = responsible(tip)
    if row is None:
        for office in _offices():
            post("tip_assigned", office, tip.pk, once=f"tip:{tip.pk}:{office.pk}")
        return
    _give(tip, row.adviser, row.deputy, by=None)


@transaction.atomic
def change_tip(tip: Tip, values: dict[str, Any], *, by: Actor) -> None:
    """Puts right what the reporter wrote, while nobody has decided; a tip without anybody is routed again.

    Raises TransitionRefused when the chamber was faster. Side effects: event with the names of the fields,
    mail to the adviser in charge.
    """
    changed = [name for name, value in values.items() if getattr(tip, name) != value]
    if not changed:
        return
    rows = Tip.objects.permitted(by, "change").filter(pk=tip.pk, state__in=OPEN_TIPS)
    if not rows.update(**{name: values[name] for name in changed}):
        raise TransitionRefused(_("The chamber has decided the tip meanwhile."))
    tip.refresh_from_db()
    event = record("tip_changed", tip, by=by, changes=dict.fromkeys(changed, []))
    if tip.state == TipState.RECEIVED:
        route_tip(tip)
    elif tip.adviser is not None:
        post("tip_changed", tip.adviser, tip.pk, once=f"tip_changed:{tip.pk}:{event.pk}")


@transaction.atomic
def assign_tip(tip: Tip, adviser: Membership, *, by: Actor) -> None:
    """Passes a tip to another adviser. Side effects: state, event, mail to the new one."""
    _give(tip, adviser, None, by=by)


def _give(tip: Tip, adviser: Membership, deputy: Membership | None, *, by: Actor | None) -> None:
    TIP_WORKFLOW.apply(tip, "route", by=by, organisation=adviser.organisation, adviser=adviser, deputy=deputy)
    record("tip_routed", tip, by=by, note=adviser.organisation.short_name)
    for receiver in told_of(adviser, deputy, timezone.localdate()):
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


@transaction.atomic
def count_tip(tip: Tip, *, by: Actor) -> None:
    """Counts a tip about somebody who finds no place: a number of its month, district and occupation group.

    Side effects: state, event, the count, mail to the reporter. The tip itself is deleted after its time.
    """
    _decide(tip, "count", by=by)
    month = timezone.localdate(tip.created_at).replace(day=1)
    row, _new = NoPlaceCount.objects.get_or_create(
        month=month,
        district_id=district_of(tip.company_and_place),
        group_id=group_of(tip.occupations),
        organisation_id=by.organisation_id,
    )
    NoPlaceCount.objects.filter(pk=row.pk).update(count=F("count") + 1)


def _decide(tip: Tip, step: str, *, by: Actor, **values: Any) -> None:
    before = tip.state
    TIP_WORKFLOW.apply(tip, step, by=by, decided_at=timezone.now(), **values)
    record(f"tip_{step}", tip, by=by, changes={"state": [before, tip.state]})
    if tip.reporter_id and tip.reporter.is_active:
        post("tip_decided", tip.reporter, tip.pk, once=f"tip_decided:{tip.pk}")


def _of(result: Case | CompanyCase) -> dict[str, Case | CompanyCase]:
    return {"case": result} if isinstance(result, Case) else {"company_case": result}


def delete_tips(rows: QuerySet[Tip]) -> None:
    """Deletes tips that are past their time: person, mails and all; in the caller's transaction.

    What stays is append-only: events and access entries with the tip's number, which hold no text of it.
    """
    tips = list(rows)
    for tip in tips:
        record("tip_deleted", tip, by=None)
    gone = [tip.pk for tip in tips]
    OutgoingMail.objects.filter(kind__in=MAIL_KINDS, object_id__in=gone).delete()
    Tip.objects.filter(pk__in=gone).delete()


def announce_tips(rows: QuerySet[Tip]) -> None:
    """Tells those responsible that tips are deleted soon unless somebody decides.

    Runs in the caller's transaction. Side effects: event; one mail each to adviser, deputy and whoever stands
    in for them, else to the office.
    """
    today = timezone.localdate()
    for tip in rows.select_related("adviser", "deputy"):
        receivers = told_of(tip.adviser, tip.deputy, today) if tip.adviser else _offices()
        for receiver in receivers:
            post("tip_goes", receiver, tip.pk, once=f"tip_goes:{tip.pk}:{receiver.pk}")
        record("tip_announced", tip, by=None)


def _offices() -> Iterable[Membership]:
    offices = Membership.objects.filter(role=Role.ADMIN, is_active=True, user__is_active=True)
    return offices.select_related("user")


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
