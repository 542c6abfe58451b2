"""A document taken apart for its page, and the links that stand on every page."""

from __future__ import annotations

import pytest
from django.utils.safestring import SafeString

from disclosures import demo
from disclosures.compose import compose
from disclosures.render.html import render_fragment
from fiscal.document import Document
from portal.columns import sections_of
from portal.layout import parts_of
from portal.templatetags.pictures import phrases
from units.reference import shipped_reference

# As it was stored before the contents could be opened and closed.
EARLIER = SafeString(
    '<article class="document" lang="zh-CN"><header class="document-head"><h1>甲</h1></header>'
    '<nav class="contents" aria-labelledby="contents"><h2 id="contents">目录</h2>'
    '<ol><li><a href="#p1">一</a><ol><li>乙</li></ol></li></ol></nav>'
    '<div class="document-body"><h2 id="p1">一</h2></div></article>'
)


def test_nothing_of_a_document_is_lost_between_its_parts(document: Document) -> None:
    article = render_fragment(document, "/units/yx-01/2024/v1/")
    head, entries, body = parts_of(article)
    assert head.startswith('<header class="document-head">')
    assert head.endswith("</header>")
    assert entries.count("<ol>") == entries.count("</ol>")
    assert '<div class="document-body">' in body
    assert article.count(' id="') == sum(part.count(' id="') for part in (head, entries, body))


def test_a_document_stored_long_ago_is_taken_apart_as_well() -> None:
    parts = parts_of(EARLIER)
    assert parts.head == '<header class="document-head"><h1>甲</h1></header>'
    assert parts.entries == '<li><a href="#p1">一</a><ol><li>乙</li></ol></li>'
    assert parts.body == '<div class="document-body"><h2 id="p1">一</h2></div>'


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(ValueError, match="title, contents and body"):
        parts_of(SafeString("<article><p>甲</p></article>"))


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


@pytest.fixture
def document() -> Document:
    (report,) = demo.reports(next(iter(demo.units(1))), 2024, 2024)
    return compose(report, shipped_reference(2024))
