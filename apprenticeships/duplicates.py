"""Whether somebody has a case already, asked inside the responsible organisation only.

The same contract number, the same name with the same date of birth, or the same name where one of the two
dates is not known. What other organisations hold never changes an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from apprenticeships.blind_index import name_keys, person_keys
from apprenticeships.models import Case


@dataclass(frozen=True)
class Entry:
    """What is about to be entered."""

    contract_number: str = ""
    name: str = ""
    birth_date: date | None = None


class KnownCases:
    """The organisation's cases that `entries` may be about, found in one statement."""

    def __init__(self, entries: Sequence[Entry], organisation_id: int) -> None:
        self.by_contract: dict[str, str] = {}
        self.by_person: dict[str, str] = {}
        self.by_name: dict[str, tuple[str, bool]] = {}
        contracts = {entry.contract_number for entry in entries if entry.contract_number}
        names = {key for entry in entries if entry.name for key in name_keys(entry.name)}
        if not contracts and not names:
            return
        rows = Case.objects.filter(
            Q(contract_number__in=contracts) | Q(apprentice__name_key__in=names),
            organisation=organisation_id,
        ).order_by("pk")
        fields = ("number", "contract_number", "apprentice__name_key", "apprentice__person_key")
        for number, contract, name, person in rows.values_list(*fields):
            if contract:
                self.by_contract[contract] = number
            if person:
                self.by_person[person] = number
            if name and (name not in self.by_name or not person):
                self.by_name[name] = (number, bool(person))

    def number_of(self, entry: Entry) -> str:
        """The number of the newest case that `entry` is about, or ""."""
        if entry.contract_number in self.by_contract:
            return self.by_contract[entry.contract_number]
        if not entry.name:
            return ""
        for key in person_keys(entry.name, entry.birth_date):
            if key in self.by_person:
                return self.by_person[key]
        for key in name_keys(entry.name):
            number, has_birth_date = self.by_name.get(key, ("", True))
            if number and not (has_birth_date and entry.birth_date):
                return number
        return ""


def known_number(entry: Entry, organisation_id: int) -> str:
    """The number of a case that `entry` is about, or ""; one statement."""
    return KnownCases([entry], organisation_id).number_of(entry)
