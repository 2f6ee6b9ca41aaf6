"""Adds the legal bases and consent texts that come with the project."""

from django.core.management.base import BaseCommand

from apprenticeships.legal_bases import load_legal_bases


class Command(BaseCommand):
    help = "Load the table of legal bases and the consent texts; rows already there stay as they are."

    def handle(self, *args: object, **options: object) -> None:
        rules, texts = load_legal_bases()
        self.stdout.write(f"legal bases: {rules} added, consent texts: {texts} added")
