"""The whole portal as `make run` starts it, in a folder of its own, and a real Chromium in front of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 240  # a limit for a busy machine; it takes half a minute
PASSWORD = "Muster-Passwort-2026"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# The story wants the demonstration as it was loaded and next Monday's digest; a year later closed cases go.
IN_ORDER = {"test_story.py": -1, "test_year_later.py": 1}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run in a process of their own: Playwright's event loop stays in its thread to the end."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: IN_ORDER.get(item.path.name, 0))


@dataclass
class Portal:
    """The running portal: its address, its environment, and the mails its sink has kept."""

    url: str
    environment: dict[str, str]
    mails_folder: Path

    def manage(self, *arguments: str) -> str:
        """Runs a management command beside it and returns what it printed."""
        run = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return run.stdout

    def mails(self) -> list[EmailMessage]:
        parser = BytesParser(policy=policy.default)
        return [parser.parsebytes(file.read_bytes()) for file in sorted(self.mails_folder.glob("*.eml"))]

    def mail_to(self, address: str, words: str, *, seconds: float = 30) -> EmailMessage:
        """Waits for a mail to `address` whose subject holds `words`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for mail in self.mails():
                if address in mail["To"] and words in mail["Subject"]:
                    return mail
            time.sleep(0.2)
        raise AssertionError(f"no mail to {address} with {words!r}: {[m['Subject'] for m in self.mails()]}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def own_database(url: str) -> tuple[str, str]:
    """An empty database of its own on the given server: its address and its name."""
    name = f"portal_browser_{uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}")), name


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("portal")
    port = free_port()
    environment = {
        **os.environ,
        "PORTAL_MODE": "demo",
        "PORTAL_VAR_DIR": str(folder),
        "PORT": str(port),
        "EMAIL_PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }
    given, name = os.environ.get("DATABASE_URL"), ""
    if given:
        environment["DATABASE_URL"], name = own_database(given)
        environment["REDIS_URL"] = os.environ["REDIS_URL"].rstrip("/0123456789") + "/11"
    log = (folder / "up.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        wait_for(f"http://localhost:{port}/healthz", process, folder / "up.log")
        yield Portal(f"http://localhost:{port}", environment, folder / "mails")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()
        if given:
            with psycopg.connect(given, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def wait_for(url: str, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own localhost address
                if answer.status == 200:
                    return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise AssertionError(f"the portal did not start:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.fail("NO CHROMIUM: install Debian's package chromium (make test does it by itself).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="de-DE", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def sign_in(portal: Portal, browser: Browser, local_part: str, **options: object) -> Page:
    """A page of its own, signed in as one of the demonstration's people; the caller closes its context."""
    options.setdefault("viewport", {"width": 1280, "height": 900})
    page = browser.new_context(locale="de-DE", **options).new_page()
    page.goto(f"{portal.url}/konto/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(f"{local_part}@muster.example")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Weiter", exact=True).click()
    page.wait_for_url(f"{portal.url}/")
    return page


@pytest.fixture
def sign_in_as(portal: Portal, browser: Browser):
    """Opens a page signed in as one of the demonstration's people: `sign_in_as("redaktion")`."""
    opened = []

    def as_person(local_part: str, **options: object) -> Page:
        page = sign_in(portal, browser, local_part, **options)
        opened.append(page.context)
        return page

    yield as_person
    for context in opened:
        context.close()
