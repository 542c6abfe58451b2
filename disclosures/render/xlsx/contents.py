"""The first sheet: what the workbook is, where it was published, and what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from disclosures.render.imprint import Imprint
from disclosures.render.xlsx.styles import Styles, fitting, set_page
from fiscal.document import Document

_DRAFT = "草稿，尚未公开"
_NOTES = (
    "金额单位为万元，与公开的文档逐格相同；空白表示没有公开这个数，0.00 表示为零。",
    "“SHA-256 摘要”是公开内容（JSON 文件）的摘要。在永久网址下载 JSON 文件，算出的摘要应与此相同。",
)
_HEAD = ("工作表", "表号", "内容")


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet: its name, what it holds, and the number of its form where it has one."""

    name: str
    about: str
    form: str = ""


def write_contents(
    sheet: Any,
    document: Document,
    imprint: Imprint | None,
    listed: Sequence[Listed],
    styles: Styles,
) -> None:
    for column, width in enumerate((34, 14, 76)):
        sheet.set_column(column, column, width)
    sheet.merge_range(0, 0, 0, 2, fitting(document.title), styles.title)
    sheet.set_row(0, 30)
    label, value = styles.of(border=1, bold=True, bg_color="#F2F2F2"), styles.of(border=1)
    facts = list(_facts(document, imprint))
    for row, (name, told) in enumerate(facts, 1):
        sheet.write_string(row, 0, name, label)
        sheet.merge_range(row, 1, row, 2, "", value)
        sheet.write_string(row, 1, told, value)
    for row, note in enumerate(_NOTES, 1 + len(facts)):
        sheet.merge_range(row, 0, row, 2, note, styles.note)
    _list(sheet, 2 + len(facts) + len(_NOTES), listed, styles)
    set_page(sheet, 0, wide=False)


def _facts(document: Document, imprint: Imprint | None) -> Iterator[tuple[str, str]]:
    yield "单位", fitting(document.report.unit.name)
    yield "年度", f"{document.report.year}年度"
    if imprint is None:
        yield "版本", _DRAFT
        return
    yield "版本", f"第{imprint.number}版"
    yield "公开日期", f"{imprint.published_on:%Y-%m-%d}"
    yield "永久网址", imprint.address
    yield "SHA-256 摘要", imprint.sha256
    yield "SM3 摘要", imprint.sm3
    if document.correction:
        yield "更正说明", fitting(document.correction)


def _list(sheet: Any, first: int, listed: Sequence[Listed], styles: Styles) -> None:
    for column, name in enumerate(_HEAD):
        sheet.write_string(first, column, name, styles.head)
    link = styles.of(border=1, font_color="#1D4F91", underline=1)
    text = styles.of(border=1, text_wrap=True)
    for row, one in enumerate(listed, first + 1):
        sheet.write_url(row, 0, f"internal:'{one.name}'!A1", link, one.name)
        sheet.write_string(row, 1, one.form, text)
        sheet.write_string(row, 2, fitting(one.about), text)
