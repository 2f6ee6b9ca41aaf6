"""D12: every encrypted text gets the newest key; then the old one can go; a wrong key is an error."""

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection

from apprenticeships.models import Apprentice, CallNote, TipPerson
from portal import rotation
from portal.encryption import WrongKey, fernet
from tests.apprenticeships import factories as make
from tests.factories import World

SECRET = "ZZ-Geheim-91c2"


@pytest.fixture
def stored(world: World) -> World:
    """A text in every encrypted column of the area, and a second factor with seed and old codes."""
    fields = ("name", "phone", "email", "address", "birth_date", "representatives")
    for _index in range(3):
        case = make.make_case(world, person=dict.fromkeys(fields, SECRET))
        make.make_note(case, SECRET)
        make.make_tip(world, person=SECRET)
    seal = fernet().encrypt(SECRET.encode()).decode()
    for kind, data in (
        ("totp", {"secret": seal}),
        ("recovery_codes", {"seed": seal, "used_mask": 3, "migrated_codes": [seal, seal]}),
    ):
        Authenticator.objects.update_or_create(user=world.adviser_a.user, type=kind, defaults={"data": data})
    return world


def new_key_first(settings) -> str:
    old = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *old]
    return settings.FIELD_KEYS[0]


def dump() -> str:
    """All rows of all tables as text."""
    with connection.cursor() as cursor:
        return "\n".join(
            row[0] for table in connection.introspection.table_names() for row in _rows(cursor, table)
        )


def _rows(cursor, table: str) -> list[tuple[str]]:
    cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - names of our own tables
    return cursor.fetchall()


def test_after_rotating_the_old_key_can_go(stored: World, settings, monkeypatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    newest = new_key_first(settings)

    call_command("rotate_field_keys")
    settings.FIELD_KEYS = [newest]

    assert SECRET not in dump()
    person, note, tip = Apprentice.objects.last(), CallNote.objects.last(), TipPerson.objects.last()
    assert {person.name.unseal(), person.representatives.unseal(), note.text.unseal()} == {SECRET}
    assert tip.name.unseal() == SECRET
    data = dict(Authenticator.objects.filter(user=stored.adviser_a.user).values_list("type", "data"))
    assert fernet().decrypt(data["totp"]["secret"].encode()).decode() == SECRET
    assert [
        fernet().decrypt(code.encode()).decode() for code in data["recovery_codes"]["migrated_codes"]
    ] == [
        SECRET,
        SECRET,
    ]
    assert data["recovery_codes"]["used_mask"] == 3


def test_a_run_that_was_stopped_goes_on(stored: World, settings, capsys) -> None:
    new_key_first(settings)
    for _line in rotation.rotate(rotation.Outcome()):
        break  # stopped after the first table

    call_command("rotate_field_keys")
    capsys.readouterr()
    call_command("rotate_field_keys", "--check")

    assert "0 to be encrypted anew" in capsys.readouterr().out


def test_checking_changes_nothing_and_says_that_old_keys_are_needed(stored: World, settings) -> None:
    new_key_first(settings)
    before = dump()

    with pytest.raises(CommandError, match="Old keys"):
        call_command("rotate_field_keys", "--check")

    assert dump() == before


def test_a_wrong_key_is_an_error_and_empties_nothing(stored: World, settings) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    before = dump()

    with pytest.raises(CommandError, match="fit none"):
        call_command("rotate_field_keys")

    assert dump() == before
    with pytest.raises(WrongKey):
        Apprentice.objects.last().name.unseal()


def test_every_encrypted_field_of_the_project_is_found() -> None:
    found = {f"{model._meta.label}.{name}" for model, names in rotation.encrypted_fields() for name in names}

    assert {"apprenticeships.Apprentice.name", "apprenticeships.CallNote.text"} <= found
    assert {"apprenticeships.TipPerson.contact", "digests.OutgoingMail.body"} <= found
    assert configured.FIELD_KEYS
