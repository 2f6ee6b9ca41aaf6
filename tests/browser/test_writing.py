"""The writing desk as an editor uses it: toolbar, keys, Word's clipboard, preview, kept text, presence."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, ROOT, Portal
from tests.browser.test_every_page import AXE, REPORT_VIOLATIONS, looked_at
from tests.portal.test_markdown import PAYLOADS

SECOND_EDITOR = """
from portal.partners.models import Membership, Organisation, User
from portal.partners.states import Role
email = "zweite-redaktion@muster.example"
found = User.objects.filter(email=email).first()
user = found or User.objects.create_user(email, "Uli Muster-Zwei", "{password}")
organisation = Organisation.objects.get(short_name="Muster-HWK")
Membership.objects.get_or_create(user=user, organisation=organisation, role=Role.EDITOR)
"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><style>p.MsoNormal{margin:0}</style></head><body>
<!--StartFragment--><h1>Ziele</h1>
<p class=MsoNormal>Ein <b style='mso-bidi-font-weight:normal'>fettes </b>und
<i>schräges</i> Wort, <a href="https://muster.example/a">ein Verweis</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;
</span></span></span><![endif]>Erster Punkt</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span>Darunter</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span>Nummer eins</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span
style='mso-list:Ignore'>2.<span>&nbsp; </span></span>Nummer zwei</p>
<!--EndFragment--></body></html>"""
FROM_WORD = (
    "## Ziele\n\nEin **fettes** und *schräges* Wort, [ein Verweis](https://muster.example/a).\n\n"
    "- Erster Punkt\n   - Darunter\n1. Nummer eins\n2. Nummer zwei"
)
# kind, text with the selection in ‹ › before and after; pressed once more it is as before
TOGGLES = [
    ("bold", "Ein ‹Wort› hier", "Ein **‹Wort›** hier"),
    ("bold", "Ein ‹Wort ›hier", "Ein **‹Wort›** hier"),
    ("bold", "Ein Wo‹›rt hier", "Ein **‹Wort›** hier"),
    ("italic", "Ein ‹Wort› hier", "Ein *‹Wort›* hier"),
    ("italic", "Ein **‹Wort›** hier", "Ein ***‹Wort›*** hier"),
    ("bold", "leer ‹›", "leer **‹›**"),
    ("bold", "‹- eins\n- zwei›", "‹- **eins**\n- **zwei**›"),
    ("heading", "‹Titel›", "## ‹Titel›"),
    ("list", "‹eins\nzwei›", "‹- eins\n- zwei›"),
    ("numbers", "‹eins\n\nzwei›", "‹1. eins\n\n2. zwei›"),
    ("quote", "vorher\n‹Wort›", "vorher\n> ‹Wort›"),
]
# what changes one kind into another, and Enter
CHANGES = [
    ("list", "‹1. eins\n2. zwei›", "‹- eins\n- zwei›"),
    ("numbers", "‹- eins\n- zwei›", "‹1. eins\n2. zwei›"),
    ("heading", "- ei‹›ns", "## ei‹›ns"),
    ("enter", "- eins‹›", "- eins\n- ‹›"),
    ("enter", "9. neun‹›", "9. neun\n10. ‹›"),
    ("enter", "   - tief‹›", "   - tief\n   - ‹›"),
    ("enter", "- eins\n- ‹›", "- eins\n‹›"),
    ("enter", "> Satz‹›", "> Satz\n> ‹›"),
]
ADDRESSES = {
    "https://muster.example/a?b=c": "https://muster.example/a?b=c",
    "muster.example": "https://muster.example",
    "muster.example/seite (1)": "https://muster.example/seite%20%281%29",
    "a@muster.example": "mailto:a@muster.example",
    "javascript:alert(1)": "",
    "JavaScript://muster.example/%0aalert(1)": "",
    "data:text/html,x": "",
    "//muster.example": "",
    "kein Verweis": "",
    "": "",
}
CHANGE = """([kind, text, start, end]) => {
  const change = kind === "enter"
    ? WritingMarks.enter(text, start, end) : WritingMarks.toggle(text, start, end, kind);
  if (!change) return null;
  return [text.slice(0, change.from) + change.insert + text.slice(change.to), change.start, change.end];
}"""
SET_ASIDE = "Object.keys(sessionStorage).some(key => key.startsWith('desk '))"
PASTE = """(area, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "nur Text");
  area.focus();
  const about = {clipboardData: data, bubbles: true, cancelable: true};
  return area.dispatchEvent(new ClipboardEvent("paste", about));
}"""


def open_measure(page: Page, portal: Portal, title: str = "Pflege im Tandem") -> str:
    """Opens the form of a measure of the demonstration; returns its address."""
    page.goto(f"{portal.url}/massnahmen/")
    page.get_by_role("link", name=title).first.click()
    page.get_by_role("link", name=re.compile("Entwurf bearbeiten|Neue Fassung entwerfen")).click()
    page.wait_for_selector(".bp-toolbar")
    return page.url


def area_of(page: Page):
    return page.locator("[data-writer] textarea")


def select(page: Page, words: str) -> None:
    area_of(page).evaluate(
        "(area, words) => { area.focus(); const at = area.value.indexOf(words);"
        " area.setSelectionRange(at, at + words.length); }",
        words,
    )


def wait_until_kept(page: Page) -> None:
    expect(page.locator("[data-desk-status]")).to_contain_text(re.compile(r"\d\d:\d\d"), timeout=15_000)


def wait_for(page: Page, expression: str, value: object) -> None:
    """Playwright's own waiting is stopped by our policy against evaluated strings."""
    until = time.monotonic() + 15
    while page.evaluate(expression) != value:
        assert time.monotonic() < until, f"{expression} never was {value}"
        page.wait_for_timeout(100)


