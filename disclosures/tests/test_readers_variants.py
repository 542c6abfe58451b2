"""What real documents write differently: every variant must be read, none may be lost."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from disclosures.readers import read
from disclosures.readers.align import align
from disclosures.readers.columns import Vocabulary, columns_of, fund_columns
from disclosures.readers.decode import WordParts
from disclosures.readers.model import Piece
from disclosures.readers.word import read_word
from disclosures.tests.reading import (
    fictional_targets,
    fictional_text,
    read_text,
    rules,
    targets_report,
    whole,
)
from disclosures.tests.word_file import cell, paragraph, table, word_file
from fiscal.report import UnitEvaluation
from units.reference import shipped_reference

VOCABULARY = Vocabulary.of(shipped_reference(2024))


def unit_table(*funds: str, indicators: str = "") -> str:
    """A 单位整体支出绩效自评表 with these funds rows, in the layout of a text export."""
    rows = "\n\n".join("\t\n\t" + row.replace("|", "\n\t") for row in funds)
    indicators = indicators or "履职效能|数量指标|归档卷数|>=10卷|工作计划|90|=12卷|90"
    return (
        "\t单位整体支出绩效自评表\n\n\t（2024年度）\n\n\t单位名称\n\t云岭州档案馆\n\n"
        "\t部门资金（万元）\n\t资金来源\n\t年初预算数\n\t全年预算数\n\t全年执行数\n\t分值权重\n"
        f"\t执行率\n\t得分\n\n{rows}\n\n\t年度总体目标\n\t预期目标\n\t实际完成情况\n\n"
        "\t\n\t归档。\n\t截止2024年12月31日前，已归档。\n\n\t一级指标\n\t二级指标\n\t三级指标\n"
        "\t预期指标值\n\t指标值设定依据\n\t分值权重\n\t实际完成指标值\n\t得分\n\n"
        + "\n\n".join("\t" + row.replace("|", "\n\t") for row in indicators.split("\n"))
        + "\n\n\n\n"
    )


def unit_evaluation(text: str) -> UnitEvaluation:
    reading = read_text(text)
    assert reading.report is not None
    assert reading.report.unit_evaluation is not None
    assert {"RD-04", "RD-05", "RD-06"}.isdisjoint(rules(reading))
    return reading.report.unit_evaluation


ON_TOP = ("上级资金|0.00|0.00|0.00|10|86.64%|8.66", "本级资金|1.00|1.00|1.00|-|-|-",
          "其他资金|0.00|0.00|0.00|-|-|-", "合计|1.00|1.00|1.00|-|-|-")  # fmt: skip
AT_BOTTOM = ("上级资金|0.00|0.00|0.00|-|-|-", "本级资金|1.00|1.00|1.00|-|-|-",
             "其他资金|0.00|0.00|0.00|-|-|-", "合计|1.00|1.00|1.00|10|86.64%|8.66")  # fmt: skip


@pytest.mark.parametrize(("funds", "scored"), [(ON_TOP, 0), (AT_BOTTOM, 3)])
def test_the_budget_score_stands_on_the_first_or_on_the_total_row(
    funds: tuple[str, ...], scored: int
) -> None:
    lines = unit_evaluation(unit_table(*funds)).funds
    assert [line.source for line in lines] == ["上级资金", "本级资金", "其他资金", "合计"]
    assert [line.rate for line in lines].index(Decimal("86.64")) == scored
    assert sum(line.score is None for line in lines) == 3


def test_blank_cells_of_an_intact_row_keep_their_columns() -> None:
    funds = (ON_TOP[0], "本级资金||1.00|1.00|-|-|-", "其他资金|||0.00|-|-|-", ON_TOP[3])
    local, other = unit_evaluation(unit_table(*funds)).funds[1:3]
    assert (local.initial, local.full_year) == (None, Decimal("10000.00"))
    assert (other.initial, other.full_year, other.executed) == (None, None, Decimal("0.00"))


def test_unit_results_come_with_or_without_sign_and_unit() -> None:
    rows = "履职效能|质量指标|合格率|>=98%|计划|45|100|45\n||到馆人次|>=9人|计划|45|9人|45"
    first, second = unit_evaluation(unit_table(*ON_TOP, indicators=rows)).indicators
    assert (first.actual, second.actual) == ("100", "9人")
    assert (second.level1, second.level2) == ("履职效能", "质量指标")


PRIORS = ["-", "/", "0", "", "新增指标，无上年完成值", "当年指标，无上年完成值",
          "上年度未设此指标，无上年完成值", "75万页", "无"]  # fmt: skip


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("intact", [True, False], ids=["intact", "only the texts"])
def test_every_way_to_say_no_prior_value_is_kept(prior: str, intact: bool) -> None:
    text = fictional_targets().replace("\t75万页\n", f"\t{prior}\n")
    if not intact:
        text = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    assert whole(read_text(text)).targets[0].indicators[0].prior == prior


@pytest.mark.parametrize("rate", ["111%", "107.5%", "116.67%", "0.08%", "100.00%"])
def test_a_rate_keeps_its_places(rate: str) -> None:
    text = fictional_text()
    printed = r"\n\t[\d.]+%\n(?=\t[\d.]+\n\t计划标准)"
    changed = re.sub(printed, f"\n\t{rate}\n", text, count=1)
    rates = [str(i.rate) for p in whole(read_text(changed)).projects for i in p.indicators]
    assert rate.removesuffix("%") in rates


def test_titles_may_have_white_space_inside_and_export_noise_before_them() -> None:
    text = fictional_targets()
    noise = "\t[bookmark: _GoBack]项  目 支 出 绩 效 目 标 表"
    spaced = text.replace("\t项目支出绩效目标表", noise, 1)
    split = spaced.replace("\t项目支出绩效目标表", "\t\n\n项  目  支  出  绩  效  目  标  表")
    assert whole(read_text(split)) == targets_report()


def test_extra_empty_lines_change_nothing() -> None:
    text = fictional_targets().replace("\n\n", "\n\n\n\n")
    assert whole(read_text(text)) == targets_report()


def test_a_cell_of_several_paragraphs_stays_one_cell() -> None:
    text = fictional_text()
    goal = text.index("\t截至2024年12月31日")
    changed = (
        text[:goal]
        + "\t截至2024年12月31日，完成：\n一、归档。\n\n二、修复。"
        + text[text.index("\n", goal) :]
    )
    first = whole(read_text(changed))
    assert first.projects[0].result == "截至2024年12月31日，完成：\n一、归档。\n二、修复。"
    assert first.projects[0].indicators == whole(read_text(text)).projects[0].indicators


def test_a_table_without_a_title_is_told_by_its_labels() -> None:
    text = fictional_targets()
    second = text.rindex("\t项目支出绩效目标表\n\n")
    untitled = text[:second] + text[second:].replace("\t项目支出绩效目标表\n\n", "")
    assert whole(read_text(untitled)) == targets_report()


def test_a_value_in_the_cell_of_its_label_is_taken_apart() -> None:
    text = fictional_targets().replace("\t项目名称\n\t库房维修费\n", "\t项目名称：库房维修费\n")
    assert whole(read_text(text)) == targets_report()


def test_a_word_table_inside_a_table_is_read() -> None:
    inner = table([[cell("项目支出绩效目标表")]])
    body = paragraph("2024年度") + f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    reading = read("目标.docx", word_file(body), shipped_reference)
    assert "RD-04" in rules(reading)  # recognised, and found to be without content


NUMBERING = """<numbering xmlns:w="w">
<abstractNum w:abstractNumId="7"><lvl w:ilvl="0"><start w:val="1"/>
<numFmt w:val="chineseCounting"/><lvlText w:val="%1、"/></lvl>
<lvl w:ilvl="1"><numFmt w:val="decimal"/><lvlText w:val="%1.%2 "/></lvl></abstractNum>
<num w:numId="3"><abstractNumId w:val="7"/></num></numbering>"""


def listed(text: str, level: int) -> str:
    return (
        f'<p><pPr><numPr><ilvl w:val="{level}"/><numId w:val="3"/></numPr></pPr>'
        f"<r><t>{text}</t></r></p>"
    )


def test_numbers_that_word_gives_by_itself_are_part_of_the_text() -> None:
    body = listed("主要职能", 0) + listed("编志", 1) + listed("归档", 1) + listed("机构", 0)
    document = f'<document xmlns:w="w"><body>{body}<p><r><t>完</t></r></p></body></document>'
    parts = WordParts(document.encode(), NUMBERING.encode())
    assert [piece.text for piece in read_word(parts)] == [
        "一、主要职能", "一.1 编志", "一.2 归档", "二、机构", "完"
    ]  # fmt: skip


@pytest.mark.parametrize("hostile", ["x", "", "-1", "9" * 5000])
def test_odd_numbers_in_a_list_definition_do_no_harm(hostile: str) -> None:
    odd = re.sub(r'(ilvl|start w:val|w:val)="[01]"', f'\\1="{hostile}"', NUMBERING)
    document = f'<document xmlns:w="w"><body>{listed("主要职能", 0)}</body></document>'
    (piece,) = read_word(WordParts(document.encode(), odd.encode()))
    assert piece.text.endswith("主要职能")


def pieces(*texts: str) -> list[Piece]:
    return [Piece(text, f"第{n}行") for n, text in enumerate(texts, 1)]


def test_rows_are_found_again_by_what_their_texts_are() -> None:
    names = ("level1", "level2", "name", "weight", "target", "actual", "rate", "score",
             "basis", "prior", "rule", "evidence", "deviation")  # fmt: skip
    found = align(
        pieces(
            "产出指标", "数量指标", "修复卷数", "10", ">=5卷", "=4卷", "80%", "5", "计划标准",
            "按照完成比例赋分", "工作资料", "人手不足，进度稍慢。",
            "培训人次", "5", "=20人", "20人次", "100%", "5", "计划标准", "/", "直接赋分",
            "满意度指标", "满意度指标", "读者满意度", "10", ">=90%", "=95%", "106%", "10",
            "自定义", "满意度赋分", "说明材料,工作资料",
        ),
        columns_of(names, VOCABULARY),
    )  # fmt: skip
    texts = [{name: "".join(p.text for p in row) for name, row in row.items()} for row in found]
    assert [row["name"] for row in texts] == ["修复卷数", "培训人次", "读者满意度"]
    assert texts[0]["deviation"] == "人手不足，进度稍慢。"
    assert "prior" not in texts[0] and texts[1]["prior"] == "/"
    assert "evidence" not in texts[1] and texts[2]["evidence"] == "说明材料,工作资料"
    assert (texts[2]["level1"], texts[2]["level2"]) == ("满意度指标", "满意度指标")


def test_funds_without_their_dashes_are_told_by_their_form() -> None:
    (row,) = align(pieces("600.00", "479.78", "479.75", "10", "99.99%", "10.00"), fund_columns())
    assert {name: cell[0].text for name, cell in row.items()}["rate"] == "99.99%"
    (short,) = align(pieces("0.00", "0.00", "0.00"), fund_columns())
    assert list(short) == ["initial", "full_year", "executed"]
