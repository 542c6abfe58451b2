"""One account in the layouts of many regions and programs: always the same figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from disclosures.tests.workbook_account import TRUTH, UNIT, YEAR
from disclosures.tests.workbook_files import Grid, as_xls, in_sheets, opened, repacked, saved, xlsx
from disclosures.tests.workbook_variants import AMOUNTS, CODES, Laid, Variant, sheets_of
from disclosures.tests.xls_file import xls
from disclosures.workbooks import WorkbookReading, read
from units.reference import shipped_reference

PLAIN = Variant()
REMARKS = {"WB-10", "WB-11"}  # how year and unit came about, and notes below the tables


def workbook(variant: Variant = PLAIN, names: str = "Sheet{}", backwards: bool = False) -> bytes:
    return packed(sheets_of(variant), names, backwards)


def packed(sheets: dict[str, Laid], names: str = "Sheet{}", backwards: bool = False) -> bytes:
    order = sorted(sheets, reverse=backwards)
    return xlsx(
        {names.format(number): sheets[number].rows for number in order},
        {names.format(number): sheets[number].merged for number in order},
    )


def reading(content: bytes, name: str = "决算.xlsx") -> WorkbookReading:
    return read(name, content, shipped_reference, UNIT, YEAR)


def amounts(found: WorkbookReading) -> dict[str, Decimal]:
    assert found.report is not None, [finding.message for finding in found.findings]
    return {
        f"{number}/{line.key}/{column}": cell.this
        for number, statement in found.report.statements.items()
        for line in statement.lines
        for column, cell in line.cells.items()
        if cell.this
    }


def assert_true(content: bytes, truth: dict[str, Decimal] = TRUTH) -> None:
    found = reading(content)
    assert amounts(found) == truth
    rest = [f"{x.source} {x.message}" for x in found.findings if x.rule not in REMARKS]
    assert found.complete
    assert rest == []


def without(*numbers: str) -> dict[str, Decimal]:
    return {address: amount for address, amount in TRUTH.items() if address[:2] not in numbers}


# --- layouts --------------------------------------------------------------------------------

VARIANTS = st.builds(
    Variant,
    unit=st.sampled_from(["元", "千元", "万元"]),
    unit_place=st.sampled_from(["above", "short", "brackets", "title", "heading"]),
    title=st.integers(0, 2),
    title_form=st.sampled_from(["{}", "2024年度{}", "{}（2024年度）", "附件3：{}"]),
    codes=st.sampled_from(CODES),
    levels=st.integers(1, 4),
    merge=st.booleans(),
    scale=st.sampled_from(["row", "bare", "none"]),
    total=st.sampled_from(["top", "bottom", "header"]),
    amounts=st.sampled_from(sorted(AMOUNTS)),
    blank=st.sampled_from([None, "—", "-", 0, "0.00", " "]),
    indent=st.sampled_from(["", "  ", "\u3000"]),
    line_numbers=st.booleans(),
    economic=st.sampled_from(["three", "two", "one", "split"]),
    three_public=st.sampled_from(["across", "pairs", "down", "columns"]),
    ordinals=st.booleans(),
    notes=st.booleans(),
    form_number=st.sampled_from(["", "公开{}表", "财决公开{}表", "表{}"]),
    backwards=st.booleans(),
)
NAMES = ["Sheet{}", "公开{}表", "GK{}", "表{}", "{}", "财决公开{}表", "Z{}-决算"]


@settings(max_examples=60, deadline=None)
@given(VARIANTS, st.sampled_from(NAMES), st.booleans())
def test_whatever_the_layout_the_figures_are_the_same(
    variant: Variant, names: str, backwards: bool
) -> None:
    assert_true(workbook(variant, names, backwards))


@settings(max_examples=8, deadline=None)
@given(VARIANTS)
def test_the_old_format_of_any_layout_is_the_same(variant: Variant) -> None:
    assert_true(as_xls(workbook(replace(variant, notes=False))))


@settings(max_examples=8, deadline=None)
@given(VARIANTS, st.booleans())
def test_all_in_one_sheet_or_one_in_each_file(variant: Variant, together: bool) -> None:
    sheets = sheets_of(variant)
    if together:
        unmerged = sheets_of(replace(variant, merge=False))
        assert_true(xlsx({"全部": [row for laid in unmerged.values() for row in [*laid.rows, []]]}))
        return
    for number, laid in sheets.items():
        own = {address: amount for address, amount in TRUTH.items() if address[:2] == number}
        assert_true(packed({number: laid}, "Sheet1"), own)


@pytest.mark.parametrize("names", NAMES)
def test_sheets_without_titles_are_known_by_what_they_hold(names: str) -> None:
    sheets = sheets_of(PLAIN)
    for laid in sheets.values():
        laid.rows[0][0] = None
    assert_true(packed(sheets, names))


def test_a_workbook_that_names_no_unit_of_amounts_is_in_wan_and_says_so() -> None:
    sheets = sheets_of(replace(PLAIN, unit_place="nowhere"))
    assert_true(packed(sheets))
    told = [x for x in reading(packed(sheets)).findings if "没有写明金额单位" in x.message]
    assert [x.source for x in told] == [f"Sheet0{number}" for number in range(1, 10)]


def test_covers_contents_and_other_tables_are_named_and_harmless() -> None:
    sheets = {f"公开{number}表": laid for number, laid in sheets_of(PLAIN).items()}
    others: dict[str, Grid] = {
        "封面": [["2024年度部门决算公开"], [f"单位名称：{UNIT}"], ["编报日期：2025年9月1日"]],
        "目录": [["目录"], ["收入支出决算总表", 1], ["收入决算表", 2], ["支出决算表", 3]],
        "说明": [["填报说明"], ["一、本表金额单位为万元。"]],
        "公开10表": [["政府采购情况表"], ["项目", "合计", "货物", "工程"], ["金额", 10, 5, 5]],
        "资产": [["国有资产占用情况表"], ["项目", "行次", "数量", "价值"], ["房屋", 1, 2, 300.5]],
    }
    content = xlsx(
        others | {name: laid.rows for name, laid in sheets.items()},
        {name: laid.merged for name, laid in sheets.items()},
    )
    assert_true(content)
    told = [x.source for x in reading(content).findings if "没有决算报表" in x.message]
    assert [source.partition("!")[0] for source in told] == list(others)


# --- columns that the statement does not have --------------------------------------------------

TOTALS: Grid = [
    ["收入支出决算总表"],
    [f"编制单位：{UNIT}", *[None] * 8, "金额单位：万元"],
    ["收入", *[None] * 4, "支出"],
    ["项目", "行次", "{}", "{}", "决算数", "项目", "行次", "{}", "{}", "决算数"],
    ["栏次", None, 1, 2, 3, "栏次", None, 4, 5, 6],
    ["八、其他收入", 8, 1, 2, 3, "十二、农林水支出", 43, 100, 110, 104],
    ["总计", 31, 106, 117, 113, "总计", 62, 106, 117, 113],
]


@pytest.mark.fires("WB-07")
@pytest.mark.parametrize(
    "headings", [("年初预算数", "全年预算数"), ("上年决算数", "增减%"), ("预算数", "调整预算数")]
)
def test_columns_beside_the_accounts_are_named_and_the_accounts_read(
    headings: tuple[str, str],
) -> None:
    words = iter(headings * 2)
    rows = [[next(words) if cell == "{}" else cell for cell in row] for row in TOTALS]
    found = reading(xlsx({"a": rows}))
    assert found.complete
    assert amounts(found) == {
        "01/income_other/amount": 30_000, "01/grand_total_income/amount": 1_130_000,
        "01/exp_213/amount": 1_040_000, "01/grand_total_expenditure/amount": 1_130_000,
    }  # fmt: skip
    told = [x.source for x in found.findings if x.rule == "WB-07"]
    assert told == ["a!C6、C7", "a!D6、D7", "a!H6、H7", "a!I6、I7"]


def test_the_changed_budget_of_three_public_counts_not_the_first() -> None:
    rows: Grid = [
        ["“三公”经费支出决算表"], ["单位：万元"],
        ["项目", "年初预算数", "全年预算数", "决算数"],
        ["合计", 5, 3, 2], ["1.公务接待费", 5, 3, 2],
    ]  # fmt: skip
    found = reading(xlsx({"a": rows}))
    assert amounts(found)["09/amount/budget_total"] == 30_000
    assert [x.source for x in found.findings if x.rule == "WB-07"] == ["a!B4、B5"]


@pytest.mark.fires("WB-13")
def test_a_statement_whose_headings_nobody_knows_refuses_the_file() -> None:
    rows: Grid = [["支出决算表"], ["甲", "乙", "丙"], ["213", 5, 5], ["21303", 5, 5]]
    found = reading(xlsx({"正常": sheets_of(PLAIN)["05"].rows, "怪": rows}))
    assert not found.complete
    assert "WB-13" in {x.rule for x in found.findings}


# --- empty statements --------------------------------------------------------------------------

EMPTY_ROWS: dict[str, Grid] = {
    "nothing": [],
    "a total": [["合计"]],
    "zeros": [["合计", None, 0, 0, 0, "0.00", "-", "—"]],
    "blank rows and a note": [
        [], [], ["注：本单位没有政府性基金收入，也没有使用政府性基金安排的支出，故本表无数据。"],
    ],
}  # fmt: skip


@pytest.mark.parametrize("rows", EMPTY_ROWS.values(), ids=EMPTY_ROWS)
def test_a_statement_may_be_empty(rows: Grid) -> None:
    sheets = sheets_of(PLAIN)
    for number in ("07", "08"):
        sheets[number] = Laid([*sheets[number].rows[:5], *map(list, rows)], sheets[number].merged)
    content = packed(sheets)
    assert_true(content, without("07", "08"))
    assert {"statements/07", "statements/08"} <= reading(content).carried


def test_a_sentence_may_stand_for_an_empty_statement() -> None:
    sheets = sheets_of(PLAIN)
    for number in ("07", "08", "09"):
        title = sheets[number].rows[:2]
        sheets[number] = Laid([*title, ["本单位2024年度无此项收支，本表为空。"]], ())
    content = packed(sheets)
    assert_true(content, without("07", "08", "09"))
    assert {"statements/07", "statements/08", "statements/09"} <= reading(content).carried


def test_a_statement_that_is_not_there_is_not_carried() -> None:
    sheets = sheets_of(PLAIN)
    del sheets["07"]
    assert_true(packed(sheets), without("07"))
    assert "statements/07" not in reading(packed(sheets)).carried


# --- packages of other programs ----------------------------------------------------------------


def _xlsxwriter(rich: bool = False) -> bytes:
    """Shared strings, relative parts; texts in runs with ``rich``."""
    buffer = BytesIO()
    book = Workbook(buffer)
    bold = book.add_format({"bold": True})
    for number, laid in sheets_of(replace(PLAIN, merge=False)).items():
        sheet = book.add_worksheet(f"S{number}")
        for place, value in _places(laid):
            if rich and isinstance(value, str) and len(value) > 2:
                sheet.write_rich_string(*place, value[0], bold, value[1:])
            else:
                sheet.write(*place, value)
    book.close()
    return buffer.getvalue()


def _places(laid: Laid) -> list[tuple[tuple[int, int], object]]:
    return [
        ((row, column), value)
        for row, cells in enumerate(laid.rows)
        for column, value in enumerate(cells)
        if value is not None
    ]


def _strict(data: bytes) -> bytes:
    purl, old = b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"
    data = data.replace(old + b"spreadsheetml/2006/main", purl + b"spreadsheetml/main")
    return data.replace(old + b"officeDocument/2006/", purl + b"officeDocument/")


def _prefixed(data: bytes) -> bytes:
    return re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", data).replace(b' xmlns="', b' xmlns:x="', 1)


def _backslashes(content: bytes) -> bytes:
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(buffer, "w") as new:
        for name in old.namelist():
            entry = ZipInfo("x")
            entry.filename = name.replace("/", "\\")
            new.writestr(entry, old.read(name))
    return buffer.getvalue()


def _dimension(text: bytes) -> Callable[[bytes], bytes]:
    return lambda content: in_sheets(content, lambda d: re.sub(rb"<dimension[^>]*/>", text, d))


PROGRAMS: dict[str, Callable[[bytes], bytes]] = {
    "shared strings": lambda _: _xlsxwriter(),
    "rich text": lambda _: _xlsxwriter(rich=True),
    "strict": lambda content: repacked(content, lambda _, data: _strict(data)),
    "prefixed names": lambda content: in_sheets(content, _prefixed),
    "backslashes": _backslashes,
    "absolute parts": lambda _: repacked(
        _xlsxwriter(), lambda _, d: d.replace(b'Target="worksheets/', b'Target="/xl/worksheets/')
    ),
    "dimension A1": _dimension(b'<dimension ref="A1"/>'),
    "dimension out of all bounds": _dimension(b'<dimension ref="ZZ99:A-1"/>'),
    "no dimension": _dimension(b""),
    "byte order mark": lambda content: in_sheets(content, lambda d: b"\xef\xbb\xbf" + d),
    "UTF-16": lambda content: in_sheets(content, lambda d: d.decode().encode("utf-16")),
}


@pytest.mark.parametrize("saved_by", PROGRAMS.values(), ids=PROGRAMS)
def test_the_package_of_any_program_reads_the_same(saved_by: Callable[[bytes], bytes]) -> None:
    assert_true(saved_by(workbook()))


@pytest.mark.fires("RD-01")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("科目,金额\n1,2".encode("gbk"), "不是 Excel 工作簿"),
        (b"\xef\xbb\xbf<html><table>", "网页"),
        (_backslashes(workbook())[:-30], "损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "已加密"),
    ],
    ids=["csv", "html", "cut off", "encrypted"],
)
def test_what_is_called_a_workbook_and_is_none_is_said(content: bytes, said: str) -> None:
    (finding,) = reading(content, "决算.xlsx").findings
    assert finding.rule == "RD-01"
    assert said in finding.message


def test_a_word_file_is_called_one() -> None:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert "Word" in reading(buffer.getvalue(), "决算.docx").findings[0].message


# --- single cells ------------------------------------------------------------------------------


def _with_cell(value: object, number_format: str = "General") -> bytes:
    book = opened(workbook())
    cell = book["Sheet05"]["D9"]
    cell.value, cell.number_format = value, number_format
    return saved(book)


@pytest.mark.parametrize(
    ("value", "wan"),
    [
        ("(5.00)", "-5"), ("－５．００", "-5"), ("5.00 万元", "5"), ("50,000元", "5"),
        ("'5.00", "5"), ("5.00\n", "5"), ("¥ 5", "5"),
    ],
)  # fmt: skip
def test_an_amount_may_be_typed_in_many_ways(value: str, wan: str) -> None:
    found = amounts(reading(_with_cell(value)))
    assert found["05/2080505/basic"] == Decimal(wan) * 10_000


@pytest.mark.fires("RD-06", "WB-02")
@pytest.mark.parametrize(
    ("value", "number_format", "rule"),
    [
        (True, "General", "RD-06"), ("=D8", "General", "WB-02"), ("#REF!", "General", "WB-02"),
        (45657, 'yyyy"年"m"月"d"日"', "RD-06"), ("12.5%", "General", "RD-06"),
        ("1234,50", "General", "RD-06"), ("约5", "General", "RD-06"), (1e15, "General", "RD-06"),
        ("5.00元整", "General", "RD-06"), ("×", "General", "RD-06"),
    ],
)  # fmt: skip
def test_a_cell_that_is_no_amount_is_named_and_refuses_the_file(
    value: object, number_format: str, rule: str
) -> None:
    found = reading(_with_cell(value, number_format))
    assert not found.complete
    (named,) = [x for x in found.findings if x.rule not in REMARKS]
    assert (named.rule, named.source, named.where) == (
        rule, "Sheet05!D9", "statements/05/2080505/basic",
    )  # fmt: skip


@pytest.mark.fires("WB-02")
def test_an_error_value_of_an_old_workbook_is_named_too() -> None:
    laid = sheets_of(replace(PLAIN, merge=False))["05"]
    cells = {(row + 1, column + 1): value for (row, column), value in _places(laid)}
    found = reading(xls({"表": {**cells, (9, 4): b"\x17"}}))  # type: ignore[dict-item]
    assert [(x.rule, x.source) for x in found.findings if x.rule not in REMARKS] == [
        ("WB-02", "表!D9")
    ]
    assert not found.complete


def test_a_name_without_a_value_is_named() -> None:
    book = opened(workbook())
    book["Sheet05"]["B9"].value = "#N/A"
    found = reading(saved(book))
    assert not found.complete
    assert [x.source for x in found.findings if x.rule == "WB-02"] == ["Sheet05!B9"]


def test_line_numbers_may_stand_in_any_statement() -> None:
    sheets = sheets_of(replace(PLAIN, merge=False, levels=1, scale="none"))
    for number in ("02", "03", "05", "07", "08"):
        for line, row in enumerate(sheets[number].rows[2:-2], start=0):
            row.insert(2, line or "行次")
    assert_true(packed(sheets))