def changed(page: Page, kind: str, marked: str) -> str | None:
    start, end = marked.index("‹"), marked.index("›") - 1
    text = marked.replace("‹", "").replace("›", "")
    found = page.evaluate(CHANGE, [kind, text, start, end])
    return found and f"{found[0][: found[1]]}‹{found[0][found[1] : found[2]]}›{found[0][found[2] :]}"


@pytest.fixture
def page(portal: Portal, sign_in_as) -> Page:
    page = sign_in_as("redaktion")
    open_measure(page, portal)
    return page


def test_marks_go_on_and_off_again(page: Page) -> None:
    on = {before: changed(page, kind, before) for kind, before, _after in TOGGLES}
    off = [changed(page, kind, after) for kind, _before, after in TOGGLES]

    assert on == {before: after for _kind, before, after in TOGGLES}
    without = [text.replace("‹", "").replace("›", "") for text in off]
    assert without == [before.replace("‹", "").replace("›", "") for _kind, before, _after in TOGGLES]


def test_marks_change_and_lists_go_on(page: Page) -> None:
    assert [changed(page, kind, before) for kind, before, _after in CHANGES] == [
        after for *_, after in CHANGES
    ]
    assert changed(page, "enter", "kein Punkt‹›") is None
    assert page.evaluate("all => all.map(one => WritingMarks.address(one))", list(ADDRESSES)) == list(
        ADDRESSES.values()
    )


def test_an_editor_writes_by_keyboard_alone(page: Page) -> None:
    """A05: one stop for the toolbar, arrows inside, shortcuts, undo, no trap."""
    area = area_of(page)
    area.fill("")
    area.focus()
    page.keyboard.press("Shift+Tab")  # the toolbar's one stop
    first = page.evaluate("document.activeElement.className")
    page.keyboard.press("End")
    last = page.evaluate("document.activeElement.getAttribute('aria-expanded')")
    page.keyboard.press("ArrowRight")
    around = page.evaluate("document.activeElement.getAttribute('aria-keyshortcuts')")
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.name")
    page.keyboard.press("Control+b")
    page.keyboard.type("fett")
    pressed = page.locator(".bp-toolbar__button").first.get_attribute("aria-pressed")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\n- eins\nzwei\n\nEnde")
    written = area.input_value()
    select(page, "Ende")
    page.keyboard.press("Control+k")
    page.keyboard.type("muster.example")
    page.keyboard.press("Enter")
    linked = area.input_value()
    page.keyboard.press("Control+z")
    undone = area.input_value()
    page.keyboard.press("Tab")

    assert ("bp-toolbar__button" in first, last, around, focused) == (
        True,
        "true",
        "Control+B",
        "description",
    )
    assert pressed == "true"
    assert written == "**fett**\n\n- eins\n- zwei\nEnde"
    assert linked == written.replace("Ende", "[Ende](https://muster.example)")
    assert undone == written
    assert page.evaluate("document.activeElement.name") != "description"


