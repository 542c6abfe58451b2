"""Hypothesis strategies for whole Reports: anything a reader may hand to the store."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from fiscal.report import (
    FINAL_ACCOUNTS,
    TARGETS,
    Assets,
    Budgets,
    Cell,
    FundLine,
    Indicator,
    Line,
    Organisation,
    Procurement,
    ProjectEvaluation,
    ProjectTarget,
    Report,
    Staff,
    Statement,
    ThreePublic,
    UnitEvaluation,
    UnitFacts,
)
from fiscal.statements import DECLARATIONS

WORDS = st.text("年度部门决算 \n\t“”（）>=%'\"\\;,.-0189ＡaZ\U00020000", max_size=12)
NAMES = st.text("昌吉州委办公室财政局项目", min_size=1, max_size=8)
AMOUNTS = st.none() | st.decimals(Decimal("-1e12"), Decimal("999999999999.99"), places=2)
AREAS = st.none() | st.decimals(0, 10**9, places=2)
FIGURES = st.none() | st.integers(0, 4).flatmap(lambda n: st.decimals(-1000, 1000, places=n))
COUNTS = st.none() | st.integers(0, 2**31 - 1)

_CELLS = st.builds(Cell, AMOUNTS, AMOUNTS)
_PARAGRAPHS = st.lists(WORDS, max_size=3).map(tuple)


@st.composite
def statements(draw: st.DrawFn, number: str) -> Statement:
    """Lines in any order, some of no known cell, or no line at all."""
    columns = sorted({column.key for column in next(
        item for item in DECLARATIONS if item.number == number
    ).columns})  # fmt: skip
    lines = st.builds(
        Line,
        key=NAMES,
        name=WORDS,
        parents=st.lists(NAMES, max_size=2).map(tuple),
        cells=st.dictionaries(st.sampled_from(columns), _CELLS, max_size=3),
    )
    return Statement(number, tuple(draw(st.lists(lines, max_size=4, unique_by=lambda x: x.key))))


def _many(strategy: SearchStrategy[object], size: int) -> SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=size).map(tuple)


FUNDS = st.builds(
    FundLine,
    WORDS,
    AMOUNTS,
    AMOUNTS,
    AMOUNTS,
    weight=FIGURES,
    rate=FIGURES,
    score=FIGURES,
    midyear=AMOUNTS,
)
INDICATORS = st.builds(
    Indicator, WORDS, WORDS, WORDS, WORDS,
    weight=FIGURES, actual=WORDS, rate=FIGURES, score=FIGURES, basis=WORDS, prior=WORDS,
    rule=WORDS, evidence=WORDS, deviation=WORDS, lower_is_better=st.booleans(),
    override_reason=WORDS, midyear=WORDS,
)  # fmt: skip
UNIT_EVALUATIONS = st.builds(
    UnitEvaluation, WORDS, _many(FUNDS, 2), WORDS, WORDS, _many(INDICATORS, 2)
)
PROJECTS = st.builds(
    ProjectEvaluation, NAMES, WORDS, WORDS, _many(FUNDS, 2), WORDS, WORDS, _many(INDICATORS, 2)
)
TARGET_TABLES = st.builds(
    ProjectTarget, WORDS, NAMES, WORDS, AMOUNTS, AMOUNTS, AMOUNTS, WORDS, _many(INDICATORS, 2)
)


def reports() -> SearchStrategy[Report]:
    """Reports of any kind; two evaluations may name the same project."""
    return st.builds(
        Report,
        unit=st.builds(
            UnitFacts, NAMES, code=st.sampled_from(["", "001001"]),
            nature_group=st.sampled_from(["administrative", "institution"]),
        ),
        year=st.integers(2000, 2100),
        kind=st.sampled_from([FINAL_ACCOUNTS, TARGETS]),
        functions=_PARAGRAPHS,
        staff=st.builds(Staff, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS, COUNTS),
        organisation=st.builds(Organisation, COUNTS, _PARAGRAPHS, _PARAGRAPHS),
        statements=st.fixed_dictionaries(
            {}, optional={item.number: statements(item.number) for item in DECLARATIONS}
        ),
        budgets=st.builds(Budgets, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS),
        texts=st.dictionaries(NAMES, WORDS, max_size=3),
        three_public=st.builds(ThreePublic, *[COUNTS] * 6),
        procurement=st.builds(Procurement, *[AMOUNTS] * 6),
        assets=st.builds(Assets, AREAS, AMOUNTS, AMOUNTS, *[COUNTS] * 9),
        unit_evaluation=st.none() | UNIT_EVALUATIONS,
        projects=_many(PROJECTS, 3),
        targets=_many(TARGET_TABLES, 2),
        other_matters=_PARAGRAPHS,
        terms=_PARAGRAPHS,
    )  # fmt: skip
