"""Redis stopped: log-in and all pages answer, a tip is stored, its mail goes out after Redis is back.

Web, worker and beat are real processes on a database, a Valkey and an SMTP sink of their own. The sweep
interval is shortened from 300 s to 2 s.
"""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import psycopg
import pytest
from django.conf import settings

from portal.installation import Programs
from portal.sink import Sink
from tests.browser.conftest import PASSWORD, ROOT, free_port, own_database, wait_for

PAGES = ["/", "/ausbildungsplaetze/meine-hinweise/", "/massnahmen/", "/konferenzen/", "/suche/?q=Muster"]
TIP = {
    "subject": "company",
    "cause": "insolvency",
    "company_and_place": "Muster-Redis GmbH, Künzelsau",
    "urgency": "later",
    "is_public": "no",
}


@dataclass
class Servers:
    """The processes of one portal whose Valkey can be stopped and started."""

    environment: dict[str, str]
    folder: Path
    port: int
    valkey: subprocess.Popen | None = None
    children: list[subprocess.Popen] = field(default_factory=list)

    def start_valkey(self) -> None:
        socket = self.environment["REDIS_URL"].split("://")[1].split("?")[0]
        command = [
            str(Programs.find().valkey),
            "--port",
            "0",
            "--unixsocket",
            socket,
            "--dir",
            str(self.folder),
        ]
        self.valkey = self._spawn(command, "valkey")
        while not Path(socket).exists():
            time.sleep(0.05)

    def stop_valkey(self) -> None:
        self.valkey.send_signal(signal.SIGKILL)
        self.valkey.wait()
        Path(self.environment["REDIS_URL"].split("://")[1].split("?")[0]).unlink(missing_ok=True)

    def start_portal(self) -> None:
        web = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        web += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
        celery = [sys.executable, str(Path(sys.executable).with_name("celery")), "--quiet", "-A", "portal"]
        beat = ["beat", "-s", str(self.folder / "beat")]
        self.children = [
            self._spawn([*celery, "worker", "-P", "solo", "--without-mingle", "--without-gossip"], "worker"),
            self._spawn([*celery, *beat], "beat"),
            self._spawn(web, "web"),
        ]
        wait_for(f"http://localhost:{self.port}/healthz", self.children[-1], self.folder / "web.log")

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, timeout=120)

    def stop(self) -> None:
        for child in filter(None, [*self.children, self.valkey]):
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()

    def _spawn(self, command: list[str], name: str) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    with Sink(tmp_path / "mails") as sink:
        yield sink


@pytest.fixture
def servers(tmp_path: Path, sink: Sink) -> Iterator[Servers]:
    url, name = own_database(settings.DATABASE_URL)
    port = free_port()
    environment = {key: value for key, value in os.environ.items() if key != "PORTAL_EMBEDDED"} | {
        "PORTAL_MODE": "demo",
        "PORTAL_VAR_DIR": str(tmp_path),
        "PORT": str(port),
        "EMAIL_PORT": str(sink.port),
        "DATABASE_URL": url,
        "REDIS_URL": f"redis+socket://{tmp_path}/v.sock?virtual_host=0",
        "SWEEP_SECONDS": "2",
    }
    servers = Servers(environment, tmp_path, port)
    try:
        servers.manage("migrate", "--verbosity", "0")
        servers.manage("load_region")
        servers.manage("load_demo")
        yield servers
    finally:
        servers.stop()
        with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def csrf(html: str) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]


def send(opener: OpenerDirector, url: str, values: dict[str, str]) -> tuple[str, str]:
    """Gets the form at `url`, posts it; returns the address and the page after all redirects."""
    values = values | {"csrfmiddlewaretoken": csrf(opener.open(url, timeout=10).read().decode())}
    answer = opener.open(url, urllib.parse.urlencode(values).encode(), timeout=10)
    return answer.url, answer.read().decode()


def sent_about_tips(sink: Sink) -> list[str]:
    return [mail["Subject"] for mail in sink.messages() if "H-20" in mail["Subject"]]


def test_nothing_is_lost_while_redis_is_away(servers: Servers, sink: Sink) -> None:
    servers.start_valkey()
    servers.start_portal()
    servers.stop_valkey()
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    base = f"http://localhost:{servers.port}"
    before = len(sent_about_tips(sink))

    address, _ = send(
        opener,
        f"{base}/konto/anmelden/",
        {"login": "wirtschaftsfoerderung@muster.example", "password": PASSWORD},
    )
    statuses = {path: opener.open(base + path, timeout=10).status for path in PAGES}
    tip_address, page = send(opener, f"{base}/ausbildungsplaetze/hinweis/", TIP)

    assert address == f"{base}/"
    assert statuses == dict.fromkeys(PAGES, 200)
    assert re.search(r"H-\d{4}-\d{4}", page), tip_address
    assert len(sent_about_tips(sink)) == before

    servers.start_valkey()
    until = time.monotonic() + 40
    while time.monotonic() < until and len(sent_about_tips(sink)) == before:
        time.sleep(0.3)

    assert len(sent_about_tips(sink)) > before
