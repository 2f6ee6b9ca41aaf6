"""A JSON export as a table: a list of objects with the same names, as our own exports write it."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from portal.tables_guard import TableProblem


def looks_like_json(data: bytes) -> bool:
    return data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"[", b"{"))


def json_records(data: bytes) -> Iterator[list[Any]]:
    """The names as titles, then a record per object; a list becomes lines. Raises TableProblem."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise TableProblem(_("The file begins like JSON but cannot be read as such.")) from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise TableProblem(_("The JSON file must hold a list of objects, as our own export writes it."))
    names = list(dict.fromkeys(name for one in found for name in one))
    return iter([names, *([_cell(one.get(name)) for name in names] for one in found)])


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "\n".join(str(_cell(one) or "") for one in value)
    if isinstance(value, dict):
        raise TableProblem(_("The JSON file must hold a list of objects, as our own export writes it."))
    return value
