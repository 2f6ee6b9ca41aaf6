"""Every page that exists, found through the access matrix: structure, labels, headings, error summaries.

Covers A02, A03, A04 and the markup half of S03 of the quality checks.
"""

import re
from collections import Counter
from xml.etree.ElementTree import Element  # noqa: S405 - a type; html5lib parses our own pages

import html5lib
import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import World
from tests.matrix import ACTORS, OUTSIDE, Row
from tests.whole_world import ROWS

REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget", "list")


def parse(content: bytes) -> Element:
    return html5lib.parse(content.decode(), namespaceHTMLElements=False)


def text(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def reader(row: Row) -> str | None:
    """The first actor who gets the page; those outside last, so that pages behind sign-in are seen whole."""
    order = [actor for actor in ACTORS if actor not in OUTSIDE] + ["anonymous"]
    return next((actor for actor in order if row.get[actor] == 200), None)


PAGES = [row for row in ROWS if reader(row)]
FORMS = [row for row in ROWS if row.post and 200 in row.post.values() and reader(row)]


def name(row: Row) -> str:
    return f"{row.name}{row.note and '-' + row.note}"


def open_page(
    row: Row, world: World, sign_in, *, actor: str = "", method: str = "get"
) -> tuple[Element, int]:
    actor = actor or reader(row)
    client = Client() if actor == "anonymous" else sign_in(getattr(world, actor))
    response = getattr(client, method)(reverse(row.name, kwargs=row.kwargs(world)), secure=True)
    if not response.get("Content-Type", "").startswith("text/html"):
        list(response.streaming_content if response.streaming else [])  # closes the file
        pytest.skip("not a page")
    if response.headers.get("HX-Trigger") or b"<html" not in response.content:
        pytest.skip("a fragment of a page")
    return parse(response.content), response.status_code


def check_structure(page: Element) -> list[str]:
    """What is wrong with a page's skeleton, in words."""
    found = []
    ids = Counter(node.get("id") for node in page.iter() if node.get("id"))
    found += [f"id twice: {value}" for value, times in ids.items() if times > 1]
    for node in page.iter():
        for attribute in REFERENCES:
            for target in (node.get(attribute) or "").split():
                if target not in ids:
                    found.append(f"{node.tag} {attribute}={target} points nowhere")
        if node.get("style") or any(key.startswith("on") for key in node.attrib):
            found.append(f"inline style or handler on {node.tag}")
        if node.tag == "script" and not node.get("src") and node.get("type") != "application/json":
            found.append("inline script")
        if node.tag == "style":
            found.append("inline style sheet")
    return found + check_headings(page) + check_controls(page)


def check_headings(page: Element) -> list[str]:
    levels = [int(node.tag[1]) for node in page.iter() if re.fullmatch("h[1-6]", str(node.tag))]
    found = [] if levels.count(1) == 1 else [f"{levels.count(1)} h1"]
    for before, after in zip(levels, levels[1:], strict=False):
        if after > before + 1:
            found.append(f"heading level jumps from {before} to {after}")
    if not page.get("lang"):
        found.append("no lang")
    if not [node for node in page.iter("main") if node.get("id") == "inhalt"]:
        found.append("no main for the skip link")
    return found


def check_controls(page: Element) -> list[str]:
    labelled = {node.get("for") for node in page.iter("label")}
    wrapped = {id(control) for label in page.iter("label") for control in label.iter()}
    found = []
    for tag in ("input", "select", "textarea"):
        for node in page.iter(tag):
            if node.get("type") in {"hidden", "submit", "button"}:
                continue
            named = node.get("aria-label") or node.get("aria-labelledby") or node.get("id") in labelled
            if not named and id(node) not in wrapped:
                found.append(f"{tag} {node.get('name')} has no label")
    return found


@pytest.mark.parametrize("row", PAGES, ids=name)
def test_structure_of_every_page(row: Row, whole_world: World, sign_in) -> None:
    world = whole_world

    page, _ = open_page(row, world, sign_in)

    assert check_structure(page) == []


@pytest.mark.parametrize("row", FORMS, ids=name)
def test_an_empty_form_says_what_is_missing(row: Row, whole_world: World, sign_in) -> None:
    """A02: title, summary with focus and links to the fields, the same words at the field."""
    world = whole_world
    actor = next(actor for actor in ACTORS if row.post[actor] == 200)

    page, _ = open_page(row, world, sign_in, actor=actor, method="post")

    summaries = [node for node in page.iter() if "bp-errors" in (node.get("class") or "").split()]
    if not summaries:
        pytest.skip("this address needs no entry")
    ids = {node.get("id"): node for node in page.iter() if node.get("id")}
    links = [link.get("href", "") for link in summaries[0].iter("a")]
    assert text(next(page.iter("title"))).startswith(("Fehler:", "Error:"))
    assert summaries[0].get("tabindex") == "-1"
    assert summaries[0].get("autofocus") is not None
    assert links
    assert [link for link in links if link[1:] not in ids] == []
    assert check_structure(page) == []
    body = text(next(page.iter("main")))
    for link in summaries[0].iter("a"):
        assert body.count(text(link)) >= 2, f"the words of {text(link)!r} do not stand at the field"
