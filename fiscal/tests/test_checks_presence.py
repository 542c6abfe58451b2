"""CM-01: what a draft lacks when it is handed in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.checks import before_submitting, run
from fiscal.finding import Finding
from fiscal.report import TARGETS, Report
from fiscal.tests.books import REFERENCE, line, report, statements, target_table


def lacking(checked: Report) -> list[Finding]:
    return [item for item in before_submitting(checked, REFERENCE) if item.rule == "CM-01"]


@pytest.mark.fires("CM-01")
def test_cm_01_each_part_that_is_not_complete_is_named_once() -> None:
    first, *between, last = [item.message for item in lacking(report())]
    assert first.startswith("《收入支出决算总表》还有")
    assert last == "整体支出绩效自评表还有1项未填"
    assert len({first, *between, last}) == len(between) + 2


@pytest.mark.fires("CM-01")
def test_cm_01_says_where_the_first_gap_is() -> None:
    filled = report(statements=statements(s09=(line("amount", "金额", actual_total="0.00"),)))
    (gap,) = (item for item in lacking(filled) if item.where.startswith("statements/09/"))
    assert gap.values == {"missing": "11", "required": "12"}


@pytest.mark.fires("CM-01")
@pytest.mark.spares("CM-01")
def test_cm_01_a_target_table_needs_nothing_of_the_final_accounts() -> None:
    filed = report(kind=TARGETS, targets=(target_table(goal="办好培训", leader="张三"),))
    assert not lacking(filed)
    assert lacking(replace(filed, targets=()))


@pytest.mark.spares("CM-01")
def test_cm_01_is_not_asked_while_a_draft_is_being_filled() -> None:
    assert "CM-01" not in {item.rule for item in run(report(), REFERENCE, entered=True)}
