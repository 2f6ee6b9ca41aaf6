"""The data catalogue: for each field of each table what it is, why it is there and when it goes.

Each app describes its tables in `datamap.py` as `DATAMAP: dict[label, Table]`. Every field stands in
exactly one of the five kinds; a field that stands nowhere fails the tests (`manage.py datamap --check`).
Subject export, erasure and retention read the catalogue instead of lists of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.db.models import Model

KINDS = ("person", "text", "staff", "content", "technical")


@dataclass(frozen=True)
class Table:
    """One table of the catalogue; the kinds hold the names of its fields, separated by spaces.

    `person`: about an apprentice or somebody named in a tip, encrypted. `text`: free words about a case,
    in which somebody may be recognised. `staff`: ordinary personal data of those who work here. `content`:
    facts of the work. `technical`: keys, versions, links between rows, what only sorting and search need.
    `ends` is a code of the retention table, or in words what ends it. `of_case`: the lookup that leads from
    a row to the case it belongs to; such rows are part of the subject export and end with the case.
    """

    purpose: str
    ends: str
    person: str = ""
    text: str = ""
    staff: str = ""
    content: str = ""
    technical: str = ""
    of_case: str = ""

    def fields(self, *kinds: str) -> list[str]:
        return [name for kind in kinds for name in getattr(self, kind).split()]

    def kind_of(self, field: str) -> str:
        """The kind of `field`; KeyError where the catalogue does not name it."""
        for kind in KINDS:
            if field in getattr(self, kind).split():
                return kind
        raise KeyError(field)


def catalogue() -> dict[str, Table]:
    """Every table of the project's own apps by its label, such as "apprenticeships.case"."""
    found: dict[str, Table] = {}
    for name in settings.INSTALLED_APPS:
        if name.split(".")[0] in ("portal", "measures", "apprenticeships", "conferences"):
            found |= import_module(f"{name}.datamap").DATAMAP
    return found


def own_models() -> Iterator[type[Model]]:
    """The models of the project's own apps, without the through tables that Django makes."""
    labels = {config.label for config in apps.get_app_configs() if not _foreign(config.name)}
    return (model for model in apps.get_models() if model._meta.app_label in labels)


def _foreign(name: str) -> bool:
    return name.split(".")[0] not in ("portal", "measures", "apprenticeships", "conferences")


def gaps() -> list[str]:
    """What is wrong with the catalogue, one line each: fields that are missing, twice or unknown."""
    known, found = catalogue(), []
    models = {model._meta.label_lower: model for model in own_models()}
    found += [f"{label}: no such table" for label in known.keys() - models.keys()]
    for label, model in models.items():
        if label not in known:
            found.append(f"{label}: table is not described")
            continue
        named = known[label].fields(*KINDS)
        real = {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}
        found += [f"{label}.{name}: has no kind" for name in sorted(real - set(named))]
        found += [f"{label}.{name}: no such field" for name in sorted(set(named) - real)]
        found += [f"{label}.{name}: named twice" for name in sorted({n for n in named if named.count(n) > 1})]
    return sorted(found)


def tables_of_case() -> Iterator[tuple[type[Model], Table]]:
    """The models whose rows belong to a case, with their description."""
    known = catalogue()
    for model in own_models():
        table = known.get(model._meta.label_lower)
        if table is not None and table.of_case:
            yield model, table


# The tables of the app `portal` itself.
DATAMAP = {
    "portal.numberseries": Table(
        purpose="gapless numbers of tips, cases, measures and decisions",
        ends="never, holds no person",
        technical="id series year last",
    ),
    "portal.importrun": Table(
        purpose="tables that are taken over: what came, what became of it",
        ends="cells are wiped after the import, at the latest after 7 days (sweep)",
        staff="uploaded_by file_name",
        content="organisation kind header mapping context state row_count counts problem created_at begun_at "
        "ended_at wiped_at",
        technical="id key header_row",
    ),
    "portal.importchunk": Table(
        purpose="the rows of a table while it is taken over",
        ends="after the import, at the latest after 7 days (sweep)",
        person="cells",
        technical="id run index is_done",
    ),
    "portal.importrow": Table(
        purpose="what became of each row, so that an import can be taken back",
        ends="with the run",
        content="number outcome message accepted is_done object_number done_at undone",
        technical="id run chunk object_id object_version before",
    ),
    "portal.importmapping": Table(
        purpose="which column means what at an organisation",
        ends="never, holds no person",
        content="organisation kind header mapping used_at",
        technical="id fingerprint",
    ),
    "portal.savedsearch": Table(
        purpose="finding the filter of a list again, and being told what changes in it",
        ends="when its owner deletes it, and with the access",
        staff="membership name query in_digest created_at last_seen_at",
        content="list",
        technical="id key",
    ),
    "portal.signedlink": Table(
        purpose="links that work without signing in",
        ends="link_recipient; the link itself holds no person then",
        staff="recipient",
        technical="id token_hash purpose object_id created_at expires_at used_at revoked_at",
    ),
}
