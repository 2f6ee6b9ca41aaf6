"""Rows of a chamber's register: each becomes a case, alone or within a company case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Layout
from django import forms
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apprenticeships import rules
from apprenticeships.actions.cases import open_case
from apprenticeships.actions.company_cases import add_rows, company_of
from apprenticeships.duplicates import Entry, KnownCases
from apprenticeships.models import Case, CompanyCase
from apprenticeships.rules import persons_allowed
from apprenticeships.states import NEVER, CaseKind, Register
from portal.access import Actor
from portal.activity.models import Event
from portal.activity.recording import subject_of
from portal.forms_layout import FormEnd, OptionalRow, Stack, Two
from portal.imports.forms import UploadForm
from portal.imports.kinds import DAY, MUNICIPALITY, OCCUPATION, Column, Finding, Kind, Stored, Values
from portal.imports.models import ImportRow
from portal.imports.reading import RowReader, by_name, today
from portal.imports.states import RowOutcome
from portal.region.lookup import MunicipalityLookup, OccupationLookup

OF_AGE = 18
REGISTER_WORDS = {
    "hwo": Register.HWO, "hwk": Register.HWO, "handwerk": Register.HWO, "bbig": Register.BBIG,
    "ihk": Register.BBIG,
}  # fmt: skip
COLUMNS = (
    Column(
        "contract_number",
        gettext_lazy("Contract number"),
        ("Vertragsnummer", "Vertragsnr.", "Vertrags-Nr.", "Vertrag", "Ausbildungsvertragsnummer", "AV-Nr.",
         "Eintragungsnummer", "Registernummer", "Rollennummer", "Lehrlingsrollennummer", "LR-Nr.",
         "Azubi-Nr.", "Azubinummer", "Lehrlingsnummer", "Nr.", "Nummer"),
        shown=True,
    ),
    Column(
        "occupation",
        gettext_lazy("Occupation"),
        ("Ausbildungsberuf", "Beruf", "Berufsbezeichnung", "Lehrberuf", "Ausbildung", "Berufe"),
        required=True,
        shown=True, reads=OCCUPATION,
    ),
    Column(
        "residence",
        gettext_lazy("Place of residence"),
        ("Wohnort", "Ort", "PLZ Ort", "PLZ/Ort", "PLZ, Ort", "PLZ und Ort", "Wohngemeinde", "Gemeinde",
         "Ort des Auszubildenden", "Ort Azubi", "Wohnort Azubi"),
        required=True,
        shown=True, reads=MUNICIPALITY,
    ),
    Column(
        "contract_start",
        gettext_lazy("Start of the contract"),
        ("Vertragsbeginn", "Beginn", "Ausbildungsbeginn", "Beginn der Ausbildung", "Lehrbeginn", "von",
         "Start", "Ausbildung von"),
        shown=True, reads=DAY,
    ),
    Column(
        "contract_end",
        gettext_lazy("Agreed end"),
        ("Vertragsende", "Ende", "Ausbildungsende", "Ende der Ausbildung", "Lehrende", "bis",
         "vereinbartes Ende", "Ausbildung bis"),
    ),
    Column(
        "name",
        gettext_lazy("Name"),
        ("Name, Vorname", "Nachname, Vorname", "Vor- und Nachname", "Vorname Nachname", "Auszubildende/r",
         "Auszubildender", "Auszubildende", "Azubi", "Lehrling", "Name Azubi", "Name des Auszubildenden",
         "Name der/des Auszubildenden"),
        personal=True,
    ),
    Column("last_name", gettext_lazy("Family name"), ("Nachname", "Familienname", "Zuname"), personal=True),
    Column("first_name", gettext_lazy("First name"), ("Vorname", "Vornamen", "Rufname"), personal=True),
    Column(
        "phone",
        gettext_lazy("Phone"),
        ("Telefon", "Tel.", "Telefonnummer", "Mobil", "Mobiltelefon", "Handy", "Rufnummer"),
        personal=True,
    ),
    Column("email", gettext_lazy("E-mail address"), ("E-Mail", "Mail", "E-Mail-Adresse"), personal=True),
    Column(
        "address",
        gettext_lazy("Address"),
        ("Adresse", "Anschrift", "Straße", "Straße, Hausnummer", "Strasse"),
        personal=True,
    ),
    Column(
        "birth_date",
        gettext_lazy("Date of birth"),
        ("Geburtsdatum", "geb.", "geb. am", "geboren am", "Geburtstag", "Geb.-Datum", "Geb.Dat."),
        personal=True,
    ),
    Column(
        "representatives",
        gettext_lazy("Parents or guardians"),
        ("Gesetzliche Vertreter", "Eltern", "Erziehungsberechtigte", "Vertreter"),
        personal=True,
    ),
    Column("is_minor", gettext_lazy("Under 18"), ("unter 18", "minderjährig", "U18", "Minderjährige/r")),
    Column("register", gettext_lazy("Law and register"), ("Register", "Recht", "Kammer", "BBiG/HwO")),
    Column("school", gettext_lazy("Vocational school"), ("Berufsschule", "Schule")),
    Column("reach_km", gettext_lazy("Reach in km"), ("Umkreis", "Umkreis in km", "Reichweite", "km")),
    Column(
        "ends_on",
        gettext_lazy("Place ends on"),
        ("Auflösung zum", "Vertragslösung zum", "Lösung zum", "gelöst zum", "Ausbildung endet am",
         "Platz endet am"),
        shown=True, reads=DAY,
    ),
    Column(
        "company",
        gettext_lazy("Company so far"),
        ("Betrieb", "Ausbildungsbetrieb", "Ausbildungsstätte", "Ausbildender", "Firma", "Betriebsname",
         "Arbeitgeber", "Name des Betriebs"),
    ),
    Column(
        "company_place",
        gettext_lazy("Place of the company"),
        ("Betriebsort", "Ort des Betriebs", "Ort Betrieb", "Ort der Ausbildungsstätte", "Sitz"),
    ),
)  # fmt: skip
BY_NAME = by_name(COLUMNS)
PERSON = ("phone", "email", "address", "representatives")
LONGEST = {"phone": 40, "email": 254, "address": 200, "representatives": 200}


class RegisterUploadForm(UploadForm):
    """A register table, and whether its rows belong to a company case."""

    register = forms.ChoiceField(
        label=gettext_lazy("Law and register"), choices=Register.choices, initial=Register.BBIG
    )
    company_case = forms.CharField(
        label=gettext_lazy("Company case"),
        max_length=16,
        required=False,
        help_text=gettext_lazy("For example BF-2026-004. Empty: the cases stand for themselves."),
    )
    layout = Layout(
        Stack(OptionalRow(gettext_lazy("The table"), "text", "file"), Two("register", "company_case")),
        FormEnd(gettext_lazy("On to the preview"), gettext_lazy("Nothing is imported yet.")),
    )

    def __init__(self, *args: Any, company_case: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if company_case:
            self.fields["company_case"].initial = company_case
            self.fields["company_case"].disabled = True
            self.fields["company_case"].help_text = ""

    def clean_company_case(self) -> str:
        number = self.cleaned_data["company_case"].strip().upper()
        if number and not _company_cases(self.actor).filter(number=number).exists():
            raise forms.ValidationError(_("Your organisation has no company case with this number."))
        return number

    def context(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("register", "company_case")}


def _company_cases(actor: Actor) -> Any:
    return CompanyCase.objects.permitted(actor, "edit").select_related("company__municipality")


class RegisterReader:
    """Reads rows of the register for one adviser; see portal.imports.kinds.Reader."""

    def __init__(self, actor: Actor, context: dict[str, Any]) -> None:
        self.actor, self.today = actor, today()
        self.register = context.get("register") or Register.BBIG
        self.number = context.get("company_case", "")
        self.municipalities, self.occupations = MunicipalityLookup(), OccupationLookup()
        self.companies: dict[tuple[str, int | None], Any] = {}
        self.seen: dict[tuple[str, str], int] = {}

    def check(self, rows: Sequence[tuple[int, Values]]) -> list[Finding]:
        """A new case per row, unless it lacks something or the organisation has a case of the same."""
        parsed = [(number, *self._parse(values)) for number, values in rows]
        entries = [_entry(values) for _number, _reader, values in parsed]
        known = KnownCases(entries, self.actor.organisation_id)
        found = []
        for (number, reader, values), entry in zip(parsed, entries, strict=True):
            if reader.problems:
                found.append(reader.finding())
            else:
                text = self._duplicate(number, entry, known)
                outcome = RowOutcome.DUPLICATE if text else RowOutcome.NEW
                found.append(Finding(outcome, text, values))
        return found

    def _duplicate(self, number: int, entry: Entry, known: KnownCases) -> str:
        if case := known.number_of(entry):
            return _("There is %(number)s already.") % {"number": case}
        is_sure = entry.birth_date or not entry.contract_number
        person = f"{entry.normalised} {entry.birth_date or ''}" if entry.normalised and is_sure else ""
        for key in (("contract", entry.contract_number), ("person", person)):
            if key[1] and self.seen.setdefault(key, number) != number:
                return _("The same stands in row %(row)s.") % {"row": self.seen[key]}
        return ""

    def _parse(self, values: Values) -> tuple[RowReader, dict[str, Any]]:
        row = RowReader(values, BY_NAME, self.today)
        case = {
            "contract_number": row.text("contract_number", 40),
            "occupation": row.occupation("occupation", self.occupations),
            "residence": row.municipality("residence", self.municipalities),
            "contract_start": row.day("contract_start"),
            "contract_end": row.day("contract_end"),
            "ends_on": row.day("ends_on") or NEVER,
            "is_minor": row.yes_no("is_minor"),
            "school": row.text("school", 120),
            "register": row.choice("register", REGISTER_WORDS) or self.register,
            "reach_km": row.whole("reach_km", 1, 300) or 25,
        }
        person = {name: row.text(name, LONGEST[name]) for name in PERSON}
        person |= {"name": _name(row), "birth_date": row.day("birth_date", past=True)}
        company = (row.text("company", 160), row.municipality("company_place", self.municipalities))
        self._check_whole(row, values, case, person)
        if case["is_minor"] is None and person["birth_date"]:
            case["is_minor"] = _age(person["birth_date"], self.today) < OF_AGE
        if not persons_allowed(self.actor.organisation):  # it works with register numbers only
            person = {}
        return row, {"case": case, "person": person, "company": company}

    def _check_whole(
        self, row: RowReader, values: Values, case: dict[str, Any], person: dict[str, Any]
    ) -> None:
        for name in ("occupation", "residence"):
            if not values.get(name):
                row.missing(name)
        if not case["contract_number"] and not persons_allowed(self.actor.organisation):
            row.problem(_("The contract number is missing."))
        elif not case["contract_number"] and not person["name"]:
            row.problem(_("Neither contract number nor name is given."))
        start, end = case["contract_start"], case["contract_end"]
        if start and end and end < start:
            row.problem(_("The agreed end lies before the start."))

    def store(self, findings: Sequence[Finding]) -> list[Stored]:
        """Opens the cases; within a company case with its shared data and its phase."""
        pairs = [(Case(**finding.value["case"]), finding.value["person"]) for finding in findings]
        if self.number:
            company_case = _company_cases(self.actor).select_for_update(of=("self",)).get(number=self.number)
            add_rows(company_case, pairs, by=self.actor)
        else:
            for (case, person), finding in zip(pairs, findings, strict=True):
                case.kind, case.company = CaseKind.LOSES, self._company(*finding.value["company"])
                open_case(case, by=self.actor, person=person)
        versions = dict(
            Case.objects.filter(pk__in=[case.pk for case, _person in pairs]).values_list("pk", "version")
        )
        return [Stored(RowOutcome.NEW, case.pk, case.number, versions[case.pk]) for case, _person in pairs]

    def _company(self, name: str, municipality: Any) -> Any:
        if not name:
            return None
        key = (name, municipality.pk if municipality else None)
        if key not in self.companies:
            self.companies[key] = company_of(name, municipality, by=self.actor)
        return self.companies[key]

    @transaction.atomic
    def undo(self, row: ImportRow) -> str:
        """Deletes a case on which nothing has been built since it was opened."""
        case = Case.objects.filter(pk=row.object_id, organisation=self.actor.organisation_id).first()
        if case is None:
            return ""
        case = Case.objects.select_for_update().get(pk=case.pk)
        later = Event.objects.filter(subject=subject_of(case), subject_id=case.pk, at__gt=row.done_at)
        if case.version != row.object_version or later.exists():
            return _("It has been worked on since.")
        if case.notes.exists() or case.proposals.exists() or case.tips.exists():
            return _("There are calls, proposals or a tip about it.")
        case.delete()
        return ""


def _name(row: RowReader) -> str:
    """First name and family name; a column "Name" beside "Vorname" is the family name."""
    first, last = row.text("first_name", 60), row.text("last_name", 60)
    name = row.text("name", 120)
    return " ".join(filter(None, (first, name or last)))


def _entry(values: dict[str, Any]) -> Entry:
    person = values["person"]
    return Entry(values["case"]["contract_number"], person.get("name", ""), person.get("birth_date"))


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _enough(names: set[str]) -> str:
    if not {"occupation", "residence"} <= names:
        return _("Please say which column is the occupation and which the place of residence.")
    if not {"contract_number", "name", "last_name"} & names:
        return _("Please say which column is the contract number, or which is the name.")
    return ""


def _back(context: dict[str, Any]) -> tuple[str, str]:
    number = context.get("company_case")
    if number:
        return number, reverse("apprenticeships:company_case_detail", kwargs={"number": number})
    return _("Cases"), reverse("apprenticeships:case_list")


REGISTER = Kind(
    key="register",
    area="apprenticeships",
    label=gettext_lazy("Cases from the register"),
    lead=gettext_lazy("Each row of your register becomes a case, in a company case if you like."),
    columns=COLUMNS,
    allowed=rules.create_case,
    reader=RegisterReader,
    enough=_enough,
    links=lambda row: reverse("apprenticeships:case_detail", kwargs={"number": row.object_number}),
    back=_back,
    has_numbers=True,
    form=RegisterUploadForm,
)
