"""Units over the years, beside each other, in order and all together."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fiscal.money import to_wan
from fiscal.report import Cell, Line, Organisation, Report, Statement
from fiscal.statements import SINGLE_LINE
from portal.models import Measurement
from portal.tests.support import brief, full, publish, revised, withdraw

pytestmark = pytest.mark.django_db


def _spender(
    code: str, name: str, reception: int, *, year: int = 2024, below: tuple[str, ...] = ()
) -> Report:
    """A unit that spent so many 万元 on receptions, a tenth less the year before."""
    yuan = Decimal(reception * 10_000)
    cells = dict.fromkeys(("actual_reception", "actual_total"), Cell(yuan, yuan * 9 / 10))
    total = {"amount": Cell(yuan * 100, yuan * 90)}
    return replace(
        brief(code, name, year),
        statements={
            "01": Statement("01", (Line("grand_total_expenditure", "总计", (), total),)),
            "09": Statement("09", (Line(SINGLE_LINE, "", (), cells),)),
        },
        organisation=Organisation(subordinates=below),
    )


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_page_of_a_version_shows_its_pictures_with_the_figures_of_the_version(
    client: Client,
) -> None:
    version = publish(full())
    page = client.get(version.get_absolute_url()).content.decode()
    drawings = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    spent = version.document().report.amount("03", "total", "project") or Decimal(0)
    assert len(drawings) == 6
    for drawing in drawings:
        svg = ET.fromstring(drawing)
        title, desc = svg[0], svg[1]
        assert (svg.get("role"), title.tag, desc.tag) == ("img", "title", "desc")
        assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert title.text and desc.text
    assert f"{to_wan(spent):,.2f}，" in "".join(drawings)
    assert 'style="' not in "".join(drawings)


def test_an_older_version_has_the_pictures_of_its_own_figures(client: Client) -> None:
    first = publish(_spender("a", "甲局", 3))
    revised(first, _spender("a", "甲局", 7), "接待费少记。")
    old, new = (client.get(f"/units/a/2024/v{number}/").content.decode() for number in (1, 2))
    assert "2024年 3.00" in old
    assert "2024年 7.00" in new
    assert "2024年 7.00" not in old


def test_a_unit_shows_its_years_and_each_figure_leads_to_where_it_comes_from(
    client: Client,
) -> None:
    for year, amount in ((2022, 3), (2023, 4), (2024, 6)):
        publish(_spender("a", "甲局", amount, year=year))
    page = client.get("/units/a/").content.decode()
    assert "公务接待费6.00万元，比2022年增长100.00%" in page
    for year, printed in ((2022, "3.00"), (2024, "6.00")):
        address = f"/units/a/{year}/v1/figures/statements/09/amount/actual_reception/"
        assert f'<a href="{address}">{printed}</a>' in page


def test_a_correction_is_told_on_the_page_of_the_unit_with_its_reason(client: Client) -> None:
    first = publish(_spender("a", "甲局", 3))
    revised(first, _spender("a", "甲局", 7), "接待费少记。")
    page = client.get("/units/a/").content.decode()
    assert "更正说明：接待费少记。" in page
    assert 'href="/units/a/2024/v2/changes/"' in page


def test_what_was_withdrawn_is_in_no_ranking(client: Client) -> None:
    version = publish(_spender("a", "甲局", 3))
    withdraw(version, "附表误含个人信息。")
    assert not Measurement.objects.exists()
    assert "还没有单位公布" in client.get("/rankings/reception/").content.decode()


def test_a_ranking_has_the_largest_first_and_can_be_turned_round(client: Client) -> None:
    for code, name, amount in (("a", "甲局", 3), ("b", "乙局", 9), ("c", "丙局", 5)):
        publish(_spender(code, name, amount))
    names = re.compile(r"(.局)</a>")
    page = client.get("/rankings/reception/").content.decode()
    assert names.findall(page) == ["乙局", "丙局", "甲局"]
    assert re.findall(r'class="place">(\d)', page) == ["1", "2", "3"]
    page = client.get("/rankings/reception/?sort=amount").content.decode()
    assert names.findall(page) == ["甲局", "丙局", "乙局"]
    assert re.findall(r'class="place">(\d)', page) == ["3", "2", "1"]
    assert "+0.90" in page


def test_from_the_ranking_two_units_are_compared_with_the_reasons(client: Client) -> None:
    publish(full("a", "甲局"))
    publish(full("b", "乙局"))
    query = {"measure": "reception", "year": "2024", "unit": ["a", "b"]}
    page = client.get("/compare/", query).content.decode()
    assert "甲局：2024年公务接待费" in page
    assert page.count("<q>") == 2
    assert len(re.findall(r'type="checkbox"[^>]*checked', page)) == 2


def test_a_measure_or_a_year_that_there_is_not_has_no_page(client: Client) -> None:
    publish(_spender("a", "甲局", 3))
    assert client.get("/rankings/payload/").status_code == 404
    assert client.get("/overview/1999/").status_code == 404


def test_a_name_finds_units_to_compare(client: Client) -> None:
    publish(_spender("a", "云溪县水利局", 3))
    page = client.get("/compare/", {"find": "水利"}).content.decode()
    assert 'value="a"' in page
    assert "没有其他名称含" in client.get("/compare/", {"find": "月球"}).content.decode()


def test_an_account_that_a_department_holds_is_not_added_twice(client: Client) -> None:
    publish(_spender("a", "甲局", 9, below=("甲局下属站",)))
    publish(_spender("b", "甲局下属站", 2))
    publish(_spender("c", "丙局", 5))
    page = client.get("/overview/2024/").content.decode()
    assert "其中 1 个已含在所属部门的决算里" in page
    assert '<a href="/rankings/reception/?year=2024">14.00</a>' in page
    assert "已含在甲局" in page


def test_without_its_department_the_same_account_counts(client: Client) -> None:
    department = publish(_spender("a", "甲局", 9, below=("甲局下属站",)))
    publish(_spender("b", "甲局下属站", 2))
    withdraw(department, "附表误含个人信息。")
    page = client.get("/overview/2024/").content.decode()
    assert '<a href="/rankings/reception/?year=2024">2.00</a>' in page


def test_sums_that_were_kept_follow_every_publication_correction_and_withdrawal(
    client: Client,
) -> None:
    def reception() -> str:
        page = client.get("/overview/2024/").content.decode()
        sum_, *_ = re.findall(r'<a href="/rankings/reception/\?year=2024">([^<]*)</a>', page)
        return str(sum_)

    first = publish(_spender("a", "甲局", 9))
    assert reception() == "9.00"
    other = publish(_spender("b", "乙局", 5))
    assert reception() == "14.00"
    with CaptureQueriesContext(connection) as asked:
        assert reception() == "14.00"
    assert not any("SUM(" in one["sql"] for one in asked)
    revised(first, _spender("a", "甲局", 7), "漏计一批次。")
    assert reception() == "12.00"
    withdraw(other, "附表误含个人信息。")
    assert reception() == "7.00"


@pytest.mark.parametrize(
    "address",
    [
        "/units/u-1/",
        "/rankings/reception/?year=2024",
        "/rankings/reception/?sort=-change&page=2",
        "/overview/2024/",
        "/compare/?unit=u-1&unit=u-2&find=局",
    ],
)
def test_100_units_cost_the_queries_of_10(client: Client, address: str) -> None:
    def publish_units(start: int, end: int) -> None:
        for number in range(start, end):
            below = (f"第{number + 1}局",) if number % 5 == 0 else ()
            publish(_spender(f"u-{number}", f"第{number}局", number + 1, below=below))

    publish_units(0, 10)
    few = _queries(client, address)
    publish_units(10, 100)
    assert _queries(client, address) == few <= 12
