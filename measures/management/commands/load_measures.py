"""Adds the programmes and measures that come with the project to the catalogue."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from measures.loading import load_catalogue, load_funding


class Command(BaseCommand):
    help = "Load the catalogue of measures; entries already there stay as the editors keep them."

    def handle(self, *args: object, **options: object) -> None:
        added, there = load_catalogue(timezone.localdate())
        self.stdout.write(f"measures: {added} added, {there} already there")
        added, there = load_funding()
        self.stdout.write(f"funding programmes: {added} added, {there} already there")
