"""Formatted text: what people write with stars and dashes, as HTML of which we know every tag.

Two nets: the parser lets no HTML through, and the cleaner keeps only tags we style and links that lead
to the web or a mailbox.
"""

import nh3
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "p", "br", "hr", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre",
    "h3", "h4", "h5", "h6",
}  # fmt: skip
ATTRIBUTES = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = ("http://", "https://", "mailto:")
FIRST_LEVEL = 3  # the page's own headings end at h2
LAST_LEVEL = 6

_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")


def tokens_of(text: str) -> list[Token]:
    """What `text` consists of; headings start at h3 and never skip a level."""
    tokens = _parser.parse(text)
    _shift_headings(tokens)
    return tokens


def render(text: str) -> SafeString:
    """Safe HTML of `text`; headings start at h3 and never skip a level."""
    tokens = tokens_of(text)
    html = nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_only_known_schemes,
        link_rel="noopener noreferrer",
    )
    return SafeString(html.strip())


def _only_known_schemes(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href" and not leads_somewhere(value):
        return None
    return value


def leads_somewhere(address: str) -> bool:
    """Whether it is an address that a link may have: the web or a mailbox."""
    return address.lower().startswith(SCHEMES)


def _shift_headings(tokens: list[Token]) -> None:
    """Gives each heading the level of its depth in the outline: h1 + h4 become h3 + h4."""
    outline: list[str] = []
    for token in tokens:
        if token.type == "heading_open":
            while outline and outline[-1] >= token.tag:
                outline.pop()
            outline.append(token.tag)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(FIRST_LEVEL + len(outline) - 1, LAST_LEVEL)}"
