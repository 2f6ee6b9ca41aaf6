"""Organisations, bodies, seats: who sees what, how many statements it takes, and stale saves."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.activity.models import Event
from portal.partners.forms import (
    AccountForm,
    BodyForm,
    DeputyForm,
    InvitationForm,
    NewAccountForm,
    NewSeatForm,
    OrganisationForm,
    SeatForm,
)
from portal.partners.models import Body, Invitation, Membership, Organisation, Seat, User
from tests.factories import World, make_body, make_organisation, make_user
from tests.partners.factories import make_invitation, make_seat


def organisation_data(organisation: Organisation, **changes) -> dict:
    data = {
        "version": organisation.version, "name": organisation.name, "short_name": organisation.short_name,
        "kind": organisation.kind, "agreement_on": "2026-01-15", "is_active": "on",
    }  # fmt: skip
    return data | changes


# --- what is shown ---------------------------------------------------------------------------------------


def test_colleagues_and_the_office_see_people_others_do_not(world: World, sign_in) -> None:
    url = reverse("partners:organisation", args=[world.chamber_a.key])
    seen = {
        name: world.adviser_a.user.name
        in sign_in(getattr(world, name)).get(url, secure=True).content.decode()
        for name in ("colleague_a", "office", "partner_a", "adviser_b")
    }

    assert seen == {"colleague_a": True, "office": True, "partner_a": False, "adviser_b": False}


def test_only_the_office_sees_agreements(world: World, sign_in) -> None:
    make_organisation("Muster-Ohne", agreement_on=None)
    url = reverse("partners:organisations")

    seen = {
        name: "Vereinbarung" in sign_in(getattr(world, name)).get(url, secure=True).content.decode()
        for name in ("office", "partner_a", "operator")
    }

    assert seen == {"office": True, "partner_a": False, "operator": False}


def test_the_operator_sees_accounts_and_may_do_nothing_with_them(world: World, sign_in) -> None:
    page = sign_in(world.operator).get(reverse("partners:users"), secure=True)

    assert world.adviser_a.user.email in page.content.decode()
    assert "sperren" not in page.content.decode()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=hwk", ["Muster-HWK"]),
        ("kind=guild", ["Muster-Innung Metall"]),
        ("q=gibt-es-nicht", []),
    ],
)
def test_finding_an_organisation(world: World, sign_in, query: str, names: list[str]) -> None:
    page = sign_in(world.partner_a).get(f"{reverse('partners:organisations')}?{query}", secure=True)

    assert [row[1] for row in page.context["page"].rows] == names
    assert len(page.context["chips"]) == 1


def test_closed_organisations_are_not_listed(world: World, sign_in) -> None:
    make_organisation("Muster-Zu", is_active=False)

    page = sign_in(world.partner_a).get(f"{reverse('partners:organisations')}?q=Muster-Zu", secure=True)

    assert page.context["page"].rows == []


def test_search_finds_organisations_and_bodies(world: World) -> None:
    from portal.partners.area import search

    make_body("Muster-Arbeitsgruppe Metall")

    found = [hit.title for hit in search(world.actor("partner_a"), "metall")]

    assert found == ["Muster-Innung Metall", "Muster-Arbeitsgruppe Metall"]


# --- statements: session, user, accesses, then the list and its count ---------------------------------------


@pytest.mark.parametrize("more", [0, 2])
@pytest.mark.parametrize(
    ("name", "statements"),
    [("organisations", 5), ("bodies", 5), ("users", 5), ("invitations", 5)],
)
def test_lists_take_the_same_statements_for_any_number_of_rows(
    world: World, sign_in, django_assert_num_queries, name: str, statements: int, more: int
) -> None:
    client = sign_in(world.office)
    client.get("/", secure=True)  # the first request of a session stores when it began
    for number in range(1 + more):
        make_organisation(f"Muster-Zeile {number}")
        make_body(f"Muster-Gremium {number}", world.chamber_a)
        make_invitation(world.chamber_a, email=f"neu{number}@muster.example")
        make_user()

    with django_assert_num_queries(statements):
        client.get(reverse(f"partners:{name}"), secure=True)


@pytest.mark.parametrize("more", [0, 2])
def test_a_body_takes_the_same_statements_for_any_number_of_seats(
    world: World, sign_in, django_assert_num_queries, more: int
) -> None:
    body = make_body("Muster-Gremium", *[make_organisation() for _number in range(1 + more)])
    client = sign_in(world.partner_a)
    client.get("/", secure=True)

    with django_assert_num_queries(5):
        client.get(reverse("partners:body", args=[body.key]), secure=True)


# --- what the office changes ------------------------------------------------------------------------------


def test_an_organisation_is_made_and_changed(world: World, sign_in) -> None:
    office = sign_in(world.office)
    data = {
        "name": "Muster-Kreisverband", "short_name": "Kreisverband", "kind": "employers", "is_active": "on",
        "districts": [world.district.pk], "website": "muster.example",
    }  # fmt: skip

    office.post(reverse("partners:organisation_new"), data, secure=True)
    made = Organisation.objects.get(short_name="Kreisverband")
    changes = organisation_data(made, short_name="Muster-KV")
    office.post(reverse("partners:organisation_edit", args=[made.key]), changes, secure=True)

    made.refresh_from_db()
    assert (made.short_name, made.version, made.sort_name) == ("Muster-KV", 2, "muster-kv")
    verbs = Event.objects.filter(subject="partners.organisation", subject_id=made.pk).order_by("pk")
    assert [event.verb for event in verbs] == ["made", "changed"]


def test_a_stale_save_overwrites_nothing(world: World, sign_in) -> None:
    organisation = world.chamber_a
    url = reverse("partners:organisation_edit", args=[organisation.key])
    office = sign_in(world.office)
    office.post(url, organisation_data(organisation, phone="07131 1"), secure=True)

    answer = office.post(url, organisation_data(organisation, phone="07131 2"), secure=True)

    organisation.refresh_from_db()
    assert (answer.status_code, organisation.phone) == (409, "07131 1")


def test_seats_are_given_changed_and_taken(world: World, sign_in) -> None:
    body = make_body("Muster-Gremium")
    office = sign_in(world.office)

    office.post(
        reverse("partners:seat_new", args=[body.key]),
        {"organisation": "muster-hwk", "has_vote": "on", "person": "Toni Muster-Sitz"},
        secure=True,
    )
    seat = body.seats.get()
    changes = {"version": 1, "person": "Bo Muster-Neu", "organisation": world.chamber_a.pk}
    office.post(reverse("partners:seat_edit", args=[seat.key]), changes, secure=True)
    seat.refresh_from_db()

    assert (seat.organisation, seat.person, seat.has_vote) == (world.chamber_b, "Bo Muster-Neu", False)
    events = str(list(Event.objects.values_list("changes", flat=True)))
    assert "Muster-Sitz" not in events
    assert "Muster-Neu" not in events
    office.post(reverse("partners:seat_remove", args=[seat.key]), secure=True)
    assert body.seats.count() == 0


def test_an_organisation_sits_once_in_a_body(world: World, sign_in) -> None:
    body = make_body("Muster-Gremium", world.chamber_a)

    answer = sign_in(world.office).post(
        reverse("partners:seat_new", args=[body.key]), {"organisation": "Muster-IHK"}, secure=True
    )

    assert list(answer.context["form"].errors) == ["organisation"]


# --- forms and constraints -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form",
    [
        AccountForm,
        BodyForm,
        DeputyForm,
        InvitationForm,
        NewAccountForm,
        NewSeatForm,
        OrganisationForm,
        SeatForm,
    ],  # fmt: skip
)
def test_every_field_stands_in_the_layout(form) -> None:
    placed = [pointer.name for pointer in form.layout.get_field_names()]

    assert sorted(placed) == sorted(form.base_fields)


def breaks(make) -> str:
    """The constraint that refuses what `make` stores."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        make()
    return refused.value.__cause__.diag.constraint_name


def test_the_database_refuses_what_must_not_be(world: World) -> None:
    body = make_body("Muster-Gremium", world.chamber_a)
    access = Membership.objects.filter(pk=world.adviser_a.pk)
    upper = world.partner_a.user.email.upper()

    assert {
        breaks(lambda: Organisation.objects.filter(pk=world.chamber_a.pk).update(kind="x")),
        breaks(lambda: access.update(role="x")),
        breaks(lambda: access.update(deputy_from="2026-01-02", deputy_until="2026-01-01")),
        breaks(lambda: access.update(deputy_from="2026-01-02")),
        breaks(lambda: Body.objects.filter(pk=body.pk).update(kind="x")),
        breaks(lambda: make_seat(body, world.chamber_a)),
        breaks(lambda: Invitation.objects.create(email="a@b.de", organisation=world.chamber_a, role="x")),
        breaks(lambda: User.objects.filter(pk=world.partner_b.user.pk).update(email=upper)),
    } == {
        "organisation_kind_known", "membership_role_known", "membership_deputy_dates", "body_kind_known",
        "seat_once", "invitation_role_known", "user_email_any_case_once",
    }  # fmt: skip
    assert Seat.objects.count() == 1
