"""Papers and links through their pages: stored, handed out, removed, by the right of their object."""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from measures.models import Measure
from measures.states import MeasureState
from portal.activity.models import Event
from portal.attachments.actions import remove_document
from portal.attachments.models import Document
from tests.attachments.factories import make_document, make_link
from tests.attachments.payloads import HTML, PDF, photo, polyglot
from tests.factories import World
from tests.measures.factories import make_measure


@pytest.fixture
def measure(world: World) -> Measure:
    return make_measure(state=MeasureState.PUBLISHED, lead=world.partner_org_a)


@pytest.fixture
def lead(world: World, sign_in) -> Client:
    return sign_in(world.partner_a)


def upload(client: Client, measure: Measure, name: str, data: bytes, **values: str):
    file = SimpleUploadedFile(name, data, content_type="application/pdf")
    form = {"title": "Muster-Konzept", "file": file, "is_public": "on"} | values
    url = reverse("measures:document_add", args=[measure.number])
    return client.post(url, form, secure=True)


def stored(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_an_upload_is_stored_under_a_name_that_tells_nothing(measure, lead, store) -> None:
    response = upload(lead, measure, "../../Konzept Lotsen.pdf", PDF)

    assert response.status_code == 302
    document = Document.objects.get()
    (path,) = stored(store)
    assert path.read_bytes() == PDF
    assert path.suffix == ""
    assert len(path.name) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert (document.file_name, document.pages, document.size) == ("Konzept Lotsen.pdf", 12, len(PDF))
    assert Event.objects.get().verb == "document_added"


def test_a_download_can_only_be_saved(measure, world, sign_in) -> None:
    """S16: attachment, nosniff, sandbox; the kind comes from us, not from who sent it."""
    document = make_document(measure, world.actor("editor"))

    response = sign_in(world.partner_b).get(document.get_absolute_url(), secure=True)

    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="konzept.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("name", "data"), [("foto.jpg", photo()), ("bild.png", polyglot())])
def test_what_is_stored_of_a_picture_is_the_picture_alone(name, data, measure, lead, store) -> None:
    upload(lead, measure, name, data)

    (path,) = stored(store)
    assert b"Exif" not in path.read_bytes()
    assert b"script" not in path.read_bytes()


@pytest.mark.parametrize(
    ("name", "data"),
    [("gross.pdf", PDF + b"\0" * (11 * 1024 * 1024)), ("konzept.pdf.html", PDF), ("seite.pdf", HTML)],
)
def test_a_refused_file_leaves_nothing_and_keeps_what_was_typed(name, data, measure, lead, store) -> None:
    response = upload(lead, measure, name, data, title="Bleibt stehen")

    assert list(response.context["form"].errors) == ["file"]
    assert 'value="Bleibt stehen"' in response.content.decode()
    assert (stored(store), Document.objects.count()) == ([], 0)


@pytest.mark.parametrize("url", ["http://muster.example/", "javascript:alert(1)", "kein Link"])
def test_links_are_https(url: str, measure, lead) -> None:
    response = lead.post(
        reverse("measures:link_add", args=[measure.number]), {"title": "Muster", "url": url}, secure=True
    )

    assert list(response.context["form"].errors) == ["url"]


def test_the_measure_shows_each_reader_what_is_for_them(measure, world, sign_in) -> None:
    editor = world.actor("editor")
    make_document(measure, editor, "Für alle")
    make_document(measure, editor, "Nur intern", is_public=False)
    make_link(measure, editor, "Adresse")
    url = measure.get_absolute_url()

    for_lead = sign_in(world.partner_a).get(url, secure=True).content.decode()
    for_others = sign_in(world.partner_b).get(url, secure=True).content.decode()

    assert [word in for_lead for word in ("Für alle", "Nur intern", "Adresse")] == [True, True, True]
    assert [word in for_others for word in ("Für alle", "Nur intern", "Adresse")] == [True, False, True]
    assert "https://muster.example/seite" in for_others
    assert Event.objects.filter(verb="document_added", changes__document__1="").count() == 1


def test_removing_takes_the_file_once_it_is_certain(
    measure, world, store, django_capture_on_commit_callbacks
) -> None:
    document = make_document(measure, world.actor("editor"))

    with django_capture_on_commit_callbacks() as callbacks:
        remove_document(document, measure, by=world.actor("editor"))
    assert len(stored(store)) == 1

    for callback in callbacks:
        callback()
    assert stored(store) == []
    assert not Document.objects.exists()


def test_a_lost_file_is_not_found(measure, world, sign_in, store) -> None:
    document = make_document(measure, world.actor("editor"))
    stored(store)[0].unlink()

    assert sign_in(world.partner_b).get(document.get_absolute_url(), secure=True).status_code == 404


def test_the_command_finds_orphans_and_losses(measure, world, store, capsys) -> None:
    make_document(measure, world.actor("editor"))
    kept, old, fresh = stored(store)[0], store / "aa" / ("a" * 32), store / "bb" / ("b" * 32)
    for path in (old, fresh):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    os.utime(old, (0, 0))

    call_command("check_attachments", "--delete")
    assert sorted(stored(store)) == sorted([kept, fresh])

    kept.unlink()
    with pytest.raises(CommandError):
        call_command("check_attachments")
    assert "missing" in capsys.readouterr().out


@pytest.mark.parametrize("values", [{"url": ""}, {"kind": "pdf"}, {"kind": "svg"}])
def test_a_row_is_either_a_link_or_a_file(values: dict, measure, world) -> None:
    document = make_link(measure, world.actor("editor"))

    with pytest.raises(IntegrityError):
        Document.objects.filter(pk=document.pk).update(**values)
