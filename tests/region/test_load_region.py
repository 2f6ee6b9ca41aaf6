"""Loading the shipped lists, newer official ones, and refusing bad ones whole."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.region.models import District, LoadedList, Municipality, Occupation, OccupationGroup
from portal.region.states import SYSTEM_RELEVANT_GROUPS, ListKind
from tests.region.loading import DATA, load_region

SHIPPED = Path(__file__).resolve().parents[2] / "portal" / "region" / "data"
GV100AD = DATA / "gv100ad_hohenlohekreis.txt"
AGENCY = DATA / "vam_beruf_kurz.csv"


def changed_copy(tmp_path: Path, source: Path, *changes: tuple[str, str], encoding: str = "utf-8") -> Path:
    """A copy of `source` with replaced texts, each of which must occur."""
    text = source.read_bytes().decode("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / source.name
    path.write_bytes(text.encode(encoding))
    return path


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (District, Municipality, Occupation, OccupationGroup))


def test_first_load(db) -> None:
    printed = load_region()

    assert printed.splitlines() == [
        "Districts: 5 new, 0 changed, 0 unchanged, 0 gone.",
        "Municipalities: 111 new, 0 changed, 0 unchanged, 0 gone.",
        "Training occupations: 497 new, 0 changed, 0 unchanged, 0 gone.",
    ]
    assert counts() == (5, 111, 497, 107)
    assert sum(Municipality.objects.values_list("population", flat=True)) == 934_259


def test_second_load_changes_nothing(region) -> None:
    before = list(Occupation.objects.order_by("pk").values())

    printed = load_region()

    assert printed.splitlines()[-1] == "Nothing has changed."
    assert list(Occupation.objects.order_by("pk").values()) == before


def test_load_needs_few_statements(db) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load_region()

    assert len(queries) < 60


def test_systemically_relevant_is_preset_once(region) -> None:
    relevant = Occupation.objects.filter(is_system_relevant=True)
    groups = set(relevant.values_list("group__kldb3", flat=True))
    by_hand = Occupation.objects.get(short_name="Mechatroniker/in")
    Occupation.objects.filter(pk=by_hand.pk).update(is_system_relevant=True)
    relevant.exclude(pk=by_hand.pk).update(is_system_relevant=False)

    load_region()

    assert groups <= SYSTEM_RELEVANT_GROUPS
    assert list(Occupation.objects.filter(is_system_relevant=True)) == [by_hand]


def test_official_municipalities(region) -> None:
    """The same state from GV100AD changes nothing of the Hohenlohekreis: names, kinds, postcodes, numbers."""
    before = list(Municipality.objects.order_by("pk").values())

    printed = load_region(municipalities=GV100AD).splitlines()

    assert printed[1] == "Municipalities: 0 new, 0 changed, 16 unchanged, 95 gone."
    assert list(Municipality.objects.order_by("pk").values()) == before
    assert LoadedList.objects.get(kind=ListKind.MUNICIPALITIES).as_of == date(2023, 11, 30)
    assert not any("Training" in line for line in printed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_newer_official_municipalities(region, tmp_path, encoding) -> None:
    """One has more inhabitants and keeps its place, one is new and has none, one has gone and stays."""
    path = changed_copy(
        tmp_path,
        GV100AD,
        ("6020231130", "6020251231"),
        ("00000025388", "00000026001"),
        ("081260945005Zweiflingen", "081260995005Neuöhringen"),
        encoding=encoding,
    )
    place = Municipality.objects.get(name="Öhringen").point

    printed = load_region(municipalities=path)

    changed, new = Municipality.objects.get(name="Öhringen"), Municipality.objects.get(name="Neuöhringen")
    assert "Municipalities: 1 new, 1 changed, 14 unchanged, 96 gone." in printed
    assert "no longer in the list: Zweiflingen (08126094)" in printed
    assert (changed.population, changed.point) == (26_001, place)
    assert (new.point, new.kind, new.sort_name) == (None, "Gemeinde", "neuohringen")
    assert Municipality.objects.filter(name="Zweiflingen").exists()


def test_shipped_list_never_replaces_an_own_one(region, tmp_path) -> None:
    path = changed_copy(tmp_path, GV100AD, ("00000025388", "00000026001"))
    load_region(municipalities=path)

    printed = load_region()

    assert "a list of your own is loaded and stays" in printed
    assert Municipality.objects.get(name="Öhringen").population == 26_001


def test_own_csv_as_excel_saves_it(region, tmp_path) -> None:
    text = (
        (SHIPPED / "municipalities.csv").read_text().replace("49.1399,9.2205,128334", "49.15,9.2205,130000")
    )
    path = tmp_path / "gemeinden.csv"
    lines = [",".join(line.split(",")) for line in text.splitlines()]
    path.write_bytes(
        "\r\n".join(line.replace(",", ";").replace("49.15", "49,15") for line in lines).encode("latin-1")
    )

    printed = load_region(municipalities=path)

    heilbronn = Municipality.objects.get(ags="08121000")
    assert "Municipalities: 0 new, 1 changed, 110 unchanged, 0 gone." in printed
    assert (heilbronn.population, heilbronn.latitude) == (130_000, 49.15)


@pytest.mark.parametrize("with_header", [False, True])
def test_agency_list(region, tmp_path, with_header) -> None:
    """Only recognised occupations of the kind Ausbildung; what is missing stops being current."""
    text = AGENCY.read_text()
    if with_header:
        head = "id,bkz,typ,lbkgruppe,qualifikationsniveau,hochschulberuf,ebene,zustand,kuensteler,"
        text = f"{head}bezeichnung_nl,bezeichnung_nk,suchname\n{text}"
    path = tmp_path / "vam_beruf_kurz_a.csv"
    path.write_text(text)

    printed = load_region(occupations=path)

    new = Occupation.objects.get(bkz="B 99902-900")
    assert "Training occupations: 1 new, 0 changed, 4 unchanged, 493 gone." in printed
    assert (new.kind, new.group.title, new.is_system_relevant) == ("dual_bbig_hwo", "KldB 999", False)
    assert Occupation.objects.get(bkz="B 11212-900").group.title == "Tierwirtschaft"
    assert Occupation.objects.filter(is_current=True).count() == 5


def test_agency_list_as_first_list(db) -> None:
    load_region(occupations=AGENCY)

    rows = Occupation.objects.order_by("bkz").values_list("bkz", "base_name", "kind")
    assert ("B 11212-900", "Tierwirt/Tierwirtin", "dual_bbig_hwo_specialisation") in rows
    assert len(rows) == 5


def test_an_occupation_comes_back(region) -> None:
    load_region(occupations=AGENCY)

    printed = load_region(occupations=SHIPPED / "occupations.csv")

    assert "Training occupations: 0 new, 493 changed, 4 unchanged, 1 gone." in printed
    assert Occupation.objects.filter(is_current=True).count() == 497


BAD_MUNICIPALITIES = [
    (GV100AD, [("00000025388", "000000253x8")], "Line 13: “000000253x8” cannot be inhabitants."),
    (GV100AD, [("    67    ", "    77    ")], "Line 13: the type “77” is not known."),
    (
        GV100AD,
        [("60202311300812", "60202311300912")],
        "The file holds no municipality of the five districts.",
    ),
    (GV100AD, [("402023113008126", "402023133008126")], "Line 1: “20231330” is not a date."),
    (
        SHIPPED / "municipalities.csv",
        [("population", "people")],
        "Line 1: the columns population are missing.",
    ),
    (
        SHIPPED / "municipalities.csv",
        [("08125001,Abstatt", "0812500,Abstatt")],
        "Line 3: “0812500” cannot be ags.",
    ),
    (
        SHIPPED / "municipalities.csv",
        [("Gemeinde,08125,Landkreis Heilbronn,Heilbronn,74232", "Gemeinde,08415,x,y,74232")],
        "Line 3: the district “08415” is not one of ours.",
    ),
    (
        SHIPPED / "municipalities.csv",
        [("49.0682", "94.0682")],
        "Line 3: the place 94.0682, 9.2907 is not in Germany.",
    ),
    (
        SHIPPED / "municipalities.csv",
        [("08125001,Abstatt", "08125001,Heilbronn")],
        "Line 3: municipality “Heilbronn” stands in line 2 already.",
    ),
]


@pytest.mark.parametrize(("source", "changes", "sentence"), BAD_MUNICIPALITIES)
def test_bad_municipalities_store_nothing(db, tmp_path, source, changes, sentence) -> None:
    path = changed_copy(tmp_path, source, *changes)

    with pytest.raises(CommandError) as refused:
        load_region(municipalities=path)

    assert str(refused.value) == sentence
    assert counts() == (0, 0, 0, 0)


BAD_OCCUPATIONS = [
    ([("B 11102-905", "11102-905")], "Line 3: “11102-905” is not a key like “B 11102-900”."),
    (
        [("B 11102-905", "B 11102-900")],
        "Line 3: occupation “Fachkraft Agrarservice” stands in line 2 already.",
    ),
    (
        [("Fachkraft - Agrarservice", "Landwirt/in")],
        "Line 3: occupation “Fachkraft Agrarservice” stands in line 2 already.",
    ),
    ([("Fachkraft Agrarservice,Fachkraft - Agrarservice,", ",,")], "Line 3: the column name is empty."),
    ([("bkz,kldb2010", "bkz,kldb")], "Line 1: the columns kldb2010 are missing."),
]


@pytest.mark.parametrize(("changes", "sentence"), BAD_OCCUPATIONS)
def test_bad_occupations_store_nothing(db, tmp_path, changes, sentence) -> None:
    path = changed_copy(tmp_path, SHIPPED / "occupations.csv", *changes)

    with pytest.raises(CommandError) as refused:
        load_region(occupations=path)

    assert str(refused.value) == sentence
    assert counts() == (0, 0, 0, 0)


def test_one_bad_file_of_two_stores_neither(db, tmp_path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("name\nBäcker/in\n")

    with pytest.raises(CommandError):
        load_region(municipalities=SHIPPED / "municipalities.csv", occupations=bad)

    assert counts() == (0, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "is empty."), (b"PK\x03\x04\x00", "is not a text file.")]
)
def test_no_text_file(db, tmp_path, content, sentence) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=sentence):
        load_region(municipalities=path)


def test_missing_file(db, tmp_path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        load_region(municipalities=tmp_path / "absent.txt")
