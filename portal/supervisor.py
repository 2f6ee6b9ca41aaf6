"""Runs several programs as one: starts them in order, shows their output, restarts what dies, stops all.

No program outlives its supervisor, not even after kill -9 (`portal.guard`).
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO

from portal.guard import Guard

COLOURS = (36, 32, 33, 35, 34, 31)
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class SupervisorError(RuntimeError):
    """One clear sentence: why everything was stopped."""


@dataclass(frozen=True)
class Child:
    """One program: `env` is added to our own environment; after `stop_seconds` it is killed."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    stop_seconds: float = 5.0


@dataclass
class _Running:
    """What we know about one child while it runs or waits for its restart."""

    child: Child
    process: subprocess.Popen | None = None
    reader: threading.Thread | None = None
    started: float = 0.0
    fast_deaths: int = 0
    due: float = 0.0


class Supervisor:
    """Runs `children` until a signal, or until one cannot be kept alive.

    watch: called about every second, may raise SupervisorError.
    backoff: seconds before the first restart, doubled by each fast death (one within `fast_seconds`).
    """

    def __init__(
        self,
        children: Sequence[Child],
        *,
        output: IO[str] | None = None,
        watch: Callable[[], None] = lambda: None,
        backoff: float = 1.0,
        fast_seconds: float = 10.0,
        max_fast_deaths: int = 5,
    ) -> None:
        self._output = output or sys.stdout
        self._watch = watch
        self._backoff = backoff
        self._fast_seconds = fast_seconds
        self._max_fast_deaths = max_fast_deaths
        self._running = [_Running(child) for child in children]
        self._width = max((len(child.name) for child in children), default=0)
        self._guard = Guard()
        self._printing = threading.Lock()
        self._signals = 0

    def run(self) -> None:
        """Start all in the given order; on SIGINT, SIGTERM or SIGHUP stop all in the reverse order.

        A second signal kills at once. SupervisorError when a child died too often; then all are stopped, too.
        """
        with _handling(STOP_SIGNALS, self._on_signal):
            try:
                for running in self._running:
                    self._start(running)
                self._loop()
            finally:
                self._stop_all()

    def say(self, text: str, name: str = "portal") -> None:
        """One line of output, with the name of who said it."""
        prefix = f"{name:<{self._width}} |"
        if self._output.isatty() and not os.environ.get("NO_COLOR"):
            names = [running.child.name for running in self._running]
            colour = COLOURS[names.index(name) % len(COLOURS)] if name in names else 1
            prefix = f"\033[{colour}m{prefix}\033[0m"
        with self._printing:
            print(prefix, text, file=self._output, flush=True)

    def _on_signal(self, *_) -> None:
        self._signals += 1

    def _loop(self) -> None:
        next_watch = 0.0
        while not self._signals:
            for running in self._running:
                self._look_after(running)
            if time.monotonic() >= next_watch:
                self._watch()
                next_watch = time.monotonic() + 1.0
            time.sleep(0.05)

    def _start(self, running: _Running) -> None:
        child = running.child
        running.process = self._guard.spawn(
            list(child.argv),
            env={**os.environ, "PYTHONUNBUFFERED": "1", **child.env},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        running.started = time.monotonic()
        running.reader = threading.Thread(target=self._show, args=(child.name, running.process.stdout))
        running.reader.start()

    def _show(self, name: str, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                self.say(line.decode(errors="replace").rstrip(), name)

    def _look_after(self, running: _Running) -> None:
        """Notice a death and plan the restart, or do the restart that is due."""
        now = time.monotonic()
        if running.process is None:
            if now >= running.due:
                self._start(running)
        elif running.process.poll() is not None:
            lived = now - running.started
            code = self._end(running)
            running.fast_deaths = running.fast_deaths + 1 if lived < self._fast_seconds else 0
            if running.fast_deaths >= self._max_fast_deaths:
                raise SupervisorError(
                    f"{running.child.name} died {running.fast_deaths} times in a row (exit code {code}); "
                    "its output above says why."
                )
            pause = self._backoff * 2 ** max(running.fast_deaths - 1, 0)
            running.due = now + pause
            self.say(f"died (exit code {code}), starts again in {pause:g} s", running.child.name)

    def _end(self, running: _Running) -> int:
        """Stop the child as far as it still runs, with its whole process group; its exit code."""
        seconds = running.child.stop_seconds
        code = self._guard.stop(running.process, signal.SIGTERM, seconds, lambda: self._signals > 1)
        running.reader.join(timeout=2)
        running.process = None
        return code

    def _stop_all(self) -> None:
        for running in reversed(self._running):
            if running.process is not None:
                self._end(running)
                self.say("stopped", running.child.name)
        self._guard.close()


@contextmanager
def _handling(numbers: Sequence[int], handler: Callable) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, previous in before.items():
            signal.signal(number, previous)


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
