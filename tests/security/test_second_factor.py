"""S06: whoever needs a second factor reaches nothing without one; seeds and codes are kept encrypted."""

import re
import time

import time_machine
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from tests.factories import PASSWORD, World
from tests.partners.factories import code_of, is_signed_in, make_totp, type_sign_in
from tests.whole_world import ROWS, build

# what a person without the second factor may still reach besides pages that need no sign-in at all
FREE = {"account_reauthenticate"}


def second_step(client: Client, code: str):
    return client.post(reverse("mfa_authenticate"), {"code": code}, secure=True)


def test_s06_without_a_second_factor_only_its_set_up_is_reachable(world: World, sign_in) -> None:
    build(world)
    Authenticator.objects.all().delete()
    reached = []

    for membership in (world.adviser_a, world.office, world.dpo, world.operator):
        client = sign_in(membership)
        for row in ROWS:
            url = reverse(row.name, kwargs=row.kwargs(world))
            is_public = getattr(get_resolver().resolve(url).func, "login_required", True) is False
            if is_public or row.name.startswith("mfa_") or row.name in FREE:
                continue
            response = client.get(url, secure=True)
            if response.status_code != 302 or response.url != reverse("mfa_index"):
                reached.append((membership.role, row.name, response.status_code))

    assert reached == []


def test_s06_partners_may_do_without(world: World, sign_in) -> None:
    assert sign_in(world.partner_a).get(reverse("partners:account"), secure=True).status_code == 200


def test_s06_setting_up_the_app_over_the_pages(world: World) -> None:
    Authenticator.objects.all().delete()
    client = Client()
    type_sign_in(client, world.adviser_a.user.email)

    asked = client.get(reverse("mfa_activate_totp"), secure=True)
    assert asked.url.startswith(reverse("account_reauthenticate"))
    client.post(asked.url, {"password": PASSWORD}, secure=True)
    page = client.get(reverse("mfa_activate_totp"), secure=True)
    secret = page.context["secret"].replace(" ", "")
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, secure=True)

    assert done.url == reverse("mfa_view_recovery_codes")
    codes = client.get(done.url, secure=True).context["unused_codes"]
    assert len(codes) == 10
    assert client.get(reverse("partners:account"), secure=True).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        stored = " ".join(text for (text,) in cursor.fetchall())
    assert secret not in stored
    assert re.findall(r"\b[A-Z2-7]{32}\b", stored) == []
    assert [code for code in codes if code in stored] == []


def test_s06_the_same_code_works_once(world: World) -> None:
    secret = make_totp(world.adviser_a)
    with time_machine.travel(time.time(), tick=False):
        code = code_of(secret)
        first, second = Client(), Client()
        for client in (first, second):
            type_sign_in(client, world.adviser_a.user.email)

        second_step(first, code)
        refused = second_step(second, code)

    assert is_signed_in(first)
    assert (refused.status_code, is_signed_in(second)) == (200, False)


def test_s06_the_password_alone_signs_nobody_in(world: World) -> None:
    make_totp(world.adviser_a)
    client = Client()

    answer = type_sign_in(client, world.adviser_a.user.email)

    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert client.get(reverse("home"), secure=True).status_code == 302


def test_s06_codes_cannot_be_tried_without_end(world: World) -> None:
    secret = make_totp(world.adviser_a)
    client = Client()
    type_sign_in(client, world.adviser_a.user.email)

    for _try in range(5):
        second_step(client, "000000" if code_of(secret) != "000000" else "111111")
    answer = second_step(client, code_of(secret))

    assert (answer.status_code, is_signed_in(client)) == (200, False)


def test_s06_a_recovery_code_works_once(world: World) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    make_totp(world.adviser_a)
    code = RecoveryCodes.activate(world.adviser_a.user).get_unused_codes()[0]
    results = []

    for _try in range(2):
        client = Client()
        type_sign_in(client, world.adviser_a.user.email)
        second_step(client, code)
        results.append(is_signed_in(client))

    assert results == [True, False]


def test_s06_back_to_sign_in_forgets_the_first_step(world: World) -> None:
    secret = make_totp(world.adviser_a)
    client = Client()
    type_sign_in(client, world.adviser_a.user.email)

    client.post(reverse("account_logout"), secure=True)
    second_step(client, code_of(secret))

    assert not is_signed_in(client)


def test_s06_there_is_no_other_way_in(client: Client, db: None) -> None:
    assert client.get("/admin/login/", secure=True).status_code == 404
