"""The own cases in the columns of the chamber's register, so that they can go back there.

The columns are those of the organisation's last register import, in its order and with its titles; what
the portal knows better is added behind them. Columns about persons stay, but stay empty: an export names
nobody.
"""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from apprenticeships.states import NEVER, CaseState, Outcome, Register
from portal.imports.columns import last_mapping

KIND = "register"
CHUNK = 2_000
# field of the register import → where the case has it
PLACES = {
    "contract_number": "contract_number",
    "occupation": "occupation__short_name",
    "residence": "residence__name",
    "contract_start": "contract_start",
    "contract_end": "contract_end",
    "is_minor": "is_minor",
    "register": "register",
    "school": "school",
    "reach_km": "reach_km",
    "ends_on": "ends_on",
    "company": "company__name",
    "company_place": "company__municipality__name",
}
ADDED = ("number", "state", "outcome", "registered_on", "new_start_on", "probation_until", "closed_on")


def added_titles() -> list[str]:
    return [
        _("Number"), _("State"), _("Outcome of the case"), _("Registered on"), _("New contract starts on"),
        _("New probation until"), _("Closed on"),
    ]  # fmt: skip


class ChamberTable:
    """Header and rows of the export for one organisation; two statements."""

    def __init__(self, organisation_id: int) -> None:
        last = last_mapping(KIND, organisation_id)
        self.fields: list[str] = []
        titles: list[str] = []
        for index, title in enumerate(last.header if last else []):
            titles.append(title)
            self.fields.append(last.mapping.get(str(index), ""))
        if last is None:
            self.fields = list(PLACES)
            titles = [_("Contract number"), _("Occupation"), _("Place of residence"),
                      _("Start of the contract"), _("Agreed end"), _("Under 18"), _("Law and register"),
                      _("Vocational school"), _("Reach in km"), _("Place ends on"), _("Company so far"),
                      _("Place of the company")]  # fmt: skip
        self.header = titles + [_unlike(title, titles) for title in added_titles()]

    def rows(self, cases: QuerySet) -> Iterator[tuple]:
        """The cases as tuples in the order of `header`, read in chunks."""
        labels = {
            "register": dict(Register.choices),
            "state": dict(CaseState.choices),
            "outcome": dict(Outcome.choices),
        }
        names = list(dict.fromkeys([*(PLACES[field] for field in self.fields if field in PLACES), *ADDED]))
        at = {name: index for index, name in enumerate(names)}
        columns = [at.get(PLACES.get(field, "")) for field in self.fields] + [at[name] for name in ADDED]
        worded = {at[name]: words for name, words in labels.items() if name in at}
        for row in cases.values_list(*names).iterator(chunk_size=CHUNK):
            shown = [
                str(worded[index].get(value, "")) if index in worded else None if value == NEVER else value
                for index, value in enumerate(row)
            ]
            yield tuple("" if column is None else shown[column] for column in columns)


def _unlike(title: str, titles: list[str]) -> str:
    """The title, marked where the chamber's own table has one of the same words."""
    return f"{title} ({_('portal')})" if title in titles else title
