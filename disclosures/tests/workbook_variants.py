"""The fictional account, laid out as regions and programs lay out their nine statements.

``Variant`` says how; ``sheets_of`` gives rows and merged areas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

from disclosures.tests.workbook_account import (
    ECONOMIC,
    LINES,
    NAMES,
    THREE,
    UNIT,
    WAN,
    Path,
    columns_of,
)
from fiscal.money import plain
from fiscal.statements import BY_NUMBER, EXPENDITURE, INCOME, Declaration

Rows = list[list[object]]

TITLES: Mapping[str, Sequence[str]] = {
    "01": ("收入支出决算总表", "部门收入支出决算总表", "收支决算总表"),
    "02": ("收入决算表", "部门收入决算表", "收入决算总表"),
    "03": ("支出决算表", "部门支出决算表", "支出决算总表"),
    "04": ("财政拨款收入支出决算总表", "财政拨款收支决算总表", "财政拨款收入支出总表"),
    "05": ("一般公共预算财政拨款支出决算表", "一般公共预算支出决算表",
           "一般公共预算财政拨款支出决算明细表"),
    "06": ("一般公共预算财政拨款基本支出决算表", "一般公共预算财政拨款基本支出决算明细表",
           "一般公共预算财政拨款基本支出决算表（按经济分类）"),
    "07": ("政府性基金预算财政拨款收入支出决算表", "政府性基金预算收入支出决算表",
           "政府性基金预算财政拨款收支决算表"),
    "08": ("国有资本经营预算财政拨款收入支出决算表", "国有资本经营预算财政拨款支出决算表",
           "国有资本经营预算收入支出决算表"),
    "09": ("财政拨款“三公”经费支出决算表", "一般公共预算财政拨款“三公”经费支出决算表",
           "“三公”经费公共预算财政拨款支出决算表"),
}  # fmt: skip
_FACTORS = {"元": Decimal(10000), "千元": Decimal(10), "万元": Decimal(1)}
CODES = ("whole", "numbers", "split", "split_numbers", "changes", "merged", "levels", "joined")


@dataclass(frozen=True)
class Variant:
    """A choice for everything in which workbooks of the field differ."""

    unit: str = "万元"
    unit_place: str = "above"  # above | short | brackets | title | heading
    title: int = 0
    title_form: str = "{}"
    codes: str = "whole"
    levels: int = 3
    merge: bool = True
    scale: str = "row"  # row | bare | none
    total: str = "top"  # top | bottom | header
    amounts: str = "number"
    blank: object = None
    indent: str = ""
    line_numbers: bool = True
    economic: str = "three"  # three | two | one | split
    three_public: str = "across"  # across | pairs | down | columns
    ordinals: bool = True
    notes: bool = True
    form_number: str = ""  # "公开{}表"
    backwards: bool = False  # columns of amounts from right to left


@dataclass(frozen=True)
class Laid:
    rows: Rows
    merged: tuple[str, ...]


AMOUNTS: Mapping[str, Callable[[Decimal], object]] = {
    "number": float,
    "text": lambda amount: f"{amount:,.2f}",
    "full_width": lambda amount: f"{amount:,.2f}".translate(
        {ord(a): ord(a) - 0x20 + 0xFF00 for a in "0123456789,."}
    ),
    "sign": lambda amount: f"￥{amount:,.2f}",
    "spaces": lambda amount: f"  {plain(amount)}\u3000\xa0",
    "spaced": lambda amount: f"{amount:,.2f}".replace(",", ", "),
}


def sheets_of(variant: Variant) -> dict[str, Laid]:
    """The nine statements by number."""
    return {number: _statement(BY_NUMBER[number], variant) for number in BY_NUMBER}


def _statement(declaration: Declaration, variant: Variant) -> Laid:
    number = declaration.number
    columns, body = _BODIES[declaration.kind](number, variant)
    width = len(columns)
    above = _above(number, variant, width)
    header, merged = _header(columns, variant, len(above) + 1)
    rows = [*above, *header, *_scale(columns, variant), *body]
    shared = number in ("02", "03") and len(header) > 1 and header[-1][:3] == ["类", "款", "项"]
    if variant.total == "header" and shared:
        total = next(row for row in body if "合计" in row)
        body.remove(total)
        first = len(above) + len(header)
        rows = [*above, *header, *body]
        labels = next(i for i, column in enumerate(columns) if column[-1] == "科目名称")
        rows[first - 1] = [*header[-1][:labels], "合计", *total[labels + 1 :]]
        merged = [area for area in merged if not _covers(area, first, labels)]
    if variant.notes:
        rows += [[f"注：{declaration.footnote}"], ["单位负责人：", None, "填表人："]]
    return Laid(rows, tuple(merged))


def _covers(area: str, row: int, first: int) -> bool:
    """Whether a merged area of columns behind ``first`` reaches into ``row``."""
    start, end = area.split(":")
    letters = start.rstrip("0123456789")
    column = next(i for i in range(99) if get_column_letter(i + 1) == letters)
    return column >= first and int(end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) >= row


def _above(number: str, variant: Variant, width: int) -> Rows:
    title = TITLES[number][variant.title]
    said = {
        "above": f"金额单位：{variant.unit}", "short": f"单位:{variant.unit}",
        "brackets": f"（{variant.unit}）",
    }.get(variant.unit_place)  # fmt: skip
    if variant.unit_place == "title":
        title += f"（单位：{variant.unit}）"
    rows: Rows = [[variant.form_number.format(number)]] if variant.form_number else []
    rows.append([variant.title_form.format(title)])
    rows.append([f"编制单位：{UNIT}", *[None] * max(width - 2, 1), said])
    return rows


# --- headings ----------------------------------------------------------------------------------


def _header(columns: Sequence[Path], variant: Variant, first: int) -> tuple[Rows, list[str]]:
    """Rows of headings and their merged areas; paths shorter than the header reach down."""
    three_public = any("公务接待费" in path for path in columns)  # needs all of its headings
    cut = 9 if three_public else variant.levels
    depth = min(cut, max(map(len, columns)))
    paths = [path[-depth:] for path in columns]
    if variant.unit_place == "heading":
        amounts = ("金额", "决算数", "合计", "本年收入合计", "本年支出合计", "小计")
        paths = [
            (*path[:-1], path[-1] + f"（{variant.unit}）") if path[-1] in amounts else path
            for path in paths
        ]
    rows: Rows = [[None] * len(columns) for _ in range(depth)]
    merged: list[str] = []
    for level in range(depth):
        column = 0
        while column < len(paths):
            last = column
            if level < len(paths[column]) - 1:
                same = paths[column][: level + 1]
                while last + 1 < len(paths) and paths[last + 1][: level + 1] == same:
                    last += 1
            if level < len(paths[column]):
                rows[level][column] = paths[column][level]
                bottom = level if level < len(paths[column]) - 1 else depth - 1
                if variant.merge and (bottom > level or last > column):
                    merged.append(_area(first + level, column, first + bottom, last))
            column = last + 1
    return rows, merged


def _area(top: int, left: int, bottom: int, right: int) -> str:
    return f"{get_column_letter(left + 1)}{top}:{get_column_letter(right + 1)}{bottom}"


_LABELS = {
    "类", "款", "项", "科目编码", "科目名称", "项目", "行次", "经济分类科目编码", "科目编码和名称",
}  # fmt: skip


def _scale(columns: Sequence[Path], variant: Variant) -> Rows:
    if variant.scale == "none":
        return []
    numbers = iter(range(1, 99))
    row: list[object] = [None if p[-1] in _LABELS else str(next(numbers)) for p in columns]
    if variant.scale == "row":
        row[0] = "栏次"
    return [row]


# --- bodies ------------------------------------------------------------------------------------


def _shown(address: str, variant: Variant) -> object:
    amount = WAN.get(address)
    if amount is None:
        return variant.blank
    return AMOUNTS[variant.amounts](amount * _FACTORS[variant.unit])


def _classified(number: str, variant: Variant) -> tuple[list[Path], Rows]:
    keys = list(columns_of(number).items())
    if variant.backwards:
        keys.reverse()
    columns = [*_code_headings(variant), *(path for _, path in keys)]
    labels = len(columns) - len(keys)
    rows: Rows = []
    before = ("", "", "")
    for line in ("total", *LINES[number]):
        amounts = [_shown(f"{number}/{line}/{key}", variant) for key, _ in keys]
        if line == "total":
            row = ["合计", *[None] * (labels - 1), *amounts]
            if labels > 1 and variant.title:
                row[:labels] = [*[None] * (labels - 1), "合计"]
        else:
            row = [*_code_cells(line, variant, before), *amounts]
            before = (line[:3], line[3:5], line[5:7])
        rows.append(row)
    if variant.total == "bottom":
        rows.append(rows.pop(0))
    return columns, rows


def _code_headings(variant: Variant) -> list[Path]:
    if variant.codes == "joined":
        return [("项目", "功能分类科目名称")]
    name = ("项目", "科目名称")
    if variant.codes in ("whole", "numbers"):
        return [("项目", "功能分类科目编码"), name]
    top = ("项目", "支出功能分类", "科目编码") if variant.levels > 3 else ("项目", "科目编码")
    return [*((*top, level) for level in ("类", "款", "项")), name]


def _code_cells(code: str, variant: Variant, before: tuple[str, str, str]) -> list[object]:
    name = variant.indent * (len(code) // 2 - 1) + NAMES[code]
    parts = (code[:3], code[3:5], code[5:7])
    match variant.codes:
        case "whole":
            return [code, name]
        case "numbers":
            return [int(code), name]
        case "joined":
            return [f"{variant.indent * (len(code) // 2 - 1)}{code} {NAMES[code]}"]
        case "split":
            return [*(part or None for part in parts), name]
        case "split_numbers":
            return [*(int(part) if part else None for part in parts), name]
        case "levels":
            return [*(code if len(code) == size else None for size in (3, 5, 7)), name]
    shown = [
        part if part and (part != old or i == len(code) // 2 - 1) else None
        for i, (part, old) in enumerate(zip(parts, before, strict=True))
    ]
    return [*shown, name]


def _economic(number: str, variant: Variant) -> tuple[list[Path], Rows]:
    def entry(code: str) -> list[object]:
        shown = int(code) if variant.codes == "numbers" else code
        name = variant.indent * (len(code) // 2 - 1) + ECONOMIC[code]
        return [shown, name, _shown(f"06/{code}/amount", variant)]

    personnel = [entry(code) for code in ECONOMIC if code[:3] in ("301", "303")]
    public = [entry(code) for code in ECONOMIC if code[:3] not in ("301", "303")]
    ends = [_shown(f"06/{key}/amount", variant) for key in ("personnel_total", "public_total")]
    group = ("科目编码", "科目名称", "决算数")
    if variant.economic == "one":
        rows = [
            *personnel,
            ["人员经费合计", None, ends[0]],
            *public,
            ["公用经费合计", None, ends[1]],
        ]
        return [(heading,) for heading in ("经济分类科目编码", "科目名称", "决算数")], rows
    if variant.economic == "split":
        rows = [["合计", None, variant.blank, *ends]]
        rows += [[*row, row[2], variant.blank] for row in personnel]
        rows += [[*row, variant.blank, row[2]] for row in public]
        return [
            (h,) for h in ("经济分类科目编码", "科目名称", "合计", "人员经费", "公用经费")
        ], rows
    half = (len(public) + 1) // 2 if variant.economic == "three" else len(public)
    groups = [personnel, public[:half], *([public[half:]] if variant.economic == "three" else [])]
    names = ("人员经费", "公用经费", "公用经费")
    columns: list[Path] = [(names[i], word) for i in range(len(groups)) for word in group]
    height = max(map(len, groups))
    rows = [
        [cell for part in groups for cell in (part[i] if i < len(part) else [None] * 3)]
        for i in range(height)
    ]
    public_width = len(columns) - 3
    rows.append(["人员经费合计", None, ends[0],
                 "公用经费合计", *[None] * (public_width - 2), ends[1]])  # fmt: skip
    return columns, rows


def _fixed(number: str, variant: Variant) -> tuple[list[Path], Rows]:
    expenditure = (
        ("amount",) if number == "01" else ("total", "general", "gov_fund", "state_capital")
    )
    if variant.backwards:
        expenditure = expenditure[::-1]
    headings = {
        "amount": "金额" if variant.line_numbers else "决算数", "total": "合计",
        "general": "一般公共预算财政拨款", "gov_fund": "政府性基金预算财政拨款",
        "state_capital": "国有资本经营预算财政拨款",
    }  # fmt: skip
    columns: list[Path] = []
    halves = []
    for side, word, keys in ((INCOME, "收入", ("amount",)), (EXPENDITURE, "支出", expenditure)):
        labels = ["项目", "行次"] if variant.line_numbers else ["项目"]
        columns += [(word, heading) for heading in (*labels, *(headings[key] for key in keys))]
        half: Rows = []
        for row in BY_NUMBER[number].side(side):
            label = row.label if variant.ordinals else row.label.rpartition("、")[2]
            place = [row.number] if variant.line_numbers else []
            amounts = [_shown(f"{number}/{row.key}/{key}", variant) for key in keys]
            half.append([variant.indent + label, *place, *amounts])
        halves.append((half, len(labels) + len(keys)))
    (left, width), (right, _) = halves
    # 总计 stands in one row on both sides, the income's rows end above it.
    blank: list[object] = [None] * width
    left = [*left[:-1], *[blank] * (len(right) - len(left)), left[-1]]
    return columns, [[*a, *b] for a, b in zip(left, right, strict=True)]


def _single(number: str, variant: Variant) -> tuple[list[Path], Rows]:
    def shown(phase: str, item: str) -> object:
        return _shown(f"09/amount/{phase}_{item}", variant)

    phases = (("budget", "预算数"), ("actual", "决算数"))
    if variant.three_public == "across":
        columns = [(word, *path) for _, word in phases for path in THREE.values()]
        return columns, [[shown(phase, item) for phase, _ in phases for item in THREE]]
    if variant.three_public == "pairs":
        columns = [(*path, word) for path in THREE.values() for _, word in phases]
        return columns, [[shown(phase, item) for item in THREE for phase, _ in phases]]
    if variant.three_public == "columns":
        columns = [("项目",), *THREE.values()]
        return columns, [[word, *(shown(phase, i) for i in THREE)] for phase, word in phases]
    labels = (
        "合计", "1、因公出国（境）费", "2、公务用车购置及运行维护费", "其中：（1）公务用车购置费",
        "（2）公务用车运行维护费", "3、公务接待费",
    )  # fmt: skip
    rows = [
        [label, *(shown(phase, item) for phase, _ in phases)]
        for label, item in zip(labels, THREE, strict=True)
    ]
    return [("项目",), ("预算数",), ("决算数",)], rows


_BODIES = {"fixed": _fixed, "functional": _classified, "economic": _economic, "single": _single}
