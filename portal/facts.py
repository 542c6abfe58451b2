"""What lists show of a document: a few figures, found once when it is published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from fiscal.document import Document
from fiscal.money import ZERO
from fiscal.report import Report
from fiscal.scoring import unit_total_of
from fiscal.statements import EXPENDITURE_CLASSES

SECTORS = dict(EXPENDITURE_CLASSES)
FUNDS = {
    "general": "一般公共预算",
    "gov_fund": "政府性基金预算",
    "state_capital": "国有资本经营预算",
}


def facts(document: Document) -> dict[str, Any]:
    """Values of the columns of ``Current`` that come from the document."""
    report = document.report
    evaluation = report.unit_evaluation
    return {
        "nature": report.unit.nature_group,
        "sector": _sector(report),
        "income": report.amount("01", "grand_total_income", "amount"),
        "expenditure": report.amount("01", "grand_total_expenditure", "amount"),
        **{fund: report.amount("04", "expenditure_total", fund) for fund in FUNDS},
        "score": unit_total_of(evaluation, report.year) if evaluation else None,
        "projects": len(report.projects) or len(report.targets),
    }


def _sector(report: Report) -> str:
    """The 类 that most was spent on; of equals the first in the statement."""
    spent: dict[str, Decimal] = {
        code: report.amount("01", f"exp_{code}", "amount") or ZERO for code in SECTORS
    }
    largest = max(spent, key=lambda code: spent[code])
    return largest if spent[largest] > 0 else ""
