"""S08, S25: an invitation works once, for seven days, for its address, and its link tells nothing."""

import json
import logging
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal import links
from portal.digests.models import OutgoingMail
from portal.logs import LineFormatter
from portal.models import SignedLink
from portal.partners import actions
from portal.partners.models import Invitation, Membership, User
from portal.partners.states import TERMS_VERSION, Role
from tests.factories import PASSWORD, World, make_membership, make_user
from tests.partners.factories import is_signed_in, make_invitation

NEW = {"name": "Toni Muster-Neu", "password": PASSWORD, "terms": "on"}


def url_of(token: str) -> str:
    return reverse("partners:invitation_accept", args=[token])


def accept(token: str, client: Client | None = None, **changes: str):
    return (client or Client()).post(url_of(token), NEW | changes, secure=True)


def invite(world: World, **values) -> Invitation:
    values = {
        "email": "Neu@Muster.example",
        "name": "Toni Muster-Neu",
        "organisation": world.partner_org_a,
        "role": Role.PARTNER,
    } | values
    return actions.invite(values, by=world.actor("office"))


def mailed_token() -> str:
    text = json.loads(OutgoingMail.objects.latest("pk").body.unseal())["text"]
    return text.split("/einladung/l/")[1].split("/")[0]


def test_the_office_invites_and_the_person_starts(world: World, sign_in) -> None:
    office = sign_in(world.office)
    data = {
        "name": "Toni Muster-Neu", "email": "Neu@Muster.example",
        "organisation": "muster-ihk", "role": Role.ADVISER,
    }  # fmt: skip
    assert office.post(reverse("partners:invitation_new"), data, secure=True).status_code == 302
    client = Client()
    token = mailed_token()

    page = client.get(url_of(token), secure=True)
    answer = accept(token, client)

    assert page.status_code == 200
    assert answer.status_code == 302
    user = User.objects.get(email="neu@muster.example")
    membership = user.memberships.get()
    assert (membership.organisation, membership.role) == (world.chamber_a, Role.ADVISER)
    assert (user.terms_version, user.terms_accepted_at.date()) == (TERMS_VERSION, timezone.now().date())
    assert is_signed_in(client)
    assert client.get(reverse("home"), secure=True).url == reverse("mfa_index")
    # the password was chosen a moment ago: the second factor can be set up without typing it again
    assert client.get(reverse("mfa_activate_totp"), secure=True).status_code == 200


def test_the_mail_is_sealed_and_leads_to_the_configured_address(world: World, settings) -> None:
    settings.PORTAL_URL = "https://portal.muster.example"

    invite(world)

    mail = OutgoingMail.objects.get()
    letter = json.loads(mail.body.unseal())
    assert (mail.kind, mail.address) == ("account", "neu@muster.example")
    assert letter["subject"] == "Ihr Zugang zum Bündnisportal Heilbronn-Franken"
    assert "https://portal.muster.example/partner/einladung/l/" in letter["text"]
    assert mailed_token() not in mail.body.token


def test_s08_the_token_has_256_bit_and_is_stored_hashed(world: World) -> None:
    invite(world)

    token = mailed_token()
    link = SignedLink.objects.get()

    assert len(token) == 43  # 32 bytes in base64
    assert link.token_hash == links.digest(token)
    assert link.expires_at - link.created_at >= timedelta(days=7, seconds=-5)
    assert link.expires_at - link.created_at <= timedelta(days=7, seconds=5)


def test_s25_looking_changes_nothing(world: World) -> None:
    invitation, token = make_invitation(world.partner_org_a)
    before = SignedLink.objects.values().get(), Invitation.objects.values().get()

    for _time in range(10):
        assert Client().get(url_of(token), secure=True).status_code == 200
        assert Client().head(url_of(token), secure=True).status_code == 200

    assert (SignedLink.objects.values().get(), Invitation.objects.values().get()) == before


def used(world: World) -> str:
    _invitation, token = make_invitation(world.partner_org_a)
    accept(token)
    return token


def revoked(world: World) -> str:
    invitation, token = make_invitation(world.partner_org_a)
    actions.revoke_invitation(invitation, by=world.actor("office"))
    return token


