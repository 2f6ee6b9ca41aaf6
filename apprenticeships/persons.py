"""The one door to persons: whoever opens one is checked and logged in the same transaction.

Only these functions call `.unseal()` (tests/test_architecture.py). They hand out plaintext that lives as
long as the page that shows it.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction

from apprenticeships.blind_index import name_keys, person_keys
from apprenticeships.models import Apprentice, CallNote, Case, Tip
from portal.access import Actor
from portal.activity.recording import record_access
from portal.encryption import Sealed

FIELDS = ("name", "phone", "email", "address", "birth_date", "representatives")


@dataclass(frozen=True)
class Person:
    """The opened person of a case; empty texts where nothing is known."""

    name: str
    phone: str
    email: str
    address: str
    birth_date: date | None
    representatives: str
    informed_on: date | None


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

    Raises PermissionDenied unless `by` is in charge. Side effect: one access entry in the same transaction.
    """
    with transaction.atomic():
        if not Case.objects.permitted(by, "open_person").filter(pk=case.pk).exists():
            raise PermissionDenied
        row = Apprentice.objects.filter(case=case).first()
        if row is None:
            return None
        record_access(case, by=by, purpose="case", fields=",".join(FIELDS))
        texts = {name: getattr(row, name).unseal() if getattr(row, name) else "" for name in FIELDS}
    born = date.fromisoformat(texts["birth_date"]) if texts["birth_date"] else None
    return Person(**{**texts, "birth_date": born}, informed_on=row.informed_on)


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
