"""The contact circle: only with a basis, and without any access for those who stand in it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.circle import add_to_circle, leave_circle, note_contact
from apprenticeships.actions.consents import revoke_consent
from apprenticeships.actions.disclosures import NoBasis
from apprenticeships.models import Case, CircleEntry
from portal.workflow import TransitionRefused
from tests.apprenticeships import disclosure_factories as made
from tests.apprenticeships import factories as make
from tests.factories import World


def entry(case: Case, organisation, **values) -> CircleEntry:
    values.setdefault("since", timezone.localdate())
    return CircleEntry(case=case, organisation=organisation, purpose="Vermittlung", **values)


def test_without_basis_there_is_no_entry(world: World, sign_in) -> None:
    case = make.make_case(world)
    url = reverse("apprenticeships:circle_add", args=[case.number])
    data = {"organisation": world.partner_org_a.pk, "purpose": "Beratung", "since": "2026-01-05"}

    page = sign_in(world.adviser_a).post(url, data, secure=True)

    assert "Weder eine Rechtsgrundlage noch eine Einwilligung" in page.content.decode()
    assert not CircleEntry.objects.exists()
    with pytest.raises(NoBasis):
        add_to_circle(entry(case, world.partner_org_a), by=world.actor("adviser_a"))


def test_an_entry_is_information_and_no_access(world: World, sign_in) -> None:
    agency = made.make_agency()
    world.agency = agency
    made.make_rule(recipient="agency", fields=["name"])
    case = make.make_case(world, person={"name": "Toni Muster-Kreis"})

    add_to_circle(entry(case, agency.organisation, person="Team U25"), by=world.actor("adviser_a"))

    page = reverse("apprenticeships:case_detail", args=[case.number])
    assert "Team U25" in sign_in(world.colleague_a).get(page, secure=True).content.decode()
    assert sign_in(agency).get(page, secure=True).status_code == 404
    assert not Case.objects.permitted(world.actor("agency"), "view").exists()


def test_a_revoked_consent_ends_the_entry(world: World) -> None:
    case, by = make.make_case(world), world.actor("adviser_a")
    consent = made.make_consent(case, world.partner_org_a)
    row = add_to_circle(entry(case, world.partner_org_a), by=by)
    assert row.consent == consent

    revoke_consent(consent, by=by)

    assert CircleEntry.objects.get().ended_on == timezone.localdate()


def test_contact_end_and_once(world: World) -> None:
    case, by, today = make.make_case(world), world.actor("adviser_a"), timezone.localdate()
    made.make_rule(fields=["name"])
    row = add_to_circle(entry(case, world.chamber_b), by=by)

    with pytest.raises(TransitionRefused):
        add_to_circle(entry(case, world.chamber_b), by=by)
    note_contact(row, today, by=by)
    leave_circle(row, today, by=by)

    row.refresh_from_db()
    assert (row.last_contact_on, row.ended_on) == (today, today)
    add_to_circle(entry(case, world.chamber_b), by=by)


def test_the_database_refuses_an_entry_without_basis(world: World) -> None:
    row = entry(make.make_case(world), world.chamber_b, kept_by=world.chamber_a)

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
