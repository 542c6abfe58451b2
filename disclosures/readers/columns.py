"""The columns of the evaluation and target tables: their headings and what they hold.

``misfit`` says how badly a text fits a column, ``blank`` how unusual an empty cell is there.
``align`` uses both to find the rows again when a file has lost its blank cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from fiscal.reference import Reference

HEADINGS: Mapping[str, str] = {
    "一级指标": "level1", "二级指标": "level2", "三级指标": "name",
    "权重": "weight", "分值权重": "weight", "指标分值权重": "weight", "分值": "weight",
    "目标值": "target", "预期指标值": "target", "指标值": "target", "年度指标值": "target",
    "业绩值": "actual", "实际完成指标值": "actual", "实际完成值": "actual",
    "完成率": "rate", "指标得分": "score", "得分": "score",
    "指标值设定依据": "basis", "指标值设置依据": "basis",
    "上年完成情况": "prior", "上年完成值": "prior",
    "赋分规则": "rule", "指标赋分规则": "rule",
    "佐证资料": "evidence",
    "偏差原因分析及改进措施": "deviation", "偏差原因及改进措施": "deviation",
}  # fmt: skip
FUND_COLUMNS = ("initial", "full_year", "executed", "weight", "rate", "score")
NEVER = 20.0  # cost from which a text cannot belong to a column

_DASHES = {"-", "—", "——", "--", "－", "/"}
_NUMBER = re.compile(r"-?[\d,，]+(?:\.\d+)?分?")
_RATE = re.compile(r"-?[\d,]+(?:\.\d+)?[%％]")
_VALUE = re.compile(r"(?:[<>≤≥＜＞＝=]|约?\d).{0,40}|.{0,4}\d+月.{0,8}")
_RESULT = re.compile(r"(?:部分|基本|未)?(?:达到|达成|完成).{0,20}")
_RULE = re.compile(r".{0,12}赋分.{0,4}")
_NO_PRIOR = re.compile(r".{0,20}无上年完成值|新增指标.{0,12}|无")
_LEVEL = re.compile(r".{2,10}指标")
_SENTENCE = re.compile(r".*[。；！!;]", re.DOTALL)


@dataclass(frozen=True)
class Column:
    name: str
    blank: float
    misfit: Callable[[str], float]


@dataclass(frozen=True)
class Vocabulary:
    """The words of the year that tell columns apart."""

    basis: frozenset[str]
    rules: frozenset[str]
    evidence: frozenset[str]
    level1: frozenset[str]
    level2: frozenset[str]

    @classmethod
    def of(cls, reference: Reference) -> Vocabulary:
        words: dict[str, set[str]] = {}
        for item in reference.book("vocabulary"):
            words.setdefault(item.attrs.get("field", ""), set()).add(item.name)
        tree = reference.book("indicator_tree")
        return cls(
            frozenset(words.get("target_basis", ())),
            frozenset(words.get("scoring_rule", ())),
            frozenset(words.get("evidence", ())),
            frozenset(item.name for item in tree if not item.parent),
            frozenset(item.name for item in tree if item.parent),
        )

    def is_rule(self, text: str) -> bool:
        return text in self.rules or _RULE.fullmatch(text) is not None

    def is_evidence(self, text: str) -> bool:
        return all(part.strip() in self.evidence for part in re.split("[,，、;；]", text))

    def is_whole_evidence(self, text: str) -> bool:
        """False for a blank, or a list whose last word is cut off."""
        last = re.split("[,，、;；]", text)[-1].strip()
        return bool(last) and not any(
            word != last and word.startswith(last) for word in self.evidence
        )

    def known(self, text: str) -> bool:
        """True for a word that belongs to one of the closed columns."""
        return text in self.basis or self.is_rule(text) or self.is_evidence(text)


def columns_of(names: tuple[str, ...], vocabulary: Vocabulary) -> tuple[Column, ...]:
    """The columns with these names, in this order."""
    free_levels = "rate" not in names and "rule" not in names  # unit-level table
    return tuple(_column(name, vocabulary, free_levels) for name in names)


def fund_columns() -> tuple[Column, ...]:
    amount = Column("", 3, lambda text: _number(text, decimals=0, integer=1, dash=2))
    number = Column("", 3, lambda text: _number(text, decimals=1, integer=0.5, dash=0))
    rate = Column("", 3, _rate)
    shapes = (amount, amount, amount, number, rate, number)
    return tuple(
        Column(name, shape.blank, shape.misfit)
        for name, shape in zip(FUND_COLUMNS, shapes, strict=True)
    )


def _column(name: str, words: Vocabulary, free_levels: bool) -> Column:
    shapes: dict[str, tuple[float, Callable[[str], float]]] = {
        "level1": (0, lambda text: _level(text, words.level1, 2 if free_levels else 12)),
        "level2": (0, lambda text: _level(text, words.level2, 3 if free_levels else 8)),
        "name": (15, lambda text: _name(text, words)),
        "weight": (8, lambda text: _number(text, decimals=0, integer=0, dash=3)),
        "target": (6, lambda text: 10 if words.known(text) else _value(text)),
        "actual": (6, lambda text: 10 if words.known(text) else _value(text)),
        "rate": (6, _rate),
        "score": (6, lambda text: _number(text, decimals=0, integer=0, dash=3)),
        "basis": (3, lambda text: _basis(text, words, free_levels)),
        "prior": (1, lambda text: 10 if words.known(text) else _prior(text)),
        "rule": (8, lambda text: 0 if words.is_rule(text) else 15),
        "evidence": (1.5, lambda text: 0 if words.is_evidence(text) else 6),
        "deviation": (0, lambda text: _deviation(text, words)),
    }
    return Column(name, *shapes.get(name, (0, lambda text: NEVER)))


def _number(text: str, *, decimals: float, integer: float, dash: float) -> float:
    if text in _DASHES:
        return dash
    if not _NUMBER.fullmatch(text):
        return NEVER
    return decimals if "." in text else integer


def _rate(text: str) -> float:
    if _RATE.fullmatch(text):
        return 0
    return 3 if text in _DASHES else 6 if _NUMBER.fullmatch(text) else NEVER


def _value(text: str) -> float:
    if _RESULT.fullmatch(text):
        return 0
    if _VALUE.fullmatch(text):
        return 1.5 if _NUMBER.fullmatch(text) else 0
    return 8 if _SENTENCE.fullmatch(text) else 2 if len(text) <= 16 else 5


def _prior(text: str) -> float:
    if text in _DASHES or _NO_PRIOR.fullmatch(text):
        return 0
    return _value(text)


def _basis(text: str, words: Vocabulary, free: bool) -> float:
    if text in words.basis:
        return 0
    if words.known(text) or _NUMBER.fullmatch(text):
        return 10
    return (1 if free else 4) + (3 if _VALUE.fullmatch(text) else 0)


def _level(text: str, known: frozenset[str], other: float) -> float:
    if text in known:
        return 0
    if _LEVEL.fullmatch(text):
        return 1
    return NEVER if _VALUE.fullmatch(text) or _SENTENCE.fullmatch(text) else other


def _name(text: str, words: Vocabulary) -> float:
    if _NUMBER.fullmatch(text):
        return NEVER
    if words.known(text) or text in words.level1 or text in words.level2:
        return 10
    return 4 if _LEVEL.fullmatch(text) or _SENTENCE.fullmatch(text) else 0.5


def _deviation(text: str, words: Vocabulary) -> float:
    if text in words.level1 or text in words.level2 or words.known(text):
        return 12
    if _NUMBER.fullmatch(text) or _RATE.fullmatch(text):
        return 10
    return 0 if _SENTENCE.fullmatch(text) else 2
