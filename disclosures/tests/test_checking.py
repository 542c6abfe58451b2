"""Checking a file in a process of its own, and the report that comes of it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from disclosures import checking, intake
from disclosures.checking import MAX_FINDINGS, check, check_apart, limited
from disclosures.render.checkbook import render_check_xlsx
from disclosures.render.checkpage import render_check_page
from disclosures.render.checkreport import CheckReport, Noted, of_document
from disclosures.render.places import place, section_of
from disclosures.rulebook import OTHER, RULEBOOK, UPLOAD_RULES, advice, entry_of
from disclosures.tests import fictional
from disclosures.tests.uploading import NAME, YEAR, a_file, a_report
from fiscal.document import Explanation
from fiscal.finding import Severity, error, info, warning
from units.reference import shipped_reference

WRONG = a_file().replace("年度收入总计".encode(), "年度收入总计9".encode(), 1)


def a_check(*noted: Noted) -> CheckReport:
    return CheckReport("决算.txt", "云溪县水利局", 2024, "现在检查", "2026.3", noted, ("ST-02",))


# --- a process of its own ----------------------------------------------------------------


def test_apart_or_not_the_report_is_the_same() -> None:
    report = check("决算.txt", WRONG, "现在")
    assert report.counts[Severity.ERROR]
    assert (report.unit, report.year, report.whole) == (NAME, YEAR, True)
    assert check_apart("决算.txt", WRONG, "现在") == report


def test_a_check_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MAX_SECONDS", 0.01)
    report = check_apart("决算.txt", a_file(), "现在")
    assert "已停止" in report.findings[0].message
    assert not report.whole


@pytest.mark.parametrize("program", ["disclosures.no_such_child", "this"])
def test_a_child_that_dies_or_talks_nonsense_is_an_answer_too(
    monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(checking, "_CHILD", program)
    report = check_apart("决算.txt", a_file(), "现在")
    assert [finding.rule for finding in report.findings] == ["RD-01"]
    assert "没有完成" in report.findings[0].message


def test_the_child_knows_no_django_and_can_write_no_file(tmp_path: Path) -> None:
    program = f"""
import io, os, sys
from disclosures import checking_child
sys.stdin = io.TextIOWrapper(io.BytesIO(b'{{"name": "a", "occasion": ""}}\\n'))
checking_child.main()
assert "django" not in sys.modules
os.write(os.open({str(tmp_path / "written")!r}, os.O_CREAT | os.O_WRONLY), b"x")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=checking._ROOT, capture_output=True, check=False
    )
    assert b"RD-01" in done.stdout
    assert b"File too large" in done.stderr


def test_of_too_many_findings_the_worst_are_listed_in_their_order() -> None:
    many = [Noted(info("XX-01", "", str(n)), "甲", "") for n in range(MAX_FINDINGS)]
    report = limited(a_check(*many, Noted(error("XX-02", "", "错"), "乙", "")))
    assert (len(report.noted), report.omitted) == (MAX_FINDINGS, 1)
    assert report.findings[0].message == "0"
    assert report.findings[-1].severity is Severity.ERROR


def test_what_no_page_can_hold_is_replaced() -> None:
    content = a_file().replace(NAME.encode(), f"{NAME}\ufffe\x01".encode())
    report = check("决算\ud83d.txt", content.replace(b"\x01", b""), "现在")
    assert report.name == "决算\N{REPLACEMENT CHARACTER}.txt"
    assert report.unit == f"{NAME}\N{REPLACEMENT CHARACTER}"
    assert render_check_page(report).encode()


# --- what a report says ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "section", "there"),
    [
        ("", "整份文件", ""),
        ("statements/03/total/basic", "03表 支出决算表", "“合计”（基本支出）"),
        ("statements/03/total/basic/last", "03表 支出决算表", "“合计”（基本支出）"),
        ("statements/77/x/y", "整份文件", ""),
        ("texts/s1.cmp.reason", "一、收入支出决算总体情况说明", "一、比上年变化的主要原因"),
        ("texts/s2.x.reason", "二、收入决算情况说明", "二、比上年变化的主要原因"),
        ("staff/active", "二、机构设置及人员情况", "在职人员"),
        ("functions", "一、主要职能", "主要职能"),
        ("terms", "第三部分 专业名词解释", ""),
        ("unit_evaluation/goal", "部门（单位）整体支出绩效自评", "年度总体目标"),
        ("projects", "项目绩效自评", ""),
        ("projects/999/goal", "项目绩效自评", ""),
        ("projects/x", "项目绩效自评", ""),
        ("no/such/place", "整份文件", ""),
        ("texts/zz.none.reason", "整份文件", "比上年变化的主要原因"),
    ],
)  # fmt: skip
def test_an_address_is_a_section_and_a_place_in_words(where: str, section: str, there: str) -> None:
    report, reference = a_report(), shipped_reference(YEAR)
    assert section_of(where, report, reference)[1] == section
    assert place(where, report) == there


