"""The embedded servers: real processes on data of their own, started and killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest
import redis
from kombu import Connection

from portal import services
from portal.installation import Account, Programs, outside_home
from portal.services import EmbeddedServices, ServiceError

ROOT = Path(__file__).resolve().parents[2]
OWNER = """
import sys, time
from pathlib import Path
from portal.services import EmbeddedServices
EmbeddedServices(Path(sys.argv[1]), durable=False).start()
print("started", flush=True)
time.sleep(60)
"""


def pids(owner: EmbeddedServices) -> list[int]:
    return [server.process.pid for server in owner._servers]


def alive(pid: int) -> bool:
    """Whether the process runs: a zombie nobody has waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def working_in(*folders: Path) -> list[int]:
    """Processes whose working folder is one of `folders`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            where = os.readlink(entry / "cwd")
        except OSError:
            continue
        if where in {str(folder) for folder in folders}:
            found.append(int(entry.name))
    return found


def eventually(check, seconds: float = 8.0) -> bool:
    deadline = time.monotonic() + seconds
    while not check() and time.monotonic() < deadline:
        time.sleep(0.05)
    return check()


def connect(directory: Path) -> psycopg.Connection:
    return psycopg.connect(services.database_url(directory), autocommit=True, connect_timeout=3)


@pytest.fixture
def directory(tmp_path):
    yield tmp_path
    EmbeddedServices(tmp_path).destroy()


@pytest.fixture
def embedded(directory):
    embedded = EmbeddedServices(directory, durable=False, lock_wait=0.2)
    yield embedded
    embedded.destroy()


@pytest.fixture
def orphans(embedded):
    """The data folders of servers whose owner was killed -9 together with its guard."""
    embedded.start()
    embedded.stop()
    folders = [embedded.home / "postgresql", embedded.home / "valkey"]
    command = [sys.executable, "-c", OWNER, str(embedded.directory)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout.readline() == "started\n"
        children = Path(f"/proc/{owner.pid}/task/{owner.pid}/children").read_text().split()
        guard = [pid for pid in children if b"guard.py" in Path(f"/proc/{pid}/cmdline").read_bytes()]
        os.kill(int(guard[0]), signal.SIGKILL)
        owner.kill()
    return folders


def test_addresses_need_no_server_and_do_not_change(tmp_path):
    sockets = services.socket_directory(tmp_path)
    assert services.database_url(tmp_path) == f"postgresql://portal@/portal?host={sockets}"
    assert services.redis_url(tmp_path, db=1) == f"unix://{sockets}/valkey.sock?db=1"
    assert services.broker_url(tmp_path) == f"redis+socket://{sockets}/valkey.sock?virtual_host=0"
    assert services.socket_directory(tmp_path / "x" / "..") == sockets
    assert len(os.fsencode(sockets / ".s.PGSQL.5432.lock")) < 100
    assert not sockets.exists()


def test_data_survive_stop_and_start(embedded):
    directory = embedded.directory
    embedded.start()
    with connect(directory) as connection:
        for extension in ("pg_trgm", "unaccent", "btree_gist"):
            connection.execute(f"CREATE EXTENSION {extension}")
        connection.execute("CREATE TABLE words AS SELECT 'Überlingen' AS word")
        connection.execute("CREATE DATABASE test_portal")
    with redis.Redis.from_url(services.redis_url(directory, db=1)) as client:
        client.set("answer", "42")
    embedded.stop()
    assert not embedded.running

    embedded.start()

    assert embedded.running
    with connect(directory) as connection:
        assert connection.execute("SELECT lower(word) FROM words").fetchall() == [("überlingen",)]
    with Connection(services.broker_url(directory, db=1)) as broker:
        assert broker.default_channel.client.get("answer") == b"42"


def test_server_keeps_messages_and_listens_on_no_port(embedded):
    embedded.start()
    with redis.Redis.from_url(services.redis_url(embedded.directory)) as client:
        assert client.config_get("appendonly", "maxmemory-policy", "port") == {
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
            "port": "0",
        }
    with connect(embedded.directory) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        superusers = connection.execute("SELECT rolname FROM pg_roles WHERE rolsuper").fetchall()
        assert superusers == [("postgres",)]
    assert services.socket_directory(embedded.directory).stat().st_mode & 0o777 == 0o700


def test_data_are_durable_unless_asked_otherwise(directory):
    with EmbeddedServices(directory), connect(directory) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
    with EmbeddedServices(directory, durable=False), connect(directory) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)


def test_second_start_on_same_directory_is_refused(embedded):
    embedded.start()
    with pytest.raises(ServiceError) as refusal:
        EmbeddedServices(embedded.directory, lock_wait=0.2).start()
    assert str(refusal.value) == (
        f"The embedded servers of {embedded.directory} are already running (process {os.getpid()})."
    )
    with pytest.raises(ServiceError, match="already running"):
        EmbeddedServices(embedded.directory, lock_wait=0.2).destroy()
    assert embedded.running


def test_second_start_waits_for_an_owner_who_is_stopping(embedded):
    embedded.start()
    threading.Timer(0.3, embedded.destroy).start()
    with EmbeddedServices(embedded.directory, durable=False) as second:
        assert second.running
        assert not embedded.running


def test_killed_owner_leaves_nothing_running(embedded):
    embedded.start()
    embedded.stop()
    folders = [embedded.home / "postgresql", embedded.home / "valkey"]
    command = [sys.executable, "-c", OWNER, str(embedded.directory)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout.readline() == "started\n"
        assert len(working_in(*folders)) > 2
        owner.kill()

    assert eventually(lambda: working_in(*folders) == [])


def test_servers_of_a_crashed_owner_are_replaced(orphans, embedded):
    left = working_in(*orphans)
    assert len(left) > 2

    embedded.start()

    assert [pid for pid in left if alive(pid)] == []
    with connect(embedded.directory) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_stale_pid_and_sockets_are_recovered(embedded):
    embedded.start()
    postmaster, valkey = pids(embedded)
    os.kill(valkey, signal.SIGKILL)
    os.kill(postmaster, signal.SIGKILL)
    embedded.stop()
    pid_file = embedded.home / "postgresql" / "postmaster.pid"
    assert (services.socket_directory(embedded.directory) / "valkey.sock").exists()
    lines = pid_file.read_text().split("\n")
    pid_file.write_text("\n".join([str(os.getppid()), *lines[1:]]))  # the number is somebody else's now

    embedded.start()

    with connect(embedded.directory) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_dead_server_is_revived_a_few_times(embedded):
    embedded.start()
    for _ in range(services.MAX_REVIVALS):
        os.kill(pids(embedded)[1], signal.SIGKILL)
        assert eventually(lambda: not embedded.running)
        assert embedded.revive() == ["valkey"]
    os.kill(pids(embedded)[1], signal.SIGKILL)
    assert eventually(lambda: not embedded.running)
    with pytest.raises(ServiceError, match="valkey dies again and again"):
        embedded.revive()


def test_socket_folder_of_somebody_else_is_refused(embedded, tmp_path):
    services.socket_directory(embedded.directory).symlink_to(tmp_path)
    try:
        with pytest.raises(ServiceError, match="belongs to somebody else"):
            embedded.start()
    finally:
        services.socket_directory(embedded.directory).unlink()


def test_start_failure_is_one_sentence_and_leaves_nothing(embedded):
    embedded.start()
    embedded.stop()
    (embedded.home / "postgresql" / "postgresql.conf").write_text("nonsense = yes\n")
    sentence = r"^postgresql did not start \(.*FATAL.*\); see .*postgresql\.log\.$"
    with pytest.raises(ServiceError, match=sentence):
        embedded.start()
    assert working_in(embedded.home / "postgresql", embedded.home / "valkey") == []


def test_account_may_enter_only_open_folders(tmp_path):
    stranger = Account(12345, 12345)
    inner = tmp_path / "closed" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert stranger.may_enter(Path("/usr"))
    assert not stranger.may_enter(inner)
    assert Account(inner.stat().st_uid, 12345).may_enter(inner)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")
def test_as_root_closed_directory_gets_a_link_to_its_data(embedded):
    embedded.start()
    outside = outside_home(embedded.directory)
    assert embedded.home == (embedded.directory / "servers").readlink() == outside
    owners = [Path(f"/proc/{pid}").stat().st_uid for pid in pids(embedded)]
    assert owners == [(outside / "postgresql").stat().st_uid] * 2
    assert 0 not in owners
    embedded.stop()
    (embedded.directory / "servers").unlink()
    (embedded.directory / "servers").symlink_to(outside.with_name("elsewhere"))
    with pytest.raises(ServiceError, match="was moved or copied"):
        embedded.start()


def test_copied_programs_run_and_are_copied_once(tmp_path):
    programs = Programs.find().copy(tmp_path)
    initdb = subprocess.run([programs.postgres / "initdb", "--version"], capture_output=True, text=True)
    assert initdb.stdout.startswith("initdb (PostgreSQL) 18")
    valkey = subprocess.run([programs.valkey, "--version"], capture_output=True, text=True)
    assert valkey.stdout.startswith("Valkey server")
    assert Programs.find().copy(tmp_path) == programs
    assert len(list(tmp_path.iterdir())) == 1
