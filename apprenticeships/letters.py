"""What letters say: the text of the organisation or the default, the values of a case, the finished document.

Documents are German whatever language the adviser works in, as their readers are. Defaults and the words of
the law stand in data/letters/; what is not verified says "zu prüfen" there.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils import translation
from django.utils.formats import date_format

from apprenticeships.models import Case, LawText, LetterText
from apprenticeships.persons import Recipient
from apprenticeships.placeholders import fill, parts_of
from apprenticeships.retention import PLACED, UNPLACED
from apprenticeships.states import ExamPart, Register
from apprenticeships.states.deadlines import Certainty
from apprenticeships.states.letters import SOURCE_SENTENCES, DataSource, LetterKind
from portal.access import Actor
from portal.documents import Document, Part, Signatures
from portal.retention.engine import days_of
from portal.retention.words import period_in_words

FOLDER = Path(__file__).with_name("data") / "letters"
BLANK = "_" * 28  # to be filled in by hand, where the chamber holds no name
LAW_WORDS = ("Gesetz", "Beratung", "Verzeichnis", "Eintragung")
A_YEAR = 365  # the most that a long new probation adds, see querysets.LONGEST_AFTER_CLOSING
REGION = "Region Heilbronn-Franken"
_PHONE = re.compile(r"[\s,;(]*(?:tel(?:efon|\.)?|mobil|handy)?[.:\s]*\+?\d[\d\s/()-]{4,}\)?", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """The text of one kind of letter as one organisation has it; `version` in words."""

    kind: str
    subject: str
    body: str
    version: str
    source: str
    is_own: bool = False


@lru_cache
def default_text(kind: str) -> Text:
    """The text that comes with the portal: three head lines, an empty one, the body."""
    head, _gap, body = (FOLDER / f"{kind}.md").read_text().partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    return Text(kind, facts["Betreff"], body.strip(), facts["Stand"], facts["Quelle"])


@lru_cache
def laws() -> dict[str, dict[str, str]]:
    """The words of both laws, by register, and the sentence that says how long data are kept."""
    return json.loads((FOLDER / "laws.json").read_text())


def kept_words(organisation_id: int) -> str:
    """How long cases are kept after their end, by the periods that are set for the organisation."""
    placed, unplaced = days_of((PLACED, UNPLACED), organisation_id)
    words = {
        "Vermittelt": period_in_words(placed),
        "Höchstens": period_in_words(placed + A_YEAR),
        "Ohne Platz": period_in_words(unplaced),
    }
    return fill(laws()["Aufbewahrung"], words)


def text_for(organisation_id: int, kind: str) -> Text:
    """The organisation's own text, else the default."""
    row = LetterText.objects.filter(organisation=organisation_id, kind=kind).exclude(body="").first()
    return own_text(row) if row else default_text(kind)


def own_text(row: LetterText) -> Text:
    return Text(row.kind, row.subject, row.body, str(row.version), default_text(row.kind).source, is_own=True)


# --- values ---------------------------------------------------------------------------------------------


def in_words(value: date | None, missing: str = "noch offen") -> str:
    """24. November 2026."""
    return date_format(value, "j. F Y") if value else missing


def house_values(*, by: Actor, today: date) -> dict[str, str]:
    """Who writes, and when."""
    house = by.organisation
    return {
        "Datum": in_words(today),
        "Organisation": house.name,
        "Ansprechperson": by.name,
        "Telefon": by.user.phone or house.phone or "–",
        "E-Mail": house.email or by.user.email,
    }


def common_values(case: Case, *, by: Actor, today: date) -> dict[str, str]:
    """What every letter about a case may name. Reads `case.occupation`."""
    about = {"Fallnummer": case.number, "Beruf": str(case.occupation)}
    return {**about, **house_values(by=by, today=today)}


def case_values(case: Case, *, by: Actor, today: date) -> dict[str, str]:
    """What letters to the person and confirmations name besides; the register decides the law."""
    place = {
        "Betrieb": str(case.company) if case.company else "Ihr Ausbildungsbetrieb",
        "Ausbildungsende": in_words(case.place_ends_on),
    }
    return {**common_values(case, by=by, today=today), **law_values(case.register, today), **place}


def law_values(register: str, day: date) -> dict[str, str]:
    """How the law of a register is named in a letter of `day`, by the table of law texts that held then."""
    held = {
        text.code: text.law if text.certainty == Certainty.VERIFIED else f"{text.law} (zu prüfen)"
        for text in LawText.objects.valid_on(day).filter(register=register)
    }
    words = laws()[Register(register)]
    return {name: fill(words[name], held) for name in LAW_WORDS}


