"""One indicator row as written: dates, units, vocabulary, the rule chosen for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from fiscal.checks.registry import rule
from fiscal.checks.rows import Row
from fiscal.finding import Finding, Severity
from fiscal.indicators import Value, comparable, parse
from fiscal.reference import Reference
from fiscal.scoring import formula_of

WORDS_FOR_PERCENT = rule("PE-19", "目标值为百分比的，业绩值应为百分比", Severity.WARNING, "D051")
NO_PERCENT = rule("PE-20", "百分比业绩值须带%", Severity.WARNING, "D051")
OTHER_UNIT = rule("PE-21", "目标值与业绩值单位一致", Severity.WARNING, "D051")
NO_SUCH_DAY = rule("PE-22", "日期应当存在", Severity.ERROR, "D051")
NAME_UNIT = rule("PE-23", "指标名称所注单位与指标值一致", Severity.WARNING, "D051")
VOCABULARY = rule(
    "PE-27", "依据、佐证资料、赋分规则和指标名称取自规定词汇", Severity.WARNING, "绩效指标词汇"
)
RULE_FOR_KIND = rule(
    "PE-28", "满意度指标用满意度赋分，定性指标用按评判等级赋分", Severity.WARNING, "D050"
)
NO_NUMBER = rule(
    "PE-43", "数量指标的目标值是数", Severity.WARNING, "D051；财预〔2020〕10号", rule_set="2026.3"
)

_HINT = re.compile(r"[（(]([^（()）]{1,4})[)）]$")
# What a bracket behind an indicator's name may mean by a unit; other brackets are remarks.
_UNITS = re.compile(
    "[%‰个项件条份页字篇本册张次场期人家户座台套辆批班笔类种天日周月年元米亩吨]"
    "|[人批班]次|工作日|季度|小时|分钟|千元|公里|千米|平方米|立方米|公顷|千克|公斤"
)
_RECURRING = re.compile(r"每(?:年|季度?|月|周|日|天)|按时|及时")
_YES_NO = {"是", "否", "有", "无"}


Words = Mapping[str, set[str]]


def known_words(reference: Reference) -> Words:
    """The year's vocabulary by field, and the names of the indicator ``tree``."""
    words = {"tree": {item.name for item in reference.book("indicator_tree")}}
    for item in reference.book("vocabulary"):
        words.setdefault(item.attrs.get("field", ""), set()).add(item.name)
    return words


def check_wording(row: Row, reference: Reference, words: Words) -> Iterator[Finding]:
    """PE-19 to PE-28 of a row; in a target table ``actual`` is empty and only targets count."""
    yield from _dates(row)
    yield from _units(row)
    yield from _name_unit(row)
    yield from _vocabulary(row, words)
    yield from _rule_for_kind(row, reference)
    yield from _quantity(row)


def check_unit_wording(row: Row) -> Iterator[Finding]:
    """The same for the unit-level table, whose vocabulary is free."""
    yield from _dates(row)
    yield from _units(row)
    yield from _name_unit(row)


def _dates(row: Row) -> Iterator[Finding]:
    for column, label, value in (
        ("target", "目标值", row.target),
        ("actual", "业绩值", row.actual),
    ):
        if value.problem:
            yield NO_SUCH_DAY.finding(
                row.where(column),
                f"{row.subject}{label}“{value.text}”中的日期不存在：{value.problem}",
                printed=value.text,
            )


def _units(row: Row) -> Iterator[Finding]:
    target, actual = row.target, row.actual
    if target.number is None or not actual.text:
        return
    shown = f"目标值为“{row.indicator.target}”，业绩值为“{row.indicator.actual}”"
    where, values = row.where("actual"), {"target": target.text, "printed": actual.text}
    if target.unit == "%" and actual.words:
        yield WORDS_FOR_PERCENT.finding(
            where, f"{row.subject}{shown}，应填写百分比", None, **values
        )
    elif target.unit == "%" and actual.number is not None and not actual.unit:
        yield NO_PERCENT.finding(where, f"{row.subject}{shown}，缺少%", None, **values)
    elif actual.number is not None and not comparable(target, actual):
        yield OTHER_UNIT.finding(where, f"{row.subject}{shown}，单位不一致", None, **values)


def _name_unit(row: Row) -> Iterator[Finding]:
    found = _HINT.search(row.indicator.name.strip())
    if not found:
        return
    hint = parse("1" + unicodedata.normalize("NFKC", found.group(1))).unit
    if not _UNITS.fullmatch(hint):
        return
    for column, value in (("target", row.target), ("actual", row.actual)):
        if value.number is not None and value.unit and not _alike(hint, value.unit):
            yield NAME_UNIT.finding(
                row.where(column),
                f"{row.subject}名称注明单位“{found.group(1)}”，指标值却为“{value.text}”",
                hint=hint,
                printed=value.text,
            )
            return


def _alike(hint: str, unit: str) -> bool:
    """人 and 人次, 元 and 元/家, 天 and 日 are near enough."""
    days = {"天", "日", "工作日"}
    return unit.startswith(hint) or hint.startswith(unit) or {hint, unit} <= days


def _vocabulary(row: Row, words: Words) -> Iterator[Finding]:
    indicator = row.indicator
    evidence = [part for part in re.split("[,，、]", indicator.evidence) if part.strip()]
    for column, label, names, known in (
        ("level1", "一级指标", [indicator.level1], words.get("tree")),
        ("level2", "二级指标", [indicator.level2], words.get("tree")),
        ("basis", "指标值设定依据", [indicator.basis], words.get("target_basis")),
        ("rule", "赋分规则", [indicator.rule], words.get("scoring_rule")),
        ("evidence", "佐证资料", evidence, words.get("evidence")),
    ):
        strange = [name for name in names if name.strip() and known and name.strip() not in known]
        if strange:
            yield VOCABULARY.finding(
                row.where(column),
                f"{row.subject}{label}“{'、'.join(strange)}”不在规定词汇内",
                printed="、".join(strange),
            )


def _rule_for_kind(row: Row, reference: Reference) -> Iterator[Finding]:
    indicator = row.indicator
    formula = formula_of(indicator.rule, reference)
    if not formula:
        return
    if "满意度" in indicator.level1 + indicator.level2:
        expected, wanted = "satisfaction", "满意度赋分"
    elif _qualitative(row.target):
        expected, wanted = "graded", "按评判等级赋分"
    else:
        return
    if formula != expected:
        yield RULE_FOR_KIND.finding(
            row.where("rule"),
            f"{row.subject}赋分规则为“{indicator.rule}”，此类指标一般用“{wanted}”",
            printed=indicator.rule,
            expected=wanted,
        )


def _quantity(row: Row) -> Iterator[Finding]:
    """数量指标 with 若干 or 完成 for a target cannot be measured; a number among words can."""
    words = row.target.words
    if (
        row.indicator.level2.strip() == "数量指标"
        and words
        and not re.search(r"\d|[一二三四五六七八九十百]", words)
    ):
        yield NO_NUMBER.finding(
            row.where("target"),
            f"{row.subject}是数量指标，目标值“{words}”不是数，无法衡量",
            printed=words,
        )


def _qualitative(target: Value) -> bool:
    """Words that call for a judgement: not a date, a recurrence or a plain yes."""
    return bool(
        target.words and target.words not in _YES_NO and not _RECURRING.search(target.words)
    )
