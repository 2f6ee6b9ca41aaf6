"""Tables as German offices save them: encodings, delimiters, title rows, workbooks, and what is refused."""

import io
import json
import unicodedata
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.exports import csv_lines, write_xlsx
from portal.tables import MAX_BYTES, MAX_ROWS, TableProblem, column_letter, header_key, read_table, read_text

TEXT = "Vertragsnr.;Ausbildungsberuf;Wohnort\r\n4711;Bäcker/in;Künzelsau\r\n4712;Koch;Öhringen – Süd\r\n"
CELLS = [("4711", "Bäcker/in", "Künzelsau"), ("4712", "Koch", "Öhringen – Süd")]
REGISTER = {header_key(title) for title in ("Vertragsnr.", "Ausbildungsberuf", "Wohnort")}


def workbook(*rows: list, title: str = "Tabelle1") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return file.getvalue()


def with_sheet(sheet: bytes) -> bytes:
    """A workbook whose sheet has this XML."""
    source, file = zipfile.ZipFile(io.BytesIO(workbook(["a"], ["b"]))), io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, sheet if name.endswith("sheet1.xml") else source.read(name))
    return file.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_every_encoding(encoding: str) -> None:
    table = read_table(TEXT.encode(encoding))

    assert table.header == ("Vertragsnr.", "Ausbildungsberuf", "Wohnort")
    assert [row.cells for row in table.rows] == CELLS
    assert [row.number for row in table.rows] == [2, 3]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_delimiter(delimiter: str) -> None:
    assert [row.cells for row in read_table(TEXT.replace(";", delimiter).encode()).rows] == CELLS


def test_the_sep_line_says_the_delimiter_and_is_no_row() -> None:
    table = read_table(("sep=|\r\n" + TEXT.replace(";", "|")).encode("cp1252"))

    assert [row.cells for row in table.rows] == CELLS
    assert table.header_row == 1


def test_commas_inside_of_texts_do_not_divide() -> None:
    table = read_text("Name, Vorname;Ort\nMuster, Toni;Künzelsau\nMuster, Kim;Öhringen")

    assert table.header == ("Name, Vorname", "Ort")


@pytest.mark.parametrize("known", [REGISTER, frozenset()])
def test_title_rows_above_the_header(known: set[str]) -> None:
    titles = "Auszug aus der Lehrlingsrolle;;\nStand:;01.10.2026;\n;;\n"

    table = read_table((titles + TEXT).encode(), known=known)

    assert table.header_row == 4
    assert [(row.number, row.cells) for row in table.rows] == [(5, CELLS[0]), (6, CELLS[1])]


def test_quoted_newlines_stay_in_their_cell_and_rows_are_counted_as_excel_does() -> None:
    table = read_table(b'A;B\n"eins\nzwei";x\ndrei;y\n')

    assert table.rows[0].cells == ("eins\nzwei", "x")
    assert table.rows[1].number == 3


def test_a_mark_that_stays_open_is_said_with_its_line() -> None:
    with pytest.raises(TableProblem, match="line 3|Zeile 3"):
        read_table(b'A;B\n1;2\n"3;4\n5;6\n')


def test_a_row_with_a_cell_too_many_keeps_its_own_problem() -> None:
    table = read_table(b"A;B\n1;2\n1;2;3\n")

    assert [bool(row.problem) for row in table.rows] == [False, True]


def test_rows_without_titles_are_not_taken_for_them() -> None:
    with pytest.raises(TableProblem, match="titles|Überschriften"):
        read_text("4711\tMuster\tKünzelsau\n4712\tMuster\tÖhringen\n", known=REGISTER)
    assert read_text("Kreis;2024;2025\nHohenlohe;1;2").header == ("Kreis", "2024", "2025")


def test_titles_are_unique_and_never_empty() -> None:
    table = read_table(b"Name;Name;;Ausbildungs-\nA;B;C;D\n")

    assert table.header[:2] == ("Name", "Name (2)")
    assert table.header[2].endswith(" C")
    assert [column_letter(index) for index in (0, 25, 26, 701)] == ["A", "Z", "AA", "ZZ"]


def test_a_workbook_keeps_dates_and_numbers() -> None:
    data = workbook(
        ["Liste der Lehrlinge"],
        [],
        ["Nr", "Beginn", "km", "Ort"],
        [4711.0, date(2026, 9, 1), 2.5, "Künzelsau"],
    )

    table = read_table(data)

    assert table.header == ("Nr", "Beginn", "km", "Ort")
    assert (table.rows[0].number, table.rows[0].cells) == (4, (4711, date(2026, 9, 1), 2.5, "Künzelsau"))
    assert table.sheets == ("Tabelle1",)


