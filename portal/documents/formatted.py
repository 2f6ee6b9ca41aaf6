"""Formatted text (portal.markdown) as parts of a document, so that files say the same as the page."""

from collections.abc import Iterator

from markdown_it.token import Token

from portal.documents.model import Heading, Items, Line, Paragraph, Part, Run
from portal.markdown import leads_somewhere, tokens_of


def parts_of(text: str, *, level: int = 1) -> list[Part]:
    """The parts of `text`; its highest heading gets `level`. Lists inside lists become one list."""
    found: list[Part] = []
    tokens = iter(tokens_of(text))
    for token in tokens:
        if token.type == "heading_open":
            words = "".join(run.text for run in _runs(next(tokens)))
            found.append(Heading(words, level + int(token.tag[1]) - 3))
        elif token.type == "inline":
            found.append(Paragraph(_runs(token)))
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            found.append(Items(_items(tokens, token), numbered=token.type.startswith("ordered")))
        elif token.type in ("fence", "code_block"):
            found.append(Paragraph(token.content.rstrip("\n")))
    return found


def _items(tokens: Iterator[Token], opening: Token) -> list[Line]:
    """The lines of the list that `opening` begins; takes its tokens up to the end of the list."""
    found = []
    for token in tokens:
        if token.level == opening.level and token.type.endswith("list_close"):
            break
        if token.type == "inline":
            found.append(_runs(token))
    return found


def _runs(token: Token) -> list[Run]:
    found, bold, italic, url = [], 0, 0, ""
    for child in token.children or []:
        bold += (child.type == "strong_open") - (child.type == "strong_close")
        italic += (child.type == "em_open") - (child.type == "em_close")
        if child.type == "link_open":
            target = str(child.attrGet("href") or "")
            url = target if leads_somewhere(target) else ""
        elif child.type == "link_close":
            url = ""
        words = "\n" if child.type in ("softbreak", "hardbreak") else child.content
        if words:
            found.append(Run(words, bold=bold > 0, italic=italic > 0, url=url))
    return found
