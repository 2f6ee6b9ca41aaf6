"""What an uploaded file must be before it is stored; everything else is refused with a sentence.

`check(name, data)` gives back the bytes to store. The ending of the name must be allowed, and the content
must be what the ending says, by its first bytes and its inner structure, not by what the browser claims.

- PDF: begins with its mark and ends with its end mark.
- DOCX, XLSX, PPTX, ODT, ODS: a ZIP that holds what the kind needs. Every member is unpacked once with a limit
  in sum (a bomb's declared sizes may lie), names leave no folder, no macros, no encryption.
- PNG, JPEG: decoded and encoded anew, so that nothing but the picture stays: no place, camera or comment
  (EXIF, XMP, IPTC), no bytes behind the picture, no second meaning (a PNG that is HTML as well). A camera's
  turn is applied before.

SVG is never taken: it is a program. The EICAR test string is found in the file and in the members of a ZIP.
Not searched: what is compressed or encrypted inside PDF files, known malware of any other kind; for these
`scanning` asks a virus scanner where the installation has one.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from portal.attachments.states import ENDINGS, Kind

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_PIXELS = 25_000_000
MAX_NAME = 100
_PIECE = 64 * 1024
NO_PICTURE = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    zlib.error,
)
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

PNG_MARK, JPEG_MARK, ZIP_MARK = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"PK\x03\x04"
MARKS = {Kind.PDF: b"%PDF-", Kind.PNG: PNG_MARK, Kind.JPEG: JPEG_MARK}
# what a ZIP must hold to be the kind its name says
NEEDED = {
    Kind.DOCX: {"[Content_Types].xml", "word/document.xml"},
    Kind.XLSX: {"[Content_Types].xml", "xl/workbook.xml"},
    Kind.PPTX: {"[Content_Types].xml", "ppt/presentation.xml"},
    Kind.ODT: {"mimetype", "content.xml"},
    Kind.ODS: {"mimetype", "content.xml"},
}
ODF_TYPES = {
    Kind.ODT: b"application/vnd.oasis.opendocument.text",
    Kind.ODS: b"application/vnd.oasis.opendocument.spreadsheet",
}
MACROS = re.compile(r"(^|/)(vbaProject\.bin|Basic/|Scripts/)", re.IGNORECASE)


class UploadRefused(Exception):
    """The file cannot be taken; `str()` is for the user."""


@dataclass(frozen=True)
class Checked:
    """What may be stored: the kind, a harmless name with the right ending, the bytes, pages of some PDFs."""

    kind: Kind
    name: str
    data: bytes
    pages: int | None = None


def check(name: str, data: bytes) -> Checked:
    """The file as it may be stored. Raises UploadRefused. At most MAX_BYTES; unpacks at most MAX_UNPACKED."""
    kind = _kind_of(name)
    if not data:
        raise UploadRefused(_("The file is empty."))
    if len(data) > MAX_BYTES:
        raise UploadRefused(too_large())
    _refuse_known_malware(data)
    mark = MARKS.get(kind, ZIP_MARK)
    if not data.startswith(mark):
        raise UploadRefused(_not_what_it_says(kind))
    if kind in (Kind.PNG, Kind.JPEG):
        data = _picture(kind, data)
    elif kind == Kind.PDF:
        if b"%%EOF" not in data[-2048:]:
            raise UploadRefused(_("The PDF file is not complete."))
    else:
        _look_into_archive(kind, data)
    return Checked(kind, _harmless(name, kind), data, _pages(data) if kind == Kind.PDF else None)


def too_large() -> str:
    return _("The file is larger than 10 MB.")


def _kind_of(name: str) -> Kind:
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending == "svg":
        raise UploadRefused(_("SVG pictures can hold programs. Please save the picture as PNG."))
    if ending not in ENDINGS:
        raise UploadRefused(_("Only these files can be taken: PDF, DOCX, XLSX, PPTX, ODT, ODS, PNG, JPEG."))
    return ENDINGS[ending]


def _harmless(name: str, kind: Kind) -> str:
    """The last part of the name with letters, figures and a few signs only; one ending, the kind's own."""
    stem = re.split(r"[/\\]", name)[-1].rsplit(".", 1)[0]
    kept = "".join(letter if letter.isalnum() or letter in " -_()" else "-" for letter in stem)
    return f"{kept.strip(' -')[:MAX_NAME] or _('document')}.{kind.value}"


