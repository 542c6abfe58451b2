"""Headline measures: from which cell, in which unit, and what is no measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from fiscal.document import Document, Paragraph, Part
from fiscal.measures import BY_KEY, MEASURES, Measured, measured, project_results
from fiscal.report import (
    TARGETS,
    Cell,
    FundLine,
    Indicator,
    Line,
    ProjectEvaluation,
    Report,
    Statement,
    ThreePublic,
    UnitFacts,
)
from fiscal.statements import SINGLE_LINE

REASON = "接待批次增加"


def _project(name: str, *scores: str | None) -> ProjectEvaluation:
    """``scores`` of the budget's execution and of the indicators."""
    budget, *rest = [Decimal(one) if one else None for one in scores]
    funds = (
        FundLine("年度资金总额", Decimal(100), Decimal(200), Decimal(150), score=budget,
                 rate=Decimal(75)),
    )  # fmt: skip
    indicators = tuple(Indicator("产出指标", "数量指标", "数", "1个", score=one) for one in rest)
    return ProjectEvaluation(name, "局", "局", funds, "", "", indicators)


def _cells(**amounts: tuple[str, str]) -> Mapping[str, Cell]:
    return {key: Cell(Decimal(this), Decimal(last)) for key, (this, last) in amounts.items()}


def _document(**changes: object) -> Document:
    report = Report(
        UnitFacts("云溪县水利局"),
        2024,
        statements={
            "01": Statement("01", (
                Line("expenditure_total", "本年支出合计", (), _cells(amount=("17872345", "1"))),
                Line("exp_205", "教育支出", (), _cells(amount=("0", "0"))),
                Line("exp_208", "社会保障和就业支出", (), _cells(amount=("0", "5"))),
            )),
            "09": Statement("09", (
                Line(SINGLE_LINE, "", (), _cells(actual_reception=("4700.00", "0"))),
            )),
        },
        three_public=ThreePublic(reception_guests=1054),
        projects=(_project("修渠", "10", "80.5"), _project("护林", "9", "70.56")),
    )  # fmt: skip
    paragraph = Paragraph("s9.body", "body", (Part(REASON, "recep_reason", "text"),))
    return Document(replace(report, **changes), (paragraph,), (), "")  # type: ignore[arg-type]


def _measured(**changes: object) -> dict[str, Measured]:
    return {one.key: one for one in measured(_document(**changes))}


def test_every_measure_has_a_key_of_its_own_and_a_place() -> None:
    assert len(BY_KEY) == len(MEASURES)
    assert all(one.name and one.unit and one.address for one in MEASURES)


def test_an_amount_is_taken_from_its_cell_with_last_years_and_the_reason_of_the_text() -> None:
    found = _measured()["reception"]
    assert (found.amount, found.last, found.why) == (Decimal("4700.00"), Decimal(0), REASON)


def test_money_is_printed_in_wan_and_a_count_as_it_is() -> None:
    found = _measured()
    assert BY_KEY["expenditure_total"].show(found["expenditure_total"].amount) == "1,787.23"
    assert BY_KEY["reception_guests"].show(found["reception_guests"].amount) == "1,054"
    assert BY_KEY["mean_score"].show(Decimal("98.9")) == "98.90"


def test_what_the_report_does_not_know_is_no_measure_and_zero_is_one() -> None:
    found = _measured(three_public=ThreePublic(vehicles_held=0))
    assert "reception_guests" not in found
    assert found["vehicles_held"].amount == 0


def test_a_class_without_money_in_both_years_is_left_out() -> None:
    found = _measured()
    assert "exp_205" not in found
    assert found["exp_208"].last == 5


def test_the_mean_score_counts_projects_with_a_whole_score_once_each() -> None:
    assert _measured()["mean_score"].amount == Decimal("85.03")  # of 90.50 and 79.56
    unknown = (_project("修渠", "10", "80.5"), _project("护林", "9", None))
    assert _measured(projects=unknown)["mean_score"].amount == Decimal("90.50")
    assert "mean_score" not in _measured(projects=unknown[1:])


def test_a_project_is_told_with_the_money_of_its_total_and_its_score() -> None:
    first, _ = project_results(_document().report)
    assert [first.full_year, first.executed] == [Decimal(200), Decimal(150)]
    assert first.score == Decimal("90.50")
    assert first.address == "projects/0"


def test_targets_have_no_measures() -> None:
    assert _measured(kind=TARGETS) == {}
