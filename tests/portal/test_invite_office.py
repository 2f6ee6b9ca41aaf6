"""The first account of an installation."""

import pytest
from django.core.management import CommandError, call_command

from portal.digests.models import OutgoingMail
from portal.partners.models import Invitation
from portal.partners.states import Role


def test_the_first_person_of_the_office_is_invited_by_mail(db: None) -> None:
    call_command("invite_office", organisation="Muster-Büro", name="Toni Muster", email="toni@muster.example")

    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.organisation.name, invitation.email) == (
        Role.ADMIN,
        "Muster-Büro",
        "toni@muster.example",
    )
    assert OutgoingMail.objects.get().to_address == "toni@muster.example"


def test_a_wrong_address_stores_nothing(db: None) -> None:
    with pytest.raises(CommandError, match="e-mail address"):
        call_command("invite_office", organisation="Muster-Büro", name="Toni Muster", email="toni")

    assert Invitation.objects.count() == 0
