"""The bars of the shortage report as SVG: presentation attributes only, four versions (theme × width).

Shows the row sums of the table and nothing else, so that no number is told that the table hides.
"""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apprenticeships.shortage import Shortage, ShortageRow

MOST_BARS = 10
THEMES = {
    "light": {"paper": "#ffffff", "ink": "#131525", "bar": "#16307a"},
    "dark": {"paper": "#131525", "ink": "#f2f3fa", "bar": "#8fabf0"},
}
WIDTHS = {"wide": 640, "narrow": 320}
FONT = "Fira Sans, Segoe UI, Arial, sans-serif"
LETTER = 8.0  # px that a letter of 14 px takes on average


def chart_rows(report: Shortage) -> list[ShortageRow]:
    """The rows with a shown sum, the largest first."""
    return [row for row in report.rows if row.total.is_shown][:MOST_BARS]


def shortage_svg(report: Shortage, theme: str, width: str) -> SafeString:
    """Horizontal bars from 0, value written at each; `theme` light or dark, `width` wide or narrow."""
    rows, colour, right = chart_rows(report), THEMES[theme], WIDTHS[width]
    is_wide = width == "wide"
    left, step = (300, 36) if is_wide else (8, 56)
    most = max((row.total.value for row in rows), default=1)
    height = 16 + step * max(1, len(rows))
    bars = format_html_join(
        "",
        "{}",
        ((_bar(row, index, left, step, right, most, colour, is_wide),) for index, row in enumerate(rows)),
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}" role="img">'
        '<title>{}</title><rect width="{}" height="{}" fill="{}"/>{}</svg>',
        right, height, right, height, _("Missing places by occupation group and year"), right, height,
        colour["paper"], bars,
    )  # fmt: skip


def _bar(
    row: ShortageRow, index: int, left: int, step: int, right: int, most: int, colour: dict, is_wide: bool
) -> SafeString:
    top = 8 + index * step
    length = round((right - left - 40) * row.total.value / most, 1)
    label = ", ".join(filter(None, (row.title, row.year_words)))
    room = int(((left - 12) if is_wide else right - 16) / LETTER)
    label = label if len(label) <= room else label[: room - 1] + "…"
    text_x, text_y, anchor = (left - 10, top + 19, "end") if is_wide else (left, top + 14, "start")
    bar_top = top if is_wide else top + 20
    return format_html(
        '<text x="{}" y="{}" font-family="{}" font-size="14" fill="{}" text-anchor="{}">{}</text>'
        '<rect x="{}" y="{}" width="{}" height="26" fill="{}"/>'
        '<text x="{}" y="{}" font-family="{}" font-size="14" font-weight="600" fill="{}">{}</text>',
        text_x, text_y, FONT, colour["ink"], anchor, label,
        left, bar_top, length, colour["bar"],
        left + length + 8, bar_top + 18, FONT, colour["ink"], row.total.value,
    )  # fmt: skip
