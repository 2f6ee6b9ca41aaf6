"""`manage.py datamap`: the data catalogue as a table; with --check it fails where a field has no kind."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.datamap import KINDS, catalogue, gaps


class Command(BaseCommand):
    help = "Print the data catalogue (Markdown), or check that it names every field."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what is missing, and fail then")

    def handle(self, *, check: bool, **options: object) -> None:
        missing = gaps()
        if missing:
            raise CommandError("The data catalogue is not complete:\n" + "\n".join(missing))
        if check:
            count = sum(len(table.fields(*KINDS)) for table in catalogue().values())
            self.stdout.write(f"Every one of {count} fields in {len(catalogue())} tables has a kind.")
            return
        self.stdout.write("| table | purpose | ends | fields |\n| --- | --- | --- | --- |")
        for label, table in sorted(catalogue().items()):
            fields = "; ".join(f"{kind}: {getattr(table, kind)}" for kind in KINDS if getattr(table, kind))
            self.stdout.write(f"| {label} | {table.purpose} | {table.ends} | {fields} |")
