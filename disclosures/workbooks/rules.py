"""The findings that reading a workbook can make. An ERROR means: not read whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from disclosures.readers.rules import ERROR, INFO, READER_RULES, WARNING, ReaderRule
from disclosures.workbooks.model import Cell, Place, Sheet
from fiscal.finding import Finding

WORKBOOK_RULES = {
    "WB-01": ReaderRule("工作簿中没有可识别的决算报表", ERROR),
    "WB-02": ReaderRule("单元格没有可用的值（公式未计算或错误值）", ERROR),
    "WB-03": ReaderRule("报表中的行不能识别", ERROR),
    "WB-04": ReaderRule("同一内容在文件中出现两次", ERROR),
    "WB-05": ReaderRule("文件所属年度与所选年度不一致", ERROR),
    "WB-06": ReaderRule("文件所属部门与所选单位不一致", WARNING),
    "WB-07": ReaderRule("报表中的栏不能识别，未读入", WARNING),
    "WB-08": ReaderRule("科目编码不在当年的科目目录中", WARNING),
    "WB-09": ReaderRule("单元格未读入", WARNING),
    "WB-10": ReaderRule("金额单位或年度按默认或推断确定", INFO),
    "WB-11": ReaderRule("与报表无关的内容，未读入", INFO),
    "WB-12": ReaderRule("工作簿模板的版本或结构不符", ERROR),
    "WB-13": ReaderRule("报表的表头不能识别", ERROR),
    "WB-14": ReaderRule("文件名中的年度与所选年度不一致", WARNING),
}
_RULES = {**READER_RULES, **WORKBOOK_RULES}


@dataclass
class Notes:
    """What one reading of a workbook wants to say, and which cells it has dealt with."""

    findings: list[Finding] = field(default_factory=list)
    dealt: dict[str, set[Place]] = field(default_factory=dict)

    def take(self, sheet: Sheet, cells: Iterable[Cell]) -> None:
        """These cells are understood, or named in a finding."""
        dealt = self.dealt.setdefault(sheet.name, set())
        dealt.update((cell.row, cell.column) for cell in cells)

    def rest(self, sheet: Sheet) -> list[Cell]:
        dealt = self.dealt.get(sheet.name, set())
        return [cell for place, cell in sheet.cells.items() if place not in dealt]

    def add(self, rule: str, message: str, source: str = "", where: str = "") -> None:
        severity = _RULES[rule].severity
        self.findings.append(Finding(rule, severity, where, message, {}, source))

    def at(
        self, rule: str, message: str, sheet: Sheet, cells: Sequence[Cell], where: str = ""
    ) -> None:
        """A finding that names ``cells``, which are dealt with by it."""
        self.take(sheet, cells)
        self.add(rule, message, f"{sheet.name}!{span(cells)}", where)


def span(cells: Sequence[Cell]) -> str:
    """Names of cells: ``F7``, ``F7、F9、F12``, or the rectangle they lie in when they are many."""
    if len(cells) <= 12:
        return "、".join(cell.ref for cell in cells)
    rows = [cell.row for cell in cells]
    columns = [cell.column for cell in cells]
    first = Cell(min(rows), min(columns), "")
    return f"{first.ref}:{Cell(max(rows), max(columns), '').ref}"


def quotes(cells: Sequence[Cell]) -> str:
    """The beginnings of the first cells, for a message."""
    shown = "、".join(f"“{cell.quote}”" for cell in cells[:4])
    return shown + (" 等" if len(cells) > 4 else "")
