"""Damaged and hostile workbooks end in a finding: never in an exception, nor in hours."""

from __future__ import annotations

import re
import struct
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.tests.test_workbooks_foreign import SPENDING, UNIT, YEAR, read_bytes, rules
from disclosures.tests.workbook_files import as_xls, in_sheets, repacked, xlsx
from disclosures.tests.xls_file import xls
from disclosures.workbooks import is_workbook, read, template
from disclosures.workbooks.package import MAX_CELLS, read_package
from disclosures.workbooks.xls import read_xls
from fiscal.report import Report, UnitFacts
from units.reference import shipped_reference

GOOD = xlsx({"Sheet1": SPENDING})
ROWS = re.compile(rb"</sheetData>")


def refused(content: bytes) -> str:
    found = read_bytes(content)
    assert found.report is None
    assert rules(found) == ["RD-01"]
    return found.findings[0].message


def with_rows(rows: bytes) -> bytes:
    return in_sheets(GOOD, lambda xml: ROWS.sub(lambda _: rows + b"</sheetData>", xml))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        GOOD[: len(GOOD) // 2],
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"<html></html>",
    ],
    ids=["empty", "stub", "truncated", "image", "html"],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    refused(content)


def test_an_archive_that_unfolds_without_end_is_refused() -> None:
    assert "压缩比异常" in refused(with_rows(b" " * 50_000_000))


@pytest.mark.parametrize(
    ("written", "text", "is_number"),
    [
        ("1511.8900000000001", "1511.89", True),
        ("-2.5E3", "-2500", True),
        ("1e-7", "0.0000001", True),
        ("1e999999", "1e999999", False),
        ("1e-999999", "1e-999999", False),
        ("NaN", "NaN", False),
    ],
)
def test_a_number_is_never_written_out_to_a_megabyte(
    written: str, text: str, is_number: bool
) -> None:
    cell = f'<row r="90"><c r="A90"><v>{written}</v></c></row>'.encode()
    (sheet, *_) = read_package(with_rows(cell))
    assert (sheet.cells[90, 1].text, sheet.cells[90, 1].is_number) == (text, is_number)


def test_two_cells_far_apart_cost_nothing() -> None:
    far = b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row>'
    found = read_bytes(with_rows(far))
    assert found.complete
    assert found.findings[0].source == "Sheet1!XFD1048576"


def test_a_million_blank_rows_cost_nothing() -> None:
    rows = "".join(
        f'<row r="{n}" customFormat="false" ht="12.8" hidden="false" customHeight="false" '
        f'outlineLevel="0" collapsed="false"/>'
        for n in range(10, 2**20 + 1)
    )
    assert read_bytes(with_rows(rows.encode())) == read_bytes(GOOD)


def test_too_many_cells_are_refused() -> None:
    values = iter(range(10**9, 10**9 + MAX_CELLS * 7919, 7919))
    cells = b"".join(b"<row><c><v>%d</v></c></row>" % value for value in values)
    assert "单元格超过" in refused(with_rows(cells))


def test_a_row_that_no_person_made_is_refused_before_it_fills_the_memory() -> None:
    seen = (b'<c r="A1" s="%d"/>' % style for style in range(600_000))
    assert "展开后过大" in refused(with_rows(b'<row r="10">' + b"".join(seen) + b"</row>"))


@pytest.mark.parametrize("before", [b"", b"<!-- -->" * 5000], ids=["at once", "far below"])
def test_entities_are_not_resolved(before: bytes) -> None:
    bomb = b'<?xml version="1.0"?>' + before + b'<!DOCTYPE x [<!ENTITY a "1">]>'
    content = in_sheets(GOOD, lambda xml: bomb + xml.replace(b">300.5<", b">&a;<"))
    refused(content)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_without_its_list_of_sheets_is_refused(part: str) -> None:
    refused(repacked(GOOD, lambda name, data: b"<x/>" if name == part else data))


