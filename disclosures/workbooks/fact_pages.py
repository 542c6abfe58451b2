"""What the narrative needs besides the statements, as sheets of our own workbook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

from disclosures.workbooks.pages import LABEL, MAX_TEXT, Field, Kind, Page, Row, Slot, label
from disclosures.workbooks.statement_pages import AMOUNT, line_texts
from fiscal.narrative.bindings import ITEM_STATEMENTS
from fiscal.narrative.inputs import INPUTS, Input, InputKind, free_text_label
from fiscal.narrative.template import Entry, entries
from fiscal.reference import Reference
from fiscal.report import Report

FACTS, TEXTS = "facts", "texts"
_SPARE = {InputKind.NAMES: 30, InputKind.PARAGRAPHS: 10}
_FORMATS = {InputKind.COUNT: "0", InputKind.AMOUNT: AMOUNT, InputKind.AREA: AMOUNT}
_LISTS = (InputKind.NAMES, InputKind.PARAGRAPHS)


def fact_pages(report: Report, reference: Reference) -> Iterator[Page]:
    titles = {entry.id: entry.text for entry in entries(reference)}
    yield Page(
        FACTS, "基本情况", "基本情况、预算数、“三公”经费、政府采购和国有资产",
        (
            Field(LABEL, "章节", Kind.LABEL, 30),
            Field(LABEL, "事项", Kind.LABEL, 34),
            Field(LABEL, "单位", Kind.LABEL, 10),
            Field("*", "内容", Kind.FACT, 60),
        ),
        tuple(
            row
            for heading, inputs in INPUTS.items()
            for one in inputs
            for row in _fact_rows(titles.get(heading, ""), one, report)
        ),
    )  # fmt: skip
    yield Page(
        TEXTS, "文字说明", "情况说明中的文字",
        (
            Field(LABEL, "章节", Kind.LABEL, 30),
            Field(LABEL, "事项", Kind.LABEL, 34),
            Field("*", "内容", Kind.TEXT, 90),
        ),
        tuple(_text_rows(titles, report, reference)),
    )  # fmt: skip


def _fact_rows(heading: str, one: Input, report: Report) -> Iterator[Row]:
    value = value_at(report, one.path)
    unit = "元" if one.kind is InputKind.AMOUNT else one.unit
    start = (label(heading), label(one.label), label(unit))
    if one.kind not in _LISTS:
        yield Row(one.path, (*start, _fact(one, value)))
    elif all(len(text) <= MAX_TEXT for text in value):
        for text in (*value, *[None] * _SPARE[one.kind]):
            yield Row(one.path, (*start, Slot(text)))


def _fact(one: Input, value: Any) -> Slot:
    if one.choices:
        return Slot(one.choices.get(value, value), choices=tuple(one.choices.values()))
    return Slot(value, number_format=_FORMATS.get(one.kind, ""))


def value_at(report: Report, path: str) -> Any:
    """The value of a field of the Report: ``staff/active``."""
    value: Any = reduce(getattr, path.split("/"), report)
    return value


def _text_rows(titles: dict[str, str], report: Report, reference: Reference) -> Iterator[Row]:
    of_lines = {text for texts in line_texts(reference).values() for text in texts}
    shown: set[str] = set()
    for entry in entries(reference):
        for slot in entry.slots:
            if slot.type == "text" and entry.id not in ITEM_STATEMENTS:
                shown.add(key := f"{entry.id}.{slot.name}")
                what = free_text_label(entry.id, slot.name) + _condition(entry)
                yield from _text_row(key, titles.get(entry.heading, ""), what, report)
    for key in sorted(report.texts):
        text, _, line = key.partition("#")
        number = ITEM_STATEMENTS.get(text.rpartition(".")[0], "")
        in_sheet = text in of_lines and report.statement(number).line(line) is not None
        if key not in shown and not in_sheet:
            yield from _text_row(key, "其他", key, report)


def _condition(entry: Entry) -> str:
    return {"s10.1.admin": "（行政单位）", "s10.1.inst": "（事业单位）"}.get(entry.id, "")


def _text_row(key: str, heading: str, what: str, report: Report) -> Iterator[Row]:
    text = report.texts.get(key, "")
    if len(text) <= MAX_TEXT:
        yield Row(f"texts/{key}", (label(heading), label(what), Slot(text or None)))
