"""The virus scanner's protocol against a small server that speaks it."""

import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.attachments.checking import UploadRefused
from portal.attachments.scanning import scan


class Scanner(threading.Thread):
    """Answers one INSTREAM with `answer` and keeps what it was sent."""

    def __init__(self, path: Path, answer: bytes) -> None:
        super().__init__(daemon=True)
        self.answer, self.received = answer, b""
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(1)

    def run(self) -> None:
        with self.listener, self.listener.accept()[0] as connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!I", stream.read(4))[0]:
                self.received += stream.read(length)
            connection.sendall(self.answer)


@pytest.fixture
def scanner(tmp_path: Path, settings) -> Iterator:
    started = []

    def start(answer: bytes) -> Scanner:
        path = tmp_path / "clamd"
        settings.CLAMD_ADDRESS = str(path)
        started.append(Scanner(path, answer))
        started[0].start()
        return started[0]

    yield start
    for one in started:
        one.join(5)


def test_a_clean_file_passes_as_a_whole(scanner) -> None:
    server, data = scanner(b"stream: OK\0"), bytes(range(256)) * 1000

    scan(data)

    server.join(5)
    assert server.received == data


def test_a_found_virus_is_refused(scanner) -> None:
    scanner(b"stream: Eicar-Signature FOUND\0")

    with pytest.raises(UploadRefused):
        scan(b"x")


def test_a_scanner_that_is_away_refuses_the_upload(tmp_path: Path, settings) -> None:
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")

    with pytest.raises(UploadRefused):
        scan(b"x")


def test_without_a_scanner_nothing_is_asked(settings) -> None:
    settings.CLAMD_ADDRESS = ""

    scan(b"x")
