"""The container files: valid by their own rules, and every command in them run for real without an engine.

PostgreSQL 18 and Valkey 9 are servers of the test's own; the four processes run in production mode with
the environment that docker-compose.yml gives them.
"""

import os
import re
import secrets
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from cryptography.fernet import Fernet

from portal.guard import Guard
from portal.installation import Programs
from portal.services import EmbeddedServices, socket_directory
from portal.sink import Sink
from tests.ops import compose

ROOT = compose.ROOT
BIN = Path(sys.executable).parent
GIVEN = {
    "PORTAL_URL": "https://portal.example",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "FIELD_KEYS": Fernet.generate_key().decode(),
    "POSTGRES_PASSWORD": secrets.token_hex(16),
    "PORTAL_DATABASE_PASSWORD": secrets.token_hex(16),
    "EMAIL_HOST": "127.0.0.1",
    "EMAIL_USE_TLS": "0",
    "DEFAULT_FROM_EMAIL": "Muster-Portal <portal@muster.example>",
    "SWEEP_SECONDS": "2",
}


# --- the files ---------------------------------------------------------------------------------------------


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    run = subprocess.run([BIN / "hadolint", compose.DOCKERFILE], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout) == (0, "")


def test_the_compose_file_fits_the_compose_specification() -> None:
    command = [BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", compose.COMPOSE_FILE]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(
    "name",
    [
        "PORTAL_URL", "SECRET_KEY", "FIELD_KEYS", "EMAIL_HOST", "DEFAULT_FROM_EMAIL", "POSTGRES_PASSWORD",
        "PORTAL_DATABASE_PASSWORD",
    ],
)  # fmt: skip
def test_nothing_starts_without_its_values(name: str) -> None:
    """No secret and no address has a default."""
    with pytest.raises(compose.MissingValue, match=name):
        compose.services({key: value for key, value in GIVEN.items() if key != name})


def test_the_example_environment_names_what_must_be_set() -> None:
    lines = (ROOT / "ops/compose/env.example").read_text().splitlines()
    names = {line.partition("=")[0]: line.partition("=")[2] for line in lines if line and line[0] != "#"}

    required = set(GIVEN) - {"EMAIL_USE_TLS", "SWEEP_SECONDS"}

    assert required <= set(names)
    assert set(names.values()) == {""}


def test_the_image_holds_no_secret_and_runs_as_an_ordinary_user() -> None:
    lines = compose.DOCKERFILE.read_text().splitlines()
    last_stage = lines[[number for number, line in enumerate(lines) if line.startswith("FROM")][-1] :]

    copied = [line for line in last_stage if line.startswith("COPY")]

    assert "USER 10001:10001" in last_stage
    assert [line for line in copied if "/app/var" in line] == [
        "COPY --from=assets /app/var/assets/ var/assets/",
        "COPY --from=assets /app/var/fonts-pdf/ var/fonts-pdf/",
        "COPY --from=assets /app/var/static/ var/static/",
    ]
    assert "*" in (ROOT / ".dockerignore").read_text().splitlines()
    assert not any(name in "\n".join(last_stage) for name in ("SECRET_KEY", "FIELD_KEYS", "PASSWORD"))


def test_everything_the_image_copies_is_there_and_not_ignored() -> None:
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    sources = [
        source.rstrip("/")
        for line in compose.DOCKERFILE.read_text().splitlines()
        if line.startswith("COPY") and "--from" not in line
        for source in shlex.split(line)[1:-1]
        if source != "."
    ]

    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [
        source for source in sources if f"!{source.split('/')[0]}" not in {i.rstrip("/") for i in ignore}
    ] == []


def test_only_the_web_server_can_be_reached_from_outside() -> None:
    services = compose.services(GIVEN)

    assert {name for name, service in services.items() if "ports" in service} == {"web"}
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert compose.raw()["networks"]["inside"] == {"internal": True}
    assert {name for name, service in services.items() if "outside" in service["networks"]} == {
        "web",
        "worker",
    }


# --- the commands, run --------------------------------------------------------------------------------------


