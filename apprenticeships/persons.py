"""The one door to persons: whoever opens one is checked and logged in the same transaction.

Only these functions call `.unseal()` (tests/test_architecture.py). They hand out plaintext that lives as
long as the page that shows it.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone

from apprenticeships.blind_index import name_keys, person_keys
from apprenticeships.models import Apprentice, CallNote, Case, Tip
from apprenticeships.states import NEVER
from portal.access import Actor
from portal.activity.recording import record_access
from portal.datamap import tables_of_case
from portal.encryption import Sealed

FIELDS = ("name", "phone", "email", "address", "birth_date", "representatives")
LETTER_FIELDS = ("name", "address", "representatives")


def persons_of(organisation_id: int) -> int:
    """Of how many cases of the organisation something about the person is stored."""
    filled = Q()
    for name in FIELDS:
        filled |= ~Q(**{name: ""})
    return Apprentice.objects.filter(filled, case__organisation=organisation_id).count()


@dataclass(frozen=True)
class Person:
    """The opened person of a case; empty texts where nothing is known or nothing was handed over."""

    name: str
    phone: str
    email: str
    address: str
    birth_date: date | None
    representatives: str
    informed_on: date | None


@dataclass(frozen=True)
class Recipient:
    """The opened person as far as a letter needs it."""

    name: str
    address: str
    representatives: str
    is_minor: bool


@dataclass(frozen=True)
class TipContact:
    """The opened person of a tip."""

    name: str
    contact: str
    under_18: str
    agreed_on: date
    agreed_how: str
    parents_know: bool


def open_person(case: Case, *, by: Actor) -> Person | None:
    """The person of `case`, None where the case is run by its number alone.

    What was not handed over with the case stays closed: its text is empty and not in the log.

    Raises PermissionDenied unless `by` is in charge, PersonRestricted where the person asked for that.
    Side effect: one access entry in the same transaction.
    """
    with transaction.atomic():
        if not Case.objects.permitted(by, "open_person").filter(pk=case.pk).exists():
            raise PermissionDenied
        row = Apprentice.objects.filter(case=case).first()
        if row is None:
            return None
        if row.restricted_on:
            raise PersonRestricted
        shown = [name for name in FIELDS if name not in row.withheld]
        record_access(case, by=by, purpose="case", fields=",".join(shown))
        texts = dict.fromkeys(FIELDS, "")
        texts |= {name: getattr(row, name).unseal() for name in shown if getattr(row, name)}
    born = date.fromisoformat(texts["birth_date"]) if texts["birth_date"] else None
    return Person(**{**texts, "birth_date": born}, informed_on=row.informed_on)


class PersonRestricted(PermissionDenied):
    """The person's data are restricted (Art. 18 GDPR): nobody opens them until that is lifted."""


def open_for_export(case: Case, *, by: Actor) -> list[tuple[str, str, str]]:
    """All that is held about the person of `case` (Art. 15 GDPR) as (table, field, value).

    The data catalogue says what that is. Tables and fields by their labels, values as text; restricted
    data are part of it. Raises PermissionDenied unless `by` is in charge. Side effect: one access entry in
    the same transaction.
    """
    found = []
    with transaction.atomic():
        if not Case.objects.permitted(by, "open_person").filter(pk=case.pk).exists():
            raise PermissionDenied
        record_access(case, by=by, purpose="subject_export", fields="all")
        for model, table in tables_of_case():
            names = table.fields("person", "text", "content")
            for row in model._base_manager.filter(**{table.of_case: case.pk}).order_by("pk"):
                if not _closed_to(row, by):
                    shown = [name for name in names if name not in getattr(row, "withheld", ())]
                    found += [(model, name, _plain(row, name)) for name in shown]
    return [(str(model._meta.verbose_name), _label(model, name), text) for model, name, text in found if text]


def _closed_to(row: Model, by: Actor) -> bool:
    """Notes of the body that had the case before stay with that body."""
    return isinstance(row, CallNote) and row.organisation_id != by.organisation_id


def _plain(row: Model, name: str) -> str:
    """The value of one field in words; sealed ones are opened."""
    value = getattr(row, name)
    if isinstance(value, Sealed):
        return value.unseal() if value else ""
    if value is None or value == NEVER:
        return ""
    shown = getattr(row, f"get_{name}_display", None)
    return str(shown() if shown else value)


def _label(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def open_for_letter(case: Case, *, by: Actor) -> Recipient | None:
    """To whom a letter about `case` goes, None where the case is run by its number alone.

    Opens no more than a letter needs; the date of birth only where it is not known who is under 18.
    Raises PermissionDenied unless `by` is in charge. Side effect: one access entry in the same transaction.
    """
    with transaction.atomic():
        if not Case.objects.permitted(by, "open_person").filter(pk=case.pk).exists():
            raise PermissionDenied
        row = Apprentice.objects.filter(case=case).first()
        if row is None:
            return None
        names = LETTER_FIELDS if case.is_minor is not None else (*LETTER_FIELDS, "birth_date")
        if row.restricted_on:
            raise PersonRestricted
        shown = [name for name in names if name not in row.withheld]
        record_access(case, by=by, purpose="letter", fields=",".join(shown))
        texts = dict.fromkeys(names, "")
        texts |= {name: getattr(row, name).unseal() for name in shown if getattr(row, name)}
    born = texts.pop("birth_date", "")
    is_minor = is_under_18(date.fromisoformat(born), timezone.localdate()) if born else bool(case.is_minor)
    return Recipient(**texts, is_minor=is_minor)


def is_under_18(born: date, today: date) -> bool:
    return (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < 18


def index_person(row: Apprentice) -> None:
    """Sets the keys by which the person is found again, from what is stored; the caller saves.

    Nobody sees a text through this: it stays in the function (see blind_index.py).
    """
    name, born = (
        field.unseal() if isinstance(field, Sealed) and field else str(field or "")
        for field in (row.name, row.birth_date)
    )
    row.name_key = next(iter(name_keys(name)), "")
    row.person_key = next(iter(person_keys(name, date.fromisoformat(born) if born else None)), "")


def open_tip_person(tip: Tip, *, by: Actor) -> TipContact | None:
    """The person of `tip` who agreed to be called, None where it names nobody.

    Raises PermissionDenied by the rule. Side effect: one access entry in the same transaction.
    """
    with transaction.atomic():
        found = Tip.objects.permitted(by, "open_person").filter(pk=tip.pk).select_related("person").first()
        if found is None:
            raise PermissionDenied
        person = getattr(found, "person", None)
        if person is None:
            return None
        record_access(tip, by=by, purpose="tip", fields="name,contact")
        return TipContact(
            name=person.name.unseal(),
            contact=person.contact.unseal(),
            under_18=str(person.get_under_18_display()),
            agreed_on=person.agreed_on,
            agreed_how=str(person.get_agreed_how_display()),
            parents_know=person.parents_know,
        )


def open_note(note: CallNote, *, by: Actor) -> str:
    """The text of a call note; raises PermissionDenied unless `by` is in charge of its case.

    Side effect: one access entry on the case, in the same transaction.
    """
    with transaction.atomic():
        found = CallNote.objects.permitted(by, "open").filter(pk=note.pk).select_related("case").first()
        if found is None:
            raise PermissionDenied
        record_access(found.case, by=by, purpose="note", fields="text")
        return found.text.unseal() if found.text else ""
