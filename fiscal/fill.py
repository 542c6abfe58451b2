"""What a draft leaves open and what follows from it: totals, carries, last year's figures.

Nothing recorded is ever overwritten. A blank beside known amounts is nothing (0.00), unless
a recorded sum says that something must stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from decimal import Decimal

from fiscal.edits import Change, apply
from fiscal.equations import Address, Sum, sums, with_levels
from fiscal.lines import declared_lines, place_for
from fiscal.money import ZERO
from fiscal.reference import Reference
from fiscal.report import FINAL_ACCOUNTS, UNKNOWN, Cell, Line, Report, Staff, Statement
from fiscal.statements import BY_NUMBER, DECLARATIONS

# Statement whose 空表 says that there is no such money → where such money would show.
_FUNDS = {"07": ("gov_fund", "fund"), "08": ("state_capital", "capital")}
_THREE_PUBLIC_CODES = ("30212", "30217", "30231", "31013")
_BY_CODE = ("02", "03", "05", "06", "07", "08")


def fill(report: Report, reference: Reference, prior: Report | None = None) -> Report:
    """The Report with everything filled that follows from it, or from last year's Report."""
    if report.kind != FINAL_ACCOUNTS:
        return report
    report = _with_nil_statements(report)
    report = apply(report, _computed(report, reference))
    if prior is not None:
        prior = fill(prior, reference)
        report = _with_lines_of_last_year(report, prior)
        report = _with_last_year(apply(report, _computed(report, reference)), prior)
    return _with_facts(report, prior)


def _computed(report: Report, reference: Reference) -> Iterator[Change]:
    """The amounts of this year that are not recorded but follow, with the lines they need."""
    lines = {
        declaration.number: with_levels(report.statement(declaration.number), reference)
        for declaration in DECLARATIONS
    }
    found = _Solver(dict(_recorded(report)), sums(lines)).solve()
    made: set[tuple[str, str]] = set()
    for (number, key, column), amount in found.items():
        path, line = f"statements/{number}/{key}", lines[number].get(key)
        if line is None:  # nothing on a line that the statement does not have
            continue
        if report.statement(number).line(key) is None and (number, key) not in made:
            made.add((number, key))
            yield Change(path, None, {"name": line.name, "parents": list(line.parents)})
        yield Change(f"{path}/{column}/this", None, f"{amount:f}")


class _Solver:
    """Unknown amounts by the sums that lead to them, and nothing in the gaps of sums that fit."""

    def __init__(self, recorded: Mapping[Address, Decimal], known_sums: Iterable[Sum]) -> None:
        self.recorded = recorded
        self.by_target: dict[Address, list[Sum]] = {}
        for one in known_sums:
            self.by_target.setdefault(one.target, []).append(one)
        self.known: dict[Address, Decimal | None] = dict(recorded)
        self.doubtful: set[Address] = set()

    def solve(self) -> dict[Address, Decimal]:
        """Everything that follows, by (statement, line, column)."""
        found = dict(self.recorded)
        while True:
            nothing = dict.fromkeys(self._fitting_gaps(), ZERO)
            found |= nothing
            self.known = dict(found)
            amounts = {target: self.amount(target) for target in self.by_target}
            more = {target: amount for target, amount in amounts.items() if amount is not None}
            if more.keys() <= found.keys():
                return {key: amount for key, amount in found.items() if key not in self.recorded}
            found |= more

    def _fitting_gaps(self) -> set[Address]:
        """Gaps of sums that are made up without them; those of other sums are in doubt."""
        fitting: set[Address] = set()
        for one, fits in self._judged():
            if fits:
                fitting.update(self._gaps(one))
            else:
                self._doubt(self._gaps(one))
        return fitting - self.doubtful

    def _doubt(self, gaps: Iterable[Address]) -> None:
        """What is in doubt puts in doubt what it would be the sum of."""
        for gap in gaps:
            if gap not in self.doubtful:
                self.doubtful.add(gap)
                for one in self.by_target.get(gap, ()):
                    self._doubt(self._gaps(one))

    def amount(self, address: Address) -> Decimal | None:
        """The amount, computed when it is not recorded; None when nothing leads to it."""
        if address not in self.known:
            found = (self._sum(one) for one in self.by_target.get(address, ()))
            self.known[address] = next((one for one in found if one is not None), None)
        return self.known[address]

    def _sum(self, one: Sum) -> Decimal | None:
        plus = [self.amount(part) for part in one.plus]
        minus = [self.amount(part) for part in one.minus]
        gaps = self._gaps(one)
        if self.doubtful.intersection(gaps):
            self.doubtful.add(one.target)
            return None
        if gaps and (one.strict or not any(plus)):  # nothing beside a gap proves nothing
            return None
        return _total(plus) - _total(minus)

    def _gaps(self, one: Sum) -> list[Address]:
        return [part for part in (*one.plus, *one.minus) if self.known.get(part) is None]

    def _judged(self) -> Iterator[tuple[Sum, bool]]:
        """The sums of known amounts, and whether what is known of their parts makes them up."""
        for target, ways in self.by_target.items():
            if (amount := self.known.get(target)) is not None:
                for one in ways:
                    plus = _total(self.known.get(part) for part in one.plus)
                    minus = _total(self.known.get(part) for part in one.minus)
                    yield one, plus - minus == amount


