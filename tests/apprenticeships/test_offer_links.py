"""S25: a company keeps its own offer current by a link; the link opens this offer and nothing else."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.offer_links import OFFER, send_link
from apprenticeships.forms.offers import OfferLinkForm, OwnOfferForm
from apprenticeships.models import TakeoverOffer
from apprenticeships.views.offer_links import sent_links
from portal.activity.models import Event
from portal.digests.delivery import render_account
from portal.digests.models import OutgoingMail
from portal.links import issue
from portal.logs import LineFormatter
from portal.models import SignedLink
from tests.apprenticeships import factories as make
from tests.apprenticeships.test_forms import in_layout
from tests.factories import World

ADDRESS = "betrieb@muster.example"
VALID = timedelta(days=90)
TODAY = timezone.localdate()


@pytest.fixture
def offer(world: World) -> TakeoverOffer:
    return make.make_offer(world, seats=3, seats_taken=1, company_name="Muster-Linkbau")


@pytest.fixture
def token(offer: TakeoverOffer) -> str:
    return issue(OFFER, offer.pk, recipient=ADDRESS, valid=VALID)


@pytest.fixture
def company() -> Client:
    """Somebody at the company: no account, no cookie."""
    return Client()


def page_of(token: str) -> str:
    return reverse("apprenticeships:offer_by_link", kwargs={"token": token})


def withdrawal(token: str) -> str:
    return reverse("apprenticeships:offer_withdraw_by_link", kwargs={"token": token})


def data(offer: TakeoverOffer, **values: object) -> dict[str, object]:
    return {"version": offer.version, "seats": 3, "years": [2, 3], "conditions": "Tagschicht", **values}


def stored(offer: TakeoverOffer) -> TakeoverOffer:
    return TakeoverOffer.objects.get(pk=offer.pk)


def test_every_field_is_in_the_layout_once() -> None:
    for form_class in (OfferLinkForm, OwnOfferForm):
        assert sorted(in_layout(form_class.layout)) == sorted(form_class().fields)


def test_the_mail_brings_the_link_and_the_token_is_nowhere_else(world: World, offer, sign_in) -> None:
    address = reverse("apprenticeships:offer_link", args=[offer.key])

    sign_in(world.adviser_a).post(address, {"address": ADDRESS}, secure=True)

    mail, link = OutgoingMail.objects.get(), SignedLink.objects.get()
    text = render_account(mail).text
    token = re.search(r"/l/([\w-]+)/", text)[1]
    assert (mail.to_address, link.recipient, link.purpose, link.object_id) == (
        ADDRESS, ADDRESS, OFFER, offer.pk,
    )  # fmt: skip
    assert Client().get(page_of(token), secure=True).status_code == 200
    rows = [SignedLink.objects.values_list(), OutgoingMail.objects.values_list(), Event.objects.values_list()]
    assert token not in str([list(found) for found in rows])
    assert offer.company_name not in text
    assert ADDRESS not in str(list(Event.objects.values_list()))


def test_get_and_head_change_nothing(offer, token, company) -> None:
    before = (TakeoverOffer.objects.values().get(), SignedLink.objects.values().get())

    for _ in range(10):
        assert company.get(page_of(token), secure=True).status_code == 200
        assert company.head(page_of(token), secure=True).status_code == 200
        assert company.get(withdrawal(token), secure=True).status_code == 405

    assert (TakeoverOffer.objects.values().get(), SignedLink.objects.values().get()) == before
    assert not Event.objects.exists()


def test_the_company_updates_its_offer(world: World, offer, token, company, sign_in) -> None:
    until = TODAY + timedelta(days=60)

    answer = company.post(page_of(token), data(offer, valid_until=until), secure=True)

    row, event = stored(offer), Event.objects.get()
    assert (row.years, row.conditions, row.valid_until) == ([2, 3], "Tagschicht", until)
    assert (event.via, event.user_id, set(event.changes)) == (
        "link", None, {"years", "conditions", "valid_until"},
    )  # fmt: skip
    assert ADDRESS in answer.content.decode()
    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:offer_detail", args=[offer.key]), secure=True
    )
    elsewhere = sign_in(world.adviser_b).get(
        reverse("apprenticeships:offer_detail", args=[offer.key]), secure=True
    )
    assert ADDRESS in page.context["events"][0].detail
    assert ADDRESS not in elsewhere.content.decode()


def test_the_same_sent_twice_is_once(offer, token, company) -> None:
    """L03: a double click is no conflict."""
    answers = [company.post(page_of(token), data(offer), secure=True) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert Event.objects.count() == 1


def test_a_stale_page_overwrites_nothing(offer, token, company) -> None:
    """L01: the chamber saved meanwhile; the company sees both and keeps what it typed."""
    TakeoverOffer.objects.update(conditions="Schicht", version=2)

    answer = company.post(page_of(token), data(offer), secure=True)

    assert answer.status_code == 409
    assert stored(offer).conditions == "Schicht"
    assert answer.context["form"]["conditions"].value() == "Tagschicht"
    assert "Schicht" in answer.content.decode()
    assert company.post(page_of(token), data(offer, version=2), secure=True).status_code == 200
    assert stored(offer).conditions == "Tagschicht"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"seats": 0}, "seats"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"valid_from": TODAY + timedelta(days=9), "valid_until": TODAY}, "valid_until"),
        ({"years": [7]}, "years"),
    ],
)
def test_refusals(offer, token, company, values: dict, wrong: str) -> None:
    answer = company.post(page_of(token), data(offer, **values), secure=True)

    assert list(answer.context["form"].errors) == [wrong]
    assert stored(offer).version == 1


def test_other_fields_are_not_for_the_company(offer, token, company) -> None:
    """S11: what stands in no field of the form is not set."""
    extra = {"company_name": "Muster-Anders", "state": "full", "organisation": "", "seats_taken": 0}

    company.post(page_of(token), data(offer, **extra), secure=True)

    row = stored(offer)
    assert (row.company_name, row.state, row.organisation_id, row.seats_taken) == (
        "Muster-Linkbau", "open", offer.organisation_id, 1,
    )  # fmt: skip


def test_withdrawn_once_and_the_link_says_so(offer, token, company) -> None:
    answers = [company.post(withdrawal(token), secure=True) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert stored(offer).state == "withdrawn"
    assert list(Event.objects.values_list("verb", "via")) == [("offer_moved", "link")]
    company.post(page_of(token), data(offer, seats=9), secure=True)
    assert stored(offer).seats == 3


def test_an_expired_offer_opens_again_with_a_new_last_day(world: World, token, offer, company) -> None:
    TakeoverOffer.objects.update(state="expired", valid_until=TODAY - timedelta(days=3))

    company.post(page_of(token), data(offer, valid_until=TODAY + timedelta(days=30)), secure=True)

    assert stored(offer).state == "open"


def test_more_places_open_a_full_offer(offer, token, company) -> None:
    TakeoverOffer.objects.update(seats=1, state="full")

    company.post(page_of(token), data(offer, seats=2), secure=True)

    assert (stored(offer).state, stored(offer).seats) == ("open", 2)


def test_whatever_is_wrong_looks_the_same(world: World, offer, token, company) -> None:
    other = make.make_offer(world)
    expired = issue(OFFER, offer.pk, valid=timedelta(days=-1))
    revoked = issue(OFFER, other.pk, valid=VALID)
    SignedLink.objects.filter(object_id=other.pk).update(revoked_at=timezone.now())
    tokens = [expired, revoked, issue("reply", offer.pk, valid=VALID), issue(OFFER, 0, valid=VALID), "forged"]

    answers = [
        call(address(bad), secure=True)
        for bad in tokens
        for call, address in (
            (company.get, page_of), (company.post, page_of), (company.post, withdrawal),
        )
    ]  # fmt: skip

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1
    assert stored(offer).state == stored(other).state == "open"


def test_a_link_is_for_one_object(world: World, offer, token, company) -> None:
    other = make.make_offer(world, company_name="Muster-Andere")

    page = company.get(page_of(token), secure=True).content.decode()
    company.post(page_of(token), data(offer, seats=2), secure=True)

    assert "Muster-Andere" not in page
    assert stored(other).seats == 1


def test_the_adviser_ends_the_links(world: World, offer, token, company, sign_in) -> None:
    sign_in(world.colleague_a).post(
        reverse("apprenticeships:offer_link_revoke", args=[offer.key]), secure=True
    )

    assert company.get(page_of(token), secure=True).status_code == 404
    assert Event.objects.filter(verb="offer_links_revoked").count() == 1


def test_a_link_never_shows_a_case(world: World, offer, token, company) -> None:
    case = make.make_case(world, offer=offer, state="promise", person={"name": "Toni Muster-Link"})

    page = company.get(page_of(token), secure=True).content.decode()

    assert not [word for word in (case.number, "Toni", world.adviser_a.user.name) if word in page]


def test_a_signed_in_adviser_sees_the_same_page(world: World, token, sign_in) -> None:
    page = sign_in(world.adviser_a).get(page_of(token), secure=True).content.decode()

    assert world.adviser_a.user.name not in page


def test_no_link_for_a_withdrawn_offer(world: World, sign_in) -> None:
    offer = make.make_offer(world, state="withdrawn")

    answer = sign_in(world.adviser_a).get(
        reverse("apprenticeships:offer_link", args=[offer.key]), secure=True
    )

    assert answer.status_code == 403


def test_posts_need_their_token_against_forgery(token) -> None:
    """S18: the link alone does not make another site's form valid."""
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(page_of(token), secure=True).status_code == 403
    assert strict.post(withdrawal(token), secure=True).status_code == 403


def test_no_token_in_a_log_line(token) -> None:
    record = logging.LogRecord(
        "access", logging.INFO, "", 0, "GET %s 200", (withdrawal(token),), None
    )  # fmt: skip

    assert token not in LineFormatter().format(record)


def test_links_of_a_mail_that_is_sent_again_are_independent(world: World, offer) -> None:
    for _ in range(2):
        send_link(offer, ADDRESS, by=world.actor("adviser_a"))

    assert SignedLink.objects.filter(purpose=OFFER, revoked_at=None).count() == 2


def test_an_address_that_was_deleted_after_its_time_says_so(world: World, offer, token) -> None:
    SignedLink.objects.update(expires_at=timezone.now() - timedelta(days=30), recipient="")

    (link,) = sent_links(offer, timezone.now())

    assert link["recipient"] and ADDRESS not in link["recipient"]
