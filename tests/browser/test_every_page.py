"""Every page that a person can reach by links, as six roles, at 1280 and 320 px, with axe-core.

Covers A01, A06 (no sideways scrolling) and the browser half of S03. New pages are found by following links.
"""

from collections import defaultdict

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Portal

PEOPLE = [
    "wirtschaftsfoerderung",
    "ausbildungsberatung",
    "redaktion",
    "geschaeftsstelle",
    "datenschutz",
    "betrieb",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PER_NAME = 2  # instances of one address pattern that are looked at
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event => {
  console.error("CSP " + event.violatedDirective);
});
"""
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text


def name_of(path: str) -> str:
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return match.view_name


def links(page: Page, portal: Portal) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "nodes => nodes.map(node => node.href)")
    return [url.split("#")[0][len(portal.url) :] for url in found if url.startswith(portal.url)]


def looked_at(page: Page, width: int) -> list[str]:
    """What is wrong with the page in view, in words."""
    page.set_viewport_size({"width": width, "height": 900})
    wrong = []
    if page.evaluate("document.documentElement.scrollWidth") > width:
        wrong.append(f"scrolls sideways at {width} px")
    page.evaluate(AXE())
    result = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    for violation in result["violations"]:
        wrong.append(f"{violation['id']} at {width} px: {violation['nodes'][0]['html'][:160]}")
    return wrong


@pytest.mark.parametrize("person", PEOPLE)
def test_every_reachable_page(person: str, portal: Portal, sign_in_as) -> None:
    page = sign_in_as(person)
    page.context.add_init_script(REPORT_VIOLATIONS)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    queue, seen, wrong = ["/"], defaultdict(int), {}
    while queue:
        path = queue.pop(0)
        name = name_of(path.split("?")[0])
        if not name or seen[name] >= PER_NAME or "export" in name or name == "account_logout":
            continue
        seen[name] += 1
        answer = page.goto(portal.url + path)
        found = [f"status {answer.status}"] if answer.status != 200 else []
        found += looked_at(page, 1280) + looked_at(page, 320)
        queue += links(page, portal)
        if found or errors:
            wrong[path] = found + errors
            errors.clear()

    assert wrong == {}
    assert len(seen) >= 10, f"only {sorted(seen)}"
