"""Encrypting every stored text anew with the newest key, so that an old one can go."""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from portal.encryption import EncryptedField, Sealed, fernet

BATCH = 500
SEEDS = ("secret", "seed", "migrated_codes")  # what a second factor keeps encrypted in its JSON


@dataclass
class Outcome:
    """How many texts got the newest key, had it already, or can be read with no key at hand."""

    changed: int = 0
    fresh: int = 0
    unreadable: int = 0


def encrypted_fields() -> Iterator[tuple[type[models.Model], list[str]]]:
    """Every model that holds ciphertext, with the names of its fields."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]
        if names:
            yield model, names


def rotate(outcome: Outcome, *, only_check: bool = False) -> Iterator[str]:
    """Goes through all of them, a batch per transaction; yields one line per table.

    May be stopped at any time and run again: what has the newest key already is passed over. A text that no
    key reads stays as it is and is counted.
    """
    newest = Fernet(settings.FIELD_KEYS[0])
    for model, names in encrypted_fields():
        before = outcome.changed
        _rows(model, names, newest, outcome, only_check)
        yield f"{model._meta.label}: {outcome.changed - before}"
    before = outcome.changed
    _second_factors(newest, outcome, only_check)
    yield f"{Authenticator._meta.label}: {outcome.changed - before}"


def _rows(
    model: type[models.Model], names: list[str], newest: Fernet, outcome: Outcome, only_check: bool
) -> None:
    last = 0
    while True:
        with transaction.atomic():
            rows = model._base_manager.filter(pk__gt=last).order_by("pk").select_for_update(of=("self",))
            found = list(rows.only("pk", *names)[:BATCH])
            for row in found:
                _row(row, names, newest, outcome, only_check)
        if not found:
            return
        last = found[-1].pk


def _row(row: models.Model, names: list[str], newest: Fernet, outcome: Outcome, only_check: bool) -> None:
    changes = {}
    for name in names:
        sealed = getattr(row, name)
        if sealed:
            token = _anew(sealed.token, newest, outcome)
            if token:
                changes[name] = Sealed(token)
    if changes and not only_check:
        type(row)._base_manager.filter(pk=row.pk).update(**changes)


def _second_factors(newest: Fernet, outcome: Outcome, only_check: bool) -> None:
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=pk).first()
            data = dict(row.data) if row else {}
            for name in SEEDS:
                if name in data:
                    data[name] = _anew_in(data[name], newest, outcome)
            if row and data != row.data and not only_check:
                Authenticator.objects.filter(pk=pk).update(data=data)


def _anew_in(value: str | list, newest: Fernet, outcome: Outcome) -> str | list:
    if isinstance(value, list):
        return [_anew_in(one, newest, outcome) for one in value]
    return (_anew(value, newest, outcome) if value else None) or value


def _anew(token: str, newest: Fernet, outcome: Outcome) -> str | None:
    """The token with the newest key; None where it has it already or nobody can read it."""
    try:
        newest.decrypt(token.encode())
    except InvalidToken:
        pass
    else:
        outcome.fresh += 1
        return None
    try:
        anew = fernet().rotate(token.encode()).decode()
    except InvalidToken:
        outcome.unreadable += 1
        return None
    outcome.changed += 1
    return anew