def _not_what_it_says(kind: Kind) -> str:
    return _("This is no %(kind)s file, whatever its name says.") % {"kind": kind.label}


def _refuse_known_malware(data: bytes) -> None:
    if EICAR in data:
        raise UploadRefused(_("The file holds a virus test pattern."))


# --- pictures ---------------------------------------------------------------------------------------------


def _picture(kind: Kind, data: bytes) -> bytes:
    """The picture decoded and encoded anew, without anything else that was in the file."""
    try:
        with Image.open(io.BytesIO(data), formats=[kind.name]) as image:
            if image.width * image.height > MAX_PIXELS:
                raise UploadRefused(_("The picture has more than 25 million pixels."))
            turned = ImageOps.exif_transpose(image)
            turned.load()
            return _encoded(kind, turned)
    except NO_PICTURE as error:
        raise UploadRefused(_not_what_it_says(kind)) from error


def _encoded(kind: Kind, image: Image.Image) -> bytes:
    bare = image.convert("RGB") if kind == Kind.JPEG or image.mode not in ("L", "RGB", "RGBA") else image
    if kind == Kind.PNG and image.mode in ("P", "LA", "PA"):
        bare = image.convert("RGBA")
    clean = Image.frombytes(bare.mode, bare.size, bare.tobytes())  # a new picture knows nothing else
    out = io.BytesIO()
    clean.save(out, kind.name, **({"quality": 90} if kind == Kind.JPEG else {}))
    return out.getvalue()


# --- archives ---------------------------------------------------------------------------------------------


def _look_into_archive(kind: Kind, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(kind, members)
            for name, content in _unpacked(archive, members):
                _refuse_known_malware(content)
                if name == "mimetype" and kind in ODF_TYPES and content != ODF_TYPES[kind]:
                    raise UploadRefused(_not_what_it_says(kind))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, OSError, ValueError) as error:
        raise UploadRefused(_not_what_it_says(kind)) from error


def _check_members(kind: Kind, members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise UploadRefused(_("The file is too large when it is unpacked."))
    if any(member.flag_bits & 0x1 for member in members):
        raise UploadRefused(_("The file is protected by a password, so it cannot be checked."))
    if any(_leaves_folder(name) for name in names) or len(set(names)) < len(names):
        raise UploadRefused(_not_what_it_says(kind))
    if any(MACROS.search(name) for name in names):
        raise UploadRefused(_("The file holds macros. Please save it without them."))
    if not NEEDED[kind] <= set(names):
        raise UploadRefused(_not_what_it_says(kind))


def _leaves_folder(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    """Each member's content, one at a time; stops as soon as the sum is too large."""
    total = 0
    for member in members:
        pieces = []
        with archive.open(member) as stream:
            while piece := stream.read(_PIECE):
                total += len(piece)
                if total > MAX_UNPACKED:
                    raise UploadRefused(_("The file is too large when it is unpacked."))
                pieces.append(piece)
        yield member.filename, b"".join(pieces)


# --- PDF --------------------------------------------------------------------------------------------------

_COUNT = re.compile(
    rb"/Type\s*/Pages\b[^>]{0,400}?/Count\s+(\d{1,5})|/Count\s+(\d{1,5})[^>]{0,400}?/Type\s*/Pages\b"
)
_OBJECTS = re.compile(rb"/Type\s*/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)


def _pages(data: bytes) -> int | None:
    """The number of pages as the page tree says; None where it cannot be read simply."""
    counts = [int(first or second) for text in _tree_texts(data) for first, second in _COUNT.findall(text)]
    return max(counts) if counts and max(counts) < 1 << 15 else None


def _tree_texts(data: bytes) -> Iterator[bytes]:
    """The file itself, and what stands in its packed object streams (at most 5 MB of each)."""
    yield data
    for found in _OBJECTS.finditer(data):
        try:
            yield zlib.decompressobj().decompress(data[found.end() :], 5 * 1024 * 1024)
        except zlib.error:
            continue
