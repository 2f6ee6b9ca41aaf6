"""Asks for Sachstände that are due and reminds in rounds, as the sweep does, for a given moment."""

from argparse import ArgumentParser
from datetime import datetime

from django.core.management.base import BaseCommand
from django.utils import timezone

from measures.actions.report_reminders import DUE, REMINDER, ask_for_due_reports, remind_in_rounds
from portal.digests.models import OutgoingMail


class Command(BaseCommand):
    help = "Ask for Sachstände that are due and remind in open rounds; --now tries out another day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--now", type=datetime.fromisoformat, help="a moment with its offset")

    def handle(self, *args: object, now: datetime | None, **options: object) -> None:
        mails = OutgoingMail.objects.filter(kind__in=[DUE, REMINDER])
        before = mails.count()
        now = now or timezone.now()
        ask_for_due_reports(now)
        remind_in_rounds(now)
        self.stdout.write(f"queued: {mails.count() - before}")
