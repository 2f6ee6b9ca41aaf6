"""S15: formatted text never becomes more than the tags we style."""

import html5lib
import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from portal.markdown import ATTRIBUTES, SCHEMES, TAGS, render

HANDLERS = [
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "ontoggle",
    "onanimationstart",
    "onbegin",
]
SCRIPT_URLS = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript:alert(1)",
    "javascript&#58;alert(1)",
    "\x01javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "file:///etc/passwd",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "blob:https://x/1",
    "about:blank",
    "ftp://evil.example",
    "tel:110",
    "view-source:https://x",
    "ws://x",
    "?next=//evil.example",
    '#" onclick="alert(1)',
    "https:evil.example",
    "javascript://https://x/%0aalert(1)",
    "feed:javascript:alert(1)",
]
RAW_HTML = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<iframe src=javascript:alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=x>",
    "<embed src=x>",
    "<applet code=x>",
    "<form action=javascript:alert(1)><button>x",
    "<button formaction=x>",
    "<input autofocus onfocus=alert(1)>",
    "<textarea autofocus onfocus=alert(1)>",
    "<select onfocus=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1)>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<style>@import '//evil.example'</style>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>x",
    "<marquee onstart=alert(1)>x</marquee>",
    "<body onload=alert(1)>",
    "<html onmouseover=alert(1)>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<p class=bp-btn id=titel>x</p>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<img src=x onerror=alert(1)>",
    "<img src=//evil.example/p.gif>",
    "<img srcset='x 1x' onerror=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>",
    "<isindex action=javascript:alert(1)>",
    "<xmp><script>alert(1)</script></xmp>",
    "<title><script>alert(1)</script></title>",
    "<plaintext><script>alert(1)</script>",
    "<slot><script>alert(1)</script></slot>",
    "<portal src=javascript:alert(1)>",
    "<dialog open>x</dialog>",
    "<label for=titel>x</label>",
    "<table background=javascript:alert(1)><td>x",
    "\x00<script>alert(1)</script>",
    "<scri\x00pt>alert(1)</scri\x00pt>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "\u003cscript\u003ealert(1)\u003c/script\u003e",
    "＜script＞alert(1)＜/script＞",
]
MARKDOWN = [
    '![x](x "y" onerror=alert(1))',
    '![x"onerror="alert(1)](https://x/y.png)',
    "![](//evil.example/p.gif)",
    '[x](https://x/"onmouseover="alert(1))',
    '[x](<https://x/" onmouseover="alert(1)>)',
    "[x](https://x 'y\" onmouseover=\"alert(1)')",
    "[<script>alert(1)</script>](https://x)",
    "[x]: javascript:alert(1)\n[x]",
    "[x]: <java\nscript:alert(1)>\n[x]",
    '```"><script>alert(1)</script>\nx\n```',
    "```html onload=alert(1)\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "> <svg/onload=alert(1)>",
    "- <iframe src=x>",
    "1. <script>alert(1)</script>",
    "**<b onclick=alert(1)>x</b>**",
    "[x][<script>]\n\n[<script>]: //evil",
    '<https://x/"onmouseover=alert(1)>',
    '<a@b.example" onclick=alert(1)>',
    "\\<script>alert(1)\\</script>",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[![x](x)](javascript:alert(1))",
    "[a](b)[c](javascript:alert(1))",
    "{% load x %}{{ settings.SECRET_KEY }}",
    "{{''.constructor.constructor('alert(1)')()}}",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
]
PAYLOADS = [
    *RAW_HTML,
    *MARKDOWN,
    *(f"[x]({url})" for url in SCRIPT_URLS),
    *(f"<{url}>" for url in SCRIPT_URLS),
    *(f"<p {name}=alert(1)>x</p>" for name in HANDLERS),
]
CONTAINERS = {"html", "head", "body"}


def elements(html: str) -> list:
    """All elements that a browser would make of `html`."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [element for element in tree.iter() if element.tag not in CONTAINERS]


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 120


@pytest.mark.parametrize("payload", PAYLOADS)
def test_only_listed_tags_attributes_and_schemes(payload: str) -> None:
    for element in elements(render(payload)):
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set()) | {"rel"}
        assert element.attrib.get("href", "https://").lower().startswith(SCHEMES)


def test_what_is_allowed_stays() -> None:
    html = render(
        "Ein **Satz** mit *Ton*.\nZeile\n\n- a\n- b\n\n3. c\n\n> z\n\n[x](https://x.example) <a@b.example>"
    )

    assert html == (
        "<p>Ein <strong>Satz</strong> mit <em>Ton</em>.<br>\nZeile</p>\n"
        "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"
        '<ol start="3">\n<li>c</li>\n</ol>\n'
        "<blockquote>\n<p>z</p>\n</blockquote>\n"
        '<p><a href="https://x.example" rel="noopener noreferrer">x</a> '
        '<a href="mailto:a@b.example" rel="noopener noreferrer">a@b.example</a></p>'
    )
    assert isinstance(html, SafeString)


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("# a\n# b", ["h3", "h3"]),
        ("#### a", ["h3"]),
        ("# a\n#### b\n## c\n# d", ["h3", "h4", "h4", "h3"]),
        ("### a\n# b\n## c", ["h3", "h3", "h4"]),
        ("# a\n## b\n### c\n#### d\n##### e\n###### f", ["h3", "h4", "h5", "h6", "h6", "h6"]),
        ("Titel\n=====\n\nTeil\n----", ["h3", "h4"]),
    ],
)
def test_headings_start_below_the_page_and_skip_no_level(text: str, levels: list[str]) -> None:
    assert [element.tag for element in elements(render(text))] == levels


def test_empty_text_is_empty() -> None:
    assert render("") == ""


def test_the_filter_renders_in_a_template() -> None:
    template = Template("{% load formatting %}{{ text|formatted }}")

    assert template.render(Context({"text": "**a** <b>"})) == "<p><strong>a</strong> &lt;b&gt;</p>"
