"""A document as part of a web page: the same content for screens and screen readers as in the file."""

from typing import Any, NamedTuple

from portal.documents.model import Document, Facts, Heading, Items, Line, Paragraph, Run, Table, clean

FIRST_LEVEL = 2  # the page's own h1 is the title
IN_CONTENTS = 2  # levels of headings that the table of contents names


class Entry(NamedTuple):
    """One line of the table of contents; `level` 1 or 2."""

    anchor: str
    text: str
    level: int


class PagePart(NamedTuple):
    """One part for templates/components/document.html: `kind` says how `content` reads.

    heading: (tag, anchor, text) · paragraph: (runs, small) · items: (lists of runs, numbered) ·
    facts: rows of label and value · table: (header, rows)
    """

    kind: str
    content: Any


def page_parts(document: Document) -> tuple[list[Entry], list[PagePart]]:
    """The table of contents and the parts of `document`; letters' signatures are left to paper."""
    contents: list[Entry] = []
    parts: list[PagePart] = []
    for number, part in enumerate(document.levelled()):
        if isinstance(part, Heading):
            anchor = f"a{number}"
            parts.append(PagePart("heading", (f"h{part.level + FIRST_LEVEL - 1}", anchor, clean(part.text))))
            if part.level <= IN_CONTENTS:
                contents.append(Entry(anchor, clean(part.text), part.level))
        elif isinstance(part, Paragraph):
            parts.append(PagePart("paragraph", (_runs(part.text), part.small)))
        elif isinstance(part, Items):
            parts.append(PagePart("items", ([_runs(line) for line in part.texts], part.numbered)))
        elif isinstance(part, Facts):
            parts.append(PagePart("facts", part.rows))
        elif isinstance(part, Table):
            parts.append(PagePart("table", (part.header, part.rows)))
    return contents, parts


def _runs(line: Line) -> list[Run]:
    return [Run(clean(line))] if isinstance(line, str) else list(line)
