"""Fields about persons: the ORM holds ciphertext only; the plaintext comes out of one call.

`EncryptedField` stores a Fernet token and hands back a `Sealed`. Its text can be had by `unseal()`
alone, and only the actions that write the access log may call it (tests/test_architecture.py).
"""

from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class WrongKey(Exception):
    """The stored text can't be read with the keys at hand; never shown as an empty value."""


@lru_cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def fernet() -> MultiFernet:
    """The cipher of the configured keys: the newest encrypts, all decrypt."""
    return _fernet(tuple(settings.FIELD_KEYS))


class Sealed:
    """An encrypted text; printing, logging or rendering it shows nothing."""

    __slots__ = ("token",)

    def __init__(self, token: str) -> None:
        self.token = token

    @classmethod
    def seal(cls, text: str) -> "Sealed":
        return cls(fernet().encrypt(text.encode()).decode())

    def unseal(self) -> str:
        """The plaintext. Raises WrongKey when no configured key fits."""
        try:
            return fernet().decrypt(self.token.encode()).decode()
        except InvalidToken:
            raise WrongKey("A stored text cannot be decrypted: check FIELD_KEYS.") from None

    def __bool__(self) -> bool:
        return bool(self.token)

    def __repr__(self) -> str:
        return "•••"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and other.token == self.token

    def __hash__(self) -> int:
        return hash(self.token)


class EncryptedField(models.TextField):
    """A text column that holds a Fernet token; assign a str to seal it, or a Sealed as it is."""

    def get_prep_value(self, value: object) -> str | None:
        if value is None or isinstance(value, Sealed):
            return None if value is None else value.token
        return Sealed.seal(str(value)).token if value != "" else ""

    def from_db_value(self, value: str | None, *args: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: object) -> object:
        return value
