"""S25: a link without sign-in serves one purpose and one object, until it expires, is used or revoked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal import links
from portal.models import SignedLink

DAY = timedelta(days=1)


@pytest.fixture
def token(db: None) -> str:
    return links.issue("reply", 7, recipient="a@muster.example", valid=DAY)


def test_the_token_opens_its_object_and_is_not_stored(token: str) -> None:
    assert links.resolve(token, "reply").object_id == 7
    assert token not in str(SignedLink.objects.values_list()[0])


def test_256_bit(token: str) -> None:
    assert len(token) >= 43


@pytest.mark.parametrize("case", ["other purpose", "forged", "expired", "used", "revoked"])
def test_everything_else_is_invalid(token: str, case: str) -> None:
    link = links.resolve(token, "reply")
    if case == "used":
        links.use_up(link)
    if case == "revoked":
        links.revoke("reply", 7)
    purpose = "release" if case == "other purpose" else "reply"
    given = token[:-1] + ("A" if token[-1] != "A" else "B") if case == "forged" else token
    now = timezone.now() + (2 * DAY if case == "expired" else timedelta())

    with pytest.raises(links.LinkInvalid):
        links.resolve(given, purpose, now=now)


def test_of_two_at_once_the_second_is_refused(token: str) -> None:
    first, second = links.resolve(token, "reply"), links.resolve(token, "reply")
    links.use_up(first)

    with pytest.raises(links.LinkInvalid):
        links.use_up(second)


def test_resolving_ten_times_changes_nothing(token: str) -> None:
    before = SignedLink.objects.values().get()
    for _ in range(10):
        links.resolve(token, "reply")

    assert SignedLink.objects.values().get() == before
