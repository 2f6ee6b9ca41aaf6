"""Files as they come in: harmless ones of each kind, and what attackers send (S16)."""

import io
import zipfile

from PIL import Image
from PIL.Image import Exif
from PIL.PngImagePlugin import PngInfo
from PIL.TiffImagePlugin import IFDRational

from portal.attachments.checking import NEEDED, ODF_TYPES
from portal.attachments.states import Kind

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Pages /Kids [] /Count 12 >>\nendobj\n%%EOF\n"
HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(form: str = "PNG", size: tuple[int, int] = (8, 6), mode: str = "RGB", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form, **options)
    return out.getvalue()


def photo() -> bytes:
    """A JPEG that tells where it was taken, by which camera, and that it lies on its side."""
    exif = Exif()
    exif[0x010F] = "Muster-Kamera"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (IFDRational(49), IFDRational(16), IFDRational(48)), 3: "E"})
    return picture("JPEG", exif=exif, comment=b"Muster-Kommentar")


def polyglot() -> bytes:
    """A PNG that is a web page as well: HTML in a text chunk and behind the picture."""
    info = PngInfo()
    info.add_text("Comment", HTML.decode())
    return picture(pnginfo=info) + HTML


def archive(members: dict[str, bytes | str], **options) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **options) as found:
        for name, content in members.items():
            found.writestr(name, content)
    return out.getvalue()


def office(kind: str = Kind.DOCX, **more: bytes) -> bytes:
    """The least that is a file of the kind; `more` members by name with "__" for "/"."""
    members = dict.fromkeys(sorted(NEEDED[kind]), b"<x/>")
    if kind in ODF_TYPES:
        members["mimetype"] = ODF_TYPES[kind]
    return archive(members | {name.replace("__", "/"): content for name, content in more.items()})


def bomb() -> bytes:
    """A document of some 200 KB that unpacks to 200 MB."""
    return office(word__media=b"\0" * (200 * 1024 * 1024))


def lying_bomb() -> bytes:
    """The same, whose directory says that it unpacks to a few bytes."""
    data = bytearray(bomb())
    size = (200 * 1024 * 1024).to_bytes(4, "little")
    return bytes(data.replace(size, (10).to_bytes(4, "little")))
