"""Giving data of a case to somebody: never without a basis, and always written down."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.models import Case, Consent, Disclosure, DisclosureRule
from portal.access import Actor
from portal.activity.recording import record
from portal.partners.models import Organisation


class NoBasis(Exception):
    """There is neither a valid row of the table nor a consent for these fields; `str()` is for the user."""


def rules_on(day: date) -> QuerySet:
    """The rows of the table of legal bases that are valid on `day`."""
    return DisclosureRule.objects.filter(valid_from__lte=day).filter(
        Q(valid_until=None) | Q(valid_until__gte=day)
    )


def basis_for(
    case: Case, *, recipient_kind: str, recipient: Organisation | None, fields: Iterable[str]
) -> DisclosureRule | Consent:
    """The valid row of the table that covers all `fields`, else a consent that does.

    Reads `case.organisation`. Raises NoBasis when neither is there; nobody can override that.
    """
    wanted = sorted(set(map(str, fields)))
    rule = (
        rules_on(timezone.localdate())
        .filter(
            sender_kind=case.organisation.kind,
            recipient_kind=recipient_kind,
            needs_consent=False,
            fields__contains=wanted,
        )
        .order_by("pk")
        .first()
    )
    if rule is not None:
        return rule
    consents = case.consents.filter(
        recipient_kind=recipient_kind, revoked_on=None, fields__contains=wanted
    ).filter(Q(recipient=None) | Q(recipient=recipient))
    consent = consents.order_by("-given_on", "-pk").first()
    if consent is None:
        raise NoBasis(_("There is neither a legal basis nor a consent for this disclosure."))
    return consent


@transaction.atomic
def disclose(
    case: Case,
    *,
    by: Actor,
    recipient_kind: str,
    fields: Iterable[str],
    purpose: str,
    recipient: Organisation | None = None,
    recipient_name: str = "",
) -> Disclosure:
    """Writes down that `fields` of `case` go to the recipient; call it in the transaction that gives them.

    Raises NoBasis, and then nothing may be given. Side effect: event with the names of the fields.
    """
    fields = sorted(set(map(str, fields)))
    basis = basis_for(case, recipient_kind=recipient_kind, recipient=recipient, fields=fields)
    row = Disclosure.objects.create(
        case=case,
        recipient_kind=recipient_kind,
        recipient=recipient,
        recipient_name=recipient_name,
        fields=fields,
        purpose=purpose,
        rule=basis if isinstance(basis, DisclosureRule) else None,
        consent=basis if isinstance(basis, Consent) else None,
        user_id=by.user_id,
        organisation_id=by.organisation_id,
        at=timezone.now(),
    )
    record("disclosed", case, by=by, changes={name: [] for name in fields}, note=purpose)
    return row
