"""What follows from typed amounts: the sums they are part of, as in a sheet with formulas.

A recorded amount *follows* its parts while it says what they add up to; one that somebody typed
otherwise is left as recorded, and the checks tell the difference. Clearing a sum makes it follow
again. Last year's amounts are added up like this year's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from fiscal.edits import Change, apply, leaves, replay
from fiscal.equations import Address, Sum, sums, with_levels
from fiscal.fill import fill
from fiscal.lines import declared_lines
from fiscal.money import ZERO
from fiscal.reference import Reference
from fiscal.report import Cell, Report
from fiscal.statements import DECLARATIONS

_PERIODS = ("this", "last")
_ECONOMIC = "06"


def recalculation(
    report: Report, typed: Sequence[Change], reference: Reference
) -> tuple[Change, ...]:
    """The changes that bring the sums after ``typed`` in line with their parts.

    To be done after ``typed``. Empty when ``typed`` itself conflicts or cannot be done.
    """
    outcome = replay(report, typed)
    if outcome.conflicts or outcome.problems:
        return ()
    touched = list(_touched(outcome.changes))
    this, last = ({address for when, address in touched if when == one} for one in _PERIODS)
    changes = list(_changes(report, outcome.report, this, reference)) if this else []
    if last:
        between = apply(outcome.report, changes)
        years = (_turned(report), _turned(between))
        changes += (_turned_change(one) for one in _changes(*years, last, reference))
    return tuple(changes)


def without_amounts(report: Report, changes: Sequence[Change]) -> Iterator[Change]:
    """The changes that take away the lines which ``changes`` leave without any amount.

    Only those that an amount makes: what the form declares, and the codes of 06. To be done after
    ``changes``; so a draft in which an amount was typed and cleared is as it was before.
    """
    touched: dict[str, set[str]] = {}
    for _, (number, key, _) in _touched(changes):
        if number == _ECONOMIC or key in declared_lines(number):
            touched.setdefault(number, set()).add(key)
    after = replay(report, changes).report if touched else report
    for number, keys in touched.items():
        lines = after.statement(number).lines
        emptied = [line for line in lines if line.key in keys and not line.has_amounts]
        for line in emptied:
            yield Change(f"statements/{number}/{line.key}", {"name": line.name}, None)
        if emptied and len(emptied) == len(lines):
            yield Change(f"statements/{number}", None, None)


def sums_above(report: Report, changes: Iterable[Change], reference: Reference) -> Iterator[str]:
    """Addresses of the sums, near and far, that the changed amounts are part of."""
    touched, formulas = list(_touched(changes)), tuple(_formulas(report, reference))
    for period in _PERIODS:
        amounts = {address for when, address in touched if when == period}
        for address in sorted(_depending(amounts, formulas) - amounts):
            yield f"{_path(address).removesuffix('this')}{period}"


def partial_sums(report: Report, unread: Collection[str], reference: Reference) -> Iterator[Change]:
    """The changes that empty the sums, near and far, of which an amount at ``unread`` is missing.

    ``unread`` are addresses of cells. A sum that says more than what is known of its parts was
    read itself and stays.
    """
    changes = [Change(f"{path}/{period}", None, "0") for path in unread for period in _PERIODS]
    touched = {address for _, address in _touched(changes)}
    for period, turned in zip(_PERIODS, (report, _turned(report)), strict=True):
        formulas = tuple(_formulas(turned, reference))
        missing = {one for one in touched if turned.amount(*one) is None}
        above = _depending(missing, formulas) - missing
        known = _from_parts(turned, formulas, above)
        for address in sorted(above):
            if turned.amount(*address) == known.get(address, 0):
                yield Change(f"{_path(address).removesuffix('this')}{period}", None, None)


def _from_parts(
    report: Report, formulas: Iterable[Sum], wanted: Collection[Address]
) -> dict[Address, Decimal]:
    """What is known of the parts of these sums, by the preferred way, added up."""
    found: dict[Address, Decimal] = {}
    for one in formulas:
        if one.target in wanted and one.target not in found:
            plus = sum((report.amount(*part) or ZERO for part in one.plus), ZERO)
            found[one.target] = plus - sum((report.amount(*p) or ZERO for p in one.minus), ZERO)
    return found


def _touched(changes: Iterable[Change]) -> Iterator[tuple[str, Address]]:
    """Period and address of the amounts that were changed."""
    for change in leaves(changes):
        group, _, rest = change.path.partition("/")
        number, _, rest = rest.partition("/")
        parts = rest.rsplit("/", 2)
        if group == "statements" and len(parts) == 3 and parts[2] in _PERIODS:
            yield parts[2], (number, parts[0], parts[1])


def _turned(report: Report) -> Report:
    """The Report with last year in the place of this year."""
    statements = {
        number: replace(statement, lines=tuple(
            replace(line, cells={key: Cell(one.last, one.this) for key, one in line.cells.items()})
            for line in statement.lines
        ))
        for number, statement in report.statements.items()
    }  # fmt: skip
    return replace(report, statements=statements)


def _turned_change(change: Change) -> Change:
    path = change.path.removesuffix("/this")
    return change if path == change.path else replace(change, path=f"{path}/last")


def _changes(
    before: Report, after: Report, touched: Collection[Address], reference: Reference
) -> Iterator[Change]:
    cleared = {address for address in touched if after.amount(*address) is None}
    formulas = (*_formulas(before, reference), *_formulas(after, reference))
    depending = _depending(touched, formulas) - set(touched)
    following = {*cleared, *_following(before, depending, reference)}
    return _settled(after, following, _depending(cleared, formulas), reference)


def _path(address: Address) -> str:
    return f"statements/{'/'.join(address)}/this"


def _formulas(report: Report, reference: Reference) -> Iterator[Sum]:
    numbers = (declaration.number for declaration in DECLARATIONS)
    return sums({number: with_levels(report.statement(number), reference) for number in numbers})


def _depending(touched: Collection[Address], formulas: Iterable[Sum]) -> set[Address]:
    """What was touched and everything that is computed from it, directly or not."""
    uses: dict[Address, set[Address]] = {}
    for formula in formulas:
        for part in (*formula.plus, *formula.minus):
            uses.setdefault(part, set()).add(formula.target)
    found, waiting = set(touched), list(touched)
    while waiting:
        new = uses.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


def _following(
    report: Report, addresses: Collection[Address], reference: Reference
) -> Iterator[Address]:
    """Those that are open or say what their parts add up to."""
    computed = fill(_without(report, addresses), reference)
    directly = _from_recorded_parts(report, reference)
    for address in addresses:
        now, whole = report.amount(*address), computed.amount(*address)
        is_open = now is None or (now == 0 and whole is None)
        if is_open or now == whole == directly.get(address, whole):
            yield address


def _from_recorded_parts(report: Report, reference: Reference) -> dict[Address, Decimal]:
    """What the sums add up to whose parts all stand there, by the preferred way."""
    found: dict[Address, Decimal] = {}
    for formula in _formulas(report, reference):
        plus, minus = (
            [report.amount(*part) for part in parts] for parts in (formula.plus, formula.minus)
        )
        if formula.target not in found and None not in (*plus, *minus):
            found[formula.target] = sum(filter(None, plus), ZERO) - sum(filter(None, minus), ZERO)
    return found


def _without(report: Report, addresses: Iterable[Address]) -> Report:
    known = (address for address in addresses if report.amount(*address) is not None)
    return apply(report, [Change(_path(address), None, None) for address in known])


def _settled(
    report: Report,
    following: Collection[Address],
    bereft: Collection[Address],
    reference: Reference,
) -> Iterator[Change]:
    """From what stands at the addresses to what follows from the rest.

    ``bereft`` are those of which a part was cleared: nothing goes with it as any sum does.
    """
    filled = fill(_without(report, following), reference)
    doubtful = _with_amounts_below(filled, reference)
    made: set[tuple[str, str]] = set()
    for address in sorted(following):
        number, key, _ = address
        now, computed = report.amount(*address), filled.amount(*address)
        # In doubt: an amount that was typed stays; nothing beside amounts is not nothing.
        stays = bool(now) if address in doubtful else not now and address not in bereft
        if computed == now or (computed is None and stays):
            continue
        line = filled.statement(number).line(key)
        if line and report.statement(number).line(key) is None and (number, key) not in made:
            made.add((number, key))
            parents = list(line.parents)
            yield Change(
                f"statements/{number}/{key}", None, {"name": line.name, "parents": parents}
            )
        yield Change(_path(address), _plain(now), _plain(computed))


def _with_amounts_below(report: Report, reference: Reference) -> set[Address]:
    """The sums with an amount among their parts: unknown, they are in doubt and not nothing."""
    return {
        formula.target
        for formula in _formulas(report, reference)
        if any(report.amount(*part) for part in (*formula.plus, *formula.minus))
    }


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
