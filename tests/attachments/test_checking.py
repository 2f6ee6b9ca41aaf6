"""S16: each hostile file is refused or made harmless; ordinary ones come through."""

import io

import pytest
from PIL import Image

from portal.attachments.checking import EICAR, MAX_BYTES, UploadRefused, check
from portal.attachments.states import Kind
from tests.attachments import payloads

GOOD = {
    "konzept.pdf": payloads.PDF,
    "leitfaden.DOCX": payloads.office(Kind.DOCX),
    "zahlen.xlsx": payloads.office(Kind.XLSX),
    "folien.pptx": payloads.office(Kind.PPTX),
    "brief.odt": payloads.office(Kind.ODT),
    "tabelle.ods": payloads.office(Kind.ODS),
    "bild.png": payloads.picture(),
    "foto.jpg": payloads.picture("JPEG"),
    "foto.jpeg": payloads.picture("JPEG"),
}
REFUSED = {
    "11 MB": ("gross.pdf", payloads.PDF + b"\0" * (11 * 1024 * 1024)),
    "empty": ("leer.pdf", b""),
    "no ending": ("konzept", payloads.PDF),
    "program": ("konzept.exe", b"MZ"),
    "svg": ("bild.svg", payloads.SVG),
    "svg as png": ("bild.png", payloads.SVG),
    "html as pdf": ("seite.pdf", payloads.HTML),
    "pdf behind html": ("seite.pdf", payloads.HTML + payloads.PDF),
    "second ending": ("konzept.pdf.html", payloads.PDF),
    "png as html": ("bild.html", payloads.polyglot()),
    "html before png": ("bild.png", payloads.HTML + payloads.picture()),
    "jpeg as png": ("bild.png", payloads.picture("JPEG")),
    "torn png": ("bild.png", payloads.picture()[:40]),
    "torn pdf": ("konzept.pdf", payloads.PDF[:-8]),
    "too many pixels": ("bild.png", payloads.picture(size=(6000, 5000), mode="1")),
    "pixel bomb": ("bild.png", payloads.picture(size=(15000, 15000), mode="1")),
    "zip as docx": ("leitfaden.docx", payloads.archive({"a.txt": b"a"})),
    "xlsx as docx": ("leitfaden.docx", payloads.office(Kind.XLSX)),
    "ods as odt": ("brief.odt", payloads.office(Kind.ODS)),
    "torn docx": ("leitfaden.docx", payloads.office()[:-30]),
    "many members": ("leitfaden.docx", payloads.office(**{f"m{n}": b"" for n in range(2001)})),
    "member leaves folder": ("leitfaden.docx", payloads.office(**{"..__..__etc__passwd": b"x"})),
    "absolute member": ("leitfaden.docx", payloads.office(__etc__passwd=b"x")),
    "macros": ("leitfaden.docx", payloads.office(**{"word__vbaProject.bin": b"x"})),
    "odf macros": ("brief.odt", payloads.office(Kind.ODT, Basic__x=b"x")),
    "EICAR in a pdf": ("konzept.pdf", payloads.PDF[:9] + EICAR + payloads.PDF[9:]),
    "EICAR packed in a docx": ("leitfaden.docx", payloads.office(word__media=EICAR)),
}


@pytest.mark.parametrize("name", GOOD)
def test_ordinary_files_are_taken(name: str) -> None:
    checked = check(name, GOOD[name])

    assert checked.name.endswith(f".{checked.kind}")
    assert len(checked.data) > 0


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_files_are_refused(case: str) -> None:
    with pytest.raises(UploadRefused):
        check(*REFUSED[case])


@pytest.mark.parametrize("bomb", [payloads.bomb, payloads.lying_bomb])
def test_a_bomb_is_refused_without_unpacking_it_all(bomb) -> None:
    data = bomb()
    assert len(data) < MAX_BYTES

    with pytest.raises(UploadRefused):
        check("leitfaden.docx", data)


def test_what_is_not_a_picture_stays_as_it_is() -> None:
    data = payloads.office()

    assert check("leitfaden.docx", data).data == data


def test_ten_megabytes_are_taken() -> None:
    fill = b"%" * (MAX_BYTES - len(payloads.PDF))

    assert len(check("gross.pdf", payloads.PDF[:9] + fill + payloads.PDF[9:]).data) == MAX_BYTES


def test_place_camera_and_comment_leave_a_photo_and_its_turn_stays() -> None:
    original = payloads.photo()
    assert b"Muster-Kamera" in original

    checked = check("foto.jpg", original)

    with Image.open(io.BytesIO(checked.data)) as clean:
        assert dict(clean.getexif()) == {}
        assert clean.size == (6, 8)
        assert "comment" not in clean.info
    assert b"Muster" not in checked.data
    assert b"Exif" not in checked.data


def test_only_the_picture_of_a_polyglot_stays() -> None:
    assert b"<script>" in payloads.polyglot()

    checked = check("bild.png", payloads.polyglot())

    assert b"<" not in checked.data.replace(b"IHDR", b"")[:60]
    assert b"script" not in checked.data
    assert checked.data.endswith(b"IEND\xaeB`\x82")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_encoded_anew(mode: str) -> None:
    with Image.open(io.BytesIO(check("bild.png", payloads.picture(mode=mode)).data)) as clean:
        assert clean.size == (8, 6)


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\system.pdf", "system.pdf"),
        ("Konzept für die Lotsen (2).PDF", "Konzept für die Lotsen (2).pdf"),
        ("rechnung.exe.pdf", "rechnung-exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a--Set-Cookie- x.pdf"),
        ("fdp.\u202egnp.pdf", "fdp--gnp.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_names_become_harmless(name: str, harmless: str) -> None:
    assert check(name, payloads.PDF).name == harmless


def test_the_pages_of_a_pdf_are_read_where_that_is_simple() -> None:
    assert check("konzept.pdf", payloads.PDF).pages == 12
    assert check("konzept.pdf", b"%PDF-1.7\n%%EOF").pages is None
