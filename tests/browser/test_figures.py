"""The figures in a real browser: filter, table behind the chart, map at 320 px, download, market figures."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Portal

OVERVIEW = "/ausbildungsplaetze/ueberblick/"
MARKET = "/region/ausbildungsmarkt/"
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize(
    "javascript", [True, False], ids=["with script", "without script"]
)


def picture_is_drawn(page: Page, number: int) -> bool:
    """Whether the browser has drawn the picture, at its natural width."""
    image = page.locator(".bp-fig img").nth(number)
    image.scroll_into_view_if_needed()
    expect(image).to_be_visible()
    return image.evaluate("image => image.complete && image.naturalWidth > 0")


@WITH_AND_WITHOUT_SCRIPT
def test_a_partner_filters_and_opens_the_table_behind_a_chart(
    portal: Portal, sign_in_as, javascript: bool
) -> None:
    page = sign_in_as("wirtschaftsfoerderung", java_script_enabled=javascript)
    page.get_by_role("link", name="Überblick", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Überblick über die Region")

    page.get_by_label("Stadt-/Landkreis").select_option(label="Landkreis Heilbronn")
    page.get_by_role("button", name="Filtern").click()
    expect(page.get_by_role("heading", name="Landkreis Heilbronn")).to_be_visible()

    fold = page.locator("details.bp-fig__more").nth(1)
    fold.locator("summary").click()
    expect(fold.get_by_role("table")).to_contain_text("Landkreis Heilbronn")
    small = page.locator("main td").filter(has_text=re.compile(r"^\s*[12]\s*$"))
    assert small.count() == 0
    expect(page.locator("main")).to_contain_text(re.compile("weniger als 3|nicht gezeigt"))


def test_two_filters_are_one_too_many_for_the_region(portal: Portal, sign_in_as) -> None:
    page = sign_in_as("geschaeftsstelle")

    page.goto(f"{portal.url}{OVERVIEW}?district=08125&kind=loses")

    expect(page.locator("#meldungen")).to_contain_text("immer nur ein Filter")
    assert "kind=" not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_map_and_charts_at_320_px(portal: Portal, sign_in_as, scheme: str) -> None:
    page = sign_in_as("ausbildungsberatung", viewport={"width": 320, "height": 900}, color_scheme=scheme)
    page.goto(f"{portal.url}{OVERVIEW}")

    sources = [page.locator(".bp-fig img").nth(n).evaluate("image => image.currentSrc") for n in range(4)]
    word = "dunkel" if scheme == "dark" else "hell"
    assert all(f"{word}-schmal.svg" in source for source in sources)
    assert all(picture_is_drawn(page, number) for number in range(4))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_download_says_what_the_page_says(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    page = sign_in_as("geschaeftsstelle")
    page.goto(f"{portal.url}{OVERVIEW}")
    reported = page.locator(".bp-kpi dd").first.inner_text()

    page.get_by_text("Exportieren").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")), delimiter=";"))

    assert ["alle", "alle", "Summe", reported] in [row[2:6] for row in rows]
    assert not [row for row in rows if row[5] in ("0", "1", "2")]


def test_the_office_takes_market_figures_over(portal: Portal, sign_in_as, tmp_path: Path) -> None:
    file = tmp_path / "anr.csv"
    file.write_bytes(
        "Muster: Angebot und Nachfrage\n"
        "Agenturbezirk;Berichtsjahr;Neu abgeschlossene Verträge;Unbesetzte;Unversorgte;BMA\n"
        "627 Heilbronn;2019/20;4.000;300;150;300\n"
        "674 Schwäbisch Hall-Tauberbischofsheim;2019/20;3.000;500;100;*\n".encode("cp1252")
    )
    page = sign_in_as("geschaeftsstelle")
    page.goto(f"{portal.url}{MARKET}")
    page.get_by_role("link", name="Zahlen übernehmen").click()
    page.get_by_label("Datei").set_input_files(file)
    page.get_by_label("Quelle").select_option("bibb")
    page.get_by_label("Titel der Tabelle").fill("Muster-Tabelle")
    page.get_by_label("Stand").fill("2021-01-15")
    page.get_by_role("button", name="Datei einlesen").click()

    expect(page.locator("main")).to_contain_text("* (geheim)")
    page.get_by_role("button", name="2 Zeilen übernehmen").click()

    row = page.get_by_role("row").filter(has_text="2019/20")
    expect(row).to_contain_text("107,6")
    expect(row.get_by_role("cell").last).to_have_text("–")
