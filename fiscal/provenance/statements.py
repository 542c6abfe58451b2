"""The cells of the nine statements: the sums that give them, the sums that they go into."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fiscal.equations import Address, Sum, sums, with_levels
from fiscal.money import ZERO, change, envelope, format_amount, format_number, to_wan
from fiscal.narrative.figures import split_statement_address, statement_address
from fiscal.narrative.origins import label
from fiscal.provenance.model import Formula, LastYear, Provenance, Term, difference_note
from fiscal.reference import Reference
from fiscal.report import Cell, Line, Report
from fiscal.statements import BY_NUMBER, DECLARATIONS, SINGLE_LINE, Declaration

WAN = "万元"
_NO_CHANGE = "与上年持平"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The statements of a Report with the sums between their cells, by target and by part."""

    report: Report
    ways: Mapping[Address, tuple[Sum, ...]]
    uses: Mapping[Address, tuple[Sum, ...]]

    @classmethod
    def of(cls, report: Report, reference: Reference) -> Sheets:
        numbers = [declaration.number for declaration in DECLARATIONS]
        lines = {number: with_levels(report.statement(number), reference) for number in numbers}
        ways: dict[Address, tuple[Sum, ...]] = {}
        uses: dict[Address, tuple[Sum, ...]] = {}
        for one in dict.fromkeys(sums(lines)):
            ways[one.target] = (*ways.get(one.target, ()), one)
            for part in (*one.plus, *one.minus):
                uses[part] = (*uses.get(part, ()), one)
        return cls(report, ways, uses)

    def cell(self, address: str) -> Provenance | None:
        """Where the amount of a cell comes from; None where none stands."""
        at = split_statement_address(address) if address.count("/") >= 3 else None
        if at is None or at[0] not in BY_NUMBER:
            return None
        cell, declaration = self.report.cell(*at), BY_NUMBER[at[0]]
        columns = {column.key: column for column in declaration.columns}
        if cell.this is None or at[2] not in columns:
            return None
        line = self.report.statement(at[0]).line(at[1])
        printed = columns[at[2]].printed
        return Provenance(
            address=address,
            title=label(self.report, address),
            value=format_amount(cell.this),
            unit=WAN,
            facts=tuple(_facts(declaration, line, at[2], cell.this, printed)),
            place=address if printed else "",
            formulas=self.formulas(at),
            last=last_year(cell),
            part_of=tuple(self._part_of(at)),
        )

    def formulas(self, at: Address) -> tuple[Formula, ...]:
        """The ways that lead to a cell, each with its numbers."""
        found = (self._formula(one) for one in self.ways.get(at, ()))
        return tuple(one for one in found if one is not None)

    def _formula(self, one: Sum) -> Formula | None:
        """None where a part is unknown and the rest does not make up the whole."""
        recorded = self.report.amount(*one.target)
        plus, minus = self._known(one.plus), self._known(one.minus)
        if recorded is None or not (plus or minus):
            return None
        computed = sum(plus.values(), ZERO) - sum(minus.values(), ZERO)
        is_whole = len(plus) + len(minus) == len(one.plus) + len(one.minus)
        if not is_whole and to_wan(computed) != to_wan(recorded):
            return None
        signed = [*_signed(plus, "＋"), *_signed(minus, "−")]
        counted = [entry for entry in signed if entry[2]] or signed[:1]
        name = _name(one, zeros=len(signed) - len(counted))
        parts = [(sign, self.term(at), amount) for sign, at, amount in counted]
        return summed(name, parts, recorded)

    def _known(self, parts: Iterable[Address]) -> dict[Address, Decimal]:
        amounts = ((part, self.report.amount(*part)) for part in parts)
        return {part: amount for part, amount in amounts if amount is not None}

    def term(self, at: Address) -> Term:
        """A cell as a part of something else."""
        address = statement_address(*at)
        amount = self.report.amount(*at)
        value = "" if amount is None else f"{format_amount(amount)}{WAN}"
        return Term(value, label(self.report, address), address)

    def _part_of(self, at: Address) -> Iterator[Term]:
        for one in self.uses.get(at, ()):
            if self.report.amount(*one.target) is not None and self._formula(one):
                yield self.term(one.target)


