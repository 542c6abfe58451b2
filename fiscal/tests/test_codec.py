"""Reports to JSON data and back without losing precision or order."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiscal.codec import canonical_json, from_plain, to_plain
from fiscal.finding import Finding, Severity
from fiscal.report import Cell, FundLine, Indicator, Line, Report, Statement, UnitFacts
from fiscal.tests.books import project, report, target_table, unit_table

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**14),
                       max_value=10**14)  # fmt: skip
maybe = st.none() | decimals
cells = st.builds(Cell, maybe, maybe)
lines = st.builds(
    Line,
    st.text(min_size=1, max_size=8),
    st.text(max_size=8),
    st.lists(st.text(max_size=5), max_size=2).map(tuple),
    st.dictionaries(st.sampled_from(["total", "basic", "project"]), cells),
)
reports = st.builds(
    Report,
    st.builds(UnitFacts, st.text(max_size=10)),
    st.integers(2017, 2099),
    statements=st.dictionaries(
        st.sampled_from(["03", "05"]),
        st.builds(Statement, st.just("05"), st.lists(lines, max_size=4).map(tuple)),
    ),
    texts=st.dictionaries(st.text(max_size=6), st.text(max_size=12)),
)


@given(reports)
def test_a_report_comes_back_equal(one: Report) -> None:
    assert from_plain(Report, json.loads(canonical_json(one))) == one


def test_a_report_with_performance_tables_comes_back_equal() -> None:
    whole = report(unit_evaluation=unit_table(), projects=(project(),), targets=(target_table(),))
    assert from_plain(Report, json.loads(canonical_json(whole))) == whole


def test_a_decimal_keeps_its_precision() -> None:
    line = FundLine("合计", rate=Decimal("97.40"))
    back = from_plain(FundLine, json.loads(canonical_json(line)))
    assert str(back.rate) == "97.40"


def test_unknown_stays_unknown_and_is_not_zero() -> None:
    assert from_plain(Cell, to_plain(Cell(None, Decimal(0)))) == Cell(None, Decimal(0))


def test_severity_travels_as_its_word() -> None:
    finding = Finding("PE-10", Severity.ERROR, "projects/0", "…")
    assert to_plain(finding)["severity"] == "error"
    assert from_plain(Finding, to_plain(finding)) == finding


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        from_plain(Cell, {"this": None, "last": None, "colour": "red"})


def test_a_document_published_before_a_field_was_added_keeps_its_bytes() -> None:
    old = canonical_json(report(projects=(project(),), targets=(target_table(),)))
    assert b"midyear" not in old
    assert canonical_json(from_plain(Report, json.loads(old))) == old


def test_what_was_recorded_at_mid_year_comes_back_equal() -> None:
    seen = replace(
        project(),
        funds=(FundLine("合计", midyear=Decimal("12.00")),),
        indicators=(Indicator("产出指标", "数量指标", "培训场次", "=1场", midyear="1场"),),
    )
    whole = report(projects=(seen,))
    assert b'"midyear":"12.00"' in canonical_json(whole)
    assert from_plain(Report, json.loads(canonical_json(whole))) == whole


def test_equal_values_have_equal_bytes_whatever_the_order_of_their_keys() -> None:
    one, other = {"b": 1, "a": Decimal("1.50")}, {"a": Decimal("1.50"), "b": 1}
    assert canonical_json(one) == canonical_json(other) == b'{"a":"1.50","b":1}'


def test_chinese_stays_readable_in_the_bytes() -> None:
    indicator = Indicator("产出指标", "数量指标", "培训场次", "=1场")
    assert "培训场次".encode() in canonical_json(indicator)
