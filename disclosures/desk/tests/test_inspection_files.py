"""The 检查表 as a workbook and on paper: what the table shows, with real numbers."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook  # type: ignore[import-untyped]
from python_calamine import CalamineWorkbook

from disclosures.desk.inspection import paper, views
from disclosures.desk.inspection.columns import COLUMNS
from disclosures.desk.inspection.rows import Region
from disclosures.desk.tests.desks import YEAR, a_unit, officer_of, sign_in
from disclosures.desk.tests.inspected import TODAY, Place, a_region, approve, reviewer, rows
from disclosures.tests.paper import poppler, text_of_pdf
from units.models import Role

pytestmark = pytest.mark.django_db

XLSX, PDF = reverse("admin:desk_inspection_xlsx"), reverse("admin:desk_inspection_pdf")
HEAD = 4


@pytest.fixture
def place() -> Place:
    return a_region()


def workbook(client: Client, query: str = "") -> bytes:
    response = client.get(f"{XLSX}?year={YEAR}{query}")
    assert response["Content-Disposition"].startswith("attachment")
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def text_of(pdf: bytes, directory: Path) -> str:
    path = directory / "table.pdf"
    path.write_bytes(pdf)
    return text_of_pdf(path)


def sheet(content: bytes) -> Any:
    return load_workbook(BytesIO(content)).active


def table(content: bytes) -> list[dict[str, Any]]:
    """The rows below the head by the titles of the columns."""
    head, *found = list(sheet(content).iter_rows(min_row=HEAD, values_only=True))
    return [dict(zip(map(str, head), row, strict=True)) for row in found]


def test_the_workbook_holds_numbers_dates_and_shares(place: Place, client: Client) -> None:
    sign_in(client, reviewer())
    bureau, station, archive, office = table(workbook(client))
    assert (bureau["单位名称"], bureau["主管部门"], bureau["级次"]) == ("水利局", "水利局", 1)
    assert (station["主管部门"], station["级次"]) == ("水利局", 2)
    assert station["公开日期"] == datetime(2026, 3, 22)
    assert (bureau["逾期天数"], station["逾期天数"]) == (None, 1)
    assert (bureau["完整率"], bureau["细化程度"], bureau["自评得分"]) == (1, 1, 99.52)
    assert (archive["错误"], archive["状态"]) == (2, "草稿")
    assert (office["状态"], office["完整率"], office["公开日期"]) == ("未开始", None, None)


def test_another_reader_reads_the_same(place: Place, client: Client) -> None:
    sign_in(client, reviewer())
    content = workbook(client)
    read = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert read[0][0] == f"{YEAR}年度部门决算公开检查表"
    assert [row[2] for row in read[HEAD:]] == ["水利局", "水文站", "档案馆", "统计局"]
    assert read[HEAD][read[HEAD - 1].index("公开期限")] == date(2026, 3, 21)


def test_the_workbook_is_set_up_for_printing(place: Place, client: Client) -> None:
    sign_in(client, reviewer())
    found = sheet(workbook(client))
    setup = found.page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 8, 0)
    assert (found.print_title_rows, found.freeze_panes) == ("$1:$4", "D5")


def test_a_name_that_looks_like_a_formula_stays_a_name(client: Client) -> None:
    approve("2026-03-01")
    a_unit("X1", '=HYPERLINK("http://example.org")')
    a_unit("X2", "@SUM(A1)")
    sign_in(client, reviewer())
    found = sheet(workbook(client))
    cells = [found.cell(row, 3) for row in (HEAD + 1, HEAD + 2)]
    assert [(cell.data_type, cell.hyperlink) for cell in cells] == [("s", None)] * 2
    assert cells[1].value == "@SUM(A1)"


def test_files_hold_what_the_filters_and_the_users_reach_leave(
    place: Place, client: Client, tmp_path: Path
) -> None:
    sign_in(client, reviewer())
    late = table(workbook(client, "&timing=late&sort=-name&page=7"))
    assert [row["单位名称"] for row in late] == ["统计局", "档案馆", "水文站"]
    sign_in(client, officer_of(place.bureau, "head", Role.HEAD))
    assert [row["单位名称"] for row in table(workbook(client))] == ["水利局", "水文站"]
    printed = text_of(client.get(f"{PDF}?year={YEAR}").content, tmp_path)
    assert "水文站" in printed
    assert "档案馆" not in printed


def test_the_paper_is_a_form_to_sign(place: Place, tmp_path: Path) -> None:
    region = Region(reviewer(), YEAR, TODAY)
    text = text_of(paper.render_paper(region, list(rows().values())), tmp_path)
    told = poppler("pdfinfo", str(tmp_path / "table.pdf"))
    assert "Page size:       1190.55 x 841.89 pts (A3)" in told
    for told in (
        f"{YEAR}年度部门决算公开检查表",
        "2026年3月21日",
        "检查人",
        "负责人",
        "2026-03-22",
    ):
        assert told in text
    assert "共4个单位：已公开2个，逾期3个，有错误1个" in text.replace("\n", "")


def test_more_units_than_paper_takes_are_refused_with_the_way_out(
    place: Place, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_ROWS", 3)
    sign_in(client, reviewer())
    response = client.get(f"{PDF}?year={YEAR}", follow=True)
    assert response.redirect_chain[0][0].endswith(f"?year={YEAR}")
    assert "导出XLSX" in response.content.decode()


def test_a_markup_in_a_name_is_only_a_name_on_paper(client: Client) -> None:
    a_unit("X1", "<b>局</b>")
    page = paper.render_page(Region(reviewer(), YEAR, TODAY), list(rows().values()))
    assert "&lt;b&gt;局" in page


def test_the_columns_of_the_paper_fill_the_page() -> None:
    assert sum(column.paper for column in COLUMNS) == 96  # and the number of the row has 4
