"""The demonstration's legal basis for short profiles, where no table of legal bases has been loaded."""

from datetime import date

from apprenticeships.models import DisclosureRule
from apprenticeships.states.disclosures import DisclosedField, RecipientKind
from portal.partners.states import OrganisationKind


def profile_basis() -> None:
    """Anonymous profiles may go to companies; nothing is added where a row allows that already."""
    words = {
        "sender_kind": OrganisationKind.CHAMBER,
        "recipient_kind": RecipientKind.COMPANY,
        "needs_consent": False,
    }
    if DisclosureRule.objects.filter(**words, fields__contains=[DisclosedField.PROFILE]).exists():
        return
    DisclosureRule.objects.create(
        **words,
        fields=[DisclosedField.PROFILE],
        legal_basis="Art. 6 Abs. 1 Buchst. e DSGVO; § 76 BBiG, § 41a HwO (zu prüfen)",
        valid_from=date(2020, 1, 1),
        source="Vorgabe der Demonstration",
    )
