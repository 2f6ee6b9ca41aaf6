"""Whether somebody has a case already, asked inside the responsible organisation only.

The same contract number, the same name with the same date of birth, or the same name where one of the two
dates is not known (unless both have a contract number: then these decide). What other organisations hold
never changes an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from apprenticeships.blind_index import keys_of, normalised_name
from apprenticeships.models import Case


@dataclass(frozen=True)
class Entry:
    """What is about to be entered."""

    contract_number: str = ""
    name: str = ""
    birth_date: date | None = None

    @cached_property
    def normalised(self) -> str:
        return normalised_name(self.name)

    @cached_property
    def name_keys(self) -> list[str]:
        return keys_of(self.normalised, None)

    @cached_property
    def person_keys(self) -> list[str]:
        return keys_of(self.normalised, self.birth_date) if self.birth_date else []


class KnownCases:
    """The organisation's cases that `entries` may be about, found in one statement."""

    def __init__(self, entries: Sequence[Entry], organisation_id: int) -> None:
        self.by_contract: dict[str, str] = {}
        self.by_person: dict[str, str] = {}
        self.by_name: dict[str, list[tuple[str, str, bool]]] = {}
        contracts = {entry.contract_number for entry in entries if entry.contract_number}
        names = {key for entry in entries for key in entry.name_keys}
        if not contracts and not names:
            return
        # two halves, so that each goes by its own index
        fields = ("id", "number", "contract_number", "apprentice__name_key", "apprentice__person_key")
        rows = Case.objects.filter(organisation=organisation_id).order_by()
        by_contract = rows.filter(~Q(contract_number=""), contract_number__in=contracts).values_list(*fields)
        by_name = rows.filter(apprentice__name_key__in=names).values_list(*fields)
        for _pk, number, contract, name, person in by_contract.union(by_name).order_by("id"):
            if contract:
                self.by_contract[contract] = number
            if person:
                self.by_person[person] = number
            if name:
                self.by_name.setdefault(name, []).append((number, contract, bool(person)))

    def number_of(self, entry: Entry) -> str:
        """The number of the newest case that `entry` is about, or ""."""
        if entry.contract_number in self.by_contract:
            return self.by_contract[entry.contract_number]
        for key in entry.person_keys if self.by_person else ():
            if key in self.by_person:
                return self.by_person[key]
        alike = [row for key in entry.name_keys for row in self.by_name.get(key, ())]
        for number, contract, has_birth_date in reversed(alike):
            told_apart = (contract and entry.contract_number) or (has_birth_date and entry.birth_date)
            if not told_apart:
                return number
        return ""


def known_number(entry: Entry, organisation_id: int) -> str:
    """The number of a case that `entry` is about, or ""; one statement."""
    return KnownCases([entry], organisation_id).number_of(entry)