def sent_again(world: World) -> str:
    invitation, token = make_invitation(world.partner_org_a)
    actions.resend_invitation(invitation, by=world.actor("office"))
    return token


def expired(world: World) -> str:
    return make_invitation(world.partner_org_a, days=-0.001)[1]


def of_another_purpose(world: World) -> str:
    invitation, _token = make_invitation(world.partner_org_a)
    return links.issue("reply", invitation.pk, valid=timedelta(days=1))


def of_another_object(world: World) -> str:
    return links.issue(actions.INVITATION, 0, valid=timedelta(days=1))


def of_a_closed_organisation(world: World) -> str:
    _invitation, token = make_invitation(world.partner_org_a)
    type(world.partner_org_a).objects.filter(pk=world.partner_org_a.pk).update(is_active=False)
    return token


def of_a_blocked_account(world: World) -> str:
    return make_invitation(world.partner_org_a, email=world.deactivated.user.email)[1]


def unknown(world: World) -> str:
    return "A" * 43


BAD_LINKS = [
    used, revoked, sent_again, expired, of_another_purpose, of_another_object,
    of_a_closed_organisation, of_a_blocked_account, unknown,
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_LINKS, ids=lambda bad: bad.__name__)
def test_s08_s25_every_bad_link_shows_the_same_page(world: World, bad) -> None:
    token = bad(world)
    users, accesses = User.objects.count(), Membership.objects.count()

    page, answer = Client().get(url_of(token), secure=True), accept(token)

    plain = Client().get(url_of("x"), secure=True)
    assert (page.status_code, answer.status_code) == (404, 404)
    # the language switch carries the address of the page itself, nothing else differs
    assert page.content.decode().replace(token, "x") == plain.content.decode()
    assert answer.content.decode().replace(token, "x") == plain.content.decode()
    assert (User.objects.count(), Membership.objects.count()) == (users, accesses)


def test_s08_after_seven_days_the_link_has_ended(world: World) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        _invitation, token = make_invitation(world.partner_org_a)
        clock.shift(timedelta(days=7, seconds=-1))
        assert Client().get(url_of(token), secure=True).status_code == 200
        clock.shift(timedelta(seconds=2))
        assert Client().get(url_of(token), secure=True).status_code == 404


def test_of_two_who_press_at_once_one_gets_in(world: World) -> None:
    invitation, token = make_invitation(world.partner_org_a)
    link = links.resolve(token, actions.INVITATION)
    values = {"name": "Toni Muster-Neu", "password": PASSWORD, "language": "de"}
    actions.accept_as_new_user(link, invitation, **values)

    with pytest.raises(actions.InvitationRefused):
        actions.accept_as_new_user(link, invitation, **values)


def test_s08_the_form_cannot_name_another_address_role_or_organisation(world: World) -> None:
    _invitation, token = make_invitation(world.partner_org_a)

    accept(token, email="chef@muster.example", role="admin", organisation=str(world.office_org.pk))

    user = User.objects.get(email="neu@muster.example")
    assert [(m.role, m.organisation) for m in user.memberships.all()] == [("partner", world.partner_org_a)]
    assert not User.objects.filter(email="chef@muster.example").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"password": "kurz"}, "password"),
        ({"password": "neu@muster.example"}, "password"),
        ({"password": "123456789012"}, "password"),
        ({"terms": ""}, "terms"),
    ],
)
def test_what_the_form_refuses(world: World, changes: dict, field: str) -> None:
    _invitation, token = make_invitation(world.partner_org_a)

    answer = accept(token, **changes)

    assert list(answer.context["form"].errors) == [field]
    assert not User.objects.filter(email="neu@muster.example").exists()


def test_an_account_gets_one_more_access_after_its_password(world: World) -> None:
    user = world.partner_b.user
    _invitation, token = make_invitation(world.partner_org_a, email=user.email.upper())

    wrong = Client().post(url_of(token), {"password": "falsch"}, secure=True)
    client = Client()
    right = client.post(url_of(token), {"password": PASSWORD}, secure=True)

    assert list(wrong.context["form"].errors) == ["password"]
    assert right.url == reverse("account_login")
    assert not is_signed_in(client)
    assert user.memberships.filter(organisation=world.partner_org_a).exists()


