"""Loads the demonstration's story once."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from portal.areas import registered
from portal.partners import demo
from portal.partners.models import Organisation


class Command(BaseCommand):
    help = "Load the demonstration's made-up data into an empty database; does nothing on a filled one."

    def handle(self, *args: object, **options: object) -> None:
        if settings.PORTAL_MODE == "production":
            raise CommandError("Demonstration data is for PORTAL_MODE=demo only.")
        if Organisation.objects.exists():
            self.stdout.write("demonstration data: already there")
            return
        today = timezone.localdate()
        with translation.override("de"), transaction.atomic():
            demo.load(today)
            for area in registered():
                if area.demo is not None:
                    area.demo(today)
        self.stdout.write("demonstration data: loaded")
