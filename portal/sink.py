"""A local mail server that sends nothing on: it keeps each mail as a file, or fails as it is told to.

The demonstration reads its mails here; tests of the queue switch `mode` to see every kind of failure.
"""

import argparse
import asyncio
import itertools
import os
import re
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

MODES = {
    "ok": "keep the mail",
    "refuse": "close the connection before any greeting",
    "hang": "take the connection and never say a word",
    "tempfail": "answer 451 to each recipient, as greylisting does",
    "reject": "answer 550 to each recipient",
    "drop_after_data": "keep the mail, then close without an answer",
}


class Sink:
    """The server in a thread of its own; port 0 takes a free one. Files appear whole or not at all."""

    def __init__(self, directory: Path, *, host: str = "127.0.0.1", port: int = 0, mode: str = "ok") -> None:
        self.directory = Path(directory)
        self.host = host
        self.port = port
        self.mode = mode
        self._numbers = itertools.count(1)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: asyncio.Server | None = None
        self._thread: threading.Thread | None = None
        self._transports: set[asyncio.BaseTransport] = set()

    @property
    def mode(self) -> str:
        """One of MODES; may be changed at any time, connections see it at once."""
        return self._mode

    @mode.setter
    def mode(self, value: str) -> None:
        if value not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, not {value!r}")
        self._mode = value

    def __enter__(self) -> "Sink":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; OSError if the port is taken."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._loop = asyncio.new_event_loop()
        try:
            self._server = self._loop.run_until_complete(
                self._loop.create_server(self._connection, self.host, self.port)
            )
        except OSError:
            self._loop.close()
            raise
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail-sink", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close all connections and the port."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def paths(self) -> list[Path]:
        """The files, oldest first."""
        return sorted(self.directory.glob("*.eml"))

    def messages(self) -> list[EmailMessage]:
        """The mails, oldest first; their envelope is in X-Envelope-From and X-Envelope-To."""
        mails = [path.read_bytes().replace(b"\r\n", b"\n") for path in self.paths()]
        return [message_from_bytes(mail, policy=policy.default) for mail in mails]

    def keep(self, envelope: Envelope) -> Path:
        """Write one mail as a file."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        name = f"{stamp}-{_safe(envelope.rcpt_tos[0])}-{next(self._numbers)}.eml"
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n"
        descriptor, unfinished = tempfile.mkstemp(prefix=".", dir=self.directory)
        with open(descriptor, "wb") as file:
            file.write(head.encode() + envelope.original_content)
        path = self.directory / name
        os.replace(unfinished, path)
        return path

    def _connection(self) -> asyncio.Protocol:
        if self.mode in {"refuse", "hang"}:
            return _Mute(close=self.mode == "refuse", opened=self._transports.add)
        return _Conversation(_Handler(self), self._loop, self._transports.add)

    async def _close(self) -> None:
        self._server.close()
        for transport in self._transports:
            transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


class _Mute(asyncio.Protocol):
    """A connection without a word, closed at once or never."""

    def __init__(self, close: bool, opened: Callable) -> None:
        self._close = close
        self._opened = opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._opened(transport)
        if self._close:
            transport.close()


class _Conversation(SMTP):
    """One connection that speaks SMTP."""

    def __init__(self, handler: "_Handler", loop: asyncio.AbstractEventLoop, opened: Callable) -> None:
        super().__init__(handler, hostname="localhost", ident="Mail sink", enable_SMTPUTF8=True, loop=loop)
        self._opened = opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._opened(transport)
        super().connection_made(transport)


class _Handler:
    """The answers, by the sink's mode at that moment."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self._sink.mode == "tempfail":
            return "451 4.7.1 Try again later"
        if self._sink.mode == "reject":
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self._sink.keep(envelope)
        if self._sink.mode == "drop_after_data":
            server.transport.abort()
            raise ConnectionResetError("dropped on purpose")
        return "250 2.0.0 OK"


def _safe(address: str) -> str:
    """`address` as part of a file name: no slash, no leading dot, at most 80 characters."""
    return re.sub(r"[^A-Za-z0-9.@_+-]+", "_", address).strip(".")[:80] or "unknown"


def run(host: str, port: int, directory: Path) -> None:
    """Keep mails until the process is told to end."""
    with Sink(directory, host=host, port=port) as sink:
        print(f"Mails to {host}:{sink.port} are kept in {directory}.", flush=True)  # noqa: T201 - a program
        threading.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--directory", type=Path, required=True)
    options = parser.parse_args()
    run(options.host, options.port, options.directory)


if __name__ == "__main__":
    main()
