"""`manage.py retention`: removes what is past its time, as the sweep does every night."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal.retention.engine import run


class Command(BaseCommand):
    help = "Delete or anonymise what is past its time; with --dry-run only count it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=_moment, default=None, help="as if it were this moment (ISO 8601)")
        parser.add_argument("--dry-run", action="store_true", help="change nothing")

    def handle(self, *, now: datetime | None, dry_run: bool, **options: object) -> None:
        counts = run(now or timezone.now(), dry_run=dry_run)
        self.stdout.write("would go:" if dry_run else "gone:")
        for code, count in counts.items():
            self.stdout.write(f"  {code}: {count}")


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
