"""What several modules about cases start from."""

import pytest

from apprenticeships import models
from apprenticeships.models import DeadlineRule
from apprenticeships.rule_data import load_tables


@pytest.fixture
def no_rules(db: None) -> None:
    """An empty table, so that a test sees its own rows only."""
    DeadlineRule.objects.all().delete()


@pytest.fixture
def rules(no_rules: None) -> None:
    """The table that every installation starts with."""
    load_tables(lambda name: getattr(models, name))
