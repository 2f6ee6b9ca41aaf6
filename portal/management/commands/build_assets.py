"""`manage.py build_assets`: style sheet, fonts and icons from the npm packages into var/assets."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import assets


class Command(BaseCommand):
    help = "Builds style sheet, fonts and icons from the npm packages; quick when nothing changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            built = assets.build(settings.BASE_DIR, settings.ASSETS_DIR.parent)
        except assets.AssetError as error:
            raise CommandError(str(error)) from None
        self.stdout.write("Assets built." if built else "Assets are up to date.")
