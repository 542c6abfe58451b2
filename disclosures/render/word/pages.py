"""Pages: A4 as official documents print it, upright or across, numbered at the foot."""

from __future__ import annotations

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Length, Mm

from disclosures.render.word.styles import NOTE

SHORT, LONG = Mm(210), Mm(297)
# Margins of GB/T 9704 for upright pages; across, what wide tables leave.
_UPRIGHT = (Mm(37), Mm(26), Mm(35), Mm(28))  # top, right, bottom, left
_ACROSS = (Mm(20), Mm(15), Mm(20), Mm(15))


def turn(word: WordDocument, *, wide: bool) -> Section:
    """The section to go on in: the last one, or a new one when the paper has to be turned."""
    section = word.sections[-1]
    if not word.element.body[:-1]:  # nothing printed yet
        return _lay(section, wide)
    if (section.orientation == WD_ORIENT.LANDSCAPE) == wide:
        return section
    section = word.add_section(WD_SECTION.NEW_PAGE)
    # The break is a line of its own: a low one, lest it need a page behind a full one.
    word.paragraphs[-1].style = NOTE
    return _lay(section, wide)


def _lay(section: Section, wide: bool) -> Section:
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (LONG, SHORT) if wide else (SHORT, LONG)
    margins = _ACROSS if wide else _UPRIGHT
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = margins
    return section


def text_width(section: Section) -> Length:
    """Width between the margins."""
    page, left, right = section.page_width, section.left_margin, section.right_margin
    return Length((page or SHORT) - (left or 0) - (right or 0))


def number_pages(word: WordDocument) -> None:
    """— 1 — at the foot of every page; later sections take over the first one's footer."""
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)
    paragraph.add_run(" —")
