"""名词解释: the terms that a document explains itself, and general ones that it does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from fiscal.document import Document
from fiscal.provenance.model import Definition

PARAGRAPH = "p3.term"
_NUMBER = r"(?:[一二三四五六七八九十]+、|[（(]?\d+[）).、])?"
_ENTRY = re.compile(rf"{_NUMBER}\s*([^：:。]{{2,20}})[：:]\s*(.+)", re.DOTALL)

# What a document's own 第三部分 leaves out and every table of it uses.
GENERAL: tuple[Definition, ...] = (
    Definition("年初预算数", "年初经法定程序批准的预算数。"),
    Definition("全年预算数", "年初预算经法定程序调整以后的预算数。"),
    Definition("全年执行数", "全年实际支出的数。"),
    Definition("预决算差异率", "决算数减预算数的差，占预算数的百分比。"),
    Definition("执行率", "全年执行数占全年预算数的百分比。"),
    Definition("完成率", "业绩值相对于目标值的百分比。"),
    Definition("业绩值", "年底实际达到的指标值。"),
    Definition("目标值", "年初确定的、当年要达到的指标值。"),
    Definition("赋分规则", "按完成率给指标打分的办法。"),
    Definition("一般公共预算", "以税收为主体的财政收入，安排用于民生、发展、国家安全和机构运转。"),
    Definition("政府性基金预算", "依法向特定对象征收、专项用于特定公共事业的资金的预算。"),
    Definition("国有资本经营预算", "国有资本收益的收支预算。"),
    Definition("财政拨款", "一般公共预算、政府性基金预算和国有资本经营预算拨给单位的资金。"),
    Definition("人员经费", "基本支出中用于工资福利、对个人和家庭补助的部分。"),
    Definition("公用经费", "基本支出中用于办公、差旅、维修等日常运转的部分。"),
    Definition("政府采购", "用财政性资金依法采购货物、工程和服务。"),
    Definition("结余分配", "事业单位按规定对当年结余所作的分配。"),
)  # fmt: skip


def definitions(document: Document) -> tuple[Definition, ...]:
    """The terms of 第三部分 with the keys of their paragraphs, as printed."""
    found = (
        (_ENTRY.match(paragraph.text.strip()), paragraph.key)
        for paragraph in document.paragraphs
        if paragraph.id == PARAGRAPH
    )
    return tuple(
        Definition(entry[1].strip(), entry[2].strip(), key) for entry, key in found if entry
    )


def definition_of(texts: Iterable[str], own: Sequence[Definition]) -> Definition | None:
    """The term that the first of ``texts`` to name one names; the longest where several do."""
    every = (*own, *GENERAL)
    for text in texts:
        named = [one for one in every if one.name in text]
        if named:
            return max(named, key=lambda one: len(one.name))
    return None
