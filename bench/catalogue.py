"""P15: the whole catalogue of 500 measures as accessible PDF, from the rows to the bytes."""

import time
from collections.abc import Iterator
from datetime import date

from django.db import transaction

from bench.result import Result

MEASURES = 500
DESCRIPTION = "\n\n".join(
    [
        "# Worum es geht",
        "Lotsinnen und Lotsen **besuchen** kleine Betriebe, bevor ein Ausbildungsplatz verloren geht. " * 4,
        "\n".join(f"- Schritt {number} mit einem [Leitfaden](https://muster.example)" for number in range(5)),
    ]
)


def measure() -> Iterator[Result]:
    from measures.models import Measure
    from measures.paper import catalogue
    from portal.documents import pdf_bytes
    from tests.measures.factories import make_measure

    with transaction.atomic():
        for number in range(MEASURES):
            make_measure(
                number=f"M-2030-{number:03d}",
                focus_area=1 + number % 3,
                state="published",
                description=DESCRIPTION,
                target_groups=["kleine Betriebe", "Auszubildende"],
            )
        started = time.perf_counter()
        pdf_bytes(catalogue(Measure.objects.all(), today=date(2026, 11, 24), language="de"))
        taken = time.perf_counter() - started
        transaction.set_rollback(True)
    yield Result("P15", f"catalogue PDF of {MEASURES} measures", taken, 20, 5, " s")
