"""From the cells of evaluation and target tables to the records of a Report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.readers.align import Row
from disclosures.readers.columns import FUND_COLUMNS, HEADINGS, Vocabulary
from disclosures.readers.layout import PROJECT, TARGET, UNIT, Table
from disclosures.readers.model import Piece
from disclosures.readers.notes import Notes, line_of, text_of
from disclosures.readers.tables import GOALS, SOURCES, TOTAL, Sheet, read_sheet
from fiscal.checks import check_total
from fiscal.reference import Reference
from fiscal.report import FundLine, Indicator, ProjectEvaluation, ProjectTarget, UnitEvaluation
from fiscal.scoring import INDICATOR_WEIGHT

_HEADING_OF = {name: heading for heading, name in reversed(list(HEADINGS.items()))}
_FUND_AMOUNTS = 3  # columns in 万元; then come points and percent
_FUND_LABELS = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
_REQUIRED = {
    UNIT: ("单位名称", GOALS),
    PROJECT: ("项目名称", "主管部门", "实施单位", GOALS),
    TARGET: ("预算单位", "项目名称", "年度预算总额", "财政拨款", "项目总体目标"),
}
_ROW_REQUIRED = {
    UNIT: ("name", "target", "weight", "score"),
    PROJECT: ("name", "target", "weight", "score", "rule"),
    TARGET: ("name", "target", "weight", "rule"),
}


@dataclass
class Tables:
    """All tables of a file, in its order."""

    units: list[UnitEvaluation] = field(default_factory=list)
    projects: list[ProjectEvaluation] = field(default_factory=list)
    targets: list[ProjectTarget] = field(default_factory=list)

    def next(self, kind: str) -> str:
        """Address of the next table of a kind."""
        if kind == UNIT:
            return "unit_evaluation"
        return (
            f"projects/{len(self.projects)}" if kind == PROJECT else f"targets/{len(self.targets)}"
        )


def read_tables(tables: Sequence[Table], reference: Reference, notes: Notes) -> Tables:
    """Read every table; what is missing in one, or does not add up to its 总分, is a finding."""
    vocabulary, read = Vocabulary.of(reference), Tables()
    for table in tables:
        sheet = read_sheet(table, vocabulary, notes)
        if sheet.kind == UNIT and read.units:
            name = line_of(sheet.values.get("单位名称", []))
            notes.add("RD-05", f"有多张单位整体支出绩效自评表，“{name}”的一张没有读入", sheet.start)
            continue
        where = read.next(sheet.kind)
        _check_whole(sheet, where, vocabulary, notes)
        if sheet.kind == UNIT:
            read.units.append(_unit(sheet, where, notes))
        elif sheet.kind == PROJECT:
            read.projects.append(_project(sheet, where, notes))
            _check_printed_total(len(read.projects) - 1, read.projects[-1], sheet, reference, notes)
        else:
            read.targets.append(_target(sheet, where, notes))
    if tables and read.targets:
        _check_end(read.targets[-1], tables[-1], notes)
    return read


def _check_printed_total(
    index: int, project: ProjectEvaluation, sheet: Sheet, reference: Reference, notes: Notes
) -> None:
    """总分 is computed, not recorded: a printed one that differs is reported here."""
    printed = notes.number(sheet.total[1:2], TOTAL)
    if printed is None:
        return
    wrong = check_total(index, project, printed, reference.year, reference)
    if wrong:
        notes.findings.append(wrong.at(sheet.total[1].source))


def _check_end(target: ProjectTarget, table: Table, notes: Notes) -> None:
    """A file of targets may break off between two rows: then its last weights do not add up."""
    weights = [indicator.weight for indicator in target.indicators if indicator.weight is not None]
    if sum(weights) < INDICATOR_WEIGHT:
        start = table.pieces[0]
        message = f"最后一张表权重合计不足{INDICATOR_WEIGHT}，文件可能在表中中断"
        notes.add("RD-04", message, start)


def _unit(sheet: Sheet, where: str, notes: Notes) -> UnitEvaluation:
    goal, result = _goals(sheet, notes)
    return UnitEvaluation(
        unit_name=line_of(sheet.values.get("单位名称", [])),
        funds=_funds(sheet, where, notes),
        goal=goal,
        result=result,
        indicators=_indicators(sheet, where, notes),
    )


def _project(sheet: Sheet, where: str, notes: Notes) -> ProjectEvaluation:
    goal, result = _goals(sheet, notes)
    return ProjectEvaluation(
        name=line_of(sheet.values.get("项目名称", [])),
        department=line_of(sheet.values.get("主管部门", [])),
        implementer=line_of(sheet.values.get("实施单位", [])),
        funds=_funds(sheet, where, notes),
        goal=goal,
        result=result,
        indicators=_indicators(sheet, where, notes),
    )


def _target(sheet: Sheet, where: str, notes: Notes) -> ProjectTarget:
    values = sheet.values
    return ProjectTarget(
        unit_name=line_of(values.get("预算单位", [])),
        name=line_of(values.get("项目名称", [])),
        leader=line_of(values.get("项目负责人", [])),
        total=notes.yuan(values.get("年度预算总额", []), "年度预算总额", f"{where}/total"),
        fiscal=notes.yuan(values.get("财政拨款", []), "财政拨款", f"{where}/fiscal"),
        other=notes.yuan(values.get("其他资金", []), "其他资金", f"{where}/other"),
        goal=text_of(values.get("项目总体目标", [])),
        indicators=_indicators(sheet, where, notes),
    )


def _funds(sheet: Sheet, where: str, notes: Notes) -> tuple[FundLine, ...]:
    sources = [source for source in SOURCES[sheet.kind] if source in sheet.funds]
    return tuple(
        _fund_line(source, sheet.funds[source], f"{where}/funds/{index}", notes)
        for index, source in enumerate(sources)
    )


def _fund_line(source: str, row: Row, where: str, notes: Notes) -> FundLine:
    values: dict[str, Decimal | None] = {}
    for index, (name, label) in enumerate(zip(FUND_COLUMNS, _FUND_LABELS, strict=True)):
        read = notes.yuan if index < _FUND_AMOUNTS else notes.number
        values[name] = read(row.get(name, []), label, f"{where}/{name}")
    return FundLine(source, **values)


def _goals(sheet: Sheet, notes: Notes) -> tuple[str, str]:
    """预期目标 and 实际完成情况: the two cells below their labels."""
    pieces = sheet.values.get(GOALS, [])
    filled = [piece for piece in pieces if not piece.blank]
    if len(filled) == 2:
        return text_of(filled[:1]), text_of(filled[1:])
    row = [piece for piece in pieces if filled and piece.row == filled[0].row is not None]
    if len(filled) == 1 and filled[0] in row[-2:] and len(row) in (2, 3):
        return text_of(row[-2:-1]), text_of(row[-1:])
    split = _result_starts(filled)
    if filled:
        notes.add("RD-08", "“年度总体目标”的两栏按内容区分，请核对", filled[0])
    return text_of(filled[:split]), text_of(filled[split:])


def _result_starts(pieces: Sequence[Piece]) -> int:
    """Index of the first piece of 实际完成情况, which real documents begin with 截至…."""
    marked = (i for i, piece in enumerate(pieces) if piece.key.startswith(("截至", "截止")))
    return next(marked, min(1, len(pieces)))


def _indicators(sheet: Sheet, where: str, notes: Notes) -> tuple[Indicator, ...]:
    """Rows as records; a blank 一级指标 or 二级指标 means the one above."""
    indicators: list[Indicator] = []
    level1 = level2 = ""
    for index, row in enumerate(sheet.indicators):
        own1, own2 = line_of(row.get("level1", [])), line_of(row.get("level2", []))
        level1, level2 = own1 or level1, own2 or ("" if own1 else level2)
        place = f"{where}/indicators/{index}"
        indicators.append(_indicator(row, level1, level2, place, notes))
    return tuple(indicators)


def _indicator(row: Row, level1: str, level2: str, where: str, notes: Notes) -> Indicator:
    def line(name: str) -> str:
        return line_of(row.get(name, []))

    def number(name: str, heading: str) -> Decimal | None:
        return notes.number(row.get(name, []), heading, f"{where}/{name}")

    return Indicator(
        level1=level1,
        level2=level2,
        name=line("name"),
        target=line("target"),
        weight=number("weight", "权重"),
        actual=line("actual"),
        rate=number("rate", "完成率"),
        score=number("score", "得分"),
        basis=line("basis"),
        prior=line("prior"),
        rule=line("rule"),
        evidence=line("evidence"),
        deviation=text_of(row.get("deviation", [])),
    )


def _check_whole(sheet: Sheet, where: str, vocabulary: Vocabulary, notes: Notes) -> None:
    """Name what the table lacks: a table that breaks off must not be loaded."""
    missing = [label for label in _REQUIRED[sheet.kind] if label not in sheet.values]
    missing += [source for source in SOURCES[sheet.kind] if source not in sheet.funds]
    if not sheet.indicators:
        missing.append("绩效指标")
    if sheet.kind == PROJECT and len(sheet.total) < 2:
        missing.append("总分")
    if missing:
        names = "、".join(missing)
        message = f"{sheet.kind}不完整，缺少：{names}"
        notes.add("RD-04", message, sheet.start, where)
    rows = [(row, f"{where}/indicators/{index}") for index, row in enumerate(sheet.indicators)]
    for row, place in rows:
        _check_row(row, _missing_cells(row, sheet.kind), place, notes)
    if sheet.kind == TARGET and rows:
        last, place = rows[-1]
        if not vocabulary.is_whole_evidence(line_of(last.get("evidence", []))):
            _check_row(last, ["佐证资料"], place, notes)


def _missing_cells(row: Row, kind: str) -> list[str]:
    """Headings without a cell in this row. A cell that is there and blank is no gap."""
    missing = [_HEADING_OF[name] for name in _ROW_REQUIRED[kind] if name not in row]
    return missing or ([] if line_of(row["name"]) else ["三级指标"])


def _check_row(row: Row, missing: Sequence[str], where: str, notes: Notes) -> None:
    first = next((piece for cell in row.values() for piece in cell if not piece.blank), None)
    if missing and first is not None:
        message = f"这一行指标不完整，缺少：{'、'.join(missing)}"
        notes.add("RD-04", message, first, where)
