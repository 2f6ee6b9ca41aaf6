"""The fixed words of disclosures: to whom, which fields, on which basis."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.partners.states import OrganisationKind


class RecipientKind(TextChoices):
    """To whom data of a case may go; each is a row group of the table of legal bases."""

    CHAMBER = "chamber", _("another chamber")
    AGENCY = "agency", _("employment agency or job centre")
    SCHOOL = "school", _("vocational school")
    PARTNER = "partner", _("another partner of the alliances")
    COMPANY = "company", _("training company")
    PERSON = "person", _("the person and who speaks for the person")


class DisclosedField(TextChoices):
    """What of a case can be disclosed."""

    PROFILE = "profile", _("anonymous profile (occupation, year, district, reach)")
    OCCUPATION = "occupation", _("occupation")
    CONTRACT = "contract", _("dates of the contract")
    COMPANY = "company", _("company so far")
    NAME = "name", _("name")
    CONTACT = "contact", _("phone and e-mail address")
    ADDRESS = "address", _("postal address")
    BIRTH_DATE = "birth_date", _("date of birth")
    REPRESENTATIVES = "representatives", _("parents or guardians")
    NOTES = "notes", _("call notes")


PERSONAL_FIELDS = tuple(
    field for field in DisclosedField if field not in (DisclosedField.PROFILE, DisclosedField.OCCUPATION)
)


class GivenBy(TextChoices):
    """Who gave a consent."""

    PERSON = "person", _("the person")
    BOTH = "both", _("the person and the parents or guardians")
    REPRESENTATIVES = "representatives", _("the parents or guardians")


class AgeGroup(TextChoices):
    """How old the person is who consents, as far as it matters for who must sign."""

    ADULT = "adult", _("18 or older")
    MINOR_16 = "16_17", _("16 or 17")
    UNDER_16 = "under_16", _("under 16")


# Which kind of recipient an organisation is; what is not named is another partner.
RECIPIENT_OF_KIND = {
    OrganisationKind.CHAMBER: RecipientKind.CHAMBER,
    OrganisationKind.AGENCY: RecipientKind.AGENCY,
    OrganisationKind.JOBCENTER: RecipientKind.AGENCY,
    OrganisationKind.SCHOOL: RecipientKind.SCHOOL,
}
POOL_KINDS = (RecipientKind.CHAMBER, RecipientKind.AGENCY)  # whose advisers look into the pool

# Which texts of the person a disclosed field stands for.
PERSON_TEXTS = {
    DisclosedField.NAME: ("name",),
    DisclosedField.CONTACT: ("phone", "email"),
    DisclosedField.ADDRESS: ("address",),
    DisclosedField.BIRTH_DATE: ("birth_date",),
    DisclosedField.REPRESENTATIVES: ("representatives",),
}


def recipient_kind(organisation_kind: str) -> str:
    """The row group of the table of legal bases that an organisation of this kind belongs to."""
    return str(RECIPIENT_OF_KIND.get(organisation_kind, RecipientKind.PARTNER))
