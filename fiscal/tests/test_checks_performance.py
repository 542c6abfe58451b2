"""PE rules: each fires on a real fault and stays silent on its look-alike."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fiscal.checks import check_total
from fiscal.finding import Severity
from fiscal.report import TARGETS, FundLine, Indicator, ProjectEvaluation, Report
from fiscal.tests.books import (
    DIRECT,
    FILLING,
    GRADED,
    REFERENCE,
    SATISFACTION,
    YEAR,
    found,
    funds,
    project,
    report,
    row,
    rules_of,
    target_table,
    unit_table,
    wan,
)

WHY = "报名人数多于预期"


def of(*rows: Indicator, **fields: object) -> Report:
    return report(projects=(project(*rows, **fields),))  # type: ignore[arg-type]


def rules(*rows: Indicator, **fields: object) -> list[str]:
    return rules_of(of(*rows, **fields))


@pytest.mark.spares("PE-01", "PE-02", "PE-03", "PE-07", "PE-08")
def test_a_correct_project_unit_table_and_target_table_have_no_findings() -> None:
    whole = report(projects=(project(),), unit_evaluation=unit_table(), targets=(target_table(),))
    assert not rules_of(whole)


# Money


def with_initial(amount: str) -> ProjectEvaluation:
    """A project whose 财政拨款 row has this 年初预算数."""
    whole, fiscal, other = project().funds
    return project(funds=(whole, replace(fiscal, initial=wan(amount)), other))


@pytest.mark.fires("PE-01")
@pytest.mark.spares("PE-01")
def test_pe_01_sources_that_do_not_add_up() -> None:
    (finding,) = found(report(projects=(with_initial("5.00"),)))
    assert (finding.rule, finding.where) == ("PE-01", "projects/0/funds/0/initial")
    (near,) = found(report(projects=(with_initial("5.99"),)))
    assert near.severity is Severity.INFO


@pytest.mark.fires("PE-02")
def test_pe_02_spending_without_a_budget_in_its_row() -> None:
    lines = (
        *project().funds[:1],
        FundLine("当年财政拨款", wan("6"), wan("6"), wan("5")),
        FundLine("其他资金", wan("0"), wan("0"), wan("1")),
    )
    assert rules(funds=lines) == ["PE-02"]


@pytest.mark.fires("PE-03")
def test_pe_03_more_spent_than_budgeted() -> None:
    lines = funds("5.00", "6.00", "120.00", "8.00")
    assert set(rules(funds=lines)) == {"PE-03"}


@pytest.mark.fires("PE-04", "PE-05")
@pytest.mark.spares("PE-04", "PE-05")
@pytest.mark.parametrize(
    ("rate", "score", "expected"),
    [("99.99", "10.00", ["PE-04"]), ("100", "10.00", []), ("100.0", "9.99", []),
     ("100.00", "9.00", ["PE-05"])],
)  # fmt: skip
def test_pe_04_and_pe_05_rate_and_score_of_budget_execution(
    rate: str, score: str, expected: list[str]
) -> None:
    assert rules(funds=funds("6.00", "6.00", rate, score)) == expected


@pytest.mark.fires("PE-05")
@pytest.mark.spares("PE-05")
def test_pe_05_the_unit_table_scores_straight_and_may_be_truncated() -> None:
    def unit(score: str) -> Report:
        lines = list(unit_table().funds)
        lines[0] = replace(lines[0], score=Decimal(score))
        return report(unit_evaluation=unit_table(funds=tuple(lines)))

    assert rules_of(unit("9.35")) == ["PE-05"]
    assert not rules_of(unit("9.73"))


@pytest.mark.fires("PE-06")
@pytest.mark.spares("PE-06")
def test_pe_06_own_funds_entered_as_fiscal_money() -> None:
    assert rules(name="业务培训费（自有资金）") == ["PE-06"]
    own = (project().funds[0], replace(project().funds[1], initial=wan("0"), full_year=wan("0"),
           executed=wan("0")), replace(project().funds[1], source="其他资金"))  # fmt: skip
    assert not rules(name="业务培训费（自有资金）", funds=own)


# Weights and totals


@pytest.mark.fires("PE-07")
def test_pe_07_weights_that_do_not_add_up() -> None:
    (finding,) = found(of(row("=1场", "=1场", "100", "12", weight=Decimal(12))))
    assert finding.rule == "PE-07"
    assert finding.values["difference"] == "2"
    assert rules_of(report(unit_evaluation=unit_table(indicators=()))) == ["PE-07"]


@pytest.mark.fires("PE-08")
def test_pe_08_a_scheme_the_year_does_not_know_is_a_warning() -> None:
    shifted = row("=1场", "=1场", "100", "10", level1="成本指标", level2="社会成本指标")
    (finding,) = found(of(shifted))
    assert (finding.rule, finding.severity) == ("PE-08", Severity.WARNING)


@pytest.mark.fires("PE-09")
@pytest.mark.spares("PE-09")
def test_pe_09_a_total_that_is_not_the_sum_of_its_scores() -> None:
    wrong = check_total(3, project(), Decimal("98.00"), YEAR, REFERENCE)
    assert wrong is not None
    assert (wrong.rule, wrong.where) == ("PE-09", "projects/3")
    assert check_total(3, project(), Decimal("100.00"), YEAR, REFERENCE) is None
    assert check_total(3, project(), Decimal("99.99"), YEAR, REFERENCE) is None


# Rate and score


@pytest.mark.fires("PE-10", "PE-11", "PE-12", "PE-13", "PE-14", "PE-15")
@pytest.mark.spares("PE-10", "PE-11", "PE-12", "PE-13", "PE-14", "PE-15")
@pytest.mark.parametrize(
    ("target", "actual", "rate", "score", "expected"),
    [
        ("=95%", "=100%", "105.16", "9.48", ["PE-10"]),
        ("=95%", "=100%", "105.26", "9.47", []),
        (">=60人", "=52人", "87", "6.75", []),
        (">=60人", "=52人", "86.7", "6.68", []),
        (">=60人", "=52人", "86", "6.5", ["PE-11"]),
        ("=30家", "=35家", "116.66", "8.33", ["PE-11"]),
        ("=2024年10月31日", "2024年12月31日", "80", "5", ["PE-10"]),
        ("=2024年10月31日", "2024年12月31日", "0", "0", []),
        ("提升", "有待提升", "", "", ["PE-12"]),
        ("提升", "有待提升", "70", "2.5", []),
        ("提升", "部分达到预期指标且有一定效果", "90", "7.5", ["PE-13"]),
        ("提升", "未达到预期指标且效果较差", "70", "2.5", ["PE-13"]),
        ("提升", "部分达到预期指标且有一定效果", "75", "3.75", []),
        ("=0件", "=2件", "50", "0", ["PE-14"]),
        ("=0件", "=0件", "100", "10", []),
        (">=60人", "=52人", "87", "6.76", []),
        (">=60人", "=52人", "87", "6.77", ["PE-15"]),
        (">=60人", "=52人", "87", "10", ["PE-15"]),
    ],
)
def test_rates_and_scores_of_a_row(
    target: str, actual: str, rate: str, score: str, expected: list[str]
) -> None:
    deviation = WHY if rate not in ("", "100") else ""
    tested = row(target, actual, rate, score, deviation=deviation)
    assert [rule for rule in rules(tested) if rule not in ("PE-28",)] == expected


@pytest.mark.fires("PE-29")
@pytest.mark.spares("PE-10", "PE-15")
def test_an_override_is_listed_and_not_contested() -> None:
    overridden = row("=95%", "=100%", "95", "9", deviation=WHY, override_reason="审计认定")
    (finding,) = found(of(overridden))
    assert (finding.rule, finding.severity) == ("PE-29", Severity.INFO)


def test_the_message_names_project_indicator_and_both_values() -> None:
    (finding,) = found(of(row("=95%", "=100%", "105.16", "9.48", deviation=WHY)))
    assert finding.message == (
        "项目“业务培训费”指标“培训场次”完成率填105.16%，按目标值“=95%”和业绩值“=100%”应为105.26%"
    )
    assert finding.where == "projects/0/indicators/0/rate"
    assert finding.values == {
        "printed": "105.16%", "computed": "105.26%", "difference": "-0.1%",
    }  # fmt: skip


@pytest.mark.fires("PE-15")
@pytest.mark.spares("PE-15")
@pytest.mark.parametrize(
    ("target", "actual", "score", "expected"),
    [
        (">=98%", "=100%", "10", []),
        (">=98%", "=100%", "9.8", [("PE-15", Severity.ERROR)]),
        (">=10次", "=8次", "8", [("PE-15", Severity.WARNING)]),
        (">=10次", "=8次", "5", []),
        ("<=3次", "=5次", "0", []),
        ("<=3次", "=1次", "10", []),
    ],
)
def test_pe_15_in_the_unit_table(
    target: str, actual: str, score: str, expected: list[tuple[str, Severity]]
) -> None:
    table = unit_table(row(target, actual, "", score, rule=""))
    assert [(f.rule, f.severity) for f in found(report(unit_evaluation=table))] == expected


# Reasons


@pytest.mark.fires("PE-16", "PE-17")
@pytest.mark.spares("PE-16", "PE-17")
def test_pe_16_a_missing_reason_and_pe_17_a_needless_one() -> None:
    short = row(">=60人", "=52人", "87", "6.75")
    assert rules(short) == ["PE-16"]
    assert rules(replace(short, deviation="—")) == ["PE-16"]
    assert not rules(replace(short, deviation=WHY))
    assert rules(row("=1场", "=1场", "100", "10", deviation=WHY)) == ["PE-17"]
    assert not rules(row("=1场", "=1场", "100", "10", deviation="-"))


@pytest.mark.fires("PE-18")
@pytest.mark.spares("PE-18")
def test_pe_18_a_reason_copied_from_another_row() -> None:
    half = Decimal(5)
    one = row(">=10场", "=9场", "90", "3.75", weight=half, deviation=WHY)
    other = replace(one, name="培训场地数")
    assert rules(one, other) == ["PE-18"]
    assert not rules(one, replace(other, deviation="场地改建，少用一处"))


@pytest.mark.fires("PE-18")
@pytest.mark.spares("PE-18")
def test_pe_18_a_reason_that_speaks_of_another_indicator() -> None:
    half = Decimal(5)
    complaint = row("=5次", "=5次", "100", "5", weight=half, name="政府公众号全年被通报次数（次）")
    cost = row(">=10场", "=9场", "90", "3.75", weight=half, name="培训场次")
    wrong = replace(cost, deviation="政府公众号全年被通报次数低于预期")
    assert rules(complaint, wrong) == ["PE-18"]
    assert not rules(complaint, replace(cost, deviation="培训场次因疫情减少"))


# Values as written


@pytest.mark.fires("PE-19", "PE-20", "PE-21", "PE-22")
@pytest.mark.spares("PE-19", "PE-20", "PE-21", "PE-22")
@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        (">=100%", "达到预期指标", ["PE-19"]),
        ("=100%", "100", ["PE-20"]),
        ("=100%", "=100%", []),
        ("=3次", "=3人", ["PE-12", "PE-21"]),
        ("=3万元", "=30000元", []),
        (">=1050", "=1050条", []),
        ("2024年11月31日前", "2024年11月20日", ["PE-22"]),
        ("2024年11月30日前", "2024年11月20日", []),
    ],
)
def test_values_as_written(target: str, actual: str, expected: list[str]) -> None:
    rate = "" if "PE-12" in expected else "100"
    assert rules(row(target, actual, rate, "10" if rate else "")) == expected


@pytest.mark.fires("PE-23")
@pytest.mark.spares("PE-23")
@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("每季度维护（%）", "=1次", ["PE-23"]),
        ("保障编外及临聘人员人数（天）", "=5人", ["PE-23"]),
        ("培训天数（天）", "=5天", []),
        ("车辆ETC代扣费用时间（月）", "=12个月", []),
        ("培训人数(人)", "=52人次", []),
        ("注册资本金（国资）", "=1笔", []),
        ("长期维护权益（月）", "长期维护", []),
    ],
)
def test_pe_23_a_unit_in_the_name_unlike_the_value(
    name: str, value: str, expected: list[str]
) -> None:
    rule = GRADED if value == "长期维护" else row("", "").rule
    assert rules(row(value, value, "100", "10", name=name, rule=rule)) == expected


def cost(target: str, actual: str) -> tuple[Indicator, ...]:
    money = replace(FILLING[1], target=target, actual=actual, rate=None, score=None)
    return (row("=1场", "=1场", "100", "10"), FILLING[0], money, FILLING[2])


@pytest.mark.fires("PE-24")
@pytest.mark.spares("PE-24")
@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("=5万元", "=5万元", ["PE-24", "PE-24"]),
        ("=6万元", "=5.5万元", ["PE-24"]),
        ("<=60000元", "=60000元", []),
        ("=3万元/家", "=3万元/家", []),
        ("<=100%", "=100%", []),
    ],
)
def test_pe_24_cost_indicators_add_up_to_the_money(
    target: str, actual: str, expected: list[str]
) -> None:
    tested = of(*cost(target, actual), filling=False)
    assert [item.rule for item in found(tested) if item.rule == "PE-24"] == expected


@pytest.mark.fires("PE-25")
@pytest.mark.spares("PE-25")
@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("培训合格率100%、出勤率98%，达到目的", ["PE-25"]),
        ("人员培训出勤率达100%", []),
        ("出勤率100%，去年出勤率98%", []),
        ("完成率98%", []),
        ("出勤率98人", []),
    ],
)
def test_pe_25_a_number_in_the_text_that_contradicts_the_row(
    result: str, expected: list[str]
) -> None:
    attendance = row("=100%", "=100%", "100", "10", name="人员培训出勤率")
    assert rules(attendance, result=result) == expected


@pytest.mark.spares("PE-25")
def test_pe_25_leaves_numbers_alone_that_two_rows_could_own() -> None:
    half = Decimal(5)
    one = row("=100%", "=100%", "100", "5", weight=half, name="会议出席率")
    other = replace(one, name="论坛出席率")
    assert not rules(one, other, result="出席率98%")


@pytest.mark.fires("PE-26")
@pytest.mark.spares("PE-26")
@pytest.mark.parametrize(
    ("target", "actual", "rate", "score", "expected"),
    [
        ("<=3次", "=1次", "33.33", "0", ["PE-26"]),
        ("<=95%", "=74%", "100", "10", ["PE-26"]),
        (">=3次", "=1次", "33.33", "0", []),
        ("<=309.78人", "=309.75人", "99.99", "10", []),
    ],
)
def test_pe_26_suggests_the_switch_where_staying_below_costs_points(
    target: str, actual: str, rate: str, score: str, expected: list[str]
) -> None:
    deviation = "" if rate == "100" else WHY
    assert rules(row(target, actual, rate, score, deviation=deviation)) == expected


@pytest.mark.spares("PE-26", "PE-10", "PE-15", "PE-29")
def test_a_marked_lower_is_better_row_scores_full() -> None:
    assert not rules(row("<=3次", "=1次", "100", "10", lower_is_better=True))


@pytest.mark.fires("PE-27")
@pytest.mark.parametrize(
    "fields",
    [
        {"basis": "领导要求"},
        {"evidence": "工作资料,照片"},
        {"rule": "酌情赋分"},
        {"level2": "其它指标"},
    ],
)
def test_pe_27_words_outside_the_vocabulary(fields: dict[str, str]) -> None:
    assert rules(row("=1场", "=1场", "100", "10", **fields)) == ["PE-27"]


@pytest.mark.spares("PE-27")
def test_pe_27_knows_the_official_words_in_any_order_and_blanks() -> None:
    known = {
        "basis": "自定义",
        "evidence": "原始凭证,说明材料,工作资料",
        "rule": "按照正常比例赋分",
    }
    assert not rules(row("=1场", "=1场", "100", "10", **known))
    assert not rules(row("=1场", "=1场", "100", "10", evidence="", basis=""))


@pytest.mark.fires("PE-28")
@pytest.mark.spares("PE-28")
@pytest.mark.parametrize(
    ("target", "level2", "rule", "expected"),
    [
        ("提高", "数量指标", "按照完成比例赋分", ["PE-28"]),
        ("提高", "数量指标", GRADED, []),
        ("=90%", "满意度指标", "按照完成比例赋分", ["PE-28"]),
        ("=90%", "满意度指标", SATISFACTION, []),
        ("每月25日前", "时效指标", "按照完成比例赋分", []),
        ("是", "质量指标", DIRECT, []),
    ],
)
def test_pe_28_a_rule_unlike_the_kind_of_indicator(
    target: str, level2: str, rule: str, expected: list[str]
) -> None:
    assert rules(row(target, target, "100", "10", level2=level2, rule=rule)) == expected


# Target tables


@pytest.mark.fires("PE-01", "PE-07", "PE-22", "PE-24")
@pytest.mark.spares("PE-01")
def test_target_tables_are_checked_for_weights_money_and_wording() -> None:
    def of_table(*rows: Indicator, **fields: object) -> list[str]:
        return rules_of(report(targets=(target_table(*rows, **fields),)))

    assert of_table(other=wan("1")) == ["PE-01"]
    assert not of_table(other=None)
    assert of_table(row("=1场", "", weight=Decimal(15))) == ["PE-07"]
    assert of_table(row("2024年11月31日前", "")) == ["PE-22"]
    assert of_table(total=wan("7"), fiscal=wan("7")) == ["PE-24"]


@pytest.mark.fires("PE-30")
@pytest.mark.spares("PE-30")
@pytest.mark.parametrize(
    ("goal", "fires"),
    [
        ("全年培训场次3场", True),
        ("全年培训场次2场", False),
        ("全年完成3场演出", False),  # no indicator of that name
        ("培训场次2场，其中线下培训场次1场", False),  # said rightly once
    ],
)
def test_pe_30_a_number_in_the_goal_that_contradicts_the_target(goal: str, fires: bool) -> None:
    planned = project(row("=2场", "=2场", "100", "10"), goal=goal)
    assert bool(found(report(projects=(planned,)), "PE-30")) is fires
    table = target_table(row("=2场", ""), goal=goal)
    assert bool(found(report(kind=TARGETS, targets=(table,)), "PE-30")) is fires


@pytest.mark.fires("PE-31")
@pytest.mark.spares("PE-31")
@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("全年预算数6.00万元，全年执行数6.00万元", False),
        ("全年预算数6万元", False),
        ("全年预算数6.50万元", True),
        ("全年执行数5.99万元", True),
        ("拨付资金5万元", False),
    ],
)
def test_pe_31_amounts_in_the_text_are_those_of_the_table(text: str, fires: bool) -> None:
    told = report(projects=(project(row("=2场", "=2场", "100", "10"), result=text),))
    assert bool(found(told, "PE-31")) is fires