def person_values(recipient: Recipient | None) -> dict[str, str]:
    """The person's placeholders; lines to fill in where the case is run by its number."""
    return {
        "Name": (recipient and recipient.name) or BLANK,
        "Anschrift": (recipient and recipient.address) or BLANK,
        "Vertretung": (recipient and named(recipient.representatives)) or BLANK,
    }


def named(representatives: str) -> str:
    """Who speaks for the person, without the telephone number that stands beside the name."""
    return _PHONE.sub("", representatives).strip(" ,;()")


def address_lines(recipient: Recipient | None, is_minor: bool) -> list[str]:
    """The lines in the window of the envelope; for minors the representatives stand there, too."""
    if recipient is None:
        minor = ["und die gesetzliche Vertretung"] if is_minor else []
        return [BLANK, *minor, BLANK, BLANK]
    minor = []
    if recipient.is_minor:
        minor = [" ".join(filter(None, ("und gesetzliche Vertretung", named(recipient.representatives))))]
    street = [line.strip() for line in re.split(r"[,\n]", recipient.address) if line.strip()]
    return [recipient.name or BLANK, *minor, *(street or [BLANK, BLANK])]


# --- documents ------------------------------------------------------------------------------------------


def person_letter(
    case: Case, kind: str, recipient: Recipient | None, *, by: Actor, today: date, source: str = ""
) -> Document:
    """A letter to the person of `case`."""
    with translation.override("de"):
        values = {
            **case_values(case, by=by, today=today),
            **person_values(recipient),
            "Quelle": SOURCE_SENTENCES[DataSource(source or DataSource.REGISTER)],
            "Aufbewahrung": kept_words(case.organisation_id),
        }
        return _letter(
            text_for(by.organisation_id, kind),
            values,
            address=address_lines(recipient, bool(case.is_minor)),
            by=by,
        )


def profile_facts(case: Case, *, today: date, wishes: str, with_district: bool) -> list[tuple[str, str]]:
    """What a company may read before anybody agreed: nothing personal, no company so far, no cause."""
    year = case.training_year(today)
    reach = f"bis {case.reach_km} km" + (", mit Bus und Bahn" if case.public_transport else "")
    rows = [
        ("Ausbildungsberuf", str(case.occupation)),
        ("Ausbildungsjahr", f"{year}." if year else "noch nicht begonnen"),
        ("Landkreis", str(case.district) if with_district else REGION),
        ("Umkreis", reach),
        ("Prüfung", _exam_words(case.exam_part_1)),
        ("Beginn", _start_words(case, today)),
        ("Wünsche", wishes),
    ]
    return [(label, value) for label, value in rows if value]


def _exam_words(part: str) -> str:
    return {
        ExamPart.AHEAD: "Zwischenprüfung oder Teil 1 steht noch aus",
        ExamPart.DONE: "Zwischenprüfung oder Teil 1 ist abgelegt",
    }.get(part, "")


def _start_words(case: Case, today: date) -> str:
    """From when on; the day on which the old place ends is not told."""
    end = case.place_ends_on
    if end is None or end <= today:
        return "sofort oder nach Absprache"
    return f"ab {date_format(end, 'F Y')} oder nach Absprache"


def profile_document(
    case: Case, company: str, *, by: Actor, today: date, wishes: str, with_district: bool
) -> Document:
    """The anonymous short profile for `company`."""
    with translation.override("de"):
        facts = profile_facts(case, today=today, wishes=wishes, with_district=with_district)
        words = dict(facts)
        values = {
            **common_values(case, by=by, today=today),
            "Ausbildungsjahr": words["Ausbildungsjahr"],
            "Landkreis": words["Landkreis"],
            "Umkreis": words["Umkreis"],
            "Empfänger": company,
        }
        return _letter(
            text_for(by.organisation_id, LetterKind.PROFILE), values, address=[company], by=by, facts=facts
        )


def confirmation_facts(case: Case, recipient: Recipient | None) -> list[tuple[str, str]]:
    """What stands in the register or the case; never whether somebody is eligible."""
    cause = case.company_case.get_cause_display() if case.company_case else "nicht angegeben"
    return [
        ("Name", (recipient and recipient.name) or BLANK),
        ("Vertragsnummer", case.contract_number or "–"),
        ("Ausbildungsberuf", str(case.occupation)),
        ("Bisheriger Betrieb", str(case.company) if case.company else "–"),
        ("Beginn der Ausbildung", in_words(case.contract_start, "–")),
        ("Vereinbartes Ende", in_words(case.contract_end, "–")),
        ("Ende des bisherigen Platzes", in_words(case.place_ends_on)),
        ("Grund des Wegfalls", str(cause)),
        ("Neuer Betrieb", case.offer.company_name if case.offer else "–"),
        ("Beginn des neuen Vertrags", in_words(case.new_start_on)),
        ("In das Verzeichnis eingetragen", in_words(case.registered_on, "noch nicht eingetragen")),
        ("Neue Probezeit bis", in_words(case.probation_until)),
    ]


