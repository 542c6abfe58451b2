"""Styles of the Word document: fonts by their Chinese names, sizes of official documents.

The fonts are named, not embedded: Word and WPS in Chinese offices have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

SONG, HEI, KAI, FANG_SONG, LATIN = "宋体", "黑体", "楷体", "仿宋", "Times New Roman"

TITLE, PART, SECTION, SUBSECTION = "Title", "Heading 1", "Heading 2", "Heading 3"
TABLE_TITLE, BODY = "Heading 4", "Normal"
SUBTITLE, CAPTION, NOTE, CELL = "Subtitle", "Caption", "Table Note", "Table Cell"

# Roles of the Document's paragraphs; any other is body text.
ROLES: Mapping[str, str] = {
    "title": TITLE,
    "part": PART,
    "section": SECTION,
    "subsection": SUBSECTION,
}


@dataclass(frozen=True, slots=True)
class Face:
    """How a style looks; sizes in points, ``indent`` of the first line in characters."""

    font: str
    size: float
    align: ALIGN = ALIGN.LEFT
    indent: int = 0
    line: float = 0  # exact line height, 0 for single
    before: float = 0
    after: float = 0
    keeps_next: bool = False
    starts_page: bool = False


_BODY_LINE = 28.95  # 22 lines a page
FACES: Mapping[str, Face] = {
    BODY: Face(FANG_SONG, 16, ALIGN.JUSTIFY, indent=2, line=_BODY_LINE),
    TITLE: Face(HEI, 22, ALIGN.CENTER, before=12, after=24, keeps_next=True),
    PART: Face(HEI, 18, ALIGN.CENTER, before=18, after=12, keeps_next=True),
    SECTION: Face(HEI, 16, indent=2, line=_BODY_LINE, keeps_next=True),
    SUBSECTION: Face(KAI, 16, indent=2, line=_BODY_LINE, keeps_next=True),
    TABLE_TITLE: Face(HEI, 16, ALIGN.CENTER, keeps_next=True, starts_page=True),
    SUBTITLE: Face(SONG, 10.5, ALIGN.CENTER, after=4, keeps_next=True),
    CAPTION: Face(SONG, 9, keeps_next=True),
    NOTE: Face(SONG, 9, before=2),
    CELL: Face(SONG, 8),
}


def define_styles(word: WordDocument) -> None:
    """Give every style its face; those that Word does not have are added."""
    for name, face in FACES.items():
        if name not in word.styles:
            word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style = word.styles[name]
        assert isinstance(style, ParagraphStyle)
        _set_font(style, face)
        _set_paragraph(style, face)


def _set_font(style: ParagraphStyle, face: Face) -> None:
    style.font.size, style.font.name = Pt(face.size), LATIN
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    # The names of a theme would win over ours.
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    for script, font in (("eastAsia", face.font), ("hAnsi", LATIN), ("cs", LATIN)):
        fonts.set(qn(f"w:{script}"), font)
    for tag in ("w:spacing", "w:kern"):  # of the template's titles
        for element in properties.findall(qn(tag)):
            properties.remove(element)


def _set_paragraph(style: ParagraphStyle, face: Face) -> None:
    layout = style.paragraph_format
    layout.alignment = face.align
    layout.space_before, layout.space_after = Pt(face.before), Pt(face.after)
    layout.keep_with_next = face.keeps_next
    layout.page_break_before = face.starts_page
    if face.line:
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = Pt(face.line)
    else:
        layout.line_spacing = 1.0
    layout.first_line_indent = Pt(face.indent * face.size)
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    indent = properties.find(qn("w:ind"))
    if indent is None:
        indent = OxmlElement("w:ind")
        properties.append(indent)
    # In characters, so that it follows the size an officer gives the text.
    indent.set(qn("w:firstLineChars"), str(face.indent * 100))
