"""Pairs of characters: what is found is what holds the words asked for, and nothing else."""

from __future__ import annotations

import pytest

from portal.tokens import Phrase, Query, pairs, phrase, terms, tokens, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("水利局", "水利 利局 局"),
        ("水", "水"),
        ("水利，局", "水利 利 局"),
        ("2024年度", "2024 年度 度"),
        ("收入1,404.12万元", "收入 入 1 404 12 万元 元"),
        ("ＰＭ２.５浓度", "pm2 5 浓度 度"),
        ("“三公”经费", "三公 公 经费 费"),
        ("", ""),
        ("，。_", ""),
    ],
)
def test_a_text_becomes_pairs_and_whole_words(text: str, found: str) -> None:
    assert words(text) == found


def test_marked_tokens_are_others() -> None:
    assert list(tokens("水利", "*")) == ["*水利", "*利"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("水利局 培训费", ["水利局", "培训费"]),
        ("云溪县水利局2024年度培训费", ["云溪县水利局", "2024", "培训费"]),
        ("水利局　2024年", ["水利局", "2024"]),
        ("水利 水利", ["水利"]),
        ("“三公”经费", ["三公 经费"]),
        ("1,404.12", ["1 404 12"]),
        ("'\";--%_*", []),
        ("", []),
        ("一 二 三 四 五 六 七 八 九 十", ["一", "二", "三", "四", "五", "六", "七", "八"]),
    ],
)
def test_a_query_becomes_terms(query: str, found: list[str]) -> None:
    assert terms(query) == found


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("水利局", Phrase(("水利", "利局"))),
        ("局", Phrase(("局",), is_prefix=True)),
        ("三公 经费", Phrase(("三公", "公", "经费"))),
        ("教育a局", Phrase(("教育", "育", "a", "局"), is_prefix=True)),
        ("2024", Phrase(("2024",))),
    ],
)
def test_a_term_becomes_a_phrase(term: str, found: Phrase) -> None:
    assert phrase(term) == found


@pytest.mark.parametrize("term", ["水利局", "利", "局20", "20", "三公 经费", "公 经"])
def test_the_phrase_of_a_part_of_a_text_stands_in_the_tokens_of_the_text(term: str) -> None:
    whole = list(tokens("云溪县水利局20个，“三公”经费"))
    asked = phrase(term)
    heads, last = asked.tokens[:-1], asked.tokens[-1]
    places = range(len(whole) - len(heads))
    assert any(
        tuple(whole[at : at + len(heads)]) == heads
        and (
            whole[at + len(heads)].startswith(last)
            if asked.is_prefix
            else whole[at + len(heads)] == last
        )
        for at in places
    )


def test_both_databases_are_asked_the_same() -> None:
    query = Query(((phrase("水利局"), phrase("局")), (phrase("2024"),)))
    assert query.for_sqlite() == '("水利 利局" OR "局"*) AND ("2024")'
    assert query.for_postgresql() == "(('水利' <-> '利局') | ('局':*)) & (('2024'))"


def test_likeness_is_told_by_pairs() -> None:
    assert pairs("云溪县水利局") == ["云溪", "溪县", "县水", "水利", "利局"]
