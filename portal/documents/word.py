"""A document as Word file: real heading styles, the document's language, no macros, no fixed layout."""

from io import BytesIO

import docx
from django.utils import timezone
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from portal.documents.model import (
    Document,
    Facts,
    Heading,
    Items,
    Line,
    Paragraph,
    Part,
    Signatures,
    Table,
    clean,
)

TYPEFACE = "Arial"  # the file is gone on with in offices that do not have KERN's typeface
LOCALES = {"de": "de-DE", "en": "en-GB"}
GREY = RGBColor(0x4D, 0x57, 0x61)


def word_bytes(document: Document) -> bytes:
    """The DOCX file."""
    file = docx.Document()
    _page(file)
    _styles(file, LOCALES[document.language])
    _properties(file, document)
    _footer(file, document)
    _head(file, document)
    for part in document.levelled():
        _add(file, part)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def _page(file: WordFile) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(20), Mm(25)


def _styles(file: WordFile, locale: str) -> None:
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), locale)
    _font(file.styles["Normal"], 10.5)
    file.styles["Normal"].paragraph_format.space_after = Pt(8)
    for level, size in enumerate((14, 12, 11, 10.5, 10.5), 1):
        style = file.styles[f"Heading {level}"]
        _font(style, size)
        style.font.bold, style.font.italic = True, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.paragraph_format.space_before = Pt(14)
        style.paragraph_format.space_after = Pt(6)


def _font(style: ParagraphStyle, size: float) -> None:
    style.font.name, style.font.size = TYPEFACE, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [key for key in fonts.attrib if "Theme" in key]:
        del fonts.attrib[name]
    for script in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), TYPEFACE)


def _properties(file: WordFile, document: Document) -> None:
    facts = file.core_properties
    facts.title, facts.author = clean(document.title)[:255], clean(document.organisation)[:255]
    facts.last_modified_by, facts.comments = facts.author, ""
    facts.language = LOCALES[document.language]
    facts.created = facts.modified = timezone.now().replace(tzinfo=None, microsecond=0)


def _footer(file: WordFile, document: Document) -> None:
    line = file.sections[0].footer.paragraphs[0]
    words = document.words
    before = f"{document.footer} · " if document.footer else ""
    _run(line, f"{before}{words['page']} ", small=True)
    _field(line, "PAGE")
    _run(line, f" {words['of']} ", small=True)
    _field(line, "NUMPAGES")


def _field(line: WordParagraph, code: str) -> None:
    """A field that Word itself fills, such as the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)


def _head(file: WordFile, document: Document) -> None:
    first = file.add_paragraph()
    run = first.add_run(clean(document.organisation))
    run.bold, run.font.size = True, Pt(14)
    if document.address:
        first.paragraph_format.space_after = Mm(17)
        if document.sender:
            sender = file.add_paragraph()
            _run(sender, document.sender, small=True)
            sender.paragraph_format.space_after = Mm(2)
        block = file.add_paragraph()
        _run(block, "\n".join(document.address))
        block.paragraph_format.space_after = Mm(12)
    for label, value in document.references:
        line = file.add_paragraph()
        _run(line, f"{label}: {value}")
        line.paragraph_format.space_after = Pt(0)
    if document.date:
        line = file.add_paragraph()
        _run(line, document.date)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file.add_heading(clean(document.title), level=1)


def _add(file: WordFile, part: Part) -> None:
    if isinstance(part, Heading):
        file.add_heading(clean(part.text), level=part.level + 1)
    elif isinstance(part, Paragraph):
        _line(file.add_paragraph(), part.text, small=part.small)
    elif isinstance(part, Items):
        for text in part.texts:
            _line(file.add_paragraph(style="List Number" if part.numbered else "List Bullet"), text)
    elif isinstance(part, Facts):
        _table(file, part.header, part.rows, widths=(Mm(55), Mm(110)))
    elif isinstance(part, Table):
        _table(file, part.header, part.rows, widths=None)
    elif isinstance(part, Signatures):
        for label in part.labels:
            _signature(file, label)


def _table(file: WordFile, header: tuple, rows: list, *, widths: tuple | None) -> None:
    """A table whose first row is marked as header and comes again on every page."""
    table = file.add_table(rows=1, cols=len(header), style="Table Grid")
    if widths:
        table.autofit = False
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.paragraphs[0].add_run(clean(text)).bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _run(cell.paragraphs[0], text)
    for line in table.rows:
        for index, cell in enumerate(line.cells):
            cell.paragraphs[0].paragraph_format.space_after = Pt(3)
            if widths:
                cell.width = widths[index]
    file.add_paragraph().paragraph_format.space_after = Pt(2)


def _signature(file: WordFile, label: str) -> None:
    line = file.add_paragraph()
    line.paragraph_format.space_before = Mm(16)
    line.paragraph_format.right_indent = Mm(85)
    border, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "2"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    line._p.get_or_add_pPr().insert_element_before(border, "w:spacing", "w:ind", "w:jc")
    _run(line, label, small=True)


def _line(line: WordParagraph, content: Line, *, small: bool = False) -> None:
    """Adds a plain text or its runs; an address that a run leads to is written behind it."""
    if isinstance(content, str):
        _run(line, content, small=small)
        return
    for one in content:
        address = f" ({one.url})" if one.url and one.url != one.text else ""
        run = line.add_run(clean(one.text + address))
        run.bold, run.italic = one.bold or None, one.italic or None


def _run(line: WordParagraph, text: str, *, small: bool = False) -> None:
    """Adds the text; its line breaks stay line breaks."""
    run = line.add_run(clean(text))
    if small:
        run.font.size, run.font.color.rgb = Pt(9), GREY