def confirmation_document(
    case: Case,
    recipient: Recipient | None,
    *,
    programme: str,
    authority: str,
    to_company: str = "",
    by: Actor,
    today: date,
) -> Document:
    """The prefilled confirmation for a funding programme, to be signed by the chamber.

    It goes to `to_company`, else to the person.
    """
    with translation.override("de"):
        values = {
            **case_values(case, by=by, today=today),
            **person_values(recipient),
            "Förderprogramm": programme,
            "Förderstelle": authority or "Förderstelle",
        }
        return _letter(
            text_for(by.organisation_id, LetterKind.CONFIRMATION),
            values,
            address=[to_company] if to_company else address_lines(recipient, bool(case.is_minor)),
            by=by,
            facts=confirmation_facts(case, recipient),
            ends=[Signatures(["Ort, Datum", f"Stempel und Unterschrift: {by.organisation.name}"])],
        )


def _letter(
    text: Text,
    values: Mapping[str, str],
    *,
    address: list[str],
    by: Actor,
    facts: list[tuple[str, str]] = (),
    ends: list[Part] = (),
) -> Document:
    house = by.organisation
    return Document(
        title=fill(text.subject, values),
        organisation=house.name,
        sender=" · ".join(filter(None, (house.short_name, house.phone, house.email))),
        address=address,
        references=[
            ("Unser Zeichen", values["Fallnummer"]),
            ("Ansprechperson", values["Ansprechperson"]),
            ("Telefon", values["Telefon"]),
        ],
        date=values["Datum"],
        parts=[*parts_of(text.body, values, facts), *ends],
        footer=house.name,
    )


# --- preview --------------------------------------------------------------------------------------------

SAMPLE = {
    "Fallnummer": "F-2026-0000",
    "Beruf": "Mechatroniker/in",
    "Name": "Toni Muster",
    "Anschrift": "Musterweg 1, 74653 Künzelsau",
    "Vertretung": "Kim Muster",
    "Betrieb": "Muster-Metallbau GmbH",
    "Ausbildungsende": "31. August 2027",
    "Ausbildungsjahr": "2.",
    "Landkreis": "Hohenlohekreis",
    "Umkreis": "bis 25 km, mit Bus und Bahn",
    "Empfänger": "Muster-Maschinenbau GmbH",
    "Förderprogramm": "Muster-Förderung",
    "Förderstelle": "Muster-Förderstelle",
}
SAMPLE_FACTS = {
    LetterKind.PROFILE: [
        ("Ausbildungsberuf", "Mechatroniker/in"), ("Ausbildungsjahr", "2."), ("Landkreis", "Hohenlohekreis"),
        ("Umkreis", "bis 25 km, mit Bus und Bahn"), ("Beginn", "sofort oder nach Absprache"),
    ],
    LetterKind.CONFIRMATION: [
        ("Name", "Toni Muster"), ("Ausbildungsberuf", "Mechatroniker/in"),
        ("Bisheriger Betrieb", "Muster-Metallbau GmbH"), ("Grund des Wegfalls", "Insolvenz"),
        ("Neuer Betrieb", "Muster-Maschinenbau GmbH"),
    ],
}  # fmt: skip


def sample_document(text: Text, *, by: Actor, today: date) -> Document:
    """The letter with a made-up person, for those who edit its text."""
    with translation.override("de"):
        values = law_values(Register.BBIG, today)
        values["Quelle"] = SOURCE_SENTENCES[DataSource.PARTNER]
        values["Aufbewahrung"] = kept_words(by.organisation_id)
        values |= house_values(by=by, today=today) | SAMPLE
        address = [SAMPLE["Name"], *SAMPLE["Anschrift"].split(", ")]
        if text.kind == LetterKind.PROFILE:
            address = [SAMPLE["Empfänger"]]
        ends = [Signatures(["Ort, Datum"])] if text.kind == LetterKind.CONFIRMATION else []
        return _letter(text, values, address=address, by=by, facts=SAMPLE_FACTS.get(text.kind, []), ends=ends)
