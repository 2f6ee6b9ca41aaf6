"""Taking market figures over: read the file, say what its columns hold, store."""

from django.db import transaction

from portal.access import Actor
from portal.activity.recording import record
from portal.cells import cell_text
from portal.region.market import guessed_mapping, read_rows
from portal.region.models import MarketFigure, MarketImport
from portal.region.states import MARKET_IMPORT_WORKFLOW, MarketImportState
from portal.tables import Table, header_key

MOST_ROWS, MOST_COLUMNS = 5_000, 60


@transaction.atomic
def prepare_import(run: MarketImport, table: Table, *, by: Actor) -> MarketImport:
    """Keeps a table beside an unsaved `run`, its columns guessed; no figure counts yet."""
    run.header = list(table.header[:MOST_COLUMNS])
    run.rows = [
        [row.number, [cell_text(cell) for cell in row.cells[:MOST_COLUMNS]]] for row in table.rows[:MOST_ROWS]
    ]
    run.mapping = guessed_mapping(run.header, remembered(run.source))
    run.imported_by_id = by.membership_id
    run.save()
    return run


def remembered(source: str) -> dict[str, str]:
    """Key of a title -> what it held in the file of the source that was stored last."""
    last = MarketImport.objects.filter(source=source, state=MarketImportState.STORED).first()
    if last is None:
        return {}
    return {header_key(title): last.mapping.get(str(place), "") for place, title in enumerate(last.header)}


@transaction.atomic
def map_columns(run: MarketImport, mapping: dict[str, str], *, by: Actor) -> None:
    """Says what the columns of a prepared file hold."""
    run.mapping = {place: meaning for place, meaning in mapping.items() if meaning}
    run.save(update_fields=["mapping"])


@transaction.atomic
def store_import(run: MarketImport, *, by: Actor) -> int:
    """Stores the figures of a prepared file; how many. Side effects: state, event.

    A figure that is known from a later state of the source stays as it is.
    """
    MARKET_IMPORT_WORKFLOW.apply(run, "store", by=by)
    known = {
        (row.region, row.key, row.year, row.month): row.run.published_on
        for row in MarketFigure.objects.select_related("run").defer("run__rows", "run__header")
    }
    figures = {}
    for row in read_rows(run):
        for one in row.figures if not row.problem else ():
            place = (row.region, one.key, row.year, row.month)
            if place not in known or known[place] <= run.published_on:
                figures[place] = MarketFigure(
                    region=row.region, key=one.key, year=row.year, month=row.month, value=one.value,
                    mark=one.mark, run=run,
                )  # fmt: skip
    MarketFigure.objects.bulk_create(
        figures.values(),
        update_conflicts=True,
        unique_fields=["region", "key", "year", "month"],
        update_fields=["value", "mark", "run"],
    )
    record("market_figures_stored", run, by=by, note=f"{run.title}: {len(figures)}"[:300])
    return len(figures)


@transaction.atomic
def discard_import(run: MarketImport, *, by: Actor) -> None:
    """Throws a prepared file away; a stored one stays, its figures rest on it."""
    MarketImport.objects.filter(pk=run.pk, state=MarketImportState.DRAFT).delete()