def test_a_row_of_a_project_is_called_by_its_name() -> None:
    report = a_report()
    project = report.projects[1]
    where = "projects/1/indicators/0/actual"
    assert section_of(where, report, shipped_reference(YEAR))[1].endswith(project.name)
    assert place(where, report) == f"指标“{project.indicators[0].name}”"
    assert place("projects/1/funds/0/executed", report) == f"资金“{project.funds[0].source}”"


def test_the_report_of_a_document_carries_what_the_unit_said() -> None:
    document = fictional.document(fictional.remarks())
    warned = document.findings[1]
    said = Explanation(warned.rule, warned.fingerprint, "主管部门年中追加任务")
    report = of_document(replace(document, explanations=(said,), passed=("ST-02",)), "第1版")
    assert {one.finding.rule: one.explanation for one in report.noted} == {
        "RD-03": "", "TX-02": "主管部门年中追加任务", "ST-01": "",
    }  # fmt: skip
    assert report.sections[0][0] == "整份文件"
    assert "主管部门年中追加任务" in render_check_page(report)


def test_a_document_without_such_fields_has_a_report_all_the_same() -> None:
    report = of_document(fictional.document(), "第1版，2025-09-01 公开")
    assert report.passed == ()
    assert "没有发现问题" in render_check_page(report)


# --- as a workbook -----------------------------------------------------------------------


def test_the_workbook_has_a_summary_the_findings_and_the_passed_rules() -> None:
    book = load_workbook(BytesIO(render_check_xlsx(check("决算.txt", WRONG, "现在"))))
    summary = {row[0].value: row[1].value for row in book["汇总"].iter_rows(min_row=3)}
    assert summary["单位"] == NAME
    assert summary["错误（条）"] == sum(
        row[1].value == "错误" for row in book["发现"].iter_rows(min_row=2)
    )
    assert summary["已通过的规则（条）"] == book["已通过的规则"].max_row - 1
    for name in ("发现", "已通过的规则"):
        assert book[name].freeze_panes == "A2"
        assert book[name].auto_filter.ref.startswith("A1:")
        assert book[name].print_title_rows == "$1:$1"


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "{=1}", "http://x"])
def test_no_text_of_a_file_becomes_a_formula(text: str) -> None:
    one = Noted(warning("TX-32", "", text, printed=text), text, text, text)
    content = render_check_xlsx(replace(a_check(one), name=text, unit=text))
    book = load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    texts = [cell for cell in cells if cell.value == text]
    assert len(texts) >= 6
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s", "n"}
    assert {cell.number_format for cell in texts} == {"@"}
    assert all(cell.hyperlink is None for cell in cells)


def test_the_same_report_gives_the_same_workbook() -> None:
    assert render_check_xlsx(a_check()) == render_check_xlsx(a_check())


# --- the rules ---------------------------------------------------------------------------


def test_every_rule_has_a_group_a_title_and_a_basis() -> None:
    assert [rule.id for rule in RULEBOOK.values() if rule.group is OTHER] == []
    assert all(rule.title and rule.basis for rule in RULEBOOK.values())


def test_the_rules_of_uploads_are_those_that_uploads_know() -> None:
    known = {value for value in vars(intake).values() if str(value).startswith("UP-")}
    assert known == set(UPLOAD_RULES)


def test_a_rule_that_is_no_more_is_still_named() -> None:
    assert entry_of("ST-99").id == "ST-99"
    assert entry_of("ZZ-01").group is OTHER


def test_what_to_do_depends_on_how_bad_it_is() -> None:
    told = [advice(make("ST-01", "", "")) for make in (error, warning, info)]
    assert len(set(told)) == 3
    assert "原因" in told[1]
