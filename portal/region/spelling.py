"""The ways in which a name may be typed, so that a text field can stand for a list of hundreds of options."""

import re

from portal.sorting import sort_key

BAR = "|"
_GENDER_MARK = re.compile(r"[:*_]in(nen)?\b", re.IGNORECASE)
_ALL_GENDERS = re.compile(r"\(?\b[mwd](/[mwdx]){1,2}\b\)?", re.IGNORECASE)
_MOTOR_VEHICLE = re.compile(r"\bkfz\b[ .-]*", re.IGNORECASE)
_NO_LETTER = re.compile(r"[^\w/]+")
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_SHARED_LETTERS = 3  # "Kaufmann/Kauffrau", "Koch/Köchin": both forms of a word start alike


def match_key(text: str) -> str:
    """What is compared: German sort key, punctuation as one space, "Koch:Köchin (m/w/d)" as "koch/kochin".

    >>> match_key("Öhringen"), match_key("Fachkraft – Agrarservice"), match_key("Maler*in (m/w/d)")
    ('ohringen', 'fachkraft agrarservice', 'maler/in')
    """
    text = _MOTOR_VEHICLE.sub("Kraftfahrzeug", _GENDER_MARK.sub("/in", _ALL_GENDERS.sub(" ", text)))
    return _NO_LETTER.sub(" ", sort_key(text).casefold()).strip()


def forms(name: str) -> list[str]:
    """The name and its two gendered forms, if it writes both: the words a person would type.

    >>> forms("Kaufmann/Kauffrau für Büromanagement")[1:]
    ['Kaufmann für Büromanagement', 'Kauffrau für Büromanagement']
    >>> forms("Medizinischer Fachangestellter/Medizinische Fachangestellte")[1:]
    ['Medizinischer Fachangestellter', 'Medizinische Fachangestellte']
    """
    if name.count("/") != 1:
        return [name]
    before, after = (half.split(" ") for half in name.split("/"))
    if after[0] == "in":
        after[0] = f"{before[-1]}in"
    elif not _alike(before[0], after[0]) and not _alike(before[-1], after[0]):
        return [name]  # a slash between things: "Anlagen/Maschinen"
    shared = 1 if _alike(before[-1], after[0]) and not _alike(before[0], after[0]) else len(before)
    return [name, *_both(before, after, shared)]


def _both(before: list[str], after: list[str], shared: int) -> list[str]:
    """`shared` words stand on both sides of the slash; what follows them on the right belongs to both."""
    first, second = before, before[: len(before) - shared] + after[:shared]
    return [" ".join(words + after[shared:]) for words in (first, second)]


def _alike(one: str, other: str) -> bool:
    return bool(one) and sort_key(one)[:_SHARED_LETTERS] == sort_key(other)[:_SHARED_LETTERS]


def spellings(*names: str) -> str:
    """Every key by which one of `names` may be typed, each between bars: "|kunzelsau|kuenzelsau|"."""
    written = [form for name in names for form in forms(name)]
    keys = [match_key(variant) for form in written for variant in (form, form.translate(_TWO_LETTERS))]
    return BAR + "".join(f"{key}{BAR}" for key in dict.fromkeys(keys) if key)
