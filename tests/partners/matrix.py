"""Who may do what with sign-in, accounts, organisations, bodies and invitations."""

from typing import Any

from tests.matrix import ACTORS, NOT_ALLOWED, OUTSIDE, Row, everybody, method_refused, only
from tests.partners.factories import make_invitation, make_session

WITH_FACTOR = ("adviser_a", "colleague_a", "adviser_b", "office", "dpo", "operator")
ALL_405 = dict.fromkeys(ACTORS, NOT_ALLOWED)
PUBLIC = dict.fromkeys(ACTORS, 200)


def build(world: Any) -> None:
    """A body with a seat, an open invitation, one more access of the partner, sign-ins elsewhere."""
    from portal.partners.states import Role
    from tests.factories import make_body, make_membership

    world.partners_body = make_body("Muster-Matrix-Gremium", world.partner_org_a)
    world.partners_seat = world.partners_body.seats.get()
    world.invitation, world.invitation_token = make_invitation(world.partner_org_b)
    world.second_access = make_membership(Role.EDITOR, world.chamber_b, user=world.partner_a.user)
    world.other_sign_in = make_session(world.partner_a.user)


def post_only(post: dict[str, int]) -> dict[str, dict[str, int]]:
    return {"get": method_refused(), "post": post}


def key_of(name: str) -> Any:
    return lambda world: {"key": getattr(world, name).key}


def user_key(name: str) -> Any:
    return lambda world: {"key": getattr(world, name).user.key}


ORGANISATION = {
    "version": 1, "name": "Muster-Name", "short_name": "Muster-Kurz", "kind": "other", "is_active": "on",
}  # fmt: skip
BODY = {"version": 1, "name": "Muster-Gruppe", "short_name": "Gruppe", "kind": "working", "is_active": "on"}
RESET_KEY = {"uidb36": "1", "key": "abc123-0123456789abcdef0123456789abcdef"}
OFFICE = only("office", other=403)
OFFICE_POST = only("office", ok=302, other=403)
REAUTH = everybody(302)

