"""D01: the data catalogue names every field, and its words are the right ones."""

import pytest
from django.core.management import call_command

from apprenticeships.models import Apprentice
from portal import datamap
from portal.datamap import Table, catalogue, gaps, tables_of_case
from portal.encryption import EncryptedField


def test_every_field_of_every_table_has_exactly_one_kind() -> None:
    """D01: a new bare field fails here."""
    assert gaps() == []


def test_a_field_without_a_kind_is_named(monkeypatch) -> None:
    known = catalogue()
    table = known["apprenticeships.apprentice"]
    rest = Table(table.purpose, table.ends, person="name phone", technical="id case ghost")
    monkeypatch.setattr(datamap, "catalogue", lambda: known | {"apprenticeships.apprentice": rest})

    found = gaps()

    assert "apprenticeships.apprentice.address: has no kind" in found
    assert "apprenticeships.apprentice.ghost: no such field" in found


def test_what_is_encrypted_is_about_persons() -> None:
    known = catalogue()
    wrong = [
        f"{model._meta.label_lower}.{field.name}"
        for model in datamap.own_models()
        for field in model._meta.local_fields
        if isinstance(field, EncryptedField)
        and known[model._meta.label_lower].kind_of(field.name) not in ("person", "staff")
    ]

    assert wrong == []


def test_every_table_that_points_to_a_case_says_so() -> None:
    """Whatever belongs to a case is part of the subject export and of erasure."""
    said = {model for model, _table in tables_of_case()}
    pointing = {
        model
        for model in datamap.own_models()
        for field in model._meta.local_fields
        if field.is_relation and field.related_model is not None
        if field.related_model._meta.label == "apprenticeships.Case" and model.__name__ != "Tip"
    }

    assert pointing <= said
    assert Apprentice in said


def test_every_table_has_a_purpose_and_an_end() -> None:
    assert all(table.purpose and table.ends for table in catalogue().values())


def test_the_catalogue_can_be_printed(capsys: pytest.CaptureFixture) -> None:
    call_command("datamap")

    assert "| apprenticeships.apprentice |" in capsys.readouterr().out