@dataclass
class Running:
    """What runs for these tests, and how to look at it."""

    environment: dict[str, str]
    folder: Path
    services: dict[str, dict]
    sink: Sink
    database: str
    guard: Guard = field(default_factory=Guard)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def argv(self, command: list[str]) -> list[str]:
        """The command with this machine's programs, port and temporary folder."""
        address = f"127.0.0.1:{self.environment['PORT']}"
        words = [address if word == "0.0.0.0:8000" else word for word in command]  # noqa: S104 - what is replaced
        words = [re.sub(r"(?<!\S)/tmp(?=/beat-schedule|\s)", str(self.folder), word) for word in words]
        return [str(BIN / words[0]) if (BIN / words[0]).exists() else words[0], *words[1:]]

    def start(self, name: str, command: list[str]) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes[name] = self.guard.spawn(
                self.argv(command), env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )

    def run(self, command: list[str]) -> subprocess.CompletedProcess:
        options = {"capture_output": True, "text": True, "timeout": 90, "check": False}
        return subprocess.run(self.argv(command), env=self.environment, cwd=ROOT, **options)

    def stop(self) -> None:
        for process in reversed(self.processes.values()):
            self.guard.stop(process, signal.SIGTERM, 10)
        self.guard.close()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def get(self, path: str, **headers: str) -> tuple[int, dict]:
        """Status and headers, no redirect followed."""
        address = f"http://127.0.0.1:{self.environment['PORT']}{path}"
        request = urllib.request.Request(address, headers={"Host": "portal.example", **headers})
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=10) as response:
                return response.status, dict(response.headers)
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def eventually(check: Callable[[], bool], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while not check() and time.monotonic() < deadline:
        time.sleep(0.1)
    return check()


def environment(service: dict, folder: Path, database: str, broker_port: int, sink: Sink) -> dict[str, str]:
    """What the compose file gives the service, with our addresses in place of its network's."""
    ours = {
        "DATABASE_URL": database,
        "REDIS_URL": f"redis://127.0.0.1:{broker_port}/0",
        "EMAIL_PORT": str(sink.port),
        "PORTAL_VAR_DIR": str(folder),
        "PORT": str(free_port()),
        "HOSTNAME": socket.gethostname(),
        "PATH": f"{BIN}:{os.defpath}",
        "PYTHONUNBUFFERED": "1",
        "FORWARDED_ALLOW_IPS": "192.0.2.1",  # as in a container: the proxy is not on our loopback
    }
    return {**service["environment"], **ours}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An empty database made by create-database.sh, the broker, migrate; then web, worker and beat."""
    folder = tmp_path_factory.mktemp("compose")
    services = compose.services(GIVEN)
    broker_port = free_port()
    with ExitStack() as stack:
        servers = EmbeddedServices(folder / "servers", durable=False)
        stack.callback(servers.destroy)
        servers.start()
        database = create_database(socket_directory(servers.directory))
        sink = stack.enter_context(Sink(folder / "mails"))
        settings = environment(services["web"], folder, database, broker_port, sink)
        running = Running(settings, folder, services, sink, database)
        stack.callback(running.stop)
        valkey, *options = services["valkey"]["command"]
        assert valkey == "valkey-server"
        where = ["--port", str(broker_port), "--bind", "127.0.0.1", "--dir", str(folder)]
        running.start("valkey", [str(Programs.find().valkey), *options, *where])
        migrate = running.run(services["migrate"]["command"])
        assert migrate.returncode == 0, migrate.stderr
        running.start("web", compose.image_command("CMD"))
        running.start("worker", services["worker"]["command"])
        running.start("beat", services["beat"]["command"])
        yield running


def create_database(sockets: Path) -> str:
    """Runs the script of the postgres service; the address of the database it made."""
    password = GIVEN["PORTAL_DATABASE_PASSWORD"]
    given = {"PORTAL_DATABASE": "compose", "PORTAL_DATABASE_PASSWORD": password, "PATH": os.environ["PATH"]}
    server = {"PGHOST": str(sockets), "PGUSER": "postgres"}
    subprocess.run(["bash", ROOT / "ops/compose/create-database.sh"], env=given | server, check=True)
    return f"postgresql://compose:{password}@/compose?host={sockets}"


def test_migrate_fills_an_empty_database(running: Running) -> None:
    with psycopg.connect(running.database) as connection:
        count = "SELECT (SELECT count(*) FROM region_district), (SELECT count(*) FROM region_municipality)"
        counts = connection.execute(count).fetchone()
        superuser = connection.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()

    again = running.run(running.services["migrate"]["command"])

    assert counts == (5, 111)
    assert superuser == (False,)
    assert again.returncode == 0, again.stderr


def test_web_answers_its_health_check_and_sends_everybody_else_to_https(running: Running) -> None:
    check = compose.image_command("HEALTHCHECK")

    assert eventually(lambda: running.run(check).returncode == 0), running.log("web")
    status, headers = running.get("/konto/anmelden/")
    secure_status, secure_headers = running.get("/", **{"X-Forwarded-Proto": "https"})
    static_status, _headers = running.get("/static/css/portal.css", **{"X-Forwarded-Proto": "https"})

    assert running.get("/healthz")[0] == 200
    assert (status, headers["Location"]) == (301, "https://portal.example/konto/anmelden/")
    assert secure_status == 302
    assert secure_headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert static_status == 200


def test_web_refuses_another_host_name(running: Running) -> None:
    eventually(lambda: running.run(compose.image_command("HEALTHCHECK")).returncode == 0)

    status, _headers = running.get("/", Host="evil.example", **{"X-Forwarded-Proto": "https"})

    assert status == 400


def test_worker_sends_the_first_invitation_as_the_handbook_makes_it(running: Running) -> None:
    """docs/operations.md, "The first access": written by one process, sent by the worker's bell."""
    handbook = (ROOT / "docs/operations.md").read_text()
    command = next(line for line in handbook.splitlines() if "manage.py invite_office --" in line)

    made = running.run(shlex.split(command))

    assert made.returncode == 0, made.stderr
    assert eventually(lambda: bool(running.sink.paths())), running.log("worker")
    mail = running.sink.messages()[0]
    assert mail["To"] == "person@office.example"
    assert "https://portal.example/partner/einladung/l/" in mail.get_body(("plain",)).get_content()
    assert "Task digests.send" in running.log("worker")
    check = compose.argv(running.services["worker"]["healthcheck"]["test"])
    assert running.run(check).returncode == 0


def test_beat_sends_the_sweep_and_shows_that_it_lives(running: Running) -> None:
    swept = "Task portal.sweep"

    assert eventually(lambda: swept in running.log("worker")), running.log("beat")
    check = compose.argv(running.services["beat"]["healthcheck"]["test"])
    assert running.run(check).returncode == 0


def test_the_broker_keeps_what_it_has(running: Running) -> None:
    import redis

    client = redis.from_url(running.environment["REDIS_URL"])

    assert client.config_get("appendonly") == {"appendonly": "yes"}
    assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
