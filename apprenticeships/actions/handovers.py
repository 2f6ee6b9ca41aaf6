"""Handing a case over to another body: asked for, accepted, rejected, revoked, and come back."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.actions.disclosures import disclose, find_basis
from apprenticeships.actions.informing import expect_information
from apprenticeships.models import (
    Apprentice,
    Case,
    Handover,
    PlacementProposal,
    ResponsibilityRule,
)
from apprenticeships.persons import FIELDS
from apprenticeships.rules import persons_allowed
from apprenticeships.states.disclosures import PERSON_TEXTS, DisclosedField, recipient_kind
from apprenticeships.states.handovers import HANDED_OVER_FROM, HANDOVER_WORKFLOW, REFUSED
from apprenticeships.states.proposals import PROPOSAL_WORKFLOW, UNANSWERED
from portal.access import Actor
from portal.activity.models import Event
from portal.activity.recording import moment, record, subject_of
from portal.digests.outbox import post
from portal.partners.models import Membership, Organisation
from portal.partners.states import Role
from portal.workflow import TransitionRefused

ALWAYS = (
    DisclosedField.PROFILE,
    DisclosedField.OCCUPATION,
    DisclosedField.CONTRACT,
)  # a case without is none
MOST_DELETED = 500


@transaction.atomic
def request_handover(
    case: Case, recipient: Organisation, *, by: Actor, fields: Iterable[str], reason: str
) -> Handover:
    """Asks `recipient` to take the case over with `fields`; until it accepts it sees the profile only.

    Raises NoBasis without a basis for all fields or without an agreement; TransitionRefused when the case no
    longer admits it, is asked for already, or nobody there could accept. Side effects: disclosure of the
    profile, event, mail to the advisers there.
    """
    fields = sorted({*map(str, fields), *map(str, ALWAYS)})
    kind = recipient_kind(recipient.kind)
    basis = find_basis(case, recipient_kind=kind, recipient=recipient, fields=fields)
    _check(case, recipient, fields, by=by)
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                case=case,
                sender_id=case.organisation_id,
                sender_adviser_id=case.adviser_id,
                recipient=recipient,
                fields=fields,
                rule=basis.rule,
                consent=basis.consent,
                reason=reason,
                requested_by_id=by.user_id,
                requested_at=moment(),
            )
    except IntegrityError:
        raise TransitionRefused(_("A handover of this case has been asked for already.")) from None
    disclose(
        case, by=by, recipient_kind=kind, recipient=recipient, fields=[DisclosedField.PROFILE],
        purpose=_("Handover asked for"),
    )  # fmt: skip
    record(
        "handover_requested", case, by=by, note=recipient.short_name, changes={name: [] for name in fields}
    )
    for member in receivers(case, recipient):
        post("handover_requested", member, handover.pk, once=f"handover:{handover.pk}:{member.pk}")
    return handover


def _check(case: Case, recipient: Organisation, fields: list[str], *, by: Actor) -> None:
    rows = Case.objects.permitted(by, "hand_over").select_for_update(of=("self",))
    if rows.filter(pk=case.pk).first() is None:
        raise TransitionRefused(_("This case cannot be handed over now."))
    if not receivers(case, recipient):
        text = _("%(name)s has nobody in the portal who could accept the case.")
        raise TransitionRefused(text % {"name": recipient.short_name})
    if set(fields) & set(map(str, PERSON_TEXTS)) and not persons_allowed(recipient):
        text = _("%(name)s works with register numbers only: please hand over nothing about the person.")
        raise TransitionRefused(text % {"name": recipient.short_name})
    if DisclosedField.COMPANY in fields and case.company_case_id and not case.company_case.is_public:
        raise TransitionRefused(
            _("The company of this case is confidential and cannot be handed over until it is public.")
        )


def receivers(case: Case, recipient: Organisation) -> list[Membership]:
    """Who there is told: the adviser and deputy of the responsibility table, else all advisers."""
    advisers = Membership.objects.filter(
        organisation=recipient, role=Role.ADVISER, is_active=True, user__is_active=True
    ).select_related("user", "organisation")
    rows = ResponsibilityRule.objects.filter(
        Q(group=case.group_id) | Q(group=None),
        Q(district=case.district_id) | Q(district=None),
        organisation=recipient,
    )
    best = max(
        rows, key=lambda row: 2 * (row.group_id is not None) + (row.district_id is not None), default=None
    )
    named = advisers.filter(pk__in=[best.adviser_id, best.deputy_id]) if best else advisers.none()
    return list(named) or list(advisers.order_by("pk"))


@transaction.atomic
def accept_handover(handover: Handover, *, by: Actor) -> None:
    """The body takes the case over; whoever accepts is in charge. All of it or nothing.

    Raises TransitionRefused when somebody was faster or the case has moved, NoBasis when the basis is gone by
    now. Side effects: disclosure of the fields, event; the case leaves pool, company case and proposals of
    the sender; what was not handed over is withheld; the person must be informed within a month; mail.
    """
    case = _locked(handover)
    HANDOVER_WORKFLOW.apply(
        handover, "accept", by=by, decided_by=by.user, decided_at=moment(),
        kept_company=case.company, kept_company_case=case.company_case,
    )  # fmt: skip
    disclose(
        case, by=by, recipient_kind=recipient_kind(handover.recipient.kind), recipient=handover.recipient,
        fields=handover.fields, purpose=_("Handover"),
    )  # fmt: skip
    if case.organisation_id != handover.sender_id or case.state not in HANDED_OVER_FROM:
        raise TransitionRefused(_("This case cannot be handed over now."))
    record("handover_accepted", case, by=by, note=handover.sender.short_name)
    _end_proposals(case)
    _hand_person_over(case, handover)
    if DisclosedField.NOTES in handover.fields:
        case.notes.filter(organisation=handover.sender_id).update(organisation=handover.recipient_id)
    company = case.company_id if DisclosedField.COMPANY in handover.fields else None
    _move(case, by.organisation_id, by.membership_id, company=company, company_case=None)
    expect_information(case, anew=True)
    _tell_sender(handover)


def _locked(handover: Handover) -> Case:
    rows = Case.objects.select_for_update(of=("self",)).select_related(
        "organisation", "occupation", "residence", "company", "company_case"
    )
    return rows.get(pk=handover.case_id)


def _move(
    case: Case, organisation_id: int, adviser_id: int, *, company: int | None, company_case: int | None
) -> None:
    """Puts another organisation and adviser in charge; the case asks to be looked at today."""
    case.organisation_id, case.adviser_id = organisation_id, adviser_id
    case.company_id, case.company_case_id = company, company_case
    case.released_to_pool, case.due_on, case.next_step = False, timezone.localdate(), ""
    case.version += 1
    case.save()


def _end_proposals(case: Case) -> None:
    """What the sender proposed and nobody has answered ends; its seats were never taken."""
    for proposal in PlacementProposal.objects.filter(case=case, state__in=UNANSWERED):
        PROPOSAL_WORKFLOW.apply(proposal, "expire", by=None, ended_at=timezone.now())


def texts_of(fields: Iterable[str]) -> set[str]:
    """The texts of the person that the disclosed `fields` stand for."""
    return {text for field in fields for text in PERSON_TEXTS.get(DisclosedField(field), ())}


def _hand_person_over(case: Case, handover: Handover) -> None:
    """Withholds what was not handed over; where no person may be held, nothing of the person stays."""
    row = Apprentice.objects.select_for_update().filter(case=case).first()
    if row is None:
        return
    if not persons_allowed(handover.recipient):
        row.delete()
        return
    Handover.objects.filter(pk=handover.pk).update(kept_informed_on=row.informed_on)
    row.withheld = [name for name in FIELDS if name not in texts_of(handover.fields)]
    row.informed_on = None  # the new body must tell the person itself (Art. 14 GDPR)
    row.save(update_fields=["withheld", "informed_on"])


@transaction.atomic
def reject_handover(handover: Handover, answer: str, *, by: Actor) -> None:
    """The body does not take the case over, and says why. Side effects: state, event, mail to the sender."""
    HANDOVER_WORKFLOW.apply(handover, "reject", by=by, decided_by=by.user, decided_at=moment(), answer=answer)
    record("handover_rejected", handover.case, by=by, note=handover.recipient.short_name)
    _tell_sender(handover)


@transaction.atomic
def revoke_handover(handover: Handover, *, by: Actor | None, answer: str = "") -> None:
    """The sender takes the question back; the other body sees nothing from then on.

    Side effects: state, event.
    """
    HANDOVER_WORKFLOW.apply(
        handover, "revoke", by=by, decided_by=by.user if by else None, decided_at=moment(),
        answer=answer,
    )  # fmt: skip
    record("handover_revoked", handover.case, by=by, note=handover.recipient.short_name)


@transaction.atomic
def give_back(handover: Handover, *, by: Actor) -> None:
    """The case comes back to the body that gave it, because the consent is gone.

    Side effects: state, event, mail. What the other body wrote about the person itself is erased, its notes
    stay closed; what was withheld can be opened again.
    """
    case = _locked(handover)
    if case.organisation_id != handover.recipient_id:
        return  # handed on to a third body meanwhile, on a basis of its own
    HANDOVER_WORKFLOW.apply(handover, "give_back", by=None)
    adviser = handover.sender_adviser_id or _any_adviser(handover.sender_id)
    if adviser is None:  # nobody left there who could be in charge: the person is closed all the same
        Apprentice.objects.filter(case=case).update(withheld=list(FIELDS))
        return
    _bring_person_back(case, handover)
    case.notes.filter(organisation=handover.recipient_id, created_at__lt=handover.decided_at).update(
        organisation=handover.sender_id
    )
    _end_proposals(case)
    _move(
        case, handover.sender_id, adviser,
        company=handover.kept_company_id or case.company_id, company_case=handover.kept_company_case_id,
    )  # fmt: skip
    record("handover_returned", case, by=by, note=handover.recipient.short_name)
    expect_information(case, anew=True)
    _tell_sender(handover)


def _any_adviser(organisation_id: int) -> int | None:
    rows = Membership.objects.filter(organisation=organisation_id, role=Role.ADVISER)
    return rows.order_by("-is_active", "pk").values_list("pk", flat=True).first()


def _bring_person_back(case: Case, handover: Handover) -> None:
    row = Apprentice.objects.select_for_update().filter(case=case).first()
    if row is None:
        return
    written = Event.objects.filter(
        subject=subject_of(case), subject_id=case.pk, verb="person_changed",
        organisation=handover.recipient_id, at__gte=handover.decided_at,
    ).values_list("changes", flat=True)  # fmt: skip
    theirs = {name for changes in written for name in changes} & set(FIELDS)
    for name in theirs:
        setattr(row, name, "")
    row.withheld, row.informed_on = [], handover.kept_informed_on
    row.save(update_fields=[*theirs, "withheld", "informed_on"])


def _tell_sender(handover: Handover) -> None:
    member = handover.sender_adviser
    if member is not None and member.is_active:
        once = f"handover_decided:{handover.pk}:{handover.state}"
        post("handover_decided", member, handover.pk, once=once)


def delete_refused_handovers(now: datetime) -> None:
    """Deletes handovers that were rejected or revoked, with their reasons, when their time is over."""
    limit = now - timedelta(days=settings.REFUSED_HANDOVER_DAYS)
    with transaction.atomic():
        rows = Handover.objects.filter(state__in=REFUSED, decided_at__lte=limit).select_related("case")
        for handover in rows.select_for_update(of=("self",), skip_locked=True)[:MOST_DELETED]:
            record("handover_deleted", handover.case, by=None)
            handover.delete()
