"""What a correction changed: two published Documents compared for a reader, in words.

Figures cell by cell, the text sentence by sentence. Amounts are shown in 万元 with every digit
that was recorded, so that no change is lost in rounding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fiscal.codec import to_plain
from fiscal.comparison import Change
from fiscal.document import Document
from fiscal.edits import difference, leaves
from fiscal.money import exact_wan
from fiscal.narrative.inputs import BY_PATH, InputKind
from fiscal.plain import Plain
from fiscal.report import Report
from fiscal.sentences import Passage, passages
from fiscal.statements import BY_NUMBER, SINGLE_LINE

FACTS, FILES, ANSWERS = "数据与基本情况", "附件", "对警告的说明"
_WHOLE, _EMPTY = "整张表", "空表"
_LINE_FIELDS = {"name": "名称", "parents": "上级科目"}
_OTHER_FACTS = {"unit/name": "单位名称", "unit/code": "单位代码"}
_TOTALS = {"total": "合计", "personnel_total": "人员经费合计", "public_total": "公用经费合计"}
_TABLES = {
    "unit_evaluation": "单位整体支出绩效自评表",
    "projects": "项目支出绩效自评表",
    "targets": "项目支出绩效目标表",
}
_ITEMS = {"funds": "资金", "indicators": "指标"}
_AMOUNTS = {
    "initial": "年初预算数", "full_year": "全年预算数", "executed": "全年执行数",
    "midyear": "1–7月执行数", "total": "资金总额", "fiscal": "财政拨款", "other": "其他资金",
}  # fmt: skip
_FIELDS = {
    "unit_name": "单位名称", "name": "名称", "department": "主管部门", "implementer": "实施单位",
    "leader": "项目负责人", "goal": "年度目标", "result": "实际完成情况", "source": "资金来源",
    "weight": "分值（权重）", "rate": "完成率（%）", "score": "得分", "level1": "一级指标",
    "level2": "二级指标", "target": "指标值", "actual": "实际完成值", "basis": "指标值设定依据",
    "prior": "上年完成情况", "rule": "赋分规则", "evidence": "佐证资料",
    "deviation": "偏差原因分析及改进措施", "lower_is_better": "越低越好",
    "override_reason": "调整得分理由", "midyear": "1–7月完成值",
}  # fmt: skip
# Printed as paragraphs, and compared as such.
_TEXTS = frozenset({"texts", "functions", "other_matters", "terms"})


@dataclass(frozen=True, slots=True)
class Row:
    """One value that changed: of which line or record, which column; empty is nothing."""

    item: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Table:
    """What changed in one table of the document; ``unit`` is that of its amounts."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """All that differs between two versions, in the order of the document."""

    statements: tuple[Table, ...]
    facts: tuple[Table, ...]
    evaluations: tuple[Table, ...]
    passages: tuple[Passage, ...]

    @property
    def cells(self) -> int:
        """How many values changed besides the text."""
        tables = (*self.statements, *self.facts, *self.evaluations)
        return sum(len(table.rows) for table in tables)


def corrections(before: Document, after: Document) -> Correction:
    """What ``after`` says otherwise than ``before``."""
    changes = difference(before.report, after.report)
    records = [one for one in changes if _group(one) in _TABLES]
    facts = [one for one in changes if _group(one) not in {*_TABLES, *_TEXTS, "statements"}]
    return Correction(
        statements=_tables(_in_statements(changes, before.report, after.report)),
        facts=_tables([*_facts(facts), *_files(before, after), *_answers(before, after)]),
        evaluations=_tables(_in_records(records, to_plain(after.report))),
        passages=passages(before.paragraphs, after.paragraphs),
    )


def _group(change: Change) -> str:
    return change.path.partition("/")[0]


def _tables(rows: Iterable[tuple[str, Row]]) -> tuple[Table, ...]:
    found: dict[str, list[Row]] = {}
    for title, row in rows:
        found.setdefault(title, []).append(row)
    return tuple(Table(title, tuple(rows)) for title, rows in found.items())


def _in_statements(
    changes: Iterable[Change], before: Report, after: Report
) -> Iterator[tuple[str, Row]]:
    """Cells by address: a line that only moved is taken away and comes again unchanged."""
    cells: dict[str, tuple[Plain, Plain]] = {}
    for one in leaves(change for change in changes if _group(change) == "statements"):
        was, _ = cells.get(one.path, (one.old, None))
        cells[one.path] = (was, one.new)
    for path, (old, new) in cells.items():
        number, _, place = path.removeprefix("statements/").partition("/")
        item, field, is_amount = _cell(number, place, before, after)
        was, now = (
            _EMPTY if one == [] and not place else _shown(one, is_amount) for one in (old, new)
        )
        row = Row(item, field, was, now)
        if row.old != row.new:
            yield f"{number} {BY_NUMBER[number].title}", row


def _cell(number: str, place: str, before: Report, after: Report) -> tuple[str, str, bool]:
    """Line and column in words, and whether an amount stands there."""
    line, _, last = place.rpartition("/")
    if last in ("name", "parents"):
        return _line(number, line, before, after), _LINE_FIELDS[last], False
    if last not in ("this", "last"):
        return _WHOLE, "", False
    key, _, column = line.rpartition("/")
    year = "（上年）" if last == "last" else ""
    return _line(number, key, before, after), _column(number, key, column) + year, True


def _line(number: str, key: str, before: Report, after: Report) -> str:
    declared = next((row for row in BY_NUMBER[number].rows if row.key == key), None)
    if declared:
        return declared.label
    if key == SINGLE_LINE or key in _TOTALS:
        return _TOTALS.get(key, "")
    found = after.statement(number).line(key) or before.statement(number).line(key)
    name = found.name if found else ""
    return f"{key} {name}" if key.isdecimal() else name or key


def _column(number: str, line: str, column: str) -> str:
    """The heads above a cell; a column of this key may stand on either side of a form."""
    declaration = BY_NUMBER[number]
    side = next((row.side for row in declaration.rows if row.key == line), "")
    named = [one for one in declaration.columns if one.key == column]
    fitting = [one for one in named if one.side == side] or named
    return "·".join(fitting[0].header) if fitting else column


def _facts(changes: Iterable[Change]) -> Iterator[tuple[str, Row]]:
    for one in leaves(changes):
        fact = BY_PATH.get(one.path)
        label = fact.label if fact else _OTHER_FACTS.get(one.path, one.path)
        is_amount = fact is not None and fact.kind is InputKind.AMOUNT
        unit = f"（{fact.unit}）" if fact and fact.unit else ""
        old, new = (
            fact.choices.get(value, value) if fact and fact.choices else value
            for value in (one.old, one.new)
        )
        yield FACTS, Row(label + unit, "", _shown(old, is_amount), _shown(new, is_amount))


def _files(before: Document, after: Document) -> Iterator[tuple[str, Row]]:
    old, new = ({one.sha256: one for one in each.attachments} for each in (before, after))
    for digest in dict.fromkeys([*old, *new]):
        if (digest in old) != (digest in new):
            file = old.get(digest) or new[digest]
            name = f"{file.title}（{file.name}）"
            was, now = (name if digest in each else "" for each in (old, new))
            yield FILES, Row(file.project or "单位整体", file.kind, was, now)


def _answers(before: Document, after: Document) -> Iterator[tuple[str, Row]]:
    old, new = ({one.finding: one for one in each.explanations} for each in (before, after))
    for finding in dict.fromkeys([*old, *new]):
        was, now = (each[finding].text if finding in each else "" for each in (old, new))
        if was != now:
            yield ANSWERS, Row((new.get(finding) or old[finding]).rule, "", was, now)


def _in_records(changes: Iterable[Change], after: Plain) -> Iterator[tuple[str, Row]]:
    """Fields of evaluations and targets. Indexes in addresses are those of ``after``."""
    for change in changes:
        for one in leaves([change]):
            steps = one.path.split("/")
            depth = 1 if steps[0] == "unit_evaluation" else 2
            title, item = _TABLES[steps[0]], ""
            if depth > 1:
                title += f"“{_at(steps[:depth], change, after)['name']}”"
            part = steps[depth] if len(steps) > depth + 2 else ""
            if part:
                record = _at(steps[: depth + 2], change, after)
                item = f"{_ITEMS[part]}“{record.get('source') or record.get('name', '')}”"
            is_amount = part != "indicators" and steps[-1] in _AMOUNTS
            field = (_AMOUNTS if is_amount else _FIELDS).get(steps[-1], "")
            row = Row(item, field, _shown(one.old, is_amount), _shown(one.new, is_amount))
            if row.old != row.new:
                yield title, row


def _at(steps: Sequence[str], change: Change, after: Plain) -> Plain:
    """The record at an address: one that came or went is in the change itself."""
    whole, node = change.path.split("/"), after
    if steps[: len(whole)] == whole:
        steps, node = steps[len(whole) :], change.new or change.old
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


def _shown(value: Plain, is_amount: bool) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list():
            return "、".join(map(str, value))
        case str() if is_amount and value:
            return exact_wan(Decimal(value))
    return str(value)
