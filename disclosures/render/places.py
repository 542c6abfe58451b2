"""Addresses of a Report in words: the part of a document that a finding belongs to, its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fiscal.checks.figures import cell_label
from fiscal.narrative.inputs import BY_PATH, INPUTS, place_of
from fiscal.narrative.template import entries
from fiscal.reference import Reference
from fiscal.report import Report
from fiscal.statements import BY_NUMBER

WHOLE = "整份文件"
_RECORDS = {"projects": "项目绩效自评", "targets": "项目绩效目标"}
_LISTS = {"funds": ("资金", "source"), "indicators": ("指标", "name")}
_HEADINGS = {"terms": "p3"}
_FIELDS = {"goal": "年度总体目标", "result": "实际完成情况"}

# A part of a document in words, with what sorts it by the order of printing.
Section = tuple[tuple[int, int], str]


def section_of(where: str, report: Report, reference: Reference) -> Section:
    """The part of the document: a section of the text, an evaluation, a statement."""
    group, _, rest = where.partition("/")
    if group == "statements" and (number := rest.partition("/")[0]) in BY_NUMBER:
        return (4, int(number)), f"{number}表 {BY_NUMBER[number].title}"
    if group == "unit_evaluation":
        return (2, 0), "部门（单位）整体支出绩效自评"
    if group in _RECORDS:
        index = rest.partition("/")[0]
        record = record_at(getattr(report, group), index)
        if record is None:
            return (3, -1), _RECORDS[group]
        return (3, int(index)), f"{_RECORDS[group]}：{record.name}"
    return _of_text(where, reference)


def _of_text(where: str, reference: Reference) -> Section:
    """The section of the text; its subsections are too many to be parts of their own."""
    heading = _HEADINGS.get(where) or ".".join(_paragraph(where).split(".")[:2])
    if heading.startswith("s"):
        heading = heading.partition(".")[0]
    found = next((one for one in entries(reference) if one.id == heading), None)
    return ((1, found.position), found.text) if found else ((0, 0), WHOLE)


def _paragraph(where: str) -> str:
    if where.startswith("texts/"):
        return where.removeprefix("texts/").partition("#")[0].rpartition(".")[0]
    return next((name for name, group in INPUTS.items() if BY_PATH.get(where) in group), "")


def place(where: str, report: Report) -> str:
    """The place inside its section, empty for the whole of it."""
    group, _, rest = where.partition("/")
    if group == "statements":
        return _cell(rest, report)
    if group in _RECORDS:
        index, _, below = rest.partition("/")
        return _below(record_at(getattr(report, group), index), below)
    if group == "unit_evaluation":
        return _below(report.unit_evaluation, rest)
    return text_place(where, report)


def text_place(where: str, report: Report) -> str:
    """The place of a text or a fact; empty where there is none."""
    try:
        return place_of(where, report)
    except KeyError:  # a paragraph that no template has: a file may claim anything
        return ""


def _cell(rest: str, report: Report) -> str:
    number, _, tail = rest.partition("/")
    key, _, column = tail.removesuffix("/this").removesuffix("/last").rpartition("/")
    if not key or number not in BY_NUMBER:
        return ""
    line = report.statement(number).line(key)
    try:
        return cell_label(number, key, column, line.name if line else "")
    except (KeyError, StopIteration):
        return f"“{key}”"


def record_at(records: Sequence[Any], index: str) -> Any:
    """The record at a step of an address; None where there is none."""
    number = int(index) if index.isdecimal() else len(records)
    return records[number] if number < len(records) else None


def _below(record: Any, rest: str) -> str:
    kind, _, tail = rest.partition("/")
    if record is None:
        return ""
    if kind not in _LISTS:
        return _FIELDS.get(kind, "")
    label, name = _LISTS[kind]
    found = record_at(getattr(record, kind, ()), tail.partition("/")[0])
    return f"{label}“{getattr(found, name)}”" if found else label
