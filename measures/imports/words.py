"""The words that a table may use: labels of choices in both languages and our own codes, names of rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Choices
from django.utils import translation

from measures.models import SourceAgreement
from portal.partners.models import Organisation
from portal.region.models import OccupationGroup
from portal.sorting import sort_key


def words_of(choices: type[Choices]) -> dict[str, Any]:
    """Word in small letters → value, the longest first, so that "in force" hides no longer word."""
    found: dict[str, Any] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(one.label).casefold(): one.value for one in choices}
    found |= {str(one.value).casefold(): one.value for one in choices}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


class Names:
    """Rows that a table names: organisations, agreements, occupation groups; read once for a whole table."""

    def __init__(self) -> None:
        organisations = Organisation.objects.values_list("pk", "short_name", "name")
        self.organisations = _by_name(((name, pk) for pk, _short, name in organisations)) | _by_name(
            (short, pk) for pk, short, _name in organisations
        )
        self.agreements = _by_name(SourceAgreement.objects.values_list("title", "pk"))
        self.groups = dict(OccupationGroup.objects.values_list("kldb3", "pk"))

    @staticmethod
    def find(known: Mapping[str, int], name: str) -> int | None:
        return known.get(sort_key(name))


def _by_name(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {sort_key(name): pk for name, pk in rows}
