"""Giving data of a case to somebody: never without a basis, and always written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from apprenticeships.models import Case, Consent, Disclosure, DisclosureRule
from apprenticeships.states.disclosures import PERSONAL_FIELDS, DisclosedField
from portal.access import Actor
from portal.activity.recording import moment, record
from portal.partners.models import Organisation


class NoBasis(Exception):
    """There is neither a valid row of the table nor a consent for these fields; `str()` is for the user."""


@dataclass(frozen=True)
class Basis:
    """What allows a disclosure: a row of the table, a consent, or the one for what the other leaves."""

    rule: DisclosureRule | None = None
    consent: Consent | None = None

    @property
    def words(self) -> str:
        """The basis as the user reads it."""
        parts = [self.rule.legal_basis] if self.rule else []
        if self.consent:
            given = _("consent of %(day)s") % {"day": self.consent.given_on.strftime("%d.%m.%Y")}
            parts.append(f"{given} ({self.consent.text_version})")
        return " + ".join(parts)


def rules_on(day: date) -> QuerySet:
    """The rows of the table of legal bases that are valid on `day`."""
    return DisclosureRule.objects.filter(valid_from__lte=day).filter(
        Q(valid_until=None) | Q(valid_until__gte=day)
    )


def find_basis(
    case: Case,
    *,
    recipient_kind: str,
    recipient: Organisation | None,
    fields: Iterable[str],
    recipient_name: str = "",
) -> Basis:
    """What allows giving all `fields` today: one row, else one consent, else a row and a consent together.

    Reads `case.organisation`. A consent to personal data counts for the body or company it names only. Raises
    NoBasis when nothing covers all, or the body has signed no agreement; nobody can override that.
    """
    wanted = frozenset(map(str, fields))
    if not wanted:
        raise NoBasis(_("Nothing was chosen to be given."))
    if recipient is not None and recipient.agreement_on is None:
        text = _("No agreement under Art. 26 or 28 GDPR is recorded for %(name)s: it gets no data.")
        raise NoBasis(text % {"name": recipient.short_name})
    rows = list(
        rules_on(timezone.localdate())
        .filter(
            Q(register="") | Q(register=case.register),
            sender_kind=case.organisation.kind,
            recipient_kind=recipient_kind,
            needs_consent=False,
        )
        .order_by("pk")
    )
    covered = {row: wanted & set(row.fields) for row in rows}
    best = max(rows, key=lambda row: len(covered[row]), default=None)
    if best is not None and covered[best] == wanted:
        return Basis(rule=best)
    consents = list(_consents(case, recipient_kind, recipient, recipient_name, wanted))
    for consent in consents:
        if wanted <= set(consent.fields):
            return Basis(consent=consent)
    for row in sorted(rows, key=lambda row: -len(covered[row])):
        for consent in consents:
            if wanted <= covered[row] | set(consent.fields):
                return Basis(row, consent)
    raise NoBasis(_no_basis(wanted - (covered[best] if best else frozenset())))


def _consents(
    case: Case, kind: str, recipient: Organisation | None, name: str, wanted: frozenset[str]
) -> QuerySet:
    """The standing consents that name this recipient; general ones where nothing personal is given."""
    general = Q(recipient=None, recipient_name="")
    if recipient is not None:
        named = Q(recipient=recipient) if wanted & set(PERSONAL_FIELDS) else Q(recipient=recipient) | general
    else:
        named = general | Q(recipient=None, recipient_name__iexact=name) if name else general
    return case.consents.filter(
        named, recipient_kind=kind, revoked_on=None, given_on__lte=timezone.localdate()
    ).order_by("-given_on", "-pk")


def _no_basis(missing: frozenset[str]) -> str:
    labels = [str(label) for value, label in DisclosedField.choices if value in missing]
    text = _("There is neither a legal basis nor a consent for: %(fields)s.")
    return text % {"fields": ", ".join(labels)}


def basis_for(
    case: Case,
    *,
    recipient_kind: str,
    recipient: Organisation | None,
    fields: Iterable[str],
    recipient_name: str = "",
) -> DisclosureRule | Consent:
    """The row of the table or the consent on which `fields` go; where both are needed the consent.

    Raises NoBasis as find_basis does.
    """
    basis = find_basis(
        case,
        recipient_kind=recipient_kind,
        recipient=recipient,
        fields=fields,
        recipient_name=recipient_name,
    )
    return basis.consent or basis.rule


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

    Raises NoBasis, and then nothing may be given. A consent is locked until then, so that of a giving and a
    revocation at once one comes first. Side effect: event with the names of the fields.
    """
    fields = sorted(set(map(str, fields)))
    basis = find_basis(
        case,
        recipient_kind=recipient_kind,
        recipient=recipient,
        fields=fields,
        recipient_name=recipient_name,
    )
    if basis.consent:
        standing = Consent.objects.select_for_update().filter(pk=basis.consent.pk, revoked_on=None)
        if standing.first() is None:
            raise NoBasis(_("The consent has been revoked."))
    row = Disclosure.objects.create(
        case=case,
        recipient_kind=recipient_kind,
        recipient=recipient,
        recipient_name=recipient_name,
        fields=fields,
        purpose=purpose,
        rule=basis.rule,
        consent=basis.consent,
        user_id=by.user_id,
        organisation_id=case.organisation_id,
        at=moment(),
    )
    record("disclosed", case, by=by, changes={name: [] for name in fields}, note=purpose)
    return row
