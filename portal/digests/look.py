"""The inline styles of the mail: mail programs read no style sheet, so each element carries its own."""

FONT = "'Segoe UI',Arial,Helvetica,sans-serif"
INK, MUTED, LINK = "#131525", "#4d5375", "#2044aa"
LINE, GROUND, PAPER, HUED = "#d5d8e5", "#eef0f6", "#ffffff", "#f6f7fb"
COLOURS = {"rot": "#bd0f09", "gelb": "#9a5b00", "blau": "#2044aa", "grau": "#6b7194", "gruen": "#0b6b52"}


def _text(weight: int, size: int, height: int, colour: str) -> str:
    return f"font:{weight} {size}px/{height}px {FONT};color:{colour};mso-line-height-rule:exactly"


STYLES = {
    "body": f"margin:0;padding:0;background-color:{GROUND}",
    "preheader": "display:none;max-height:0;overflow:hidden;mso-hide:all;"
    f"font-size:1px;line-height:1px;color:{GROUND}",
    "ground": f"width:100%;background-color:{GROUND}",
    "card": f"width:600px;max-width:100%;background-color:{PAPER};border:1px solid {LINE};"
    f"border-top:5px solid {LINK};text-align:left",
    "brand": f"margin:0;{_text(400, 14, 20, MUTED)}",
    "strong": f"color:{INK};font-weight:600",
    "h1": f"margin:14px 0 2px 0;{_text(600, 26, 32, INK)}",
    "lead": f"margin:0;{_text(400, 15, 22, MUTED)}",
    "h2": f"margin:0 0 8px 0;{_text(600, 19, 26, INK)}",
    "when": f"width:92px;padding:9px 12px 9px 0;border-top:1px solid {LINE};{_text(600, 15, 22, MUTED)}",
    "what": f"padding:9px 0;border-top:1px solid {LINE};{_text(400, 16, 23, INK)}",
    "link": f"color:{LINK};text-decoration:underline;font-weight:600",
    "action": f"color:{LINK};text-decoration:underline;font-weight:600;"
    "display:inline-block;padding:8px 0 4px 0",
    "foot_link": f"color:{LINK};text-decoration:underline;font-weight:400",
    "why": f"color:{MUTED};font-size:14px;line-height:20px",
    "note": f"margin:8px 0 0 0;{_text(400, 14, 20, MUTED)}",
    "cell": f"padding:12px 8px 10px 14px;background-color:{HUED};{_text(400, 14, 19, INK)}",
    "number": "font-size:26px;line-height:30px;font-weight:600",
    "closing": f"margin:0 0 16px 0;{_text(400, 16, 23, INK)}",
    "button": f"background-color:{LINK};border-radius:4px;mso-padding-alt:13px 26px",
    "button_link": f"display:inline-block;padding:13px 26px;font:600 17px/22px {FONT};color:{PAPER};"
    f"background-color:{LINK};text-decoration:none;border-radius:4px",
    "foot": f"padding:18px 32px 8px 32px;{_text(400, 14, 21, MUTED)}",
    "colour": COLOURS,
}
