"""Keys by which the same person is found again although all that is stored of persons is ciphertext.

A key is HMAC-SHA-256 over the normalised name, with or without the date of birth. Its secret is derived
from a field key (FIELD_KEYS) and used for nothing else; without it a key says nothing and cannot be guessed
from a list of names. New keys are made with the newest field key, looked for with all of them, so that a
change of keys loses nothing as long as the former one is configured; `manage.py blind_index` then makes all
keys anew. Keys are compared inside one organisation only (apprenticeships/duplicates.py).
"""

import hmac
import re
from datetime import date
from functools import lru_cache
from hashlib import sha256

from django.conf import settings

from portal.sorting import sort_key

_PURPOSE = b"apprenticeships: blind index, version 1"
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NO_LETTER = re.compile(r"[\W\d_]+")


def normalised_name(name: str) -> str:
    """The words of a name in alphabetical order: "Müller-Muster, Toni" is "Toni Mueller Muster".

    >>> normalised_name("Müller-Muster, Toni") == normalised_name("Toni MUELLER MUSTER")
    True
    """
    words = _NO_LETTER.split(sort_key(name.casefold().translate(_TWO_LETTERS)))
    return " ".join(sorted(filter(None, words)))


def name_keys(name: str) -> list[str]:
    """The keys of a name, one per configured field key, the newest first; none for a name without letters."""
    return keys_of(normalised_name(name), None)


def person_keys(name: str, birth_date: date | None) -> list[str]:
    """The keys of a name with the date of birth; none where one of the two is missing."""
    return keys_of(normalised_name(name), birth_date) if birth_date else []


def keys_of(normalised: str, birth_date: date | None) -> list[str]:
    """The keys of an already normalised name, with the date of birth where one is given."""
    if not normalised:
        return []
    if birth_date is None:
        return _keys(f"name\x1f{normalised}")
    return _keys(f"person\x1f{normalised}\x1f{birth_date.isoformat()}")


def _keys(text: str) -> list[str]:
    return [hmac.digest(_secret(key), text.encode(), "sha256").hex() for key in settings.FIELD_KEYS]


@lru_cache
def _secret(field_key: str) -> bytes:
    return hmac.new(field_key.encode(), _PURPOSE, sha256).digest()
