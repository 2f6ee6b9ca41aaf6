"""What is looked at before a workbook is read: a small file must not unpack into gigabytes.

The reader lays a sheet out as a full grid up to its last cell, so besides the unzipped size the position
of the last cell counts. Sizes are taken from the archive's directory and then checked by unpacking, because
a directory can lie.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache

from django.utils.translation import gettext as _

MAX_UNZIPPED = 300 * 1024 * 1024
MAX_MEMBERS = 2_000
SPARE_ROWS = 10_000  # title rows and empty ones in between
BLOCK = 256 * 1024
_ODD = (
    b" r='",
    b" r =",
    b"r= ",
    b"\tr=",
    b"\nr=",
    b"\rr=",
    b"r\t",
    b"r\n",
    b"r=\n",
    b"r=\t",
    b" r\r",
    b"r=\r",
)
OVERLAP = 512  # a position that lies across two blocks is still found
_ODS_PART = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)\b([^>]*)>")
_ODS_ROWS = re.compile(rb"number-rows-repeated\s*=\s*[\"'](\d+)")
_ODS_COLUMNS = re.compile(rb"number-columns-repeated\s*=\s*[\"'](\d+)")


class TableProblem(Exception):
    """The file or the pasted text is no table that can be read; `str()` is for the user."""


def check_spreadsheet(data: bytes, *, rows: int, columns: int) -> None:
    """Raises TableProblem for an archive that is no workbook, too large unpacked, or laid out too wide."""
    if not data.startswith(b"PK"):
        return  # the old XLS: a sheet has 65,536 rows at most
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise TableProblem(_("The file is damaged and cannot be unpacked.")) from None
    members = archive.infolist()
    names = {member.filename for member in members}
    _check_kind(names)
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNZIPPED:
        raise TableProblem(_too_large())
    for member in members:
        blocks = _unpacked(data, member)
        if member.filename.startswith("xl/worksheets/"):
            _check_cells(blocks, rows=rows + SPARE_ROWS)
        elif member.filename == "content.xml":
            _check_ods(b"".join(blocks), rows=rows + SPARE_ROWS, columns=columns)
        else:
            for _block in blocks:
                pass


def _check_kind(names: set[str]) -> None:
    if "xl/workbook.xml" in names or "content.xml" in names:
        return
    if "xl/workbook.bin" in names:
        raise TableProblem(_("Binary workbooks (XLSB) cannot be read. Please save it as XLSX."))
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise TableProblem(
            _("The file is a document, no table. Please copy the table into Excel and save that.")
        )
    raise TableProblem(_("The file is an archive (ZIP). Please unpack it and upload the table in it."))


def _too_large() -> str:
    return _(
        "Unpacked, the file would be larger than %(size)s MB. Please save only the table that is needed."
    ) % {"size": MAX_UNZIPPED // 1024 // 1024}


def _too_far() -> str:
    return _(
        "The sheet reaches too far down or to the right. Please delete what lies outside of the table in it."
    )


def _unpacked(data: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's content in blocks; refuses one that is longer than the archive's directory says."""
    at = member.header_offset
    name = int.from_bytes(data[at + 26 : at + 28], "little")
    extra = int.from_bytes(data[at + 28 : at + 30], "little")
    packed = data[at + 30 + name + extra :][: member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        yield packed
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise TableProblem(_("The file is packed in an unusual way. Please save it in Excel as XLSX."))
    unpacker, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
    try:
        while not unpacker.eof:
            block = unpacker.decompress(packed, BLOCK)
            packed = unpacker.unconsumed_tail
            size += len(block)
            if size > member.file_size:
                raise TableProblem(_too_large())
            if not block and not packed:
                break
            yield block
    except zlib.error:
        raise TableProblem(_("The file is damaged and cannot be unpacked.")) from None


@lru_cache
def _beyond(rows: int, prefix: bytes) -> re.Pattern[bytes]:
    """Finds a cell to the right of column GZ or below `rows` (six digits, in ten thousands).

    A row below without cells (Excel notes hidden ones) is closed at once and does no harm.
    """
    lead, following = divmod(rows // 10_000, 10)
    low = rb"(?:\d{7,}|(?:%d[%d-9]|[%d-9]\d)\d{4})[\"']" % (lead, following, lead + 1)
    return re.compile(prefix + rb"(?:[A-Z]{3}|[H-Z][A-Z]\d|[A-Z]{1,2}%s|%s[^>]*[^/>]>)" % (low, low))


def _check_cells(blocks: Iterator[bytes], *, rows: int) -> None:
    tail = b""
    for block in blocks:
        part = tail + block
        # as every office program writes it, which is searched fast; else in any way that XML allows
        prefix = rb"\sr\s*=\s*[\"']" if any(odd in part for odd in _ODD) else b' r="'
        if _beyond(rows, prefix).search(part):
            raise TableProblem(_too_far())
        tail = block[-OVERLAP:]


def _check_ods(content: bytes, *, rows: int, columns: int) -> None:
    """Follows the repeats of an ODS: only those before a filled cell are laid out."""
    row = column = 0
    for part in _ODS_PART.finditer(content):
        kind, attributes = part[1], part[2]
        if kind == b"table":
            row = column = 0
        elif kind == b"table-row":
            repeated = _ODS_ROWS.search(attributes)
            row, column = row + (int(repeated[1]) if repeated else 1), 0
        else:
            repeated = _ODS_COLUMNS.search(attributes)
            column += int(repeated[1]) if repeated else 1
            if b"value-type" in attributes and (row > rows or column > columns):
                raise TableProblem(_too_far())
