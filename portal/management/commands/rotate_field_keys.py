"""`manage.py rotate_field_keys`: every encrypted text gets the newest of FIELD_KEYS."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from portal.rotation import Outcome, rotate


class Command(BaseCommand):
    help = (
        "Encrypts everything anew with the first key of FIELD_KEYS; then the old keys can be taken out. "
        "May be stopped and run again. Fails, and changes nothing of it, where a text fits no key."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only count what has not the newest key")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        outcome = Outcome()
        for line in rotate(outcome, only_check=check):
            self.stdout.write(line)
        verb = "to be encrypted anew" if check else "encrypted anew"
        self.stdout.write(f"{outcome.changed} {verb}, {outcome.fresh} had the newest key already.")
        if outcome.unreadable:
            raise CommandError(
                f"{outcome.unreadable} texts fit none of FIELD_KEYS: put the missing key back, keep all."
            )
        if check and outcome.changed:
            raise CommandError("Old keys are still needed: run it without --check.")
