"""Every page that a person can reach by links, as six roles, at 1280 and 320 px, with axe-core.

Covers A01, A06 (no sideways scrolling) and the browser half of S03. New pages are found by following links.
"""

import re
from collections import defaultdict
from html import unescape

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import ROOT, Portal
from tests.whole_world import ROWS

PEOPLE = [
    "wirtschaftsfoerderung",
    "ausbildungsberatung",
    "redaktion",
    "geschaeftsstelle",
    "datenschutz",
    "betrieb",
]
PER_NAME = 4  # addresses of one kind whose links are followed; the first is looked at
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Where the walk begins beside the start page: a measure that has everything, before those of other tests.
BEGIN = {"redaktion": ["/massnahmen/M-2026-007/"]}
# Pages that no link of the crawl leads to, looked at all the same.
FURTHER = {"redaktion": ["/massnahmen/neu/programm/", "/suche/?q=Muster"]}
BEFORE_SIGN_IN = [
    "/konto/anmelden/",
    "/konto/kein-zugang/",
    "/konto/passwort/vergessen/",
    "/konto/passwort/vergessen/verschickt/",
    "/konto/passwort/neu/gespeichert/",
]
# Files, fragments, and pages behind a mailed link or a state of the session; tests/test_pages.py has these.
NOT_BY_LINK = {
    "attachments:download",
    "account_reauthenticate",
    "account_reset_password_from_key",
    "apprenticeships:case_export",
    "apprenticeships:case_export_chamber",
    "apprenticeships:deadline_add",  # the form of the case's page; alone only when something is wrong with it
    "apprenticeships:letter_text_sample",
    "apprenticeships:offer_by_link",
    "apprenticeships:offer_export",
    "apprenticeships:run_shortage_export",
    "apprenticeships:shortage_chart",
    "apprenticeships:shortage_export",
    "apprenticeships:tip_thanks",
    "conferences:decisions_csv",
    "conferences:decisions_xlsx",
    "digests:delivery",
    "digests:unsubscribe",
    "figures:export",
    "figures:picture",
    "healthz",
    "measures:catalogue_pdf",
    "measures:export_csv",
    "measures:export_json",
    "measures:export_xlsx",
    "measures:report_by_link",
    "measures:round_docx",
    "measures:round_pdf",
    "measures:indicator_picture",
    "mfa_list_webauthn",
    "mfa_reauthenticate",
    "partners:invitation_accept",
    "region:market_picture",
    "region:municipalities",
    "region:occupations",
    "searches:edit",  # its link stands beside a search that is saved
    "searches:open",
}
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => {
  console.error("CSP " + event.violatedDirective);
});
"""
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()


@pytest.fixture(scope="module")
def looked() -> set[str]:
    """URL names that an earlier person has looked at: each page is looked at once, Heute by everybody."""
    return set()


def name_of(path: str) -> str:
    try:
        return resolve(path.split("?")[0]).view_name
    except Resolver404:
        return ""


def reachable(page: Page, portal: Portal, known: set[str], begin: list[str]) -> dict[str, str]:
    """URL name → one address, of all pages that can be reached by links and are not `known` yet."""
    queue, found, visited = ["/", *begin], {}, defaultdict(set)
    while queue:
        path = queue.pop(0)
        name = name_of(path)
        if not name or path in visited[name] or len(visited[name]) >= PER_NAME or "/l/" in path:
            continue
        visited[name].add(path)
        answer = page.context.request.get(portal.url + path)
        assert answer.status == 200, f"{path}: {answer.status}"
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        if name not in known or name == "home":
            found.setdefault(name, path)
        queue += [
            unescape(link).split("#")[0] or "/"
            for link in re.findall(r'<a [^>]*href="(/[^"]*)"', answer.text())
        ]
    return found


def looked_at(page: Page, width: int) -> list[str]:
    """What is wrong with the page in view, in words."""
    page.set_viewport_size({"width": width, "height": 900})
    wrong = []
    if page.evaluate("document.documentElement.scrollWidth") > width:
        wrong.append(f"scrolls sideways at {width} px")
    result = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    for violation in result["violations"]:
        wrong.append(f"{violation['id']} at {width} px: {violation['nodes'][0]['html'][:160]}")
    return wrong


def look(page: Page, portal: Portal, paths: list[str]) -> dict[str, list[str]]:
    """Path → what is wrong there; only paths with something wrong."""
    errors: list[str] = []
    page.context.add_init_script(REPORT_VIOLATIONS)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    wrong = {}
    for path in paths:
        page.goto(portal.url + path)
        page.evaluate(AXE)
        found = looked_at(page, 1280) + looked_at(page, 320)
        if found or errors:
            wrong[path] = found + errors
            errors.clear()
    return wrong


@pytest.mark.parametrize("person", PEOPLE)
def test_every_reachable_page(person: str, portal: Portal, sign_in_as, looked: set[str]) -> None:
    page = sign_in_as(person)
    paths = reachable(page, portal, looked, BEGIN.get(person, []))
    further = FURTHER.get(person, [])

    wrong = look(page, portal, [*paths.values(), *further])

    looked |= set(paths) | {name_of(path) for path in further}
    assert wrong == {}
    assert "home" in paths


def test_every_page_before_sign_in(portal: Portal, context: BrowserContext, looked: set[str]) -> None:
    wrong = look(context.new_page(), portal, BEFORE_SIGN_IN)

    looked |= {name_of(path) for path in BEFORE_SIGN_IN}
    assert wrong == {}


def test_no_page_was_missed(looked: set[str]) -> None:
    """Every address that answers somebody with a page was looked at above, but for those named here."""
    pages = {row.name for row in ROWS if 200 in row.get.values()} - NOT_BY_LINK

    assert sorted(pages - looked) == []
