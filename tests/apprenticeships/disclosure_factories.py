"""Legal bases, consents and handovers for tests."""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from apprenticeships.models import Case, Consent, ConsentText, DisclosureRule, Handover
from apprenticeships.states.disclosures import recipient_kind
from portal.partners.models import Membership, Organisation
from portal.partners.states import Role
from tests.factories import World, make_membership, make_organisation

_serial = count(1)
ALL = [
    "profile", "occupation", "contract", "company", "name", "contact", "address", "birth_date",
    "representatives", "notes",
]  # fmt: skip


def make_rule(sender: str = "chamber", recipient: str = "chamber", **values: Any) -> DisclosureRule:
    values.setdefault("fields", ["profile"])
    values.setdefault("legal_basis", f"§ {next(_serial)} Mustergesetz")
    values.setdefault("valid_from", date(2022, 1, 1))
    return DisclosureRule.objects.create(sender_kind=sender, recipient_kind=recipient, **values)


def make_text(**values: Any) -> ConsentText:
    values.setdefault("version", f"MUSTER-{next(_serial)}")
    values.setdefault("title", "Muster-Abgabe")
    values.setdefault("recipient_kind", "agency")
    values.setdefault("fields", ALL)
    values.setdefault("text", "Ich bin einverstanden.")
    values.setdefault("valid_from", date(2022, 1, 1))
    return ConsentText.objects.create(**values)


def make_consent(case: Case, recipient: Organisation | None = None, **values: Any) -> Consent:
    values.setdefault("recipient_kind", recipient_kind(recipient.kind) if recipient else "company")
    values.setdefault("fields", ALL)
    values.setdefault("purpose", "Muster-Abgabe")
    values.setdefault("given_by", "person")
    values.setdefault("given_how", "written")
    values.setdefault("given_on", timezone.localdate())
    values.setdefault("text_version", "MUSTER-1")
    values.setdefault("organisation_id", case.organisation_id)
    return Consent.objects.create(case=case, recipient=recipient, **values)


def make_agency(name: str = "Muster-Agentur") -> Membership:
    """An adviser of an employment agency that has signed."""
    return make_membership(Role.ADVISER, make_organisation(name, "agency"))


def make_handover(case: Case, recipient: Organisation, **values: Any) -> Handover:
    """A handover as it is stored; with the basis of a new consent where none is given."""
    if not {"rule", "consent"} & set(values):
        values["consent"] = make_consent(case, recipient)
    if values.get("state", "requested") != "requested":
        values.setdefault("decided_at", timezone.now())
    values.setdefault("fields", ["contract", "name", "occupation", "profile"])
    values.setdefault("reason", "passt dort besser")
    return Handover.objects.create(
        case=case, sender=case.organisation, sender_adviser=case.adviser, recipient=recipient, **values
    )


def case_for_handover(world: World, make: Any, **values: Any) -> Case:
    """A case of adviser A in placement with a whole person."""
    values.setdefault("state", "in_placement")
    values.setdefault("person", {
        "name": "Toni Muster-Abgabe", "phone": "0151 0000 42", "email": "toni@muster.example",
        "address": "Musterweg 7", "birth_date": "2007-05-04", "representatives": "Kim Muster-Abgabe",
    })  # fmt: skip
    return make.make_case(world, **values)