def test_a_broken_style_sheet_does_no_harm() -> None:
    content = repacked(GOOD, lambda name, data: b"<x/>" if name == "xl/styles.xml" else data)
    assert read_bytes(content).report == read_bytes(GOOD).report


def test_a_string_that_is_not_there_is_a_finding() -> None:
    text = re.compile(rb'r="B6" t="inlineStr"><is><t>[^<]*</t></is>')
    refused(in_sheets(GOOD, lambda xml: text.sub(rb'r="B6" t="s"><v>99</v>', xml)))


def test_a_binary_workbook_is_named_as_what_it_is() -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\0")
    assert ".xlsb" in refused(buffer.getvalue())


def test_cells_and_rows_without_addresses_stand_where_they_come() -> None:
    bare = in_sheets(GOOD, lambda xml: re.sub(rb'<(row|c) r="\w+"', rb"<\1", xml))
    assert b'r="A1"' not in zipfile.ZipFile(BytesIO(bare)).read("xl/worksheets/sheet1.xml")
    with_blanks_named = read_package(GOOD)[0]
    assert [cell.text for cell in read_package(bare)[0].cells.values()] == [
        cell.text for cell in with_blanks_named.cells.values()
    ]


# --- the old format -----------------------------------------------------------------------


def test_an_old_workbook_reads_as_a_new_one() -> None:
    assert read_bytes(as_xls(GOOD)).report == read_bytes(GOOD).report


def test_cells_of_an_old_workbook_keep_their_places() -> None:
    (sheet,) = read_xls(xls({"表": {(5, 3): "x", (6, 5): 1511.89}}))
    assert {cell.ref: cell.text for cell in sheet.cells.values()} == {"C5": "x", "E6": "1511.89"}


def test_an_old_workbook_that_claims_a_huge_sheet_is_refused() -> None:
    refused(xls({"表": {(1, 1): "x", (65536, 65536): 1.0}}))


def test_a_damaged_old_workbook_is_refused() -> None:
    content = as_xls(GOOD)
    refused(content[:512] + struct.pack("<I", 7) * 128 + content[1024:])


# --- anything at all ------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=6))
def test_no_damage_to_the_bytes_is_an_exception(place: int, damage: bytes) -> None:
    read_bytes(GOOD[:place] + damage + GOOD[place + len(damage) :])


SCRAPS = st.sampled_from([
    "合计", "类", "款", "项", "201", "2130301", "收入", "支出", "项目", "决算数", "栏次", "1", "2",
    "收入决算表", "支出决算表", "财政拨款“三公”经费支出决算表", "单位：元", "预算数", "科目编码",
    "科目名称", "一般公共预算财政拨款基本支出决算表", "人员经费合计", "公务接待费", "小计", "-",
    "=", "注：", None,
]) | st.floats(allow_nan=False) | st.integers(-10**15, 10**15)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(SCRAPS, max_size=8), max_size=12))
def test_no_arrangement_of_words_and_figures_is_an_exception(rows: list[list[object]]) -> None:
    content = xlsx({"S": rows})
    found = read("x", content, shipped_reference, UNIT, YEAR)
    assert is_workbook(content)
    assert found.findings or found.report


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        (b"staff/active", b"staff/staff"),
        (b"statements/05/*/total/this", b"statements/05/*/total/then"),
        (b"statements/05/*/total/this", b"statements/05/*/sum/this"),
        (b"statements/05/*/total/this", b"*"),
        (b"statements/09/amount/budget_*/this", b"statements/09/amount/budget/*/this"),
        (b"texts/s5.3.item.reason#*", b"texts/reason#*"),
    ],
)
def test_a_hidden_key_of_a_template_that_was_typed_over_is_named(key: bytes, typed: bytes) -> None:
    content = template(Report(UnitFacts(UNIT), YEAR), shipped_reference(YEAR))
    broken = repacked(content, lambda name, xml: xml.replace(b">%b<" % key, b">%b<" % typed))
    found = read_bytes(broken)
    assert "WB-12" in rules(found)
    assert not found.complete