def test_rows_are_numbered_as_excel_shows_them_even_below_an_empty_start() -> None:
    book = openpyxl.Workbook()
    for column, text in enumerate(("Nr", "Ort"), 3):
        book.active.cell(4, column, text)
        book.active.cell(5, column, f"{text}1")
    file = io.BytesIO()
    book.save(file)

    table = read_table(file.getvalue())

    assert (table.header_row, table.rows[0].number) == (4, 5)


NO_SPACE = st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zs", "Zl", "Zp"))
WORDS = st.text(NO_SPACE, min_size=1, max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=8))
def test_what_we_export_comes_back_as_it_was(rows: list[tuple[str, ...]]) -> None:
    """S14: the ' that makes a cell harmless is taken off again, exactly one."""
    expected = [tuple(unicodedata.normalize("NFC", text) for text in row) for row in rows]
    header = ["Eins", "Zwei", "Drei"]
    csv_bytes, xlsx = b"".join(csv_lines(header, rows)), io.BytesIO()
    write_xlsx(xlsx, header, rows)

    known = {header_key(title) for title in header}
    assert [row.cells for row in read_table(csv_bytes, known=known).rows] == expected
    assert read_table(xlsx.getvalue(), known=known).header == tuple(header)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"  \r\n ",
        b"\x89PNG\r\n\x1a\n0000",
        b"\xff\xd8\xff\xe0JFIF",
        b"%PDF-1.7 ...",
        b"<html><table><tr><td>A</td></tr></table>",
        b"A;B\n1;\x002\n",
        b"A;B\n\x81;2\n",
        b"A;B\n",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
        b"x" * (MAX_BYTES + 1),
        zipped(word__document_xml=b"<w/>"),
        zipped(readme=b"x"),
        zipped(xl__workbook_xml=b"<w/>"),
        ("A;B\n" + "1;2\n" * (MAX_ROWS + 1)).encode(),
        (";".join(["A"] * 201) + "\n" + ";".join(["1"] * 201)).encode(),
    ],
    ids=[
        "empty", "blank", "png", "jpeg", "pdf", "web page", "nul", "no cp1252", "no rows", "broken zip",
        "broken xls", "large", "word", "zip", "broken workbook", "rows", "columns",
    ],
)  # fmt: skip
def test_what_is_no_table_is_said(data: bytes) -> None:
    with pytest.raises(TableProblem) as problem:
        read_table(data)

    assert len(str(problem.value)) > 15


def test_a_zip_bomb_is_refused_by_the_directory() -> None:
    bomb = zipped(xl__workbook_xml=b"<w/>", xl__worksheets__sheet1_xml=bytes(400 * 1024 * 1024))

    assert len(bomb) < MAX_BYTES
    with pytest.raises(TableProblem, match="MB"):
        read_table(bomb)


def test_a_directory_that_lies_about_the_size_is_found_out() -> None:
    bomb = bytearray(zipped(xl__workbook_xml=b"<w/>", xl__worksheets__sheet1_xml=bytes(5_000_000)))
    for at in range(len(bomb) - 4):
        if bomb[at : at + 4] == (5_000_000).to_bytes(4, "little"):
            bomb[at : at + 4] = (100).to_bytes(4, "little")

    with pytest.raises(TableProblem):
        read_table(bytes(bomb))


@pytest.mark.parametrize("cell", [b"XFD1048576", b"A1048576", b"XFD1", b"HA2", b"A110000"])
def test_a_lonely_cell_far_away_does_not_fill_the_memory(cell: bytes) -> None:
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row><c r="A1"><v>1</v></c></row><row><c r="%s"><v>1</v></c></row></sheetData></worksheet>' % cell
    )

    with pytest.raises(TableProblem):
        read_table(with_sheet(sheet))


def test_an_ods_whose_repeats_fill_the_memory_is_refused() -> None:
    row = (
        b'<table:table table:name="A"><table:table-row table:number-rows-repeated="1000000">'
        b'<table:table-cell table:number-columns-repeated="16000" office:value-type="string"/>'
    )

    with pytest.raises(TableProblem):
        read_table(zipped(content_xml=row))


def test_json_of_our_own_export_is_a_table() -> None:
    data = json.dumps(
        [{"number": "M-2026-001", "sources": ["eins", "zwei"], "needs_check": False}, {"number": "-x"}]
    ).encode()

    table = read_table(data)

    assert table.header == ("number", "sources", "needs_check")
    assert [row.cells for row in table.rows] == [("M-2026-001", "eins\nzwei", False), ("-x", None, None)]


@pytest.mark.parametrize("text", ['{"a": 1}', "[1, 2]", '[{"a": {"b": 1}}]', "[{", "[" * 50_000])
def test_other_json_is_refused_in_words(text: str) -> None:
    with pytest.raises(TableProblem):
        read_table(text.encode())