def last_year(cell: Cell) -> LastYear | None:
    """Last year's amount and the change of the published figures."""
    if cell.last is None:
        return None
    text = "" if cell.this is None else changed(to_wan(cell.this), to_wan(cell.last))
    return LastYear(f"{format_amount(cell.last)}{WAN}", text)


def changed(this: Decimal, last: Decimal, unit: str = WAN) -> str:
    """``比上年增加12.30万元，增长0.69%`` of two published figures."""
    moved = change(this, last)
    if not moved.difference:
        return _NO_CHANGE
    amount = format_number(moved.amount) if unit == WAN else f"{moved.amount:f}"
    size = f"比上年{moved.direction}{amount}{unit}"
    return f"{size}，{moved.growth}{moved.percent:,.2f}%" if last else f"{size}（上年为零）"


def _signed(parts: Mapping[Address, Decimal], sign: str) -> list[tuple[str, Address, Decimal]]:
    return [(sign, at, amount) for at, amount in parts.items()]


def summed(name: str, parts: list[tuple[str, Term, Decimal]], recorded: Decimal) -> Formula:
    """A sum of signed amounts in yuan, shown in published figures."""
    amounts = [amount if sign == "＋" else -amount for sign, _, amount in parts]
    result, printed = to_wan(sum(amounts, ZERO)), to_wan(recorded)
    expression = " ".join(f"{sign} {bracketed(to_wan(amount))}" for sign, _, amount in parts)
    notes = []
    if sum((to_wan(amount) for amount in amounts), ZERO) != result:
        notes.append("按元相加再换算成万元，与各数四舍五入后相加的尾数不同")
    if result != printed:
        notes.append(difference_note(printed, result, WAN, envelope(len(parts))))
    return Formula(
        name,
        expression.removeprefix("＋ "),
        f"{format_number(result)}{WAN}",
        tuple(term for _, term, _ in parts),
        "；".join(notes),
        result == printed,
    )


def bracketed(number: Decimal) -> str:
    """A number in a formula; below zero in brackets."""
    return format_number(number) if number >= 0 else f"({format_number(number)})"


def _name(one: Sum, zeros: int) -> str:
    """What kind of sum it is."""
    parts, target = (*one.plus, *one.minus), one.target
    rest = f"，其余{zeros}项为零" if zeros else ""
    if any(part[0] != target[0] for part in parts):
        head = f"与{parts[0][0]}表一致" if len(parts) == 1 else "由其他表的数算出"
        return head + rest
    if all(part[1] == target[1] for part in parts):
        return ("同一行各栏加减" if one.minus else "同一行各栏相加") + rest
    if BY_NUMBER[target[0]].rows:
        return "同一栏各行相加" + rest
    return "下一级科目相加" + rest


def _facts(
    declaration: Declaration, line: Line | None, column: str, yuan: Decimal, printed: bool
) -> Iterator[tuple[str, str]]:
    """Table, row and column in words, and the amount to the last 分."""
    yield "表", f"{declaration.form_number} {declaration.title}"
    if line is not None and line.key != SINGLE_LINE:
        yield "行", _row(declaration, line)
    yield "栏", " · ".join(declaration.column(column).header)
    yield "填报数", f"{yuan:,.2f}元"
    if not printed:
        yield "说明", "这一栏不在公开的表中，数在文字说明中公开"


def _row(declaration: Declaration, line: Line) -> str:
    declared = next((row for row in declaration.rows if row.key == line.key), None)
    if declared:
        return f"{declared.label}（行次{declared.number}）"
    path = " › ".join((*line.parents, line.name))
    return f"{path}（{line.key}）" if line.key.isdigit() else path
