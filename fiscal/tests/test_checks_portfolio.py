"""Projects together, last year's values, and days and rates that results tell."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.checks import run
from fiscal.finding import Finding, Severity
from fiscal.report import FundLine, Indicator, ProjectEvaluation, Report
from fiscal.tests.books import (
    REFERENCE,
    line,
    project,
    report,
    row,
    statements,
    target_table,
    unit_table,
    wan,
)


def found(checked: Report, rule: str) -> list[Finding]:
    return [item for item in run(checked, REFERENCE) if item.rule == rule]


def before(target: str, prior: str) -> Report:
    return report(projects=(project(row(target, target, "100", "10", prior=prior)),))


@pytest.mark.fires("PE-32")
def test_pe_32_a_day_of_last_year_that_no_calendar_has() -> None:
    (finding,) = found(before("2024年10月31日前", "2023年11月31日"), "PE-32")
    assert (finding.where, finding.severity) == ("projects/0/indicators/0/prior", Severity.ERROR)
    planned = target_table(row("2024年10月31日前", "", prior="2023年2月29日"))
    assert found(report(targets=(planned,)), "PE-32")


@pytest.mark.spares("PE-32")
@pytest.mark.parametrize("prior", ["2023年11月30日", "2024年2月29日", "11月", "—", "上年未设"])
def test_pe_32_days_there_are_and_words(prior: str) -> None:
    assert not found(before("2024年10月31日前", prior), "PE-32")


@pytest.mark.fires("PE-33")
@pytest.mark.parametrize(
    ("target", "prior"),
    [("=12万元", "100%"), ("<=100%", "6万元"), ("=1次", "100%"), ("=12个月", "100%"),
     ("2024年10月31日前", "100%"), (">=95%", "2023年12月"), ("=12月", "100%")],
)  # fmt: skip
def test_pe_33_a_value_of_last_year_that_cannot_be_compared(target: str, prior: str) -> None:
    assert found(before(target, prior), "PE-33")


@pytest.mark.spares("PE-33")
@pytest.mark.parametrize(
    ("target", "prior"),
    [
        ("=12万元", "115000元"), (">=95%", "=92.5%"), ("<=4小时", "1天"), ("=4家", "3个"),
        (">=20000人", "25245"), ("2024年10月31日前", "2023年11月6日"), ("=9个", "0"),
        (">=90%", "上年度未设此指标，无上年完成值"), ("提升", "100%"), (">=3/4", "75%"),
        ("=3万元/家", "3万元/家"), ("=12个月", "12月"), ("=12月", "2023年12月"),
        ("=0.44元/千克", "-"),
    ],
)  # fmt: skip
def test_pe_33_other_units_of_one_kind_and_nothing_at_all(target: str, prior: str) -> None:
    assert not found(before(target, prior), "PE-33")


def done(result: str, *rows: Indicator) -> Report:
    return report(projects=(project(*rows, result=result),))


def dated(name: str, target: str, actual: str) -> Indicator:
    return row(target, actual, "100", "10", name=name, level2="时效指标")


@pytest.mark.fires("PE-34")
@pytest.mark.parametrize(
    "result",
    [
        "项目完成时间5月23日前、支付经费2万元", "完成采购，项目完成时限2024年5月3日",
        "项目完成日期为5月1日",
    ],
)  # fmt: skip
def test_pe_34_a_third_day_beside_target_and_result(result: str) -> None:
    rows = dated("项目完成时限", "8月31日前", "=4月15日")
    (finding,) = found(done(result, rows), "PE-34")
    assert finding.values["row"] == "projects/0/indicators/0/actual"


@pytest.mark.spares("PE-34")
@pytest.mark.parametrize(
    "result",
    [
        "截至2024年12月31日，项目完成", "于5月23日前完成项目招标", "项目完成时间4月15日",
        "项目完成时限2024年4月15日前",
        "于8月31日前完成项目", "项目完成时间2024年", "5月23日召开推进会", "会议完成时间5月23日",
    ],
)  # fmt: skip
def test_pe_34_the_target_repeated_the_day_itself_and_days_of_other_things(result: str) -> None:
    rows = dated("项目完成时限", "8月31日前", "=4月15日")
    assert not found(done(result, rows), "PE-34")


@pytest.mark.spares("PE-34")
def test_pe_34_a_day_that_may_belong_to_two_rows_is_left_alone() -> None:
    rows = (dated("完成时间", "8月31日前", "4月15日"), dated("采购完成时间", "9月1日前", "5月2日"))
    assert not found(done("采购完成时间5月23日", *rows), "PE-34")


@pytest.mark.fires("PE-35")
def test_pe_35_another_rate_than_the_funds_give() -> None:
    (finding,) = found(done("支付6万元，预算执行率为97.40%"), "PE-35")
    assert (finding.where, finding.values["computed"]) == ("projects/0/result", "100%")


@pytest.mark.spares("PE-35")
@pytest.mark.parametrize("told", ["总预算执行率为97.40%", "预算执行率97.4%", "预算执行率达97%"])
def test_pe_35_the_rate_at_fewer_places(told: str) -> None:
    assert not found(report(unit_evaluation=unit_table(result=told)), "PE-35")
    assert not found(done("预算执行率指标设置合理，工作完成率95%"), "PE-35")
    part = unit_table(result="项目预算执行率90%，一般公共预算执行率98%")
    assert not found(report(unit_evaluation=part), "PE-35")


@pytest.mark.fires("PE-42")
@pytest.mark.parametrize("told", ["支付项目经费8万元", "向某县拨付资金共计60,500元"])
def test_pe_42_a_payment_that_is_not_what_was_executed(told: str) -> None:
    (finding,) = found(done(f"完成培训1场，{told}"), "PE-42")
    assert (finding.where, finding.values["computed"]) == ("projects/0/result", "6.00")


@pytest.mark.fires("PE-42")
def test_pe_42_a_payment_that_bears_the_name_of_the_project() -> None:
    named = project(name="2024年业务培训补助经费（本级）", result="支付培训补助经费8万元")
    assert found(report(projects=(named,)), "PE-42")


@pytest.mark.spares("PE-42")
@pytest.mark.parametrize(
    "told",
    [
        "支付培训经费6万元", "支付资金60,000.00元", "支付讲师费3万元，支付场地经费3万元",
        "支付讲课经费2万元，支付场地经费4万元", "支付补助资金300元/人", "上年支付的经费不计入",
        "支付项目经费6.0万元", "节约经费8万元", "支付讲课经费1万元",
    ],
)  # fmt: skip
def test_pe_42_what_was_executed_its_parts_and_prices(told: str) -> None:
    parts = row("=3万元", "=3万元", "100", "10", name="场地费")
    assert not found(done(f"完成培训1场，{told}", parts), "PE-42")


@pytest.mark.fires("PE-43")
def test_pe_43_a_quantity_without_a_number() -> None:
    vague = row("若干", "达到预期指标", "100", "10")
    (finding,) = found(report(projects=(project(vague),)), "PE-43")
    assert finding.where == "projects/0/indicators/0/target"


@pytest.mark.spares("PE-43")
def test_pe_43_numbers_in_words_and_other_kinds_of_indicators() -> None:
    for target in ("=1场", "每季度一次", "每月5次以上", "3/4", "2024年12月"):
        assert not found(report(projects=(project(row(target, "")),)), "PE-43")
    quality = row("提升", "达到预期指标", "100", "10", level2="质量指标")
    assert not found(report(projects=(project(quality),)), "PE-43")


def funded(own: str, name: str = "业务培训费") -> ProjectEvaluation:
    base = project(name=name)
    amounts = [wan(own)] * 3
    return replace(base, funds=(*base.funds[:2], FundLine("其他资金", *amounts)))


def spent(own: str, whole: str, fiscal: str, project_spending: str = "60.00") -> Report:
    tables = statements(
        s03=(line("total", "合计", total=whole, project=project_spending),),
        s04=(line("expenditure_total", "本年支出合计", total=fiscal),),
    )
    return report(statements=tables, projects=(funded(own),))


@pytest.mark.fires("PE-36")
def test_pe_36_own_funds_of_projects_that_nobody_spent() -> None:
    (finding,) = found(spent("6.50", "100.05", "100.00"), "PE-36")
    assert finding.values["difference"] == "6.45万元"


@pytest.mark.spares("PE-36")
def test_pe_36_own_funds_within_what_was_spent_or_rounded() -> None:
    assert not found(spent("6.50", "106.50", "100.00"), "PE-36")
    assert not found(spent("6.50", "106.49", "100.00"), "PE-36")
    assert not found(report(projects=(funded("6.50"),)), "PE-36")  # no accounts


@pytest.mark.fires("PE-37")
def test_pe_37_projects_that_spend_more_than_the_unit() -> None:
    costly = project(funds=(FundLine("年度资金总额", wan("1800"), wan("1800"), wan("1800")),))
    assert found(report(unit_evaluation=unit_table(), projects=(costly,)), "PE-37")


@pytest.mark.spares("PE-37")
def test_pe_37_projects_within_the_unit() -> None:
    assert not found(report(unit_evaluation=unit_table(), projects=(project(),)), "PE-37")


@pytest.mark.fires("PE-38")
def test_pe_38_project_money_without_an_evaluation() -> None:
    without = replace(spent("0", "100", "100"), projects=(), unit_evaluation=unit_table())
    assert [item.severity for item in found(without, "PE-38")] == [Severity.WARNING]
    partly = spent("0", "100", "100")
    assert [item.severity for item in found(partly, "PE-38")] == [Severity.INFO]


@pytest.mark.spares("PE-38")
def test_pe_38_all_is_evaluated_or_the_file_holds_statements_only() -> None:
    assert not found(spent("0", "100", "100", "6.00"), "PE-38")
    assert not found(replace(spent("0", "100", "100"), projects=()), "PE-38")
    none = replace(spent("0", "100", "100", "0"), projects=(), unit_evaluation=unit_table())
    assert not found(none, "PE-38")


def named(name: str, target: str, actual: str) -> Indicator:
    return row(target, actual, "100", "10", name=name)


@pytest.mark.fires("PE-39")
def test_pe_39_one_count_in_two_tables() -> None:
    unit = unit_table(named("保障工作人员数量（人）", ">=16人", "=16人"))
    part = project(named("保障工作人员数量", "=14人", "=14人"))
    (finding,) = found(report(unit_evaluation=unit, projects=(part,)), "PE-39")
    assert finding.where == "unit_evaluation/indicators/0/actual"
    assert finding.values["row"] == "projects/0/indicators/0/actual"


@pytest.mark.spares("PE-39")
def test_pe_39_counts_of_several_projects_and_other_units_or_names() -> None:
    unit = unit_table(named("保障工作人员数量", ">=16人", "=16人"))
    part = project(named("保障工作人员数量", "=14人", "=14人"))
    for projects in (
        (part, part),  # together they may be the unit's
        (project(named("保障工作人员数量", "=16人", "16")),),
        (project(named("保障工作人员数量", ">=90%", "=95%")),),
        (project(named("培训工作人员数量", "=14人", "=14人")),),
    ):
        assert not found(report(unit_evaluation=unit, projects=projects), "PE-39")
    short = unit_table(named("培训场次", "=2场", "=2场"))
    assert not found(report(unit_evaluation=short, projects=(project(),)), "PE-39")


TEXT = "开展两期业务培训，提高工作人员的业务能力和服务水平"


@pytest.mark.fires("PE-40")
def test_pe_40_a_result_that_is_the_goal() -> None:
    same = report(projects=(project(goal=TEXT, result=TEXT),))
    assert [item.where for item in found(same, "PE-40")] == ["projects/0/result"]


@pytest.mark.spares("PE-40")
def test_pe_40_a_short_or_a_changed_text() -> None:
    short = report(projects=(project(goal="保障运转", result="保障运转"),))
    assert not found(short, "PE-40")
    changed = report(projects=(project(goal=TEXT, result=f"已{TEXT}"),))
    assert not found(changed, "PE-40")
