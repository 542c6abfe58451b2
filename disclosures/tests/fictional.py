"""A fictional disclosure with everything that one can have: for the tests of rendering."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from fiscal.document import Document, Paragraph, Part
from fiscal.finding import Finding, error, warning
from fiscal.report import (
    TOTAL,
    Cell,
    FundLine,
    Indicator,
    Line,
    ProjectEvaluation,
    Report,
    Statement,
    UnitEvaluation,
    UnitFacts,
)
from fiscal.statements import DECLARATIONS, SINGLE_LINE, Declaration, Kind
from units.reference import shipped_reference

UNIT, YEAR = "云溪县水利局", 2024
HOSTILE = "因<script>alert(1)</script>与“R&D”调整"


def document(
    findings: Iterable[Finding] = (), *, imported: bool = False, projects: int = 3
) -> Document:
    return Document(
        report=report(projects),
        paragraphs=tuple(_paragraphs()),
        findings=tuple(findings),
        rule_set="2026.1",
        imported=imported,
    )


def remarks() -> tuple[Finding, ...]:
    """One finding at a cell, one at a paragraph, one without a place on the page."""
    return (
        error("ST-01", "statements/05/2130301/total", "小计不等于基本支出与项目支出之和"),
        warning("TX-02", "texts/s1.cmp.reason", "原因过短"),
        warning("RD-03", "", "缺少标题").at("第1行"),
    )


def report(projects: int = 3) -> Report:
    return Report(
        unit=UnitFacts(UNIT),
        year=YEAR,
        statements={entry.number: _statement(entry) for entry in DECLARATIONS},
        unit_evaluation=_unit_evaluation(),
        projects=tuple(_project(number) for number in range(1, projects + 1)),
    )


# --- text --------------------------------------------------------------------------------


def _paragraphs() -> Iterable[Paragraph]:
    yield _plain("title", "title", f"{UNIT}{YEAR}年度部门决算公开说明")
    yield _plain("p1", "part", "第一部分 单位概况")
    yield _plain("p1.1", "section", "一、主要职能")
    yield _plain("p1.1.body", "body", "负责保障水资源的合理开发利用，拟订水利规划和政策。" * 4)
    yield _plain("p2", "part", "第二部分 部门决算情况说明")
    yield _plain("s1", "section", "一、收入支出决算总体情况说明")
    yield _money(
        "s1.income",
        ("2024年度收入总计", "1,787.23", "万元，其中：本年收入合计", "1,700.00", "万元。"),
    )
    yield Paragraph("s1.cmp", "body", (
        Part("收入支出总体与上年相比，增加"), Part("12.30", "diff", "money"), Part("万元，增长"),
        Part("0.69", "pct", "percent"), Part("%，主要原因是："), Part(HOSTILE, "reason", "text"),
        Part("。"),
    ))  # fmt: skip
    yield _plain("s5", "section", "五、一般公共预算财政拨款支出决算情况说明")
    yield _plain("s5.3", "subsection", "（三）一般公共预算财政拨款支出决算具体情况")
    for key, amount in (("2130301", "1,204.57"), ("2130305", "318.06")):
        yield _money("s5.3.item", ("支出决算数为", amount, "万元，占", "0.0002", "%。"), key)
    yield _plain("s11", "section", "十一、预算绩效的情况说明")
    yield _plain("s11.body", "body", "本单位2024年度预算绩效管理形成整体支出绩效自评表1个。" * 6)
    yield _plain("s12", "section", "十二、其他需说明的事项")
    yield _plain("s12.none", "body", "本单位无其他需说明的事项。")
    yield _plain("p3", "part", "第三部分 专业名词解释")
    for index in range(8):
        yield _plain(
            "p3.term", "body", "一、财政拨款收入：指同级财政当年拨付的资金。" * 3, str(index)
        )
    yield _plain("p4", "part", "第四部分 部门决算报表（见附表）")
    for entry in DECLARATIONS:
        yield _plain("p4.item", "item", f"{entry.section}、《{entry.title}》", entry.number)


def _plain(paragraph_id: str, role: str, text: str, key: str = "") -> Paragraph:
    return Paragraph(paragraph_id, role, (Part(text),), key)


def _money(paragraph_id: str, texts: tuple[str, ...], key: str = "") -> Paragraph:
    """Wording and figures in turn."""
    parts = (Part(text, f"f{i}", "money") if i % 2 else Part(text) for i, text in enumerate(texts))
    return Paragraph(paragraph_id, "body", tuple(parts), key)


# --- statements --------------------------------------------------------------------------


def _statement(declaration: Declaration) -> Statement:
    keys = tuple(dict.fromkeys(column.key for column in declaration.columns))
    if declaration.number == "08":  # an empty statement
        return Statement("08", (Line(TOTAL, "合计", (), dict.fromkeys(keys, Cell(Decimal(0)))),))
    lines = []
    for index, (key, name, parents) in enumerate(_lines(declaration)):
        cells = {column: _cell(index, place) for place, column in enumerate(keys)}
        lines.append(Line(key, name, parents, cells))
    return Statement(declaration.number, tuple(lines))


def _cell(index: int, place: int) -> Cell:
    """Amounts of many lengths, all different from one another in one statement."""
    yuan = Decimal((index + 1) * 7_654_321 + place * 1_234_567 + index * index * 98_765) / 100
    return Cell(yuan, yuan - 100)


def _lines(declaration: Declaration) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    reference = shipped_reference(YEAR)
    if declaration.kind is Kind.FIXED:
        return [(row.key, row.label, ()) for row in declaration.rows]
    if declaration.kind is Kind.SINGLE:
        return [(SINGLE_LINE, "", ())]
    if declaration.kind is Kind.ECONOMIC:
        items = [item for item in reference.book("economic") if item.code[:3] in ("301", "302")]
        totals = [("personnel_total", "人员经费合计", ()), ("public_total", "公用经费合计", ())]
        return [*((item.code, item.name, ()) for item in items), *totals]
    water = ("213", "21303")
    items = [item for item in reference.book("functional") if item.code[:5] in water][:40]
    paths = [(item.code, item.name, reference.path(item)[:-1]) for item in items]
    return [(TOTAL, "合计", ()), *paths]


# --- evaluations -------------------------------------------------------------------------


def _funds(sources: tuple[str, ...], rate: str, score: str) -> tuple[FundLine, ...]:
    first = FundLine(
        sources[0], Decimal("300000"), Decimal("36500000"), Decimal("36476000"),
        Decimal(10), Decimal(rate), Decimal(score),
    )  # fmt: skip
    rest = (FundLine(name, Decimal(0), Decimal(0), Decimal(0)) for name in sources[1:])
    return (first, *rest)


def _unit_evaluation() -> UnitEvaluation:
    return UnitEvaluation(
        unit_name=UNIT,
        funds=_funds(("上级资金", "本级资金", "其他资金", "合计"), "99.93", "9.99"),
        goal="1.保障农村供水安全。2.完成河道治理。" * 6,
        result="截至2024年12月31日，已完成全部任务。" * 6,
        indicators=tuple(_indicators(8)),
    )


def _project(number: int) -> ProjectEvaluation:
    return ProjectEvaluation(
        name=f"{YEAR}年小型水库维修养护经费（第{number}批）",
        department=UNIT,
        implementer=UNIT,
        funds=_funds(("年度资金总额", "当年财政拨款", "其他资金"), f"9{number}.93", f"9.{number}3"),
        goal=f"维修养护小型水库{number}座，保障下游村镇安全度汛。" * 8,
        result=f"截至2024年12月31日，维修养护小型水库{number}座，未发生险情。" * 8,
        indicators=tuple(_indicators(10 + number)),
    )


def _indicators(count: int) -> Iterable[Indicator]:
    tree = (
        ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标"),
        ("成本指标", "经济成本指标"), ("效益指标", "社会效益指标"), ("满意度指标", "满意度指标"),
    )  # fmt: skip
    for index in range(count):
        level1, level2 = tree[index * len(tree) // count]
        yield Indicator(
            level1=level1,
            level2=level2,
            name=f"水库安全监测设施维修养护完成情况{index + 1}",
            target=f">={index + 2}处",
            weight=Decimal("7.5"),
            actual=f"={index + 3}处",
            rate=Decimal(f"10{index}.{index}5"),
            score=Decimal(f"6.{index}1"),
            basis="计划标准",
            prior="当年指标，无上年完成值",
            rule="按照完成比例赋分",
            evidence="工作资料,验收报告",
            deviation="汛情提前，增加监测点位。改进措施：完善年初指标测算。" if index % 3 else "",
        )
