"""The fixed words of letters: which there are, and which placeholders each of them may hold.

The placeholders are German because they stand in German letters that chambers edit themselves.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class LetterKind(TextChoices):
    """The texts that each organisation can make its own."""

    FIRST_CONTACT = "first_contact", _("First contact")
    INFORMATION = "information", _("Information under Art. 13 and 14 GDPR")
    WARNING = "warning", _("Warning: nothing is to be signed")
    PROFILE = "profile", _("Anonymous short profile for companies")
    CONFIRMATION = "confirmation", _("Confirmation for a funding application")


# who receives it: these go to the person, under the logged door
TO_PERSON = (LetterKind.FIRST_CONTACT, LetterKind.INFORMATION, LetterKind.WARNING)

# what an address says for each kind
LETTER_WORDS = {
    LetterKind.FIRST_CONTACT: "erstkontakt",
    LetterKind.INFORMATION: "datenschutz-information",
    LetterKind.WARNING: "nichts-unterschreiben",
    LetterKind.PROFILE: "kurzprofil",
    LetterKind.CONFIRMATION: "foerderbestaetigung",
}

FACTS = "Angaben"  # the table of facts; stands in a line of its own
PERSONAL = ("Name", "Anschrift", "Vertretung")
_COMMON = ("Fallnummer", "Beruf", "Datum", "Organisation", "Ansprechperson", "Telefon", "E-Mail")
_LAW = ("Gesetz", "Beratung", "Verzeichnis", "Eintragung")
_PLACE = ("Betrieb", "Ausbildungsende")

PLACEHOLDERS: dict[str, tuple[str, ...]] = {
    LetterKind.FIRST_CONTACT: (*_COMMON, *PERSONAL, *_PLACE, *_LAW),
    LetterKind.INFORMATION: (*_COMMON, *PERSONAL, *_LAW, "Quelle", "Aufbewahrung"),
    LetterKind.WARNING: (*_COMMON, *PERSONAL, *_PLACE, *_LAW),
    # nothing that leads to the person, the company so far or the cause
    LetterKind.PROFILE: (*_COMMON, "Ausbildungsjahr", "Landkreis", "Umkreis", "Empfänger", FACTS),
    LetterKind.CONFIRMATION: (
        *_COMMON, *PERSONAL, *_PLACE, *_LAW, "Förderprogramm", "Förderstelle", FACTS,
    ),
}  # fmt: skip


class DataSource(TextChoices):
    """Where the data about a person come from, as the information under Art. 14 GDPR must say."""

    REGISTER = "register", _("the chamber's own register")
    PARTNER = "partner", _("a partner of the alliances")
    COMPANY = "company", _("the company or its administrator")
    PERSON = "person", _("the person, or who speaks for the person")


SOURCE_SENTENCES = {
    DataSource.REGISTER: "Ihre Daten stammen aus unserem eigenen Verzeichnis der Ausbildungsverhältnisse.",
    DataSource.PARTNER: "Ihre Daten hat uns ein Bündnispartner genannt.",
    DataSource.COMPANY: "Ihre Daten hat uns Ihr Ausbildungsbetrieb oder dessen Verwaltung genannt.",
    DataSource.PERSON: "Ihre Daten haben Sie oder Ihre gesetzliche Vertretung uns selbst genannt.",
}


class ConfirmationTo(TextChoices):
    """Into whose hands a confirmation goes."""

    PERSON = "person", _("to the person, to pass on")
    COMPANY = "company", _("to the new company")
