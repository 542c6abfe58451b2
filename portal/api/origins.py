"""“从哪来” for programs: what a figure of a version is made of, as its page tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from ninja import Schema
from pydantic import Field

from fiscal.provenance import Formula, Mention, Provenance
from fiscal.provenance import Term as Named
from portal import published
from portal.addresses import absolute, figure_url
from portal.api.rows import found_at
from portal.api.schemas import Finding

_PAGE = "https://example.gov.cn/units/yx-01/2024/v1/"


class Fact(Schema):
    """这个数在哪里。"""

    name: str = Field(description="什么", examples=["表"])
    text: str = Field(description="哪一个", examples=["收入支出决算总表"])


class Term(Schema):
    """算式里的一个数，或者计入的合计。"""

    value: str = Field(description="公开的数，带单位", examples=["1.20万元"])
    label: str = Field(description="名称", examples=["行政运行"])
    path: str = Field(description="它的地址，没有的为空", examples=["statements/05/2010301/total"])
    page: str = Field(
        description="说它的来历的网页，没有的为空", examples=[f"{_PAGE}figures/staff/active/"]
    )


class Calculation(Schema):
    """算出这个数的一种办法。"""

    name: str = Field(description="按什么算", examples=["各功能分类之和"])
    expression: str = Field(description="算式，没有的为空", examples=["1.20 ＋ 3.40"])
    result: str = Field(description="得数", examples=["4.60万元"])
    agrees: bool = Field(description="与公开的数一致", examples=[True])
    note: str = Field(description="不一致的原因，或者怎样取整", examples=[""])
    terms: list[Term] = Field(description="用到的数", examples=[[]])


class LastYear(Schema):
    """上年的同一个数。"""

    value: str = Field(description="公开的上年数", examples=["1.00"])
    change: str = Field(description="比上年增减多少，不知道的为空", examples=["增长20.00%"])


class Definition(Schema):
    """名词解释。"""

    name: str = Field(description="名词", examples=["基本支出"])
    text: str = Field(description="解释", examples=["保障机构正常运转的支出。"])
    url: str = Field(description="网页上的位置，没有的为空", examples=[f"{_PAGE}#s12.item"])


class Sentence(Schema):
    """写到这个数的一句话，三段连起来是全句。"""

    heading: str = Field(description="在哪个标题下", examples=["收入支出决算总体情况"])
    before: str = Field(description="前面的字", examples=["本年收入总计"])
    figure: str = Field(description="这个数", examples=["1.20万元"])
    behind: str = Field(description="后面的字", examples=["。"])


class Figure(Schema):
    """一个公开的数的来历。"""

    path: str = Field(description="它的地址", examples=["statements/05/2010301/total"])
    title: str = Field(description="名称", examples=["行政运行"])
    value: str = Field(description="公开的写法", examples=["1.20"])
    unit: str = Field(description="计量单位", examples=["万元"])
    facts: list[Fact] = Field(description="在哪张表、哪一行、哪一栏", examples=[[]])
    formulas: list[Calculation] = Field(
        description="怎么算来；单位填报、别的数算不出它的为空", examples=[[]]
    )
    last_year: LastYear | None = Field(description="上年数，不知道的为空", examples=[None])
    definition: Definition | None = Field(description="名词解释，没有的为空", examples=[None])
    part_of: list[Term] = Field(description="计入哪些合计", examples=[[]])
    sentences: list[Sentence] = Field(description="哪些话写到它", examples=[[]])
    findings: list[Finding] = Field(description="检查发现的问题", examples=[[]])
    place: str = Field(description="网页上的位置，没有的为空", examples=[f"{_PAGE}#staff/active"])
    page: str = Field(
        description="说它的来历的网页，永久地址", examples=[f"{_PAGE}figures/staff/active/"]
    )


def figure(version: published.Version, path: str) -> Figure | None:
    """What the figure at ``path`` is made of; None where the version prints nothing there."""
    found = published.trace(version.document(), path)
    if found is None:
        return None
    base = absolute(version.get_absolute_url())
    pages = published.links(found, base)
    return Figure(
        path=found.address,
        title=found.title,
        value=found.value,
        unit=found.unit,
        facts=[Fact(name=name, text=text) for name, text in found.facts],
        formulas=[_calculation(one, pages) for one in found.formulas],
        last_year=LastYear(value=found.last.value, change=found.last.change)
        if found.last
        else None,
        definition=_definition(found, base),
        part_of=_terms(found.part_of, pages),
        sentences=[_sentence(one) for one in found.mentions],
        findings=[
            found_at(one.finding, one.explanation.text if one.explanation else "")
            for one in found.noticed
        ],
        place=_anchored(base, published.place_anchor(found)),
        page=figure_url(base, found.address),
    )


def _calculation(formula: Formula, pages: Mapping[str, str]) -> Calculation:
    return Calculation(
        name=formula.name,
        expression=formula.expression,
        result=formula.result,
        agrees=formula.agrees,
        note=formula.note,
        terms=_terms(formula.terms, pages),
    )


def _terms(terms: Iterable[Named], pages: Mapping[str, str]) -> list[Term]:
    return [
        Term(value=one.value, label=one.label, path=one.address, page=pages.get(one.address, ""))
        for one in terms
    ]


def _definition(found: Provenance, base: str) -> Definition | None:
    if found.definition is None:
        return None
    url = _anchored(base, published.definition_anchor(found))
    return Definition(name=found.definition.name, text=found.definition.text, url=url)


def _sentence(mention: Mention) -> Sentence:
    return Sentence(
        heading=mention.heading,
        before=mention.before,
        figure=mention.figure,
        behind=mention.behind,
    )


def _anchored(base: str, anchor: str) -> str:
    return f"{base}#{quote(anchor)}" if anchor else ""
