"""Addresses and plain values of a Report in words, for lists of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from disclosures.desk.amounts import AmountUnit, shown
from disclosures.desk.links import NARRATIVE, section_of
from disclosures.render.places import record_at, text_place
from fiscal.checks.figures import cell_label
from fiscal.report import Report
from fiscal.statements import BY_NUMBER
from performance.models import Evaluation, FundLine, Indicator, Project, Target

_RECORDS = {"unit_evaluation": "整体支出绩效自评", "projects": "项目", "targets": "绩效目标表"}
_LISTS: Mapping[str, tuple[str, str, type[Any]]] = {
    "funds": ("资金", "source", FundLine), "indicators": ("指标", "name", Indicator),
}  # fmt: skip
_TERMS = {"terms": "专业名词", "unit/nature_group": "单位性质"}


def name_of(path: str, report: Report) -> str:
    """What stands at an address: 05表“行政运行”（小计）, 项目“甲”·指标“乙”·实际完成值."""
    group, _, rest = path.partition("/")
    if group == "statements":
        return _of_statement(rest, report)
    if group in _RECORDS:
        return _of_record(group, rest, report)
    return _TERMS.get(path) or text_place(path, report) or path


def section_name(path: str) -> str:
    """The section of the desk where a value stands."""
    section = section_of(path)
    if section.startswith("statements/"):
        number = section.removeprefix("statements/")
        return f"{number} {BY_NUMBER[number].title}"
    return "公开说明" if section == NARRATIVE else f"{_RECORDS.get(path.split('/')[0], path)}"


def words(path: str, value: Any) -> str:
    """A plain value as a person reads it, amounts in yuan; empty for nothing."""
    match value:
        case None | "":
            return ""
        case bool():
            return "是" if value else "否"
        case dict():
            return _record_in_words(path, value)
        case list():
            return _list_in_words(path, value)
    return str(shown(path, value, AmountUnit.YUAN))


def _of_statement(rest: str, report: Report) -> str:
    number, _, tail = rest.partition("/")
    if not tail:
        return "整张表"
    line, _, last = tail.rpartition("/")
    if last in ("name", "parents"):
        return f"“{line}”的{'名称' if last == 'name' else '上级科目'}"
    key, _, column = line.rpartition("/")
    if last not in ("this", "last") or column not in {one.key for one in BY_NUMBER[number].columns}:
        return f"“{tail}”"
    found = report.statement(number).line(key)
    code = f"{key} " if key.isdecimal() else ""
    label = cell_label(number, key, column, found.name if found else "")
    return f"{code}{label}{'（上年）' if last == 'last' else ''}"


def _of_record(group: str, rest: str, report: Report) -> str:
    record: Any = getattr(report, group)
    names = rest.split("/") if rest else []
    title = _RECORDS[group]
    if group != "unit_evaluation" and names:
        record = record_at(record, names.pop(0))
        title = f"{title}“{record.name}”" if record else title
    return "·".join([title, *_below(record, names)])


def _below(record: Any, names: list[str]) -> list[str]:
    """A field of a record, or one of a record in one of its lists."""
    if not names:
        return []
    if names[0] not in _LISTS or len(names) == 1:
        return [_label(names[0], Target, Evaluation, Project)]
    kind, key, model = _LISTS[names[0]]
    found = record_at(getattr(record, names[0], ()), names[1])
    title = f"{kind}“{getattr(found, key)}”" if found else kind
    return [title, *(_label(name, model) for name in names[2:3])]


def _label(name: str, *models: type[Any]) -> str:
    for model in models:
        for field in model._meta.concrete_fields:
            if field.name == name:
                return str(field.verbose_name).removesuffix("（元）")
    return name


def _list_in_words(path: str, items: list[Any]) -> str:
    if items and isinstance(items[0], dict):
        return f"{len(items)}行"
    return "\n".join(items) or ("空表" if path.startswith("statements/") else "")


def _record_in_words(path: str, record: Mapping[str, Any]) -> str:
    """The one line that tells a record from others."""
    if "target" in record:
        names = (record["level1"], record["level2"], record["name"], record["target"])
        return " / ".join(name for name in names if name)
    if "source" in record:
        amount = words(f"{path}/full_year", record["full_year"])
        return f"{record['source']} {amount}".strip()
    counts = (f"{_LISTS[name][0]}{len(record[name])}行" for name in _LISTS if record.get(name))
    return "，".join(filter(None, [record.get("name", ""), *counts])) or "整张表"
