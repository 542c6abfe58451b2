"""Drafts and people for the tests of the desk's sheets."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from disclosures import actions
from disclosures.models import Disclosure
from disclosures.store import assemble
from fiscal.report import TOTAL, Cell, Line, Report, Statement, UnitFacts
from units.models import Unit, User
from units.tests.people import a_unit, a_user, officer_of

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
PARENTS = ("一般公共服务支出", "统战事务")


def spending() -> Statement:
    """Statement 05 with one 项: 100.00 basic, 20.00 project, last year 90.00 in all."""
    names = (("201", PARENTS[0], ()), ("20134", PARENTS[1], PARENTS[:1]))
    lines = [Line(TOTAL, "合计"), *(Line(*one) for one in names)]
    lines.append(Line("2013401", "行政运行", PARENTS))
    amounts = {"total": ("120", "90"), "basic": ("100", None), "project": ("20", None)}
    cells = {
        key: Cell(Decimal(this), None if last is None else Decimal(last))
        for key, (this, last) in amounts.items()
    }
    return Statement("05", tuple(Line(line.key, line.name, line.parents, cells) for line in lines))


def a_draft(unit: Unit, by: User, **more: Statement) -> Disclosure:
    """A draft of 2024 with ``spending`` and other statements by name (``s07=…``)."""
    given = {"05": spending(), **{name.removeprefix("s"): one for name, one in more.items()}}
    report = Report(UnitFacts(unit.name, unit.code), 2024, statements=given)
    return actions.load(report=report, by=by, at=AT)


def amount(disclosure: Disclosure, number: str, line: str, column: str) -> Decimal | None:
    return assemble(disclosure).amount(number, line, column)


__all__ = ["AT", "a_draft", "a_unit", "a_user", "amount", "officer_of", "spending"]
