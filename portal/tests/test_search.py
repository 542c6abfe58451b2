"""Search finds what the current documents hold, where they hold it, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import pytest
from django.test import Client

from disclosures import demo
from fiscal.report import TARGETS, Indicator, ProjectTarget, Report
from portal import searching
from portal.models import Passage
from portal.published import article, get
from portal.tests.support import brief, full, publish, revised, withdraw

pytestmark = pytest.mark.django_db

SAID = "管理全县水库和灌区；统筹农村饮水安全，水费1,404.12万元"


def _told(
    text: str = SAID, code: str = "yx-01", name: str = "云溪县水利局", year: int = 2024
) -> Report:
    return replace(brief(code, name, year), functions=(text,))


def _targets() -> Report:
    indicator = Indicator("产出指标", "数量指标", "改造渠道长度", ">=12公里")
    target = ProjectTarget(
        unit_name="云溪县水利局", name="灌区改造", leader="", total=None, fiscal=None, other=None,
        goal="解决灌溉", indicators=(indicator,),
    )  # fmt: skip
    return replace(brief(kind=TARGETS), targets=(target,))


def _page(client: Client, query: str, **more: str) -> str:
    return client.get("/search/", {"q": query, **more}).content.decode()


def _names(query: str) -> set[str]:
    return {one.unit_name for one in searching.find(query, {}).matches}


@pytest.mark.parametrize(
    "query",
    [
        "水利局", "云溪县水利局", "局", "饮水安全", "灌区", "区", "饮", "1,404.12", "水库 灌区",
        "水利局 饮水", "水利局2024年饮水", "2024 饮水", "ＳＡＦＥ", "safe", "安全，水费",
    ],
)  # fmt: skip
def test_what_a_document_holds_is_found(query: str) -> None:
    publish(_told(f"{SAID}（Safe）"))
    publish(brief("yx-02", "云溪县档案馆"))
    assert _names(query) == {"云溪县水利局"}


@pytest.mark.parametrize(
    "query", ["林业局", "水局", "库灌区", "404", "饮水 林场", "saf", "2023 饮水", "利局水", "。"]
)
def test_what_no_document_holds_is_not_found(query: str) -> None:
    publish(_told(f"{SAID}（Safe）"))
    found = _names(query)
    assert found == ({"云溪县水利局"} if query == "404" else set())


def test_words_in_different_sections_are_no_hit_together() -> None:
    report = _told()
    publish(replace(report, other_matters=("本年开展林场防火演练。",)))
    assert _names("林场 防火") == {"云溪县水利局"}
    assert _names("饮水 林场") == set()


def test_only_the_newest_version_that_is_shown_is_found() -> None:
    version = publish(_told())
    revised(version, _told("管理全县河道"), "职责表述有误，现予更正。")
    assert _names("饮水") == set()
    assert _names("河道") == {"云溪县水利局"}
    withdraw(version, "附表误含个人信息，撤回后再公开。")
    assert _names("河道") == set()


def test_projects_indicators_and_targets_are_found_where_they_stand() -> None:
    publish(_targets())
    found = searching.find("渠道长度", {})
    (place,) = searching.places(found.matches, found.terms)[found.matches[0].current_id]
    assert place.anchor == "targets/0/indicators/0/target"
    assert [run.text for run in place.title] == ["灌区改造"]
    assert [run.text for run in place.text if run.is_hit] == ["渠道长度"]


def test_every_place_that_search_can_link_to_is_on_the_page() -> None:
    version = publish(full())
    targets = publish(_targets())
    for one in (version, targets):
        ids = {
            unescape(found) for found in re.findall(r'id="([^"]+)"', "".join(article(get(one.pk))))
        }
        passages = Passage.objects.filter(current__version=one).exclude(part="name")
        anchors = {anchor for passage in passages for anchor, _ in passage.pieces}
        anchors |= set(passages.values_list("anchor", flat=True))
        assert anchors
        assert anchors <= ids


def test_a_result_shows_the_passage_and_leads_to_it(client: Client) -> None:
    publish(_told())
    page = _page(client, "饮水安全")
    assert "找到 1 份文件" in " ".join(page.split())
    assert "<mark>饮水安全</mark>" in page
    (link,) = re.findall(r'href="(/units/yx-01/2024/#[^"]+)"', page)
    assert unquote(link) == "/units/yx-01/2024/#p1.1.body#1"


def test_what_is_asked_for_is_shown_as_text(client: Client) -> None:
    publish(_told())
    page = _page(client, "<script>饮水")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_unit_with_all_the_words_in_its_name_comes_first(client: Client) -> None:
    publish(_told("与云溪县水利局一同巡查水利局的水库", "yx-02", "云溪县林业局"))
    publish(brief())
    names = [one.unit_name for one in searching.find("水利局", {}).matches]
    assert names == ["云溪县水利局", "云溪县林业局"]
    assert '<a href="/units/yx-01/">云溪县水利局</a>' in _page(client, "水利局")


def test_results_are_sorted_as_asked() -> None:
    publish(_told(year=2022))
    publish(_told(year=2024))
    publish(_told("饮水，农村饮水", year=2023))
    years = [one.year for one in searching.find("饮水", {}, newest_first=True).matches]
    assert years == [2024, 2023, 2022]


def test_facets_count_what_was_found_and_narrow_it(client: Client) -> None:
    publish(_told(year=2023))
    publish(_told(year=2024))
    publish(_told(code="yx-02", name="云溪县林业局", year=2024))
    page = _page(client, "饮水")
    assert "2024年度<small>2</small>" in page
    assert "2023年度<small>1</small>" in page
    narrowed = " ".join(_page(client, "饮水", year="2023").split())
    assert "找到 1 份文件" in narrowed
    assert "取消年度：2023年度" in narrowed


@pytest.mark.parametrize("typed", ["云溪县水力局", "云溪水利局", "水力局", "云溪县水利居"])
def test_a_misspelt_name_is_put_right(client: Client, typed: str) -> None:
    publish(brief())
    publish(brief("yx-02", "云溪县教育局"))
    page = _page(client, typed)
    asked = page.split("您是不是要找")[1].split("</p>")[0]
    assert asked.index("云溪县水利局") >= 0
    assert "没有找到" in page


def test_nothing_found_is_explained_with_ways_on(client: Client) -> None:
    publish(_told())
    page = _page(client, "饮水 飞机场", year="2024")
    assert "没有找到“饮水 飞机场”" in page
    assert "去掉筛选条件" in page
    assert '<a href="?q=%E9%A5%AE%E6%B0%B4">饮水</a>' in page


def test_pages_of_results_lose_none(client: Client) -> None:
    for number in range(12):
        publish(_told(code=f"u{number}", name=f"第{number}水利站"))
    pages = _page(client, "饮水") + _page(client, "饮水", page="2")
    assert all(f"/units/u{number}/2024/" in pages for number in range(12))


def test_a_word_that_stands_everywhere_is_cut_short_and_said(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST", 2)
    for number in range(3):
        publish(_told(code=f"u{number}", name=f"第{number}水利站"))
    assert "这些词出现在很多文件里" in _page(client, "饮水")


def test_hits_equal_those_of_a_search_through_all_the_text() -> None:
    for unit in demo.units(3):
        (report,) = demo.reports(unit, 2024, 2024)
        publish(report)
    texts = {
        passage.pk: "\n".join([passage.title, *(text for _, text in passage.pieces)])
        for passage in Passage.objects.exclude(part="name").defer("words")
    }
    for query in ("决算", "教育", "培训费", "学", "一般公共预算", "中学", "万元"):
        found = {pk for one in searching.find(query, {}).matches for _, pk in one.passages}
        held = {pk for pk, text in texts.items() if query in text}
        assert found == held, query
        assert held, query
