"""Asks a virus scanner (clamd) about an upload, where the installation has one: settings.CLAMD_ADDRESS.

The protocol is clamd's INSTREAM: pieces with their length in front, an empty one at the end, one line back. A
scanner that is named and does not answer refuses the upload: an unchecked file is not stored.
"""

import logging
import socket
import struct
from contextlib import closing

from django.conf import settings
from django.utils.translation import gettext as _

from portal.attachments.checking import UploadRefused

SECONDS = 20
PIECE = 64 * 1024
log = logging.getLogger(__name__)


def scan(data: bytes) -> None:
    """Raises UploadRefused where the scanner found something or did not answer. Nothing without a scanner."""
    if not settings.CLAMD_ADDRESS:
        return
    try:
        answer = _ask(settings.CLAMD_ADDRESS, data)
    except OSError as error:
        log.warning("virus scanner away: %s", type(error).__name__)
        raise UploadRefused(
            _("The file could not be checked for viruses. Please try again later.")
        ) from error
    if not answer.endswith("OK"):
        log.warning("upload refused by the virus scanner")
        raise UploadRefused(_("The virus scanner refuses this file."))


def _ask(address: str, data: bytes) -> str:
    """`address` is host:port, or the path of a Unix socket."""
    with closing(_connect(address)) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
        return connection.recv(4096).decode(errors="replace").strip("\0\n ")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(SECONDS)
            connection.connect(address)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
