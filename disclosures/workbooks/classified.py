"""Bodies of 02 03 05 07 08: one line per functional classification code, and 合计."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from disclosures.workbooks.columns import Layout
from disclosures.workbooks.figures import Context, by_column, code_text
from disclosures.workbooks.model import Cell
from disclosures.workbooks.rules import quotes
from fiscal.report import TOTAL, Line
from fiscal.statements import BY_NUMBER

TOTALS = {"合计", "总计", "本年收入合计", "本年支出合计", "支出合计", "收入合计"}
_LEVELS = (3, 5, 7)  # digits of 类, 款, 项
_CODE_THEN_NAME = re.compile(r"(\d{3}|\d{5}|\d{7})[.、:]?(\D.*)")
_DIGITS = re.compile(r"\d+")
_BESIDES = re.compile(r"^\s*(其中[:：])?\s*|\s*([(（][类款项][)）])?\s*$")


class Codes:
    """Codes of consecutive rows, whole or split over the columns 类, 款, 项."""

    def __init__(self) -> None:
        self.last = ""

    def read(self, parts: Sequence[str]) -> str:
        """The code that the code cells of a row give; empty when they give none.

        Blank levels on the left are those of the row before. ``parts`` may be split
        (``201``, ``6``, ``1``), whole, or levels written out (``201``, ``20106``).
        """
        whole = [part for part in parts if len(part) in _LEVELS]
        if whole and (len(parts) == 1 or len(whole[-1]) > _LEVELS[0]):
            code = whole[-1]
        else:
            code = self._joined(parts)
        if len(code) in _LEVELS:
            self.last = code
            return code
        return ""

    def _joined(self, parts: Sequence[str]) -> str:
        code = ""
        deepest = max((i for i, part in enumerate(parts) if part), default=-1)
        for level, part in enumerate(parts[: deepest + 1]):
            if part:
                code += part.zfill(2) if level else part
            elif not code or len(code) == _LEVELS[level - 1]:
                code = self.last[: _LEVELS[level]] if level < len(_LEVELS) else ""
        return code


def classified_lines(
    rows: Sequence[Sequence[Cell]], layout: Layout, context: Context
) -> list[Line]:
    """合计, then the lines in the order of the file; rows that are none are left to the caller."""
    codes, lines = Codes(), dict[str, Line]()
    for row in rows:
        cells = by_column(row)
        labels = [cells[column] for column in layout.labels if column in cells]
        found = {key: cells[column] for column, key in layout.amounts.items() if column in cells}
        if any(label.key in TOTALS for label in labels):
            line = Line(TOTAL, "合计", (), context.cells(found, TOTAL))
        elif entry := _entry(cells, layout, codes):
            code, name = entry
            line = classified_line(code, name, lines, context)
            line = Line(code, line.name, line.parents, context.cells(found, code))
        else:
            _unnamed(labels, found, context)
            continue
        context.notes.take(context.sheet, labels)
        _keep(lines, line, row, context)
    return sorted(lines.values(), key=lambda line: line.key != TOTAL)


def _entry(cells: Mapping[int, Cell], layout: Layout, codes: Codes) -> tuple[str, str] | None:
    """Code and name of a row, also when both stand in one cell."""
    columns = layout.codes or layout.names[:1]
    texts = [code_text(cells, column) for column in columns]
    names = [cells[c].text for c in layout.names if c in cells and c not in columns]
    joined = [_CODE_THEN_NAME.fullmatch(text) for text in texts]
    if found := next(filter(None, joined), None):
        codes.last = found[1]
        return found[1], found[2]
    if any(text and not _DIGITS.fullmatch(text) for text in texts):
        return None
    code = codes.read(texts)
    return (code, _BESIDES.sub("", names[0]) if names else "") if code else None


def classified_line(code: str, name: str, lines: Mapping[str, Line], context: Context) -> Line:
    """The line without amounts; what the file leaves out is taken from the year's books."""
    item = context.reference.find("functional", code)
    if item is None:
        year = context.reference.year
        message = f"科目编码{code}“{name}”不在{year}年的功能分类科目中"
        context.notes.add("WB-08", message, context.sheet.name, context.where(code))
    return Line(code, name or (item.name if item else code), tuple(_parents(code, lines, context)))


def _parents(code: str, lines: Mapping[str, Line], context: Context) -> Iterator[str]:
    for digits in _LEVELS:
        if digits >= len(code):
            return
        above = code[:digits]
        item = context.reference.find("functional", above)
        yield lines[above].name if above in lines else item.name if item else above


def _keep(lines: dict[str, Line], line: Line, row: Sequence[Cell], context: Context) -> None:
    if line.key not in lines:
        lines[line.key] = line
    elif line.cells:
        message = f"{BY_NUMBER[context.number].title}中“{line.key}”出现了两次"
        context.notes.at("WB-04", message, context.sheet, row, context.where(line.key))


def _unnamed(labels: Sequence[Cell], found: Mapping[str, Cell], context: Context) -> None:
    """A row with amounts that no code or 合计 explains must not be lost."""
    if found and not context.is_nothing(found.values()):
        cells = [*labels, *found.values()]
        message = f"不能识别这一行的科目：{quotes(cells)}"
        context.notes.at("WB-03", message, context.sheet, cells, context.where())
