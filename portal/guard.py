"""Ends the processes we started when we are gone, even after kill -9.

A guard is a small process of its own session. It knows the leaders of our process groups; when its
owner dies it asks each leader to stop, waits a little and kills what is left. Unlike the kernel's
parent-death signal this holds for children that change their user and for owners with threads.
"""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable

GRACE_SECONDS = 5.0


class Guard:
    """Starts processes, each in a session of its own, that do not outlive this one."""

    def __init__(self) -> None:
        self._guarded: dict[int, int] = {}
        self._process: subprocess.Popen | None = None

    def spawn(self, argv: list[str], stop_signal: int = signal.SIGTERM, **options) -> subprocess.Popen:
        """Start `argv`; if we die, its leader gets `stop_signal` and its whole group SIGKILL later."""
        if self._process is None:
            self._start()
        process = subprocess.Popen(argv, start_new_session=True, **options)  # noqa: S603 - no shell, our own argv
        self._guarded[process.pid] = stop_signal
        self._tell(f"+ {process.pid} {int(stop_signal)}\n")
        return process

    def stop(
        self,
        process: subprocess.Popen,
        stop_signal: int,
        seconds: float,
        hurry: Callable[[], bool] = lambda: False,
    ) -> int:
        """Ask the leader, wait at most `seconds` (less when `hurry()`), kill what is left of the group."""
        if process.poll() is None:
            process.send_signal(stop_signal)
        deadline = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < deadline and not hurry():
            time.sleep(0.02)
        _signal(os.killpg, process.pid, signal.SIGKILL)
        code = process.wait()
        self._guarded.pop(process.pid, None)
        self._tell(f"- {process.pid}\n")
        return code

    def close(self) -> None:
        """End the guard; only for an owner who has stopped everything itself."""
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process = None

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - no shell, this very file
            [sys.executable, "-I", "-S", os.path.abspath(__file__), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )
        for pid, stop_signal in self._guarded.items():
            self._write(f"+ {pid} {int(stop_signal)}\n")

    def _tell(self, line: str) -> None:
        try:
            self._write(line)
        except BrokenPipeError:  # somebody killed the guard: a new one learns all
            self._process.wait()
            self._process.stdin.close()
            self._start()

    def _write(self, line: str) -> None:
        os.write(self._process.stdin.fileno(), line.encode())


def _signal(send: Callable[[int, int], None], target: int, number: int) -> bool:
    """Whether `target` was there to be signalled."""
    try:
        send(target, number)
    except ProcessLookupError:
        return False
    except PermissionError:  # macOS says so for a group of zombies
        return False
    return True


def _watch(owner: int) -> dict[int, int]:
    """Read orders until the owner is gone; the leaders left behind and their stop signals."""
    guarded: dict[int, int] = {}
    pending = b""
    while True:
        if not select.select([0], [], [], 0.3)[0]:
            if os.getppid() != owner:  # asked only when all orders are read: an owner may die very young
                break
            continue
        chunk = os.read(0, 65536)
        if not chunk:
            break
        *lines, pending = (pending + chunk).split(b"\n")
        for order, pid, *number in map(bytes.split, lines):
            guarded.pop(int(pid), None)
            if order == b"+":
                guarded[int(pid)] = int(number[0])
    return guarded


def main(owner: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    guarded = _watch(owner)
    for pid, stop_signal in guarded.items():
        _signal(os.kill, pid, stop_signal)
    deadline = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < deadline and any(_signal(os.kill, pid, 0) for pid in guarded):
        time.sleep(0.05)
    for pid in guarded:
        _signal(os.killpg, pid, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]))
