"""Q15: ending the digest by the link of a mail, also by a mail program without cookie."""

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.activity.models import Event
from portal.digests.messages import UNSUBSCRIBE
from portal.digests.models import DigestSubscription
from portal.digests.states import Frequency
from portal.links import issue
from portal.models import SignedLink
from tests.digests.factories import make_delivery


@pytest.fixture
def subscription(world) -> DigestSubscription:
    return make_delivery(world.partner_a).membership.digest


@pytest.fixture
def url(subscription) -> str:
    return address(issue(UNSUBSCRIBE, subscription.pk, valid=timedelta(days=60)))


@pytest.fixture
def stranger() -> Client:
    """A mail program: no cookie, no CSRF token, and CSRF checks switched on."""
    return Client(enforce_csrf_checks=True)


def address(token: str) -> str:
    return reverse("digests:unsubscribe", kwargs={"token": token})


def frequency(subscription) -> int:
    return DigestSubscription.objects.get(pk=subscription.pk).frequency


def test_get_and_head_change_nothing(subscription, url, stranger):
    for _ in range(10):
        assert stranger.get(url, secure=True).status_code == 200
        assert stranger.head(url, secure=True).status_code == 200

    assert frequency(subscription) == Frequency.WEEKLY
    assert stranger.cookies == {}


def test_one_click_post_acts_at_once_and_twice_is_the_same(subscription, url, stranger):
    for _ in range(2):
        response = stranger.post(url, {"List-Unsubscribe": "One-Click"}, secure=True)
        assert (response.status_code, "Location" in response) == (200, False)

    assert frequency(subscription) == Frequency.NEVER
    events = Event.objects.filter(verb="unsubscribe", subject_id=subscription.pk)
    assert list(events.values_list("via", flat=True)) == ["link"]


def test_other_accesses_of_the_person_stay(world, subscription, url, stranger):
    other = make_delivery(world.partner_b).membership.digest

    stranger.post(url, secure=True)

    assert frequency(other) == Frequency.WEEKLY


def test_whatever_is_wrong_looks_the_same(subscription, url, stranger):
    expired = issue(UNSUBSCRIBE, subscription.pk, valid=timedelta(days=-1))
    revoked = issue(UNSUBSCRIBE, subscription.pk, valid=timedelta(days=60))
    SignedLink.objects.filter(pk=SignedLink.objects.latest("pk").pk).update(revoked_at=timezone.now())
    tokens = [
        expired,
        revoked,
        issue("offer", subscription.pk, valid=timedelta(days=60)),
        issue(UNSUBSCRIBE, subscription.pk + 999, valid=timedelta(days=60)),
        signing.dumps(subscription.pk, salt="unsubscribe"),
        "forged",
    ]
    answers = [
        call(address(token), secure=True) for token in tokens for call in (stranger.get, stranger.post)
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert frequency(subscription) == Frequency.WEEKLY


def test_other_methods_are_refused(url, stranger):
    assert stranger.put(url, secure=True).status_code == 405
    assert stranger.delete(url, secure=True).status_code == 405


def test_page_names_the_organisation_and_nobody(world, url, stranger):
    page = stranger.get(url, secure=True).content.decode()

    assert world.partner_org_a.short_name in page
    assert world.partner_a.user.name not in page
    assert world.partner_a.user.email not in page
