"""`manage.py invite_office`: the first account of an installation."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from portal.access import Actor
from portal.partners.actions import invite
from portal.partners.models import Organisation
from portal.partners.states import OrganisationKind, Role


class Command(BaseCommand):
    help = "Invite the first person of the alliances' office by mail; the office invites everybody else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--organisation", required=True, help="the office's name, made when it is not there"
        )
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--email", required=True, help="where the invitation goes")

    @transaction.atomic
    def handle(self, *args: object, organisation: str, name: str, email: str, **options: object) -> None:
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("This is not an e-mail address: --email") from None
        office, _ = Organisation.objects.get_or_create(
            name=organisation, defaults={"short_name": organisation[:60], "kind": OrganisationKind.OTHER}
        )
        invite(
            {"email": email, "name": name, "organisation": office, "role": Role.ADMIN},
            by=Actor(via="command"),
        )
        self.stdout.write("The invitation is in the outbox; the worker sends it.")
