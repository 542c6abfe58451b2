"""The links that stand on every page, and where its sentences break."""

from __future__ import annotations

import pytest

from portal.columns import sections_of
from portal.templatetags.pictures import phrases


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("/units/yx-01/2024/", "单位"),
        ("/rankings/reception/", "总览"),
        ("/years/2024/", "公开文件"),
        ("/about/", None),
        ("", None),
    ],
)
def test_the_header_knows_which_of_its_links_a_page_belongs_to(
    address: str, here: str | None
) -> None:
    marked = [one.name for one in sections_of(address, checks=True) if one.is_here]
    assert marked == ([here] if here else [])


def test_the_header_offers_no_check_where_there_is_none() -> None:
    names = [one.name for one in sections_of("/", checks=False)]
    assert "检查文件" not in names
    assert "核验" in names


def test_a_sentence_breaks_after_its_commas_and_is_escaped() -> None:
    assert phrases("支出<1，比上年增长") == (
        '<span class="phrase">支出&lt;1，</span><span class="phrase">比上年增长</span>'
    )
