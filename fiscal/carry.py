"""A new year begins with what last year leaves: structure, balances, projects, starting texts.

This year's figures become last year's, closing balances opening ones, results of indicators
上年完成情况. Nothing is taken over as this year's that would have to be found out anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace

from fiscal.edits import Change, apply
from fiscal.lines import declared_lines
from fiscal.narrative.defaults import default_text, standard_terms
from fiscal.reference import Reference
from fiscal.report import (
    Assets,
    Budgets,
    Cell,
    FundLine,
    Indicator,
    Line,
    Procurement,
    ProjectEvaluation,
    ProjectTarget,
    Report,
    Staff,
    Statement,
    ThreePublic,
    UnitEvaluation,
)
from fiscal.targets import evaluation_of

# Opening amounts by (statement, line, column) and last year's closing amounts they are.
_OPENINGS = {
    ("01", "opening_balance", "amount"): ("01", "closing_balance", "amount"),
    ("04", "opening_balance", "amount"): ("04", "closing_balance", "total"),
    ("04", "opening_general", "amount"): ("04", "closing_balance", "general"),
    ("04", "opening_gov_fund", "amount"): ("04", "closing_balance", "gov_fund"),
    ("04", "opening_state_capital", "amount"): ("04", "closing_balance", "state_capital"),
}
_FUND_STATEMENTS = ("07", "08")


def next_year(
    report: Report, year: int, reference: Reference, targets: Sequence[ProjectTarget] = ()
) -> Report:
    """The draft of ``year`` that follows ``report``, last year's as published.

    ``targets`` are the year's own 绩效目标表: where there are any, they say which projects there
    are; else all of last year's go on.
    """
    begun = replace(
        report,
        year=year,
        staff=_staff(report.staff),
        statements={number: _statement(item) for number, item in report.statements.items()},
        budgets=Budgets(),
        three_public=ThreePublic(),
        procurement=Procurement(),
        assets=Assets(),
        unit_evaluation=_unit_evaluation(report.unit_evaluation),
        projects=tuple(_projects(report.projects, targets)),
        targets=tuple(_target(target) for target in report.targets),
        terms=_own_terms(report.terms, reference),
    )
    begun = replace(begun, texts=_texts(report, begun, reference))
    return apply(begun, _openings(report))


def untouched(draft: Report, last: Report) -> frozenset[str]:
    """Addresses of the texts of a draft that still say what last year's Report says."""
    return frozenset(path for path, now, before in _texts_of(draft, last) if now and now == before)


def _texts_of(draft: Report, last: Report) -> Iterator[tuple[str, object, object]]:
    """Texts by address, now and before; a project is the one of its name."""
    for key, text in draft.texts.items():
        yield f"texts/{key}", text, last.texts.get(key)
    for name in ("functions", "other_matters"):
        yield name, getattr(draft, name), getattr(last, name)
    yield "organisation/offices", draft.organisation.offices, last.organisation.offices
    if draft.unit_evaluation and last.unit_evaluation:
        yield "unit_evaluation/goal", draft.unit_evaluation.goal, last.unit_evaluation.goal
    goals = {project.name: project.goal for project in last.projects}
    for index, project in enumerate(draft.projects):
        yield f"projects/{index}/goal", project.goal, goals.get(project.name)


# --- statements and counts ----------------------------------------------------------------------


def _statement(statement: Statement) -> Statement:
    lines = (line for line in statement.lines if _goes_on(statement.number, line))
    return replace(statement, lines=tuple(_line(line) for line in lines))


def _goes_on(number: str, line: Line) -> bool:
    """A code on which nothing was spent last year need not be there."""
    return line.key in declared_lines(number) or any(cell.this for cell in line.cells.values())


def _line(line: Line) -> Line:
    return replace(
        line, cells={column: Cell(None, cell.this) for column, cell in line.cells.items()}
    )


def _openings(last: Report) -> Iterator[Change]:
    """Last year's closing balances as this year's opening ones."""
    closings = {opening: last.amount(*closing) for opening, closing in _OPENINGS.items()}
    for number in _FUND_STATEMENTS:
        for line in last.statement(number).lines:
            if _goes_on(number, line):
                closings[number, line.key, "opening"] = last.amount(number, line.key, "closing")
    for (number, key, column), amount in closings.items():
        if amount is not None:
            yield Change(f"statements/{number}/{key}/{column}/this", None, f"{amount:f}")


def _staff(staff: Staff) -> Staff:
    names = [item.name for item in fields(Staff) if not item.name.endswith("_last")]
    return Staff(**{f"{name}_last": getattr(staff, name) for name in names})


# --- texts --------------------------------------------------------------------------------------


def _texts(last: Report, begun: Report, reference: Reference) -> Mapping[str, str]:
    """Last year's texts, less those of lines that do not go on and those proposed anyway."""
    lines = {line.key for statement in begun.statements.values() for line in statement.lines}
    kept = {}
    for key, text in last.texts.items():
        place, _, line = key.partition("#")
        paragraph, _, slot = place.rpartition(".")
        proposed = default_text(last, reference, paragraph, slot)
        if (not line or line in lines) and text != proposed:
            kept[key] = text
    return kept


def _own_terms(terms: tuple[str, ...], reference: Reference) -> tuple[str, ...]:
    """第三部分 where it is not simply that of the year."""
    return () if terms == standard_terms(reference) else terms


# --- performance --------------------------------------------------------------------------------


def _unit_evaluation(last: UnitEvaluation | None) -> UnitEvaluation | None:
    if last is None:
        return None
    indicators = tuple(_indicator(item) for item in last.indicators)
    return replace(last, funds=_funds(last.funds), result="", indicators=indicators)


def _projects(
    last: Sequence[ProjectEvaluation], targets: Sequence[ProjectTarget]
) -> Iterator[ProjectEvaluation]:
    if not targets:
        for project in last:
            indicators = tuple(_indicator(item) for item in project.indicators)
            yield replace(project, funds=_funds(project.funds), result="", indicators=indicators)
    known = {project.name: project for project in last}
    for target in targets:
        begun, before = evaluation_of(target), known.get(target.name)
        yield _continued(begun, before) if before else begun


def _continued(begun: ProjectEvaluation, last: ProjectEvaluation) -> ProjectEvaluation:
    """What a 绩效目标表 begins, with what was achieved the year before."""
    achieved = {(item.level2, item.name): item.actual for item in last.indicators}
    return replace(
        begun,
        department=last.department,
        implementer=last.implementer,
        indicators=tuple(
            replace(item, prior=achieved.get((item.level2, item.name)) or item.prior)
            for item in begun.indicators
        ),
    )


def _target(last: ProjectTarget) -> ProjectTarget:
    indicators = tuple(_indicator(item) for item in last.indicators)
    return replace(last, total=None, fiscal=None, other=None, indicators=indicators)


def _funds(last: Sequence[FundLine]) -> tuple[FundLine, ...]:
    return tuple(FundLine(line.source, weight=line.weight) for line in last)


def _indicator(last: Indicator) -> Indicator:
    """The same goal again, with last year's result beside it."""
    return Indicator(
        level1=last.level1,
        level2=last.level2,
        name=last.name,
        target=last.target,
        weight=last.weight,
        basis=last.basis,
        prior=last.actual,
        rule=last.rule,
        lower_is_better=last.lower_is_better,
    )