ACCOUNT_ROWS = [
    Row("account_login", get=everybody(302, outside=200), post=everybody(302, outside=200)),
    Row("account_logout", get=ALL_405, post=everybody(302)),
    Row("account_inactive", get=PUBLIC, post=ALL_405),
    Row("account_reauthenticate", get=everybody(), post=everybody()),
    Row("account_change_password", get=everybody(), post=everybody()),
    Row("account_reset_password", get=PUBLIC, post=PUBLIC),
    Row("account_reset_password_done", get=PUBLIC, post=ALL_405),
    Row("account_reset_password_from_key", get=PUBLIC, post=PUBLIC, kwargs=lambda world: RESET_KEY),
    Row("account_reset_password_from_key_done", get=PUBLIC, post=ALL_405),
    Row("mfa_authenticate", get=everybody(302), post=everybody(302)),
    Row("mfa_login_webauthn", get=everybody(302), post=everybody(302)),
    Row("mfa_reauthenticate", get=only(*WITH_FACTOR, other=302), post=only(*WITH_FACTOR, other=302)),
    Row("mfa_reauthenticate_webauthn", get=REAUTH, post=REAUTH),
    Row("mfa_index", get=everybody()),
    Row("mfa_activate_totp", get=REAUTH, post=REAUTH),
    Row("mfa_deactivate_totp", get=only(*WITH_FACTOR, ok=302), post=only(*WITH_FACTOR, ok=302)),
    Row("mfa_view_recovery_codes", get=everybody(404)),
    Row("mfa_generate_recovery_codes", get=REAUTH, post=REAUTH),
    Row("mfa_download_recovery_codes", get=everybody(404), post=everybody(404)),
    Row("mfa_list_webauthn", get=everybody()),
    Row("mfa_add_webauthn", get=REAUTH, post=REAUTH),
    Row("mfa_edit_webauthn", get=REAUTH, post=REAUTH, kwargs=lambda world: {"pk": 1}),
    Row("mfa_remove_webauthn", get=REAUTH, post=REAUTH, kwargs=lambda world: {"pk": 1}),
    Row("usersessions_list", get=everybody(), post=everybody(302)),
]
OWN_ROWS = [
    Row(
        "partners:account",
        get=everybody(),
        post=everybody(302),
        data=lambda world: {"name": "Toni Muster-Matrix", "language": "de"},
    ),
    Row("partners:deputy", get=everybody(), post=everybody(200)),
    Row("partners:deputy_clear", **post_only(everybody(302))),
    Row(
        "partners:switch",
        **post_only(only("partner_a", ok=302)),
        data=lambda world: {"membership": world.second_access.pk},
    ),
    Row("partners:theme", **post_only(everybody(302))),
    Row("partners:language", get=ALL_405, post=everybody(302)),
    Row(
        "partners:session_end",
        **post_only(only("partner_a", ok=302)),
        kwargs=lambda world: {"pk": world.other_sign_in.pk},
    ),
]
DIRECTORY_ROWS = [
    Row("partners:organisations", get=everybody()),
    Row("partners:organisation", get=everybody(), kwargs=key_of("chamber_a")),
    Row("partners:organisation_new", get=OFFICE, post=OFFICE_POST, data=lambda world: ORGANISATION),
    Row(
        "partners:organisation_edit",
        get=OFFICE,
        post=OFFICE_POST,
        kwargs=key_of("chamber_a"),
        data=lambda world: ORGANISATION,
    ),
    Row("partners:bodies", get=everybody()),
    Row("partners:body", get=everybody(), kwargs=key_of("partners_body")),
    Row("partners:body_new", get=OFFICE, post=OFFICE_POST, data=lambda world: BODY),
    Row(
        "partners:body_edit",
        get=OFFICE,
        post=OFFICE_POST,
        kwargs=key_of("partners_body"),
        data=lambda world: BODY,
    ),
    Row(
        "partners:seat_new",
        get=OFFICE,
        post=OFFICE_POST,
        kwargs=key_of("partners_body"),
        data=lambda world: {"organisation": world.chamber_a.short_name, "has_vote": "on"},
    ),
    Row(
        "partners:seat_edit",
        get=OFFICE,
        post=OFFICE_POST,
        kwargs=key_of("partners_seat"),
        data=lambda world: {"version": 1, "person": "Toni Muster-Sitz"},
    ),
    Row("partners:seat_remove", **post_only(OFFICE_POST), kwargs=key_of("partners_seat")),
]
OFFICE_ROWS = [
    Row("partners:invitations", get=OFFICE),
    Row(
        "partners:invitation_new",
        get=OFFICE,
        post=OFFICE_POST,
        data=lambda world: {
            "name": "Toni Muster-Gast",
            "email": "gast@muster.example",
            "organisation": world.partner_org_b.short_name,
            "role": "partner",
        },
    ),
    Row(
        "partners:invitation_resend",
        **post_only(only("office", ok=302)),
        kwargs=key_of("invitation"),
    ),
    Row(
        "partners:invitation_revoke",
        **post_only(only("office", ok=302)),
        kwargs=key_of("invitation"),
    ),
    Row(
        "partners:invitation_accept",
        get=PUBLIC,
        post=PUBLIC,
        kwargs=lambda world: {"token": world.invitation_token},
    ),
    Row(
        "partners:invitation_accept",
        get=dict.fromkeys(ACTORS, 404),
        post=dict.fromkeys(ACTORS, 404),
        kwargs=lambda world: {"token": "no-such-token"},
        note="unknown token",
    ),
    Row(
        "partners:membership_end",
        **post_only(only("office", ok=302, other=404, partner_a=403, operator=403)),
        kwargs=key_of("partner_a"),
    ),
    Row("partners:users", get=only("office", "operator", other=403)),
    Row(
        "partners:user_deactivate",
        **post_only(only("office", ok=302, other=404, operator=403, partner_b=403)),
        kwargs=user_key("partner_b"),
    ),
    Row(
        "partners:user_activate",
        **post_only(only("office", ok=302, other=404, operator=403)),
        kwargs=user_key("deactivated"),
    ),
    Row(
        "partners:user_reset_factor",
        **post_only(only("office", ok=302, other=404, operator=403, adviser_a=403)),
        kwargs=user_key("adviser_a"),
    ),
]
ROWS: list[Row] = ACCOUNT_ROWS + OWN_ROWS + DIRECTORY_ROWS + OFFICE_ROWS
assert OUTSIDE == ("anonymous", "deactivated")
