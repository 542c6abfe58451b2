"""Reading a text as people really send it: other punctuation, broken lines, damage."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from disclosures.tests.narrative_example import REFERENCE, example
from fiscal.finding import Finding, Severity
from fiscal.narrative import Recovered, SourceLine, narrative, recover
from fiscal.report import Report

REPORT = example(subordinates=("云岭州档案服务中心",))
PRINTED = [paragraph.text for paragraph in narrative(REPORT, REFERENCE)]


def read(texts: list[str]) -> Recovered:
    return recover([SourceLine(text, f"第{i}行") for i, text in enumerate(texts, 1)], REFERENCE)


def line_of(beginning: str) -> int:
    (found,) = [i for i, text in enumerate(PRINTED) if text.startswith(beginning)]
    return found


def replaced(beginning: str, *new: str) -> list[str]:
    at = line_of(beginning)
    return [*PRINTED[:at], *new, *PRINTED[at + 1 :]]


def edited(beginning: str, old: str, new: str) -> list[str]:
    text = PRINTED[line_of(beginning)]
    assert old in text
    return replaced(beginning, text.replace(old, new))


def rules(recovered: Recovered) -> set[str]:
    return {finding.rule for finding in recovered.findings} - {"TX-04"}


def only(recovered: Recovered, rule: str) -> Finding:
    (finding,) = [finding for finding in recovered.findings if finding.rule == rule]
    return finding


def figures(report: Report) -> tuple[object, ...]:
    """Everything but free text, where punctuation is kept as printed."""
    return (
        {n: [(widened(line.key), line.cells) for line in statement.lines]
         for n, statement in report.statements.items()},
        report.unit, report.year, report.staff, report.organisation.office_count, report.budgets,
        report.three_public, report.procurement, report.assets,
    )  # fmt: skip


def widened(text: str) -> str:
    return text.translate(str.maketrans(",:()%.", "，：（）％．"))


def narrowed(text: str) -> str:
    return text.translate(str.maketrans("，：；（）“”", ',:;()""'))


VARIATIONS: dict[str, Callable[[str], str]] = {
    "spaces between all characters": lambda text: " ".join(text),
    "full-width spaces": lambda text: "\u3000\u3000" + text + " ",
    "half-width punctuation": narrowed,
    "full-width punctuation": lambda text: (
        text if text.startswith(("一、", "人员")) or "（款）" in text else widened(text)
    ),
    "no separators in numbers": lambda text: re.sub(r"(?<=\d),(?=\d{3})", "", text),
    "no final stop": lambda text: text.rstrip("。"),
    "numbering with 、": lambda text: re.sub(r"^(\d+)\. ?", r"\1、", text),
    "部门 for 单位": lambda text: text.replace("本单位", "本部门"),
    "截止 for 截至": lambda text: text.replace("截至", "截止"),
}


@pytest.mark.spares("TX-02", "TX-06")
@pytest.mark.parametrize("vary", VARIATIONS.values(), ids=VARIATIONS.keys())
def test_the_way_of_writing_does_not_matter(vary: Callable[[str], str]) -> None:
    recovered = read([vary(text) for text in PRINTED])
    assert figures(recovered.report) == figures(REPORT)
    assert recovered.placed == frozenset(range(len(PRINTED)))
    assert rules(recovered) == set()


@pytest.mark.spares("TX-06")
def test_headings_may_say_部门_for_单位_or_leave_out_情况() -> None:
    texts = replaced("第一部分", "第一部分  部门概况")
    texts[texts.index("二、收入决算情况说明")] = "二、收入决算说明"
    assert read(texts).report == REPORT


@pytest.mark.fires("TX-06")
@pytest.mark.parametrize(
    "title",
    [
        [],
        ["云岭州档案馆2024年度部门决算", "公开说明"],
        ["云岭州档案馆", "2024年度部门决算", "公开说明"],
        ["云岭州档案馆2024年度单位决算公开说明"],
    ],
)
def test_the_title_may_be_missing_or_on_several_lines(title: list[str]) -> None:
    recovered = read([*title, *PRINTED[1:]])
    assert recovered.report == REPORT
    assert len(recovered.placed) == len(title) + len(PRINTED) - 1
    assert rules(recovered) == (set() if title else {"TX-06"})


@pytest.mark.fires("TX-08")
def test_a_table_of_contents_is_not_the_text() -> None:
    contents = [
        "目 录",
        "第一部分 单位概况........1",
        "一、主要职能\t1",
        "第二部分 部门决算情况说明 3",
    ]
    recovered = read([PRINTED[0], *contents, *PRINTED[1:]])
    assert recovered.report == REPORT
    assert rules(recovered) == {"TX-08"}
    assert len(recovered.placed) == len(PRINTED) + len(contents)


@pytest.mark.fires("TX-08")
@pytest.mark.parametrize("line", ["12", "- 12 -", "第12页", "第1页共30页", "[bookmark: _Toc1]"])
def test_page_numbers_and_bookmarks_are_noted_and_left_out(line: str) -> None:
    at = line_of("四、财政拨款")
    recovered = read([*PRINTED[:at], line, *PRINTED[at:], line])
    assert recovered.report == REPORT
    assert rules(recovered) == {"TX-08"}
    assert all(f.severity is Severity.INFO for f in recovered.findings if f.rule == "TX-08")


@pytest.mark.fires("TX-09")
def test_a_paragraph_broken_over_lines_is_put_together() -> None:
    text = PRINTED[line_of("根据预算绩效")]
    cuts = [0, 30, 120, 190, len(text)]
    pieces = [text[a:b] for a, b in pairwise(cuts)]
    recovered = read(replaced("根据预算绩效", *pieces))
    assert recovered.report == REPORT
    assert rules(recovered) == {"TX-09"}


@pytest.mark.fires("TX-09")
def test_a_reason_that_goes_on_in_the_next_line_is_put_together() -> None:
    text = PRINTED[line_of("收入支出总体")]
    recovered = read(replaced("收入支出总体", text[:-9], text[-9:]))
    assert recovered.report == REPORT
    assert rules(recovered) == {"TX-09"}


def test_paragraphs_and_headings_on_one_line_are_taken_apart() -> None:
    at = line_of("收入支出总体与上年相比")
    joined = "".join(PRINTED[at - 3 : at + 2])  # heading, three paragraphs, heading
    recovered = read([*PRINTED[: at - 3], joined, *PRINTED[at + 2 :]])
    assert recovered.report == REPORT
    assert rules(recovered) == set()


def test_a_list_does_not_swallow_the_next_paragraph() -> None:
    at = line_of("2024年度一般公共预算财政拨款基本支出")
    recovered = read([*PRINTED[:at], PRINTED[at] + PRINTED[at + 1], *PRINTED[at + 2 :]])
    assert recovered.report == REPORT


@pytest.mark.fires("TX-03")
def test_a_doubled_stop_is_noted_and_dropped() -> None:
    recovered = read(edited("根据预算绩效", "。下一步改进措施", "。。下一步改进措施"))
    assert recovered.report == REPORT
    finding = only(recovered, "TX-03")
    assert (finding.severity, finding.where) == (Severity.WARNING, "texts/s11.body.problems")
    assert finding.source == f"第{line_of('根据预算绩效') + 1}行"


@pytest.mark.fires("TX-06")
def test_a_missing_heading_is_a_warning_and_costs_nothing() -> None:
    at = line_of("八、国有资本")
    recovered = read([*PRINTED[:at], *PRINTED[at + 1 :]])
    assert recovered.report == REPORT
    assert "“八、国有资本经营预算财政拨款收入支出决算情况说明”" in only(recovered, "TX-06").message


@pytest.mark.fires("TX-06")
def test_headings_out_of_order_are_a_warning() -> None:
    s2, s3 = line_of("二、收入决算"), line_of("三、支出决算")
    texts = [*PRINTED[:s2], *PRINTED[s3 : s3 + 2], *PRINTED[s2:s3], *PRINTED[s3 + 2 :]]
    recovered = read(texts)
    assert recovered.report == REPORT
    assert only(recovered, "TX-06").source == f"第{s2 + 3}行"


@pytest.mark.fires("TX-10")
def test_a_missing_paragraph_is_named() -> None:
    at = line_of("授予中小企业")
    recovered = read([*PRINTED[:at], *PRINTED[at + 1 :]])
    assert recovered.report.procurement.small_medium is None
    assert "授予中小企业合同金额" in only(recovered, "TX-10").message


@pytest.mark.fires("TX-02")
def test_a_damaged_clause_costs_only_its_own_figure() -> None:
    recovered = read(edited("截至2024年12月31日", "价值2,719.44万元", "价值2,71x.44万元"))
    assert recovered.report.assets.area_value is None
    assert recovered.report.assets.vehicles_value == REPORT.assets.vehicles_value
    assert recovered.report.assets.other == 2
    assert recovered.report.texts == REPORT.texts
    finding = only(recovered, "TX-02")
    assert finding.severity is Severity.ERROR
    assert finding.where == "assets/area_value"
    assert "价值2,71x.44万元" in finding.values["unread"]
    assert finding.source == f"第{line_of('截至') + 1}行"


@pytest.mark.fires("TX-02")
def test_separators_in_the_wrong_place_are_not_guessed_away() -> None:
    recovered = read(edited("2024年度收入总计", "1,810.06", "1,，8.06"))
    assert recovered.report.amount("01", "grand_total_income", "amount") is None
    assert only(recovered, "TX-02").severity is Severity.ERROR


@pytest.mark.fires("TX-02")
def test_other_wording_without_loss_of_figures_is_a_warning() -> None:
    recovered = read(edited("国有资本经营预算财政拨款收入支出与", "收入支出与", "收入支出总体与"))
    assert recovered.report == REPORT
    assert only(recovered, "TX-02").severity is Severity.WARNING


@pytest.mark.fires("TX-05")
def test_a_figure_printed_twice_differently_is_kept_from_its_own_section() -> None:
    recovered = read(edited("2024年度云岭州档案馆（行政单位", "支出100.10万元", "支出100.20万元"))
    assert recovered.report.amount("06", "public_total", "amount") == 1001000
    finding = only(recovered, "TX-05")
    assert finding.where == "statements/06/public_total/amount"
    assert dict(finding.values) == {"kept": "100.10", "other": "100.20"}
    assert f"第{line_of('公用经费100.10') + 1}行" in finding.message


@pytest.mark.fires("TX-05")
def test_the_name_most_paragraphs_give_is_the_unit() -> None:
    recovered = read(edited("云岭州档案馆2024年度，实有", "云岭州档案馆", "云岭州档案局"))
    assert recovered.report.unit.name == "云岭州档案馆"
    assert "云岭州档案局" in only(recovered, "TX-05").message


@pytest.mark.fires("TX-07")
def test_without_unit_and_year_there_is_an_error() -> None:
    recovered = read(["第一部分 单位概况", "一、主要职能", "保管档案。"])
    errors = [f for f in recovered.findings if f.severity is Severity.ERROR]
    assert {(f.rule, f.where) for f in errors} == {("TX-07", "unit/name"), ("TX-07", "year")}
    assert recovered.report.functions == ("保管档案。",)


@pytest.mark.fires("TX-05")
def test_a_nil_statement_with_figures_is_a_contradiction() -> None:
    nil = "本单位本年度无政府性基金预算财政拨款收入、支出及结转和结余，政府性基金预算财政拨款收入支出决算表为空表。"  # noqa: E501
    at = line_of("七、政府性基金")
    recovered = read([*PRINTED[: at + 1], nil, *PRINTED[at + 1 :]])
    assert recovered.report == REPORT
    assert only(recovered, "TX-05").where == "statements/07"


def test_a_strange_line_is_left_to_the_caller() -> None:
    at = line_of("六、一般公共预算")
    recovered = read([*PRINTED[:at], "联系电话：0000", *PRINTED[at:]])
    assert recovered.report == REPORT
    assert recovered.placed == frozenset(range(len(PRINTED) + 1)) - {at}


@pytest.mark.parametrize(
    "hostile",
    ["1" * 100_000, "1," * 50_000, "。" * 100_000, "1." + "(类)" * 30_000, "（科、" * 30_000,
     "公务接待费0.00万元，开支内容包括" * 5_000, "\x00\ufeff\u200b" * 1000, ""],
)  # fmt: skip
def test_hostile_lines_neither_hang_nor_raise(hostile: str) -> None:
    recovered = read([*PRINTED[:60], hostile, *PRINTED[60:]])
    assert figures(recovered.report)[1:] == figures(REPORT)[1:]


def test_text_that_is_no_disclosure_places_nothing() -> None:
    recovered = read(["会议通知", "定于明天上午九点开会。", "请准时参加。"])
    assert recovered.placed == frozenset()
    assert rules(recovered) == {"TX-06", "TX-07"}
