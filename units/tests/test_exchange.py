"""Files of lists, as programs write them and as nobody should: read whole, or refused."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl  # type: ignore[import-untyped]
import pytest
import tablib  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from units.exchange import Csv, UnreadableError, Xlsx, read_table
from units.tests.lists import rows_of, xlsx

HEAD = ["代码", "名称"]
SHEET = "xl/worksheets/sheet1.xml"


def repacked(content: bytes, change: Callable[[bytes], bytes], part: str = SHEET) -> bytes:
    """A workbook with one of its parts changed."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableError) as refused:
        read_table(content)
    return str(refused.value)


# --- what programs write -----------------------------------------------------------------


def test_a_dimension_of_one_cell_hides_no_row() -> None:
    content = xlsx(HEAD, ["001", "教育局"], ["002", "水利局"])
    doctored = repacked(content, lambda xml: xml.replace(b'ref="A1:B3"', b'ref="A1"'))
    assert doctored != content
    assert len(rows_of(doctored)) == 3


def test_a_million_blank_rows_are_nothing() -> None:
    blank = b"".join(b'<row r="%d"/>' % n for n in range(3, 1_048_577))
    content = repacked(
        xlsx(HEAD, ["001", "教育局"]),
        lambda xml: xml.replace(b"</sheetData>", blank + b"</sheetData>"),
    )
    assert rows_of(content) == [HEAD, ["001", "教育局"]]


def test_lines_are_those_of_the_file() -> None:
    table = read_table(xlsx([], HEAD, [], ["001", "教育局"], [None, " "], ["002", "水利局"]))
    assert table.lines == [4, 6]


def test_cells_of_every_kind_become_the_text_that_one_sees() -> None:
    row = ["001", 2010301, 97.4, 0.1 + 0.2, True, date(2024, 12, 31), " 两端空白 "]
    (_, found) = rows_of(xlsx([f"列{n}" for n in range(7)], row))
    assert found == ["001", "2010301", "97.4", "0.3", "是", "2024-12-31", "两端空白"]


def test_a_hidden_sheet_is_not_the_list() -> None:
    book = openpyxl.Workbook()
    book.active.append(["不是清单"])
    book.active.sheet_state = "hidden"
    book.create_sheet("清单").append(HEAD)
    out = BytesIO()
    book.save(out)
    assert rows_of(out.getvalue()) == [HEAD]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_the_field(encoding: str) -> None:
    content = '代码,名称\r\n001,"教育局\r\n（本级）"\r\n002,水利局\r\n'.encode(encoding)
    table = read_table(content)
    assert list(table) == [("001", "教育局\r\n（本级）"), ("002", "水利局")]
    assert table.lines == [2, 4]


def test_a_csv_by_tabs_is_read_too() -> None:
    assert rows_of("代码\t名称\n001\t教育局，本级\n".encode("utf-16"))[1] == ["001", "教育局，本级"]


# --- what goes out -----------------------------------------------------------------------

RISKY = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "''=1", '=HYPERLINK("http://x")']


def test_no_text_leaves_as_a_formula() -> None:
    table = tablib.Dataset(*[[text] for text in RISKY], headers=["名称"])
    sheet = openpyxl.load_workbook(BytesIO(Xlsx().export_data(table))).active
    assert [cell.data_type for (cell,) in sheet.iter_rows(min_row=2)] == ["s"] * len(RISKY)
    content = Csv().export_data(table)
    assert content.startswith(b"\xef\xbb\xbf")
    cells = [row[0] for row in csv.reader(StringIO(content.decode("utf-8-sig")))]
    assert all(cell.startswith("'") for cell in cells[1:])


def test_numbers_leave_as_numbers_and_codes_as_text() -> None:
    table = tablib.Dataset(["001", Decimal("12345.67"), 2024], headers=["代码", "金额", "年度"])
    sheet = openpyxl.load_workbook(BytesIO(Xlsx().export_data(table))).active
    assert [cell.value for cell in sheet[2]] == ["001", 12345.67, 2024]
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "n"]


cells = st.one_of(
    st.sampled_from(RISKY),
    st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20),
)  # fmt: skip


@given(rows=st.lists(st.tuples(cells, cells), max_size=5))
def test_what_goes_out_comes_back_the_same(rows: list[tuple[str, str]]) -> None:
    table = tablib.Dataset(*rows, headers=HEAD)
    for format in (Xlsx(), Csv()):
        assert rows_of(format.export_data(table)) == [HEAD, *map(list, rows)]


# --- what is refused ---------------------------------------------------------------------


def test_a_formula_is_named_by_its_cell() -> None:
    book = openpyxl.Workbook()
    for row in (HEAD, ["001", "=A2"]):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    assert "B2 是公式" in refusal(out.getvalue())


def test_an_error_value_is_named_by_its_cell() -> None:
    content = repacked(
        xlsx(HEAD, ["001", 7]),
        lambda xml: xml.replace(b't="n"><v>7<', b't="e"><v>#N/A<').replace(
            b'r="B2"><v>7<', b'r="B2" t="e"><v>#N/A<'
        ),
    )
    assert "B2 是错误值 #N/A" in refusal(content)


def test_an_archive_bomb_is_not_unpacked() -> None:
    bomb = repacked(xlsx(HEAD), lambda xml: xml + b" " * 80_000_000)
    assert "压缩炸弹" in refusal(bomb)
    long = repacked(xlsx(HEAD), lambda xml: xml + b" " * 110_000_000)
    assert "展开后过大" in refusal(long)


def test_entities_are_not_resolved() -> None:
    evil = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet'
    content = repacked(
        xlsx(HEAD), lambda xml: xml.replace(b"<worksheet", evil).replace("代码".encode(), b"&e;")
    )
    assert "已损坏" in refusal(content)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空的"),
        (b" \n ", "空的"),
        (b"PK\x03\x04broken", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为不加密的 .xlsx"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "文件编码有误|二进制"),
        (b"%PDF-1.7\n\x00", "二进制"),
        ("代码,名称\n001,\x01\n".encode(), "第2行含有二进制"),
        ("代码,名称\n001,\"教\n".encode(), "引号不成对"),
        (b"\xff\xfe\x00", "文件编码有误"),
        ("代码,代码\n".encode(), "表头重复：代码"),
        ("代码,,名称\n".encode(), "第2列没有表头"),
        ("代码\n001,多出来的\n".encode(), "第2行的内容超出了表头"),
        (xlsx(["代码", *[""] * 9], ["", *[""] * 50, "x"]), "第2行的内容超出了表头"),
        (b"a," * 200, "超过 60 列"),
        (b"\xe4\xbb\xa3\n" + b"1\n" * 50_001, "超过 50,000 行"),
        (xlsx(), "没有表头"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_word(content: bytes, word: str) -> None:
    said = refusal(content)
    assert any(part in said for part in word.split("|")), said


def test_a_damaged_part_is_refused_and_not_an_error() -> None:
    content = xlsx(HEAD, ["001", "教育局"])
    with ZipFile(BytesIO(content)) as archive:
        names = archive.namelist()
    for name in names:
        for damage in (lambda xml: xml[: len(xml) // 2], lambda xml: b"\x00" * 50):
            try:
                assert rows_of(repacked(content, damage, name))[0] == HEAD
            except UnreadableError as refused:
                assert str(refused)
