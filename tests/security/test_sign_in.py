"""S07, S08: guessing gets nobody far, addresses stay unknown, and there is no sign-up."""

import statistics
import time

import pytest
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from portal.digests.models import OutgoingMail
from tests.factories import PASSWORD, World
from tests.partners.factories import is_signed_in, type_sign_in
from tests.test_access_matrix import url_names

UNKNOWN = "niemand@muster.example"


def text_of(response) -> str:
    """The page without what is new at every request or was typed."""
    page = response.content.decode().replace(UNKNOWN, "…")
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_s07_after_five_wrong_tries_the_right_password_does_not_help(world: World) -> None:
    client, email = Client(), world.partner_a.user.email
    for _try in range(5):
        type_sign_in(client, email, "falsch")

    answer = type_sign_in(client, email)

    assert (answer.status_code, is_signed_in(client)) == (200, False)
    assert len(answer.context["form"].non_field_errors()) == 1


def test_s07_a_made_up_sender_gains_nothing(world: World) -> None:
    client, email = Client(), world.partner_a.user.email
    for number in range(20):
        type_sign_in(client, email, "falsch", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")

    answer = type_sign_in(client, email, HTTP_X_FORWARDED_FOR="203.0.113.9")

    assert (answer.status_code, is_signed_in(client)) == (200, False)


def test_s07_the_right_password_does_not_free_the_tries_before(world: World) -> None:
    email = world.partner_a.user.email
    for _try in range(4):
        type_sign_in(Client(), email, "falsch")
    assert is_signed_in(client := Client()) is False
    type_sign_in(client, email)
    assert is_signed_in(client)

    type_sign_in(Client(), email, "falsch")
    late = Client()
    type_sign_in(late, email)

    assert not is_signed_in(late)


def test_s07_known_and_unknown_addresses_get_the_same_answer(world: World) -> None:
    email = world.partner_a.user.email

    known = type_sign_in(Client(), email, "falsch")
    unknown = type_sign_in(Client(), UNKNOWN, "falsch")

    assert known.status_code == unknown.status_code == 200
    assert text_of(known).replace(email, "…") == text_of(unknown)


def test_s07_asking_for_a_new_password_tells_nothing(world: World) -> None:
    url, email = reverse("account_reset_password"), world.partner_a.user.email

    known = Client().post(url, {"email": email}, secure=True, follow=True)
    unknown = Client().post(url, {"email": UNKNOWN}, secure=True, follow=True)

    assert known.redirect_chain == unknown.redirect_chain
    assert text_of(known) == text_of(unknown)
    assert [mail.address for mail in OutgoingMail.objects.all()] == [email]


def test_s07_a_closed_account_tells_nothing_without_its_password(world: World) -> None:
    email = world.deactivated.user.email

    known = type_sign_in(Client(), email, "falsch")
    unknown = type_sign_in(Client(), UNKNOWN, "falsch")

    assert text_of(known).replace(email, "…") == text_of(unknown)


def test_s07_a_closed_account_gets_no_mail_and_no_session(world: World) -> None:
    email, client = world.deactivated.user.email, Client()

    client.post(reverse("account_reset_password"), {"email": email}, secure=True)
    answer = type_sign_in(client, email)

    assert OutgoingMail.objects.count() == 0
    assert answer.url == reverse("account_inactive")
    assert not is_signed_in(client)


@pytest.mark.slow
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
def test_s07_the_clock_tells_nothing(world: World) -> None:
    from tests.factories import make_user

    def seconds(email: str) -> float:
        start = time.perf_counter()
        type_sign_in(Client(REMOTE_ADDR=f"198.51.100.{len(found) % 250}"), email, "falsch")
        return time.perf_counter() - start

    found: list[tuple[float, float]] = []
    for number in range(50):
        found.append((seconds(make_user().email), seconds(f"niemand{number}@muster.example")))

    gap = abs(statistics.median(known for known, _ in found) - statistics.median(no for _, no in found))
    assert gap < 0.05


def test_s08_there_is_no_sign_up(client: Client, db: None) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for path in ("/konto/signup/", "/konto/registrieren/", "/accounts/signup/"):
        assert client.get(path, secure=True).status_code == 404
        assert client.post(path, {"email": UNKNOWN, "password1": PASSWORD}, secure=True).status_code == 404


def test_s08_allauth_offers_only_what_we_chose() -> None:
    names = {name for name in url_names() if name.startswith(("account_", "mfa_", "socialaccount_"))}

    assert names & {
        "account_signup", "account_email", "account_email_verification_sent", "account_confirm_email",
        "account_set_password", "account_request_login_code", "mfa_signup_webauthn", "mfa_trust",
    } == set()  # fmt: skip
