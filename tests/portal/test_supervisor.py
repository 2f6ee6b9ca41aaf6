"""The supervisor with small real programs: order, output, restarts, and that nothing is left."""

import os
import re
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from portal.supervisor import Child, Supervisor, SupervisorError, port_is_free

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = "import time; print('up'); time.sleep(60)"
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("up")
time.sleep(60)
"""
FAMILY = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print("up")
time.sleep(60)
"""
OWNER = """
import os, sys
from portal.supervisor import Child, Supervisor
codes = {codes!r}
enter = "import os; os.chdir(os.environ['WORK_FOLDER'])\\n"
env = {{"WORK_FOLDER": {folder!r}}}
Supervisor([
    Child(name, [sys.executable, "-c", enter + code], env, stop_seconds=1) for name, code in codes.items()
]).run()
print("ended", flush=True)
"""


def working_in(folder: Path) -> list[int]:
    """Processes whose working folder is `folder`: our dummies, and what they started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "cwd") == str(folder):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def eventually(check, seconds: float = 8.0) -> bool:
    deadline = time.monotonic() + seconds
    while not check() and time.monotonic() < deadline:
        time.sleep(0.05)
    return check()


def start(folder: Path, codes: dict[str, str]) -> subprocess.Popen:
    """A supervisor in a process of its own, once all its children are up."""
    script = textwrap.dedent(OWNER).format(codes=codes, folder=str(folder))
    owner = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    for _ in codes:
        assert owner.stdout.readline().rstrip().endswith("| up")
    return owner


def python(name: str, code: str, **options) -> Child:
    return Child(name, [sys.executable, "-c", code], **options)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_all_in_reverse_order(tmp_path, number):
    with start(tmp_path, {"mail": SLEEPER, "worker": FAMILY, "web": SLEEPER}) as owner:
        assert len(working_in(tmp_path)) == 4
        owner.send_signal(number)
        said = owner.stdout.read().splitlines()

    assert said == ["web    | stopped", "worker | stopped", "mail   | stopped", "ended"]
    assert owner.returncode == 0
    assert working_in(tmp_path) == []


def test_child_that_ignores_the_signal_is_killed_with_its_family(tmp_path):
    with start(tmp_path, {"stubborn": STUBBORN}) as owner:
        began = time.monotonic()
        owner.send_signal(signal.SIGINT)
        owner.wait(timeout=5)
    assert 0.9 < time.monotonic() - began < 3
    assert working_in(tmp_path) == []


def test_killed_supervisor_leaves_nothing(tmp_path):
    with start(tmp_path, {"worker": FAMILY, "web": SLEEPER}) as owner:
        assert len(working_in(tmp_path)) == 3
        owner.kill()
    assert eventually(lambda: working_in(tmp_path) == [])


def test_dead_child_starts_again(tmp_path, capsys):
    marks = tmp_path / "marks"
    code = f"open({str(marks)!r}, 'a').write('x')"
    again = threading.Event()

    def watch() -> None:
        if marks.exists() and len(marks.read_text()) >= 2:
            again.set()
            os.kill(os.getpid(), signal.SIGTERM)

    Supervisor([python("web", code), python("mail", SLEEPER)], watch=watch, backoff=0.1).run()

    assert again.is_set()
    assert "web  | died (exit code 0), starts again in 0.1 s\n" in capsys.readouterr().out


def test_child_that_dies_too_often_stops_all(tmp_path, capsys):
    other = python("mail", f"import os; os.chdir({str(tmp_path)!r})\n" + SLEEPER)
    failing = python("worker", "raise SystemExit('no broker')")
    with pytest.raises(SupervisorError) as failure:
        Supervisor([other, failing], backoff=0.01, max_fast_deaths=3).run()
    assert str(failure.value) == "worker died 3 times in a row (exit code 1); its output above says why."
    said = capsys.readouterr().out
    assert said.count("worker | no broker") == 3
    assert re.findall(r"in (\S+) s", said) == ["0.01", "0.02"]
    assert working_in(tmp_path) == []


def test_failing_watch_stops_all(tmp_path):
    def watch() -> None:
        if working_in(tmp_path):
            raise SupervisorError("The database is gone.")

    child = python("web", f"import os; os.chdir({str(tmp_path)!r})\n" + SLEEPER)
    with pytest.raises(SupervisorError, match="The database is gone"):
        Supervisor([child], watch=watch).run()
    assert working_in(tmp_path) == []


def test_signal_handlers_are_given_back():
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SupervisorError):
        Supervisor([python("web", "")], max_fast_deaths=1).run()
    assert signal.getsignal(signal.SIGTERM) == before


def test_used_port_is_seen():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert not port_is_free(port)
    assert port_is_free(port)


def test_up_refuses_a_used_port_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        env = {**os.environ, "PORTAL_MODE": "demo", "PORTAL_EMBEDDED": "1", "PORT": str(port)}
        env["PORTAL_VAR_DIR"] = str(tmp_path)
        result = subprocess.run(
            [sys.executable, "manage.py", "up"], cwd=ROOT, env=env, capture_output=True, text=True
        )
    sentence = f"CommandError: Port {port} is in use: stop what uses it, or set PORT to another port.\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", sentence)
    assert not (tmp_path / "services").exists()