def test_an_account_that_is_signed_in_needs_no_password(world: World, sign_in) -> None:
    user = world.partner_b.user
    _invitation, token = make_invitation(world.partner_org_a, email=user.email)
    client = sign_in(world.partner_b)

    page = client.get(url_of(token), secure=True)
    answer = client.post(url_of(token), secure=True)

    assert page.context["signed_in"] is True
    assert answer.url == reverse("home")
    assert user.memberships.count() == 2


def test_somebody_else_who_is_signed_in_cannot_take_it(world: World, sign_in) -> None:
    user = world.partner_b.user
    _invitation, token = make_invitation(world.chamber_a, email=user.email, role=Role.ADVISER)

    answer = sign_in(world.partner_a).post(url_of(token), secure=True)

    assert answer.status_code == 200
    assert user.memberships.count() == 1
    assert world.partner_a.user.memberships.count() == 1


def test_guessing_the_password_on_the_link_is_limited(world: World) -> None:
    user = world.partner_b.user
    _invitation, token = make_invitation(world.partner_org_a, email=user.email)
    for _try in range(5):
        Client().post(url_of(token), {"password": "falsch"}, secure=True)

    answer = Client().post(url_of(token), {"password": PASSWORD}, secure=True)

    assert answer.status_code == 200
    assert user.memberships.count() == 1


def test_an_ended_access_comes_back(world: World) -> None:
    membership = make_membership(Role.PARTNER, world.partner_org_a, is_active=False)
    _invitation, token = make_invitation(world.partner_org_a, email=membership.user.email)

    Client().post(url_of(token), {"password": PASSWORD}, secure=True)

    membership.refresh_from_db()
    assert membership.is_active


@pytest.mark.parametrize("step", ["invitation_resend", "invitation_revoke"])
def test_an_accepted_invitation_can_be_neither_sent_nor_revoked(world: World, sign_in, step: str) -> None:
    invitation, token = make_invitation(world.partner_org_a)
    accept(token)

    answer = sign_in(world.office).post(
        reverse(f"partners:{step}", args=[invitation.key]), secure=True, follow=True
    )

    assert [message.level_tag for message in answer.context["messages"]] == ["warning"]
    assert OutgoingMail.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"organisation": "Gibt es nicht"}, "organisation"),
        ({"email": "kein-at"}, "email"),
        ({"role": "chef"}, "role"),
    ],
)
def test_what_the_office_cannot_invite(world: World, sign_in, changes: dict, field: str) -> None:
    data = {"name": "Toni", "email": "t@muster.example", "organisation": "Muster-IHK", "role": "partner"}

    answer = sign_in(world.office).post(reverse("partners:invitation_new"), data | changes, secure=True)

    assert list(answer.context["form"].errors) == [field]
    assert Invitation.objects.count() == 0


def test_no_double_invitation_and_none_for_whom_it_is_useless(world: World, sign_in) -> None:
    office, url = sign_in(world.office), reverse("partners:invitation_new")
    make_invitation(world.chamber_a, email="offen@muster.example")
    blocked = make_user(is_active=False)
    for email, organisation in (
        ("OFFEN@muster.example", world.chamber_a),
        (world.partner_a.user.email, world.partner_org_a),
        (blocked.email, world.chamber_a),
    ):
        data = {"name": "T", "email": email, "organisation": organisation.short_name, "role": "partner"}

        answer = office.post(url, data, secure=True)

        assert list(answer.context["form"].errors) == ["email"], email


def test_s25_no_token_in_the_log() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "GET %s", (url_of("A" * 43),), None)

    assert "A" * 5 not in LineFormatter().format(record)


def test_s25_the_key_of_a_new_password_is_masked_too() -> None:
    url = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "d3-" + "a" * 32})
    record = logging.LogRecord("x", logging.INFO, "", 0, "GET %s", (url,), None)

    assert "a" * 8 not in LineFormatter().format(record)
