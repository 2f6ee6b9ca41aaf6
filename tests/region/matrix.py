"""Who may do what with the region's addresses: everybody signed in may read, few take market figures over."""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.region.models import MarketImport
from tests.factories import World
from tests.matrix import Row, everybody, method_refused, only

IMPORTERS = ("editor", "office")
CSV = b"Agenturbezirk;Berichtsjahr;NAA;UBS;UVB;BMA\n627 Heilbronn;2025;4000;300;150;300\n"


def build(world: World) -> None:
    world.market_import = MarketImport.objects.create(
        source="bibb", title="Musterkreise", published_on=date(2026, 1, 15),
        header=["Agenturbezirk", "Berichtsjahr", "NAA"], rows=[[2, ["627", "2025", "4000"]]],
        mapping={"0": "region", "1": "year", "2": "NAA"}, imported_by=world.office,
    )  # fmt: skip


def key(world: World) -> dict:
    return {"key": world.market_import.key}


def file_data(world: World) -> dict:
    return {
        "file": SimpleUploadedFile("anr.csv", CSV),
        "source": "bibb",
        "title": "Muster",
        "published_on": "2026-01-15",
    }


ROWS = [
    Row("region:index", get=everybody()),
    Row("region:occupation_list", get=everybody()),
    Row("region:municipalities", get=everybody()),
    Row("region:occupations", get=everybody()),
    Row("region:market", get=everybody()),
    Row("region:market_picture", everybody(), None, lambda world: {"look": "hell", "size": "breit"}),
    Row(
        "region:market_import",
        only(*IMPORTERS, other=403),
        only(*IMPORTERS, ok=302, other=403),
        data=file_data,
    ),
    Row(
        "region:market_preview",
        only(*IMPORTERS),
        only(*IMPORTERS, ok=302),
        key,
        lambda world: {"column_0": "region", "column_1": "year"},
    ),
    *[
        Row(f"region:market_{step}", method_refused(), only(*IMPORTERS, ok=302), key)
        for step in ("store", "discard")
    ],
]
