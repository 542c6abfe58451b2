"""The report of a check as a workbook: 汇总, 发现, 已通过的规则.

Every cell holds text or a number; what begins like a formula stays text, also when somebody
edits it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from disclosures.render.checkreport import CheckReport, Noted
from disclosures.render.xlsx import OPTIONS, Styles, fitting
from disclosures.rulebook import Entry

_A4 = 9
_LATE, _EARLY = datetime(2100, 12, 31), datetime(2000, 12, 31)
_FINDINGS = {
    "序号": 6, "程度": 7, "规则": 9, "所在部分": 24, "位置": 26, "发现": 60, "所写": 22,
    "对照": 22, "相差": 14, "怎么办": 32, "说明": 30, "规则内容": 30, "依据": 24,
}  # fmt: skip
_PASSED = {"规则": 10, "规则内容": 60, "程度": 8, "依据": 44}
_MORE = "另有 {} 条没有列出，请先改正已列出的。"


def render_check_xlsx(report: CheckReport) -> bytes:
    """The workbook; the same report gives the same bytes."""
    buffer = BytesIO()
    book = Workbook(buffer, OPTIONS)
    made = datetime(report.year, 12, 31) if report.year else _EARLY
    title = f"检查报告：{report.name}"
    book.set_properties({"title": fitting(title)[:255], "created": min(made, _LATE)})
    styles = Styles(book)
    _summary(book.add_worksheet("汇总"), report, styles)
    rows = [_row(number, one) for number, one in enumerate(report.noted, 1)]
    _list(book.add_worksheet("发现"), _FINDINGS, rows, styles)
    passed = map(_rule, report.passed_rules)
    _list(book.add_worksheet("已通过的规则"), _PASSED, passed, styles)
    book.close()
    return buffer.getvalue()


def _summary(sheet: Any, report: CheckReport, styles: Styles) -> None:
    year = f"{report.year}年度" if report.year else "文件中没有"
    facts: list[tuple[str, str | int]] = [
        ("文件", report.name), ("单位", report.unit or "文件中没有"), ("年度", year),
        ("检查", report.occasion), ("规则集", report.rule_set),
        ("读取", "全部读完" if report.whole else "没有读完，见“发现”"),
        *((f"{severity.label}（条）", count) for severity, count in report.counts.items()),
        ("已通过的规则（条）", len(report.passed)),
    ]  # fmt: skip
    if report.omitted:
        facts.append(("没有列出", _MORE.format(report.omitted)))
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, "检查报告", styles.of(bold=True, font_size=14))
    for row, (name, value) in enumerate(facts, 2):
        sheet.write_string(row, 0, name, styles.of(bold=True, border=1, bg_color="#F2F2F2"))
        _write(sheet, row, 1, value, styles)
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)


def _list(
    sheet: Any, columns: dict[str, int], rows: Iterable[Sequence[str | int]], styles: Styles
) -> None:
    head = styles.of(bold=True, border=1, bg_color="#F2F2F2", text_wrap=True)
    for column, (name, width) in enumerate(columns.items()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    last = 0
    for last, values in enumerate(rows, 1):
        for column, value in enumerate(values):
            _write(sheet, last, column, value, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _set_page(sheet)


def _set_page(sheet: Any) -> None:
    sheet.set_paper(_A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def _write(sheet: Any, row: int, column: int, value: str | int, styles: Styles) -> None:
    if isinstance(value, int):
        style = styles.of(border=1, align="left", valign="top")
        sheet.write_number(row, column, value, style)
    else:
        style = styles.of(border=1, text_wrap=True, valign="top", num_format="@")
        sheet.write_string(row, column, fitting(value), style)


def _row(number: int, one: Noted) -> list[str | int]:
    values, rule = one.finding.values, one.rule
    compared = values.get("computed") or values.get("expected", "")
    return [
        number, one.finding.severity.label, rule.id, one.section, one.place, one.finding.message,
        values.get("printed", ""), compared, values.get("difference", ""), one.advice,
        one.explanation, rule.title, rule.basis,
    ]  # fmt: skip


def _rule(rule: Entry) -> list[str | int]:
    return [rule.id, rule.title, rule.severity.label, rule.basis]
