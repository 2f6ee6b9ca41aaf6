"""A document as PDF/UA-1: tagged, with language and title, in KERN's typeface.

Typst gets the data as JSON beside its source, so that no text of a user is ever Typst code.
"""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from portal.assets import FONT_RANGES, FONT_WEIGHTS
from portal.documents.model import Document, clean

TEMPLATE = Path(__file__).with_name("document.typ")
NO_SIGN = "□"  # stands for a sign that the typeface does not have


class FontsMissing(Exception):
    """The typeface for PDF files has not been built; Typst would silently take another."""


def pdf_bytes(document: Document) -> bytes:
    """The PDF file. Raises FontsMissing before anything is written in a wrong typeface."""
    fonts = Path(settings.PDF_FONTS_DIR)
    missing = [style for style in FONT_WEIGHTS.values() if not (fonts / f"FiraSans-{style}.ttf").is_file()]
    if missing:
        raise FontsMissing(f"No Fira Sans in {fonts}: run manage.py build_assets.")
    data = _data(document)
    try:
        return _compile(data, fonts)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(_each_text(data, _displayable), fonts)


def _compile(data: dict[str, Any], fonts: Path) -> bytes:
    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        sys_inputs={"data": json.dumps(data)},
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1"],
    )


def _data(document: Document) -> dict[str, Any]:
    parts = [{"kind": type(part).__name__.lower(), **asdict(part)} for part in document.levelled()]
    data = _each_text({**asdict(document), "parts": parts}, clean)
    for name in ("title", "organisation"):
        data[name] = data[name].strip() or "–"  # a PDF/UA has a title
    return data


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _each_text(one, change) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(one, change) for one in value]
    return value


def _displayable(text: str) -> str:
    """The text with a box for each sign outside Latin, as on the web pages; a tab becomes a space."""
    return "".join(
        sign if sign == "\n" or any(low <= ord(sign) <= high for low, high in FONT_RANGES) else NO_SIGN
        for sign in text.replace("\t", " ")
    )
