"""SG rules: each shows what an inspector should look at, and spares what only resembles it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fiscal.finding import Finding, Severity
from fiscal.report import Indicator, ProjectEvaluation, Report
from fiscal.signs import SIGNS, is_much, shared_with, signs
from fiscal.tests.books import REFERENCE, YEAR, funds, project, report, row

PROBLEMS = {"s11.body.problems": "一是部分指标难以量化。二是前期调研不充分"}
FULL = project(row("=1场", "=1场", "100", "10"))
SHORT = project(
    row("=10场", "=8场", "80", "5", deviation="因场地停用两个月，有两场改在下年举办"),
    name="巡回宣讲费",
)


def of(
    *projects: ProjectEvaluation, prior: Report | None = None, **fields: object
) -> list[Finding]:
    checked = report(projects=projects, **{"texts": PROBLEMS, **fields})
    return list(signs(checked, REFERENCE, prior))


def rules(*projects: ProjectEvaluation, prior: Report | None = None, **fields: object) -> set[str]:
    return {one.rule for one in of(*projects, prior=prior, **fields)}


def last_year(*projects: ProjectEvaluation, **fields: object) -> Report:
    return replace(report(projects=projects, **fields), year=YEAR - 1)


def with_rows(*rows: Indicator, **fields: object) -> ProjectEvaluation:
    return project(*rows, filling=False, **fields)


def many(count: int, *, target: str = "=4次", actual: str = "=4次") -> list[Indicator]:
    return [row(target, actual, "100", "10", name=f"第{number}项工作") for number in range(count)]


def satisfaction(target: str, actual: str, name: str = "群众满意度") -> Indicator:
    return row(target, actual, name=name, level1="满意度指标", level2="满意度指标")


def test_every_sign_is_only_a_remark_with_a_basis() -> None:
    assert {one.severity for one in SIGNS.values()} == {Severity.INFO}
    assert all(one.basis for one in SIGNS.values())


# --- scores --------------------------------------------------------------------------------------


@pytest.mark.fires("SG-01")
def test_all_projects_at_100() -> None:
    (found,) = [one for one in of(FULL, FULL) if one.rule == "SG-01"]
    assert found.message == "2个项目自评全部100分"
    assert found.values["places"] == "projects/0 projects/1"


@pytest.mark.spares("SG-01")
def test_one_project_at_100_or_one_below_it_is_nothing_special() -> None:
    assert "SG-01" not in rules(FULL)
    assert "SG-01" not in rules(FULL, SHORT)
    unspent = replace(FULL, funds=funds("6.00", "5.99", "99.83", "9.96"))
    assert "SG-01" not in rules(FULL, unspent)


@pytest.mark.fires("SG-02")
def test_all_indicators_at_full_marks() -> None:
    (found,) = [one for one in of(with_rows(*many(10))) if one.rule == "SG-02"]
    assert found.values["count"] == "10"


@pytest.mark.spares("SG-02")
def test_few_indicators_at_full_marks_or_one_point_lost() -> None:
    assert "SG-02" not in rules(with_rows(*many(9)))
    almost = [*many(9), row("=4次", "=4次", "100", "9.9")]
    assert "SG-02" not in rules(with_rows(*almost))


@pytest.mark.fires("SG-09")
def test_all_rates_at_100() -> None:
    assert "SG-09" in rules(with_rows(*many(10)))


@pytest.mark.spares("SG-09")
def test_one_rate_beside_100_or_few_rates() -> None:
    assert "SG-09" not in rules(with_rows(*many(9), row("=4次", "=5次", "125")))
    assert "SG-09" not in rules(with_rows(*many(9)))


@pytest.mark.fires("SG-10")
def test_results_that_never_use_the_room_their_targets_leave() -> None:
    rows = many(5, target=">=30场", actual="=30场")
    (found,) = [one for one in of(with_rows(*rows)) if one.rule == "SG-10"]
    assert found.where == "projects/0/indicators/0/actual"
    assert len(found.values["places"].split()) == 5


@pytest.mark.spares("SG-10")
def test_exact_targets_and_shares_of_100_leave_no_room() -> None:
    assert "SG-10" not in rules(with_rows(*many(12)))
    assert "SG-10" not in rules(with_rows(*many(6, target=">=100%", actual="=100%")))
    mixed = [*many(5, target=">=30场", actual="=30场"), row(">=30场", "=31场", "103.33")]
    assert "SG-10" not in rules(with_rows(*mixed))


# --- satisfaction --------------------------------------------------------------------------------


_HAPPY = [satisfaction(">=90%", f"={actual}%", f"{who}满意度")
          for who, actual in (("群众", 96), ("企业", 95), ("职工", 99))]  # fmt: skip


@pytest.mark.fires("SG-04")
def test_satisfaction_above_its_target_everywhere() -> None:
    (found,) = [one for one in of(with_rows(*_HAPPY)) if one.rule == "SG-04"]
    assert found.message == "3项满意度指标全部超过目标"
    (found,) = [
        one
        for one in of(with_rows(*_HAPPY), prior=last_year(with_rows(*_HAPPY)))
        if one.rule == "SG-04"
    ]
    assert found.message.endswith("，上年也是")


@pytest.mark.spares("SG-04")
def test_satisfaction_that_just_meets_its_target_once_or_did_last_year() -> None:
    met = satisfaction(">=90%", "=90%")
    assert "SG-04" not in rules(with_rows(*_HAPPY, met))
    assert "SG-04" not in rules(with_rows(*_HAPPY[:2]))
    assert "SG-04" not in rules(with_rows(*_HAPPY), prior=last_year(with_rows(met)))


# --- problems ------------------------------------------------------------------------------------


@pytest.mark.fires("SG-05")
@pytest.mark.parametrize("told", ["", "无", "未发现问题", "不存在明显问题", "没有发现重大问题"])
def test_nothing_said_of_problems_where_targets_were_missed(told: str) -> None:
    (found,) = [one for one in of(SHORT, texts={"s11.body.problems": told}) if one.rule == "SG-05"]
    assert found.where == "texts/s11.body.problems"
    assert found.values["places"] == "projects/0/indicators/0/rate"


@pytest.mark.spares("SG-05")
def test_problems_that_are_told_or_that_there_are_none_of() -> None:
    assert "SG-05" not in rules(SHORT)
    assert "SG-05" not in rules(FULL, texts={"s11.body.problems": "无"})
    assert "SG-05" not in rules(
        SHORT, texts={"s11.body.problems": "发现问题不及时，无法量化的指标较多"}
    )


# --- targets -------------------------------------------------------------------------------------


def target(asked: str, reached: str, *, lower_is_better: bool = False) -> set[str]:
    """Signs of a target beside what was reached last year."""
    asking = row(asked, "=1", name="培训人次", lower_is_better=lower_is_better)
    now = with_rows(asking, name=f"{YEAR}年业务培训费")
    then = with_rows(row("=1", reached, name="培训人次"), name=f"{YEAR - 1}年业务培训费")
    return rules(now, prior=last_year(then))


@pytest.mark.fires("SG-03")
def test_a_target_far_below_what_was_reached_last_year() -> None:
    assert "SG-03" in target(">=40人次", "=100人次")
    assert "SG-03" in target(">=80%", "=98%")
    assert "SG-03" in target("<=32万元", "=20万元")
    assert "SG-03" in target("=32万元", "=20万元", lower_is_better=True)
    told = row(">=40人次", "=41人次", prior="100人次", name="培训人次")
    (found,) = [one for one in of(with_rows(told)) if one.rule == "SG-03"]
    assert found.where == "projects/0/indicators/0/target"
    assert found.values == {"target": ">=40人次", "prior": "100人次"}


@pytest.mark.spares("SG-03")
@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        (">=60人次", "=100人次"),  # less work was planned
        (">=90%", "=100%"),  # ten points are a usual margin
        ("=200人次", "=100人次"),
        ("<=22万元", "=20万元"),
        (">=40人次", "=100场"),  # another unit
        ("40%-60%", "=98%"),
        ("显著提升", "=98%"),
        (">=40人次", "达到预期指标"),
        (">=40人次", "=0人次"),
    ],
)
def test_targets_that_are_not_far_below_or_cannot_be_compared(asked: str, reached: str) -> None:
    assert "SG-03" not in target(asked, reached)


# --- reasons -------------------------------------------------------------------------------------

_WHY = "受七月至九月连续降雨影响，施工单位进场时间推迟，部分工程量转入下一年度实施，资金同步结转"


def deviating(name: str, why: str) -> ProjectEvaluation:
    return project(row("=10场", "=8场", "80", "5", deviation=why), name=name)


@pytest.mark.fires("SG-06")
@pytest.mark.parametrize("other", [_WHY, _WHY.replace("，", ","), _WHY.replace("部分", "少量")])
def test_projects_that_explain_their_deviations_alike(other: str) -> None:
    found = [
        one for one in of(deviating("一期", _WHY), deviating("二期", other)) if one.rule == "SG-06"
    ]
    assert [one.values["places"].split() for one in found] == [
        [f"projects/{index}/indicators/0/deviation" for index in (0, 1)]
    ]


@pytest.mark.spares("SG-06")
def test_short_reasons_other_reasons_and_those_of_one_project() -> None:
    assert "SG-06" not in rules(deviating("一期", "受降雨影响"), deviating("二期", "受降雨影响"))
    other = "设备招标两次流标，第三次才成交，安装调试推迟到十二月"
    assert "SG-06" not in rules(deviating("一期", _WHY), deviating("二期", other))
    both = [row("=10场", "=8场", "80", "5", deviation=_WHY) for _ in range(2)]
    assert "SG-06" not in rules(with_rows(*both))


_REASONS = {
    "s1.cmp.reason": "本年新增城区供水管网改造项目资金安排，收支相应增加",
    "s4.cmp.reason": "上级提前下达农村饮水安全巩固提升补助资金，收入增加",
    "s5.3.item.reason#2130301": "三名借调人员办理调入手续，工资和社保支出随之增加",
}


@pytest.mark.fires("SG-07")
def test_reasons_taken_over_from_last_year() -> None:
    (found,) = [
        one
        for one in of(texts={**PROBLEMS, **_REASONS}, prior=last_year(texts=_REASONS))
        if one.rule == "SG-07"
    ]
    assert found.message.startswith("3处变动原因中3处与上年相同")


@pytest.mark.spares("SG-07")
def test_two_of_them_a_minority_or_words_of_regulations() -> None:
    two = dict(list(_REASONS.items())[:2])
    assert "SG-07" not in rules(texts=_REASONS, prior=last_year(texts=two))
    own = {f"s5.3.item.reason#{code}": f"{code}科目按合同约定分期付款，进度款集中在下半年支付"
           for code in range(2010101, 2010105)}  # fmt: skip
    assert "SG-07" not in rules(texts={**_REASONS, **own}, prior=last_year(texts=_REASONS))
    thrift = {f"s9.body.{slot}_reason": "严格落实中央八项规定精神，厉行节约，从严控制支出"
              for slot in ("abroad", "car", "recep")}  # fmt: skip
    assert "SG-07" not in rules(texts=thrift, prior=last_year(texts=thrift))


@pytest.mark.fires("SG-08")
def test_reasons_that_another_unit_gives_too_are_told_without_its_name() -> None:
    found = shared_with("00103001", 2024, ["texts/a", "texts/b"], ["texts/c", "texts/d"])
    assert found.message == "2处变动原因与另一单位2024年度的相同"
    assert found.values["unit"] == "00103001"
    assert found.values["theirs"] == "texts/c texts/d"


@pytest.mark.spares("SG-08")
@pytest.mark.parametrize(
    ("shared", "told", "much"), [(2, 2, False), (3, 6, True), (3, 7, False), (10, 40, False)]
)
def test_a_few_of_many_reasons_may_agree_by_chance(shared: int, told: int, much: bool) -> None:
    assert is_much(shared, told) is much


def test_an_empty_report_shows_nothing() -> None:
    assert signs(report(), REFERENCE) == ()
    assert signs(report(projects=(project(row("", "", weight=Decimal(0))),)), REFERENCE) == ()
