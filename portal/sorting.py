"""German order in lists: the database sorts by a stored key (DIN 5007-1: ä as a, ß as ss)."""

import unicodedata


def sort_key(text: str) -> str:
    """The key of `text`: "Öhringen" becomes "ohringen", so it stands between Oedheim and Osterburken."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
