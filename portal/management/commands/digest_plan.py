"""`manage.py digest_plan`: plans the Wochenüberblick by hand, for trying out and for tests of the queue."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from portal.digests.delivery import send_due
from portal.digests.models import OutgoingMail
from portal.digests.planning import plan
from portal.digests.states import MailState
from portal.digests.weeks import latest_due


class Command(BaseCommand):
    help = "Plan the weekly digest that is due; with --send also send what is due, in this process."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", type=_moment, default=None, help="as if it were this moment (ISO 8601)")
        parser.add_argument("--send", action="store_true", help="send all mails that are due")

    def handle(self, *, now: datetime | None, send: bool, **options: object) -> None:
        moment = now or timezone.now()
        planned = plan(moment)
        self.stdout.write(f"Digest of {latest_due(moment):%Y-%m-%d %H:%M}: {planned} rows planned.")
        while send and send_due(now=now).total():
            pass
        rows = OutgoingMail.objects.filter(delivery__period__end=latest_due(moment))
        for state in MailState:
            self.stdout.write(f"{state.value}: {rows.filter(state=state).count()}")


def _moment(text: str) -> datetime:
    moment = parse_datetime(text)
    if moment is None:
        raise ValueError(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
