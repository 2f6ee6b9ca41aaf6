"""Makes the keys by which persons are found again, with the newest field key; run it after changing keys."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from apprenticeships.models import Apprentice
from apprenticeships.persons import index_person

BATCH = 500


class Command(BaseCommand):
    help = "Makes the blind index of persons anew; safe to run at any time and twice."

    def handle(self, *args: Any, **options: Any) -> None:
        count, after = 0, 0
        while rows := self._batch(after):
            count, after = count + len(rows), rows[-1].pk
        self.stdout.write(f"{count} persons indexed")

    @transaction.atomic
    def _batch(self, after: int) -> list[Apprentice]:
        rows = list(Apprentice.objects.filter(pk__gt=after).select_for_update().order_by("pk")[:BATCH])
        for row in rows:
            index_person(row)
        Apprentice.objects.bulk_update(rows, ["name_key", "person_key"])
        return rows