def _recorded(report: Report) -> Iterator[tuple[Address, Decimal]]:
    for number, statement in report.statements.items():
        for line in statement.lines:
            for column, cell in line.cells.items():
                if cell.this is not None:
                    yield (number, line.key, column), cell.this


def _total(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), ZERO)


# --- statements of money the unit does not have ---------------------------------------------


def _with_nil_statements(report: Report) -> Report:
    """07, 08 and 09 as 空表 where nothing says that there is such money."""
    begun = any(amount for (number, _, _), amount in _recorded(report) if number <= "05")
    nil = {
        number: _nil(report.statement(number))
        for number in (*_FUNDS, "09")
        if begun and _may_be_nil(report.statement(number)) and not _has(report, number)
    }
    return replace(report, statements={**report.statements, **nil})


def _may_be_nil(statement: Statement) -> bool:
    """Whether nobody put anything into it: no code, and no amount but zero."""
    declared = declared_lines(statement.number)
    return statement.is_empty and all(line.key in declared for line in statement.lines)


def _has(report: Report, number: str) -> bool:
    if number == "09":
        counts = (getattr(report.three_public, item.name) for item in fields(report.three_public))
        spent = (report.amount("06", code, "amount") for code in _THREE_PUBLIC_CODES)
        return any(counts) or any(spent)
    name, budget = _FUNDS[number]
    rows = (report.amount("04", f"{part}_{name}", "amount") for part in ("income", "opening"))
    columns = (line.cells[name].this for line in report.statement("04").lines if name in line.cells)
    income = report.amount("01", f"income_{name}", "amount")
    return any(rows) or any(columns) or bool(income) or bool(getattr(report.budgets, budget))


def _nil(statement: Statement) -> Statement:
    ((key, name),) = declared_lines(statement.number).items()
    line = statement.line(key) or Line(key, name)
    cells = {
        column.key: replace(line.cells.get(column.key, UNKNOWN), this=ZERO)
        for column in BY_NUMBER[statement.number].columns
    }
    return replace(statement, lines=(replace(line, cells=cells),))


# --- last year ---------------------------------------------------------------------------------


def _with_lines_of_last_year(report: Report, prior: Report) -> Report:
    """Codes that had amounts last year only: nothing this year, once this year's are complete.

    The text compares them, and without them last year's figures would not add up.
    """
    changed = {
        number: _with_last_lines(report.statement(number), prior.statement(number))
        for number in _BY_CODE
        if _is_complete(report.statement(number))
    }
    return replace(report, statements={**report.statements, **changed})


def _is_complete(statement: Statement) -> bool:
    """Whether the lowest level that is known makes up the totals."""
    column = BY_NUMBER[statement.number].columns[0].key
    column = column if column == "amount" else "total"
    totals = [statement.cell(key, column).this for key in declared_lines(statement.number)]
    depth = max((line.depth for line in statement.lines), default=1)
    lowest = [statement.cell(line.key, column).this for line in statement.at_depth(depth)]
    return any(totals) and _total(totals) == _total(lowest)


def _with_last_lines(statement: Statement, prior: Statement) -> Statement:
    lines = list(statement.lines)
    for line in prior.lines:
        cells = {column: Cell(ZERO) for column, cell in line.cells.items() if cell.this}
        if cells and statement.line(line.key) is None:
            place = place_for(statement.number, line.key, [other.key for other in lines])
            lines.insert(place, replace(line, cells=cells))
    return replace(statement, lines=tuple(lines))


def _with_last_year(report: Report, prior: Report) -> Report:
    """Last year's amounts beside this year's, from the cells of last year's Report."""
    statements = {
        number: replace(statement, lines=tuple(
            _line_with_last(line, prior.statement(number)) for line in statement.lines
        ))
        for number, statement in report.statements.items()
    }  # fmt: skip
    return replace(report, statements=statements)


def _line_with_last(line: Line, prior: Statement) -> Line:
    new = prior.line(line.key) is None and (prior.is_empty or any(prior.at_depth(line.depth)))
    cells = dict(line.cells)
    for column in BY_NUMBER[prior.number].columns:
        cell = cells.get(column.key, UNKNOWN)
        last = prior.cell(line.key, column.key).this
        if last is None and new and cell.this is not None:
            last = ZERO  # the line is new this year
        if cell.last is None and last is not None:
            cells[column.key] = replace(cell, last=last)
    return replace(line, cells=cells)


# --- figures beside the statements -------------------------------------------------------------


def _with_facts(report: Report, prior: Report | None) -> Report:
    budgets, bought, offices = report.budgets, report.procurement, report.organisation
    parts = (bought.goods, bought.works, bought.services)
    if budgets.fiscal is None and budgets.general is not None:
        whole = _total((budgets.general, budgets.fund, budgets.capital))
        budgets = replace(budgets, fiscal=whole)
    if bought.total is None and any(part is not None for part in parts):
        bought = replace(bought, total=_total(parts))
    if offices.office_count is None and offices.offices:
        offices = replace(offices, office_count=len(offices.offices))
    staff = _staff(report.staff, prior.staff) if prior else report.staff
    return replace(report, staff=staff, budgets=budgets, procurement=bought, organisation=offices)


def _staff(staff: Staff, prior: Staff) -> Staff:
    """Last year's head counts where they are open."""
    last = {
        item.name: getattr(prior, item.name.removesuffix("_last"))
        for item in fields(Staff)
        if item.name.endswith("_last") and getattr(staff, item.name) is None
    }
    return replace(staff, **last)
