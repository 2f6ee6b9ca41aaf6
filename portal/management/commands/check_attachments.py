"""Files without a row, rows without a file; `--delete` removes the first."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from portal.attachments.models import file_store
from portal.attachments.orphans import compare


class Command(BaseCommand):
    help = "Compares uploaded files with the database: what belongs to nothing, what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--delete", action="store_true", help="delete files that belong to nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        found = compare(timezone.now())
        for name in found.orphans:
            print(f"belongs to nothing: {name}")
            if options["delete"]:
                file_store().delete(name)
        for name in found.missing:
            print(f"missing: {name}")
        print(f"{len(found.orphans)} files belong to nothing, {len(found.missing)} are missing.")
        if found.missing:
            raise CommandError("Files are missing: restore them from the backup.")