def test_what_word_puts_into_the_clipboard_keeps_its_lists_and_bold(page: Page) -> None:
    area = area_of(page)
    area.fill("")

    is_left_to_browser = area.evaluate(PASTE, WORD)
    plain = area.evaluate(PASTE, "<p>ohne alles</p>")

    assert (is_left_to_browser, plain) == (False, True)
    assert area.input_value() == FROM_WORD


def test_nothing_in_the_clipboard_runs(page: Page) -> None:
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    area = area_of(page)
    area.fill("")

    area.evaluate(
        PASTE,
        "<b>fett</b><img src=x onerror=alert(1)><script>alert(2)</script><style>p{}</style>"
        "<a href='javascript:alert(3)'>Verweis</a><svg onload=alert(4)></svg>",
    )

    assert area.input_value() == "**fett**Verweis"
    assert dialogs == []


def test_the_preview_goes_along(portal: Portal, page: Page) -> None:
    area_of(page).fill("## Ziel\n\n**Halten**")
    preview = page.locator(".bp-writer__preview")

    expect(preview.locator("h3")).to_have_text("Ziel")
    expect(preview.locator("strong")).to_have_text("Halten")
    page.locator("[aria-controls$=_preview]").click()
    expect(preview).to_be_hidden()


def test_without_script_the_preview_is_a_page(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("redaktion", java_script_enabled=False)
    page.goto(f"{portal.url}/massnahmen/neu/")
    page.locator("textarea[name=description]").fill("**Halten**")
    page.locator("input[name=title]").fill("Muster-Vorschau")
    page.locator("button[name=preview]").click()

    expect(page.locator(".bp-writer__page strong")).to_have_text("Halten")
    expect(page.locator("input[name=title]")).to_have_value("Muster-Vorschau")
    expect(page.locator(".kern-error")).to_have_count(0)


def test_what_is_typed_survives_a_closed_window(portal: Portal, sign_in_as) -> None:
    first = sign_in_as("redaktion")
    address = open_measure(first, portal)
    first.locator("textarea[name=description]").fill("Nicht verlieren **bitte**")
    wait_until_kept(first)
    first.context.close()

    second = sign_in_as("redaktion")
    second.goto(address)
    second.locator("button[name=resume]").click()
    expect(area_of(second)).to_have_value("Nicht verlieren **bitte**")
    second.get_by_role("button", name="Speichern", exact=True).click()
    second.goto(address)

    expect(second.locator("button[name=resume]")).to_have_count(0)
    expect(area_of(second)).to_have_value("Nicht verlieren **bitte**")


def test_l06_a_session_that_ends_while_typing_costs_nothing(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("redaktion")
    address = open_measure(page, portal)
    page.locator("textarea[name=description]").fill("Stundenlang geschrieben")
    page.context.clear_cookies()

    page.get_by_role("button", name="Speichern", exact=True).click()
    page.get_by_label("E-Mail-Adresse").fill("redaktion@muster.example")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Weiter", exact=True).click()
    page.wait_for_url(address)
    page.locator("button[name=resume]").click()

    expect(area_of(page)).to_have_value("Stundenlang geschrieben")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator("main")).to_contain_text("Stundenlang geschrieben")


def test_l06_while_the_portal_is_away_the_text_waits_in_the_tab(portal: Portal, page: Page) -> None:
    page.route("**/schreiben/aufheben/", lambda route: route.abort())
    area_of(page).fill("Ohne Netz geschrieben")
    wait_for(page, SET_ASIDE, True)
    page.unroute("**/schreiben/aufheben/")

    page.reload()

    expect(area_of(page)).to_have_value("Ohne Netz geschrieben")
    wait_for(page, SET_ASIDE, False)


def test_l07_who_edits_is_seen_in_time_and_gone_after_leaving(portal: Portal, sign_in_as) -> None:
    portal.manage("shell", "-c", SECOND_EDITOR.format(password=PASSWORD))
    first, second = sign_in_as("redaktion"), sign_in_as("zweite-redaktion")
    open_measure(first, portal)
    others = first.locator("[data-desk-others]")
    expect(others).to_be_empty()

    came = time.monotonic()
    open_measure(second, portal)
    expect(second.locator("[data-desk-others]")).to_contain_text("Jana Muster-Reich (Muster-IHK)")
    expect(others).to_contain_text("Uli Muster-Zwei (Muster-HWK)", timeout=20_000)
    seen = time.monotonic() - came
    second.goto(f"{portal.url}/")
    left = time.monotonic()
    expect(others).to_be_empty(timeout=20_000)

    assert seen <= 20
    assert time.monotonic() - left <= 20


def test_s15_no_payload_in_a_description_does_anything(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("redaktion")
    said, dialogs = [], []
    page.context.add_init_script(REPORT_VIOLATIONS)
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    open_measure(page, portal)
    text = "\n\n".join(payload.replace("\x00", "").replace("\x01", "") for payload in PAYLOADS)

    area_of(page).fill(text)
    expect(page.locator(".bp-writer__preview .bp-prose > *").nth(50)).to_be_attached()
    page.get_by_role("button", name="Speichern", exact=True).click()
    page.wait_for_url(re.compile(r"/M-\d{4}-\d{3}/pruefung/$"))
    page.get_by_role("button", name="Veröffentlichen").click()
    page.wait_for_url(re.compile(r"/M-\d{4}-\d{3}/$"))
    for link in page.locator(".bp-prose a").all():
        assert re.match("https?:|mailto:", link.get_attribute("href") or "https:")
    page.wait_for_timeout(500)

    assert page.locator(".bp-prose").first.locator("script,img,iframe,form,style,svg,input").count() == 0
    assert (dialogs, said) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a01_the_desk_is_accessible(portal: Portal, sign_in_as, scheme: str) -> None:
    """With preview, notice of a kept text, the link's window, and the page of a stale save."""
    page, other = sign_in_as("redaktion", color_scheme=scheme), sign_in_as("redaktion")
    open_measure(page, portal)
    area_of(page).fill("## Ziel\n\n- **Halten**")
    wait_until_kept(page)
    address = open_measure(other, portal)
    page.goto(address)
    expect(page.locator(".bp-desk-kept")).to_be_visible()
    page.evaluate(AXE)
    wrong = {"form": looked_at(page, 1280) + looked_at(page, 320)}
    page.locator(".bp-toolbar__button").nth(6).click()
    wrong["window"] = looked_at(page, 320)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.name") == "description"

    other.locator("textarea[name=summary]").fill(f"Erste Fassung {scheme}")
    other.get_by_role("button", name="Speichern", exact=True).click()
    page.locator("textarea[name=summary]").fill(f"Andere Fassung {scheme}")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator(".bp-cmp ins").first).to_be_visible()
    page.evaluate(AXE)
    wrong["stale"] = looked_at(page, 1280) + looked_at(page, 320)

    assert wrong == {"form": [], "window": [], "stale": []}


def test_the_scripts_stay_small() -> None:
    """P12: what the desk adds to a page of forms, before compression."""
    sizes = [file.stat().st_size for file in (ROOT / "static/js").glob("writing-*.js")]

    assert len(sizes) == 4
    assert sum(sizes) < 40_000
