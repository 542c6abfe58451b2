"""TX-30: what has to be explained is explained, more strictly in drafts than in history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.checks import run
from fiscal.finding import Severity
from fiscal.narrative.required import FreeText, free_texts
from fiscal.reference import Item, Reference
from fiscal.report import TARGETS, Assets, Budgets, Report, ThreePublic
from fiscal.tests.books import REFERENCE, line, project, report, statements, wan

REASON = "texts/s5.1.body.reason"


def spending(amounts: str, **fields: object) -> Report:
    """Table 05 with this amount of expenditure (and ``|`` last year's) in 万元."""
    return report(statements=statements(s05=(line("total", "合计", total=amounts),)), **fields)


def severities(checked: Report, path: str, *, entered: bool = True) -> list[Severity]:
    found = run(checked, REFERENCE, entered=entered)
    return [item.severity for item in found if item.rule == "TX-30" and item.where == path]


def text(checked: Report, path: str, reference: Reference = REFERENCE) -> FreeText:
    return next(item for item in free_texts(checked, reference) if item.path == path)


@pytest.mark.fires("TX-30")
@pytest.mark.spares("TX-30")
@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ("120|100", [Severity.ERROR]),
        ("80|100", [Severity.ERROR]),
        ("5|0", [Severity.ERROR]),  # from nothing: 100%
        ("1000|1040", [Severity.WARNING]),  # 40万元, but less than 5%
        ("1.50|1.00", [Severity.WARNING]),  # 50%, but less than 1万元
        ("100|100", []),
        ("100", []),  # last year is unknown
    ],
)
def test_tx_30_a_change_beyond_the_thresholds_needs_a_reason(
    amounts: str, expected: list[Severity]
) -> None:
    assert severities(spending(amounts), REASON) == expected


@pytest.mark.fires("TX-30")
@pytest.mark.spares("TX-30")
def test_tx_30_history_is_only_warned_of_and_only_beyond_the_thresholds() -> None:
    assert severities(spending("120|100"), REASON, entered=False) == [Severity.WARNING]
    assert severities(spending("1000|1040"), REASON, entered=False) == []


@pytest.mark.fires("TX-30")
@pytest.mark.spares("TX-30")
@pytest.mark.parametrize("nothing", ["", "无", "无。", "—"])
def test_tx_30_a_word_for_nothing_is_no_reason(nothing: str) -> None:
    said = spending("120|100", texts={"s5.1.body.reason": nothing})
    assert severities(said, REASON) == [Severity.ERROR]
    assert severities(replace(said, texts={"s5.1.body.reason": "人员增加"}), REASON) == []


@pytest.mark.fires("TX-30")
@pytest.mark.spares("TX-30")
def test_tx_30_every_code_is_explained_by_itself() -> None:
    item = line("2010301", "行政运行", ("一般公共服务支出", "办公厅"), total="30|20")
    table = report(statements=statements(s05=(line("total", "合计", total="30|30"), item)))
    assert severities(table, "texts/s5.3.item.reason#2010301") == [Severity.ERROR]
    assert severities(table, REASON) == []


@pytest.mark.fires("TX-30")
@pytest.mark.spares("TX-30")
def test_tx_30_a_budget_that_was_kept_gets_its_default() -> None:
    kept = spending("120|120", budgets=Budgets(general=wan("120")))
    found = text(kept, "texts/s5.1.body.var_reason")
    assert found.proposal == "严格按照预算执行，预决算无差异"
    assert (found.required, found.says_nothing) == (False, False)
    missed = spending("120|120", budgets=Budgets(general=wan("90")))
    assert severities(missed, "texts/s5.1.body.var_reason") == [Severity.ERROR]


@pytest.mark.fires("TX-30")
@pytest.mark.spares("TX-30")
def test_tx_30_one_vehicle_too_many_wants_a_reason() -> None:
    held = report(three_public=ThreePublic(vehicles_held=3))
    assert severities(held, "texts/s9.car.diff_reason") == []  # the other count is unknown
    cells = {"actual_overseas": "2.46|2.46"}
    spent = report(statements=statements(s09=(line("amount", "合计", **cells),)))
    assert severities(spent, "texts/s9.abroad.content") == [Severity.ERROR]


@pytest.mark.fires("TX-30")
@pytest.mark.spares("TX-30")
def test_tx_30_an_evaluation_is_told_of() -> None:
    assert severities(report(projects=(project(),)), "texts/s11.body.achieve") == [Severity.ERROR]
    assert severities(report(), "texts/s11.body.achieve") == []
    history = report(projects=(project(),))
    assert severities(history, "texts/s11.body.achieve", entered=False) == []


def test_tx_30_says_by_how_much() -> None:
    (found,) = [
        item for item in run(spending("120|100"), REFERENCE, entered=True) if item.where == REASON
    ]
    assert found.message == "增加20.00万元（20.00%）没有说明主要原因"


@pytest.mark.fires("TX-30")
def test_tx_30_counts_vehicles_as_vehicles() -> None:
    none = Assets(
        vice_minister=0, principal_leader=0, confidential=0, emergency=0, law_enforcement=0,
        special_technical=0, retired_cadre=0, other=0,
    )  # fmt: skip
    held = report(three_public=ThreePublic(vehicles_held=3), assets=none)
    found = {item.where: item.message for item in run(held, REFERENCE, entered=True)}
    assert found["texts/s9.car.diff_reason"] == "两处相差3辆，没有说明主要原因"


def test_the_thresholds_are_those_of_the_year() -> None:
    items = [item for book in REFERENCE.books.values() for item in book]
    stricter = Item("setting", "reason.percent", "", attrs={"value": "0"}, valid_from=2024)
    looser = Item("setting", "reason.amount_wan", "", attrs={"value": "500"}, valid_from=2024)
    moved = spending("1000|1040")
    assert text(moved, REASON, Reference.of([*items, stricter], 2024)).required
    assert not text(moved, REASON, Reference.of([*items, looser], 2024)).required


def test_a_table_of_targets_has_no_text() -> None:
    assert free_texts(report(kind=TARGETS), REFERENCE) == ()
