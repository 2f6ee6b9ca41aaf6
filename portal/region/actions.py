"""Storing official lists: done by the operator, so there is no acting person and no event."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Model

from portal.region.models import District, LoadedList, Municipality, Occupation, OccupationGroup
from portal.region.registers import MunicipalityRow, OccupationRow, Register
from portal.region.states import SYSTEM_RELEVANT_GROUPS, ListKind


@dataclass
class Outcome:
    """What loading a list did, in rows; `gone` names those of ours that the list no longer has."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)


@transaction.atomic
def store_districts(rows: Iterable[dict[str, str]]) -> Outcome:
    """Creates or updates the districts by their AGS."""
    return _store(District, "ags", {row["ags"]: row for row in rows})


@transaction.atomic
def store_municipalities(register: Register, *, is_shipped: bool) -> Outcome:
    """Creates or updates municipalities by AGS. What the list does not say stays; nothing is deleted."""
    districts = {district.ags: district for district in District.objects.all()}
    wanted = {row.ags: _said(row) | {"district_id": districts[row.ags[:5]].pk} for row in register.rows}
    outcome = _store(Municipality, "ags", wanted)
    gone = Municipality.objects.filter(district__in=districts.values()).exclude(ags__in=wanted)
    outcome.gone = [f"{name} ({ags})" for ags, name in gone.values_list("ags", "name")]
    _note(ListKind.MUNICIPALITIES, register.as_of, is_shipped)
    return outcome


@transaction.atomic
def store_occupations(register: Register, *, is_shipped: bool) -> Outcome:
    """Creates or updates occupations by key; those no longer listed stop being current, none is deleted.

    The very first load marks the systemically relevant groups; afterwards the mark belongs to the alliances.
    """
    is_first = not Occupation.objects.exists()
    groups = _store_groups(register.rows)
    gone = Occupation.objects.filter(is_current=True).exclude(bkz__in=[row.bkz for row in register.rows])
    names = [f"{name} ({bkz})" for bkz, name in gone.values_list("bkz", "short_name")]
    gone.update(is_current=False)
    wanted = {}
    for row in register.rows:
        wanted[row.bkz] = _said(row) | {"group_id": groups[row.kldb[:3]], "is_current": True}
        wanted[row.bkz].pop("group_title", None)
        if is_first:
            wanted[row.bkz]["is_system_relevant"] = row.kldb[:3] in SYSTEM_RELEVANT_GROUPS
    outcome = _store(Occupation, "bkz", wanted)
    outcome.gone = names
    _note(ListKind.OCCUPATIONS, register.as_of, is_shipped)
    return outcome


def _store_groups(rows: Sequence[OccupationRow]) -> dict[str, int]:
    """KldB-3 → pk of its group; where the list has no title, ours stays, or the code stands for it."""
    known = dict(OccupationGroup.objects.values_list("kldb3", "title"))
    titles = {
        row.kldb[:3]: row.group_title or known.get(row.kldb[:3], f"KldB {row.kldb[:3]}") for row in rows
    }
    OccupationGroup.objects.bulk_create(
        [
            OccupationGroup(kldb3=kldb3, title=title)
            for kldb3, title in titles.items()
            if known.get(kldb3) != title
        ],
        update_conflicts=True,
        unique_fields=["kldb3"],
        update_fields=["title"],
    )
    return dict(OccupationGroup.objects.values_list("kldb3", "pk"))


def _said(row: MunicipalityRow | OccupationRow) -> dict[str, object]:
    return {name: value for name, value in asdict(row).items() if value is not None}


def _store(model: type[Model], key: str, wanted: dict[str, dict[str, object]]) -> Outcome:
    """Brings the rows of `model` to `wanted` (key → field → value) in two statements."""
    stored = {getattr(row, key): row for row in model._default_manager.filter(**{f"{key}__in": wanted})}
    new, changed = [], []
    for value, fields in wanted.items():
        row = stored.get(value)
        if row is None:
            new.append(model(**fields))
        elif any(getattr(row, name) != content for name, content in fields.items()):
            for name, content in fields.items():
                setattr(row, name, content)
            changed.append(row)
    for row in new + changed:
        row.fill_keys()
    model._default_manager.bulk_create(new)
    if changed:
        derived = {"sort_name", "search_name"} & {column.name for column in model._meta.fields}
        said = {name for fields in wanted.values() for name in fields}
        model._default_manager.bulk_update(changed, (said | derived) - {key})
    return Outcome(len(new), len(changed), len(wanted) - len(new) - len(changed))


def _note(kind: ListKind, as_of: date | None, is_shipped: bool) -> None:
    LoadedList.objects.update_or_create(kind=kind, defaults={"as_of": as_of, "is_shipped": is_shipped})
