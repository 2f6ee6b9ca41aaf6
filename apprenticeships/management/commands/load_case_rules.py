"""Adds the deadlines, names of the law and points of the checklist that come with the project."""

from django.core.management.base import BaseCommand

from apprenticeships import models
from apprenticeships.rule_data import load_tables


class Command(BaseCommand):
    help = "Load deadlines, law texts and checklist of cases; rows already there stay as they are kept."

    def handle(self, *args: object, **options: object) -> None:
        for name, (added, there) in load_tables(lambda model: getattr(models, model)).items():
            self.stdout.write(f"{name}: {added} added, {there} already there")
