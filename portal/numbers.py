"""Numbers that people say on the phone: F-2026-0042, gapless per series and year."""

from django.db import transaction

from portal.models import NumberSeries

WIDTHS = {"H": 4, "BF": 3, "F": 4, "M": 3, "A": 3, "B": 2}


def next_number(series: str, year: int) -> str:
    """The next number of `series` in `year`, e.g. "F-2026-0042"; a decision reads "B 2026/07".

    Must run inside a transaction: the counter row stays locked until it ends, so a rolled-back record
    leaves no gap and two writers never share a number.
    """
    with transaction.atomic():
        NumberSeries.objects.get_or_create(series=series, year=year)
        counter = NumberSeries.objects.select_for_update().get(series=series, year=year)
        counter.last += 1
        counter.save(update_fields=["last"])
    return render(series, year, counter.last)


def render(series: str, year: int, value: int) -> str:
    digits = f"{value:0{WIDTHS[series]}d}"
    return f"B {year}/{digits}" if series == "B" else f"{series}-{year}-{digits}"
