"""Fields about persons: ciphertext in the database, nothing in print, a clear fault with the wrong key."""

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from portal.digests.models import OutgoingMail
from portal.encryption import Sealed, WrongKey, fernet

SECRET = "ZZ-Toni-Muster"


def test_round_trip_through_the_database(db: None) -> None:
    mail = OutgoingMail.objects.create(
        kind="account", to_address="a@muster.example", body=SECRET, due_at=timezone.now()
    )

    stored = OutgoingMail.objects.get(pk=mail.pk).body
    raw = (
        OutgoingMail.objects.filter(pk=mail.pk)
        .extra(select={"raw": "body::text"})
        .values_list("raw", flat=True)[0]
    )

    assert SECRET not in raw
    assert stored.unseal() == SECRET


def test_nothing_shows_when_printed() -> None:
    sealed = Sealed.seal(SECRET)

    assert {str(sealed), repr(sealed), f"{sealed}"} == {"•••"}


def test_a_new_key_reads_what_an_old_one_wrote(settings) -> None:
    sealed = Sealed.seal(SECRET)
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_KEYS]

    assert sealed.unseal() == SECRET
    assert fernet().rotate(sealed.token.encode()) != sealed.token.encode()


def test_a_wrong_key_is_a_fault_and_never_an_empty_value(settings) -> None:
    sealed = Sealed.seal(SECRET)
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]

    with pytest.raises(WrongKey):
        sealed.unseal()


def test_an_empty_text_stays_empty(db: None) -> None:
    mail = OutgoingMail.objects.create(kind="x", to_address="a@muster.example", due_at=timezone.now())

    assert not OutgoingMail.objects.get(pk=mail.pk).body
