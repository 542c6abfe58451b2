"""Lines by classification: codes of the year, their names and budget, and how far they go."""

from __future__ import annotations

from collections.abc import Iterator

from fiscal.checks.figures import Figures, cell_label
from fiscal.checks.registry import rule
from fiscal.finding import Finding, Severity
from fiscal.reference import Reference
from fiscal.report import Line, Report, Statement
from fiscal.statements import BY_NUMBER, Declaration, Kind

NOT_BASIC = rule("ST-05", "基本支出不列309、311、313类经济科目", Severity.ERROR, "C034")
BUDGET_TYPE = rule("ST-06", "功能科目属于该表的预算类型", Severity.WARNING, "C030 C038 C041")
FUND_CLASSES = rule(
    "ST-07", "国有资本经营预算支出只列223类，一般公共预算不列223、234类", Severity.ERROR, "C027"
)
DETAIL = rule(
    "ST-09",
    "功能分类公开到项级，经济分类公开到款级",
    Severity.ERROR,
    "C100 D016 D017；预算法实施条例6条",
    rule_set="2026.3",
)
NAMES = rule(
    "ST-10", "科目编码在本年度科目表中，名称一致", Severity.WARNING, "C100 D040", rule_set="2026.3"
)
UNLISTED = rule(
    "XS-30", "05、07、08表有支出的科目，03表也列有", Severity.ERROR, "C057 C058",
    rule_set="2026.3",
)  # fmt: skip

_ITEM_DIGITS = 7
_FISCAL = ("05", "07", "08")  # the statements of fiscal money, each a part of 03
_DETAILED = {"05": "项", "06": "款", "07": "项", "08": "项"}
_NOT_BASIC_CLASSES = ("309", "311", "313")
_MISPLACED = (("exp_223", "general"), ("exp_234", "general"))
_BOOKS = {Kind.FUNCTIONAL: "functional", Kind.ECONOMIC: "economic"}


def check(report: Report, reference: Reference, figures: Figures) -> Iterator[Finding]:
    """ST-05 to ST-07, ST-09, ST-10 and XS-30."""
    for number, statement in sorted(report.statements.items()):
        declaration = BY_NUMBER[number]
        if declaration.kind in _BOOKS:
            yield from _codes(declaration, statement, reference)
            yield from _names(declaration, statement, reference)
            yield from _detail(statement)
    yield from _fund_classes(figures)
    yield from _unlisted(figures)


def _codes(
    declaration: Declaration, statement: Statement, reference: Reference
) -> Iterator[Finding]:
    for line in statement.lines:
        where = f"statements/{declaration.number}/{line.key}"
        if declaration.kind is Kind.ECONOMIC and line.key[:3] in _NOT_BASIC_CLASSES:
            yield NOT_BASIC.finding(
                where, f"06表列有“{line.key} {line.name}”，该类经济科目不属于基本支出"
            )
        # A 类 may hold 项 of several budgets, so only a 项 can be out of place.
        item = _is_item(line.key) and declaration.budget_type
        actual = reference.attr("functional", line.key, "budget_type")
        if item and actual and actual != declaration.budget_type:
            yield BUDGET_TYPE.finding(
                where,
                f"{declaration.number}表列有“{line.key} {line.name}”，该科目属于"
                f"{_fund_name(reference, actual)}，请核对",
            )


def _fund_name(reference: Reference, budget_type: str) -> str:
    item = reference.find("fund", budget_type)
    return item.name if item else budget_type


def _names(
    declaration: Declaration, statement: Statement, reference: Reference
) -> Iterator[Finding]:
    book = _BOOKS[declaration.kind]
    if not reference.book(book):
        return
    for line in statement.lines:
        if not line.key.isdecimal() or not _is_used(line):
            continue
        item, shown = reference.find(book, line.key), f"{line.key} {line.name}"
        where = f"statements/{statement.number}/{line.key}"
        if item is None:
            message = f"{statement.number}表科目“{shown}”不在本年度科目表中"
            yield NAMES.finding(where, message, printed=line.name)
        elif _bare(item.name) != _bare(line.name):
            message = f"{statement.number}表科目“{shown}”的名称应为“{item.name}”"
            yield NAMES.finding(where, message, printed=line.name, expected=item.name)


def _bare(name: str) -> str:
    """A name without what printing changes: spaces and the width of brackets."""
    return "".join(name.split()).replace("（", "(").replace("）", ")")


def _detail(statement: Statement) -> Iterator[Finding]:
    """A code with money and nothing below it that is not of the last level."""
    level = _DETAILED.get(statement.number)
    digits = _ITEM_DIGITS if level == "项" else 5
    codes = [line.key for line in statement.lines if line.key.isdecimal()]
    for line in statement.lines if level else ():
        if not line.key.isdecimal() or len(line.key) >= digits or not _is_used(line):
            continue
        if not any(code != line.key and code.startswith(line.key) for code in codes):
            yield DETAIL.finding(
                f"statements/{statement.number}/{line.key}",
                f"{statement.number}表“{line.key} {line.name}”没有细化到{level}级科目",
            )


def _is_used(line: Line) -> bool:
    return any(cell.this or cell.last for cell in line.cells.values())


def _fund_classes(figures: Figures) -> Iterator[Finding]:
    others = [
        (row.key, "state_capital")
        for row in BY_NUMBER["04"].rows
        if row.key.startswith("exp_") and row.key != "exp_223"
    ]
    for key, column in (*_MISPLACED, *others):
        amount = figures.cell("04", key, column).this
        if amount:
            yield FUND_CLASSES.finding(
                f"statements/04/{key}/{column}",
                f"04表{cell_label('04', key, column)}列有{figures.precision.show(amount)}，"
                "与该预算的科目范围不符",
                printed=figures.precision.show(amount),
            )


def _unlisted(figures: Figures) -> Iterator[Finding]:
    """Items that 05, 07 or 08 spend on and 03 leaves out, where 03 goes down to items at all."""
    listed = {key for number, key in figures.lines if number == "03"}
    if not any(_is_item(key) for key in listed):
        return
    for (number, key), line in figures.lines.items():
        if number not in _FISCAL or key in listed or not _is_item(key):
            continue
        spent = figures.cell(number, key, "total").this
        if spent:
            shown = figures.precision.show(spent)
            yield UNLISTED.finding(
                f"statements/{number}/{key}/total",
                f"{number}表“{key} {line.name}”支出{shown}，03表没有列该科目",
                printed=shown,
            )


def _is_item(key: str) -> bool:
    return key.isdecimal() and len(key) == _ITEM_DIGITS
