"""Reading whole documents: the real ones, fictional ones, as text and as Word files."""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import SequenceMatcher

import pytest

from disclosures.compose import compose
from disclosures.readers import read
from disclosures.readers.model import squeeze
from disclosures.tests.reading import (
    ALL_SAMPLES,
    OFFICE,
    SASAC,
    TARGET_TABLES,
    fictional_targets,
    fictional_text,
    read_text,
    rules,
    sample,
    targets_report,
    text_of,
    whole,
)
from disclosures.tests.word_file import word_of, word_of_text
from fiscal.finding import Severity
from fiscal.report import FINAL_ACCOUNTS, TARGETS
from units.reference import shipped_reference

DOCUMENTS = [*ALL_SAMPLES, "fictional", "fictional targets"]


def document_text(name: str) -> str:
    match name:
        case "fictional":
            return fictional_text()
        case "fictional targets":
            return fictional_targets()
        case _:
            return sample(name)


@pytest.mark.spares("RD-03", "RD-04", "RD-05", "RD-06")
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_read_whole(name: str) -> None:
    reading = read_text(document_text(name))
    assert reading.complete
    assert not {"RD-03", "RD-04", "RD-05", "RD-06"} & rules(reading)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_text_comes_back_except_where_a_finding_names_the_line(name: str) -> None:
    source = document_text(name)
    reading = read_text(source)
    lines = [(squeeze(line), f"第{n}行") for n, line in enumerate(source.split("\n"), 1)]
    printed = [(text, place) for text, place in lines if text]
    expected = [text for line in text_of(whole(reading)).split("\n") if (text := squeeze(line))]
    named = {finding.source for finding in reading.findings if finding.rule == "TX-01"}
    matcher = SequenceMatcher(None, [text for text, _ in printed], expected, False)
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if "".join(text for text, _ in printed[start:end]) == "".join(
            expected[other_start:other_end]
        ):
            continue  # the same text over other lines
        if tag == "insert" and "TX-06" in rules(reading):
            assert other_end - other_start == 1 and expected[other_start].endswith("公开说明")
        elif tag != "equal":
            assert named & {place for _, place in printed[start:end]}


@pytest.mark.fires("TX-01", "TX-03", "TX-06")
@pytest.mark.parametrize(
    ("name", "characters", "reason"),
    [
        (OFFICE, 1, "TX-03"),  # a full stop typed twice
        (SASAC, 0, "TX-06"),  # the title is missing
        (TARGET_TABLES, 3, "TX-01"),  # 500.00 among amounts that are not padded
        ("fictional", 0, ""),
        ("fictional targets", 0, ""),
    ],
)
def test_the_differing_characters_are_known(name: str, characters: int, reason: str) -> None:
    source = document_text(name)
    reading = read_text(source)
    printed, expected = squeeze(source), squeeze(text_of(whole(reading)))
    if reason == "TX-06":
        title = f"{whole(reading).unit.name}2024年度部门决算公开说明"
        expected = expected.removeprefix(squeeze(title))
    head = next((i for i, (a, b) in enumerate(zip(printed, expected, strict=False)) if a != b), 0)
    assert (len(printed) - len(expected), not reason or reason in rules(reading)) == (
        characters,
        True,
    )
    assert not characters or printed[head + characters :] == expected[head:]


def test_everything_in_the_real_documents_is_counted() -> None:
    office, sasac = whole(read_text(sample(OFFICE))), whole(read_text(sample(SASAC)))
    assert (office.kind, office.year, len(office.projects)) == (FINAL_ACCOUNTS, 2024, 5)
    assert [len(project.indicators) for project in office.projects] == [12, 8, 9, 8, 7]
    assert len(sasac.projects) == 18
    assert sum(len(project.indicators) for project in sasac.projects) == sum(
        "赋分\n" in line for line in re.split("(?<=\n)", sample(SASAC)) if "规则" not in line
    )
    for report in (office, sasac):
        assert report.unit_evaluation is not None
        assert len(report.unit_evaluation.indicators) == 7
        for project in report.projects:
            weights = [i.weight for i in project.indicators] + [f.weight for f in project.funds]
            assert sum(weight for weight in weights if weight is not None) == 100
            assert all(i.rate is not None and i.score is not None for i in project.indicators)


def test_figures_keep_the_precision_they_are_printed_with() -> None:
    report = whole(read_text(sample(OFFICE)))
    assert report.unit_evaluation is not None
    superior = report.unit_evaluation.funds[0]
    printed = [str(superior.weight), str(superior.rate), str(superior.score)]
    assert printed == ["10", "97.4", "9.74"]
    total = report.projects[0].funds[0]
    assert (str(total.rate), str(total.score)) == ("99.99", "10.00")
    assert total.full_year == Decimal("4797800.00")
    assert {str(i.rate) for i in report.projects[0].indicators} == {"100", "33.33", "99.99"}


def test_the_target_tables_are_read_with_their_units() -> None:
    report = whole(read_text(sample(TARGET_TABLES)))
    assert (report.kind, report.year) == (TARGETS, 2024)
    assert report.unit.name == "乌鲁木齐市国有资产监督管理委员会"
    assert [len(target.indicators) for target in report.targets] == [10, *[7] * 8, 10]
    assert report.targets[2].unit_name == "企业处"
    assert report.targets[2].other is None
    assert report.targets[0].other == 0
    assert report.targets[5].indicators[1].prior == "新增指标，无上年完成值"


def test_a_fictional_target_document_comes_back_equal() -> None:
    assert whole(read_text(fictional_targets())) == targets_report()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_word_file_of_the_same_rows_gives_an_equal_report(name: str) -> None:
    source = document_text(name)
    reading = read("公开.docx", word_of_text(source), shipped_reference)
    assert whole(reading) == whole(read_text(source))


@pytest.mark.parametrize("merged", [True, False], ids=["merged cells", "blank cells"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_word_file_with_real_tables_gives_an_equal_report(name: str, merged: bool) -> None:
    report = whole(read_text(document_text(name)))
    document = compose(report, shipped_reference(report.year))
    reading = read("公开.docx", word_of(document, merged=merged), shipped_reference)
    assert whole(reading) == report


@pytest.mark.parametrize("position", range(6))
def test_fictional_disclosures_of_every_kind_are_stable_after_one_reading(position: int) -> None:
    text = fictional_text(position)
    reading = read_text(text)
    assert text_of(whole(reading)) == text
    assert not [f for f in reading.findings if f.severity is Severity.ERROR]


@pytest.mark.fires("RD-06")
def test_findings_of_a_word_file_name_table_row_and_cell() -> None:
    text = fictional_targets().replace("\t30\n", "\t三十\n", 1)
    reading = read("目标.docx", word_of_text(text), shipped_reference)
    (wrong,) = [finding for finding in reading.findings if finding.rule == "RD-06"]
    assert wrong.source == "表1第8行第7格"
    assert "三十" in wrong.message
    assert not reading.complete
