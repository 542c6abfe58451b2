"""Which statement a table is: by its title, else by its headings, codes and sheet."""

from __future__ import annotations

from collections import Counter

from disclosures.workbooks.columns import (
    NAME,
    layout_of,
    phase_of,
    role_of,
    sides,
    three_public_item,
)
from disclosures.workbooks.economic import groups_of
from disclosures.workbooks.fixed import items_of, label_name
from disclosures.workbooks.tables import Table
from disclosures.workbooks.titles import statement_of_title
from fiscal.reference import Reference
from fiscal.statements import BY_NUMBER, DECLARATIONS, Declaration, Kind

_ENOUGH = 3  # columns without a title


def number_of(table: Table, reference: Reference) -> str:
    """``"05"``, or empty for a table that is none of the nine."""
    if not table.paths:
        return ""
    titled = table.number or statement_of_title(table.sheet.name)
    if titled and _fit(table, BY_NUMBER[titled]) > 0:
        return titled
    fits = {
        entry.number: fit - _misfit(table, entry)
        for entry in DECLARATIONS
        if (fit := _fit(table, entry)) > 0
    } or {"": 0}
    best = max(fits.values())
    numbers = [number for number, fit in fits.items() if fit == best]
    if best < _ENOUGH:
        return ""
    return numbers[0] if len(numbers) == 1 else _by_codes(table, numbers, reference)


def _fit(table: Table, declaration: Declaration) -> int:
    """How many of the statement's own headings and labels are met; 0 where it cannot be it."""
    match declaration.kind:
        case Kind.FIXED:
            return _fit_fixed(table, declaration)
        case Kind.ECONOMIC:
            return _fit_economic(table)
        case Kind.SINGLE:
            return _fit_three_public(table)
    layout = layout_of(declaration.number, table.paths)
    if not layout.labels or _label_columns(table) > len(layout.labels):
        return 0
    return 3 * len(layout.amounts)


def _misfit(table: Table, declaration: Declaration) -> int:
    """Headings of others, and of the statement's own those that are missing."""
    match declaration.kind:
        case Kind.FIXED:
            layouts = [layout_of(declaration.number, c, s) for s, c in sides(table.paths).items()]
            return sum(2 * len(layout.unknown) for layout in layouts)
        case Kind.FUNCTIONAL:
            layout = layout_of(declaration.number, table.paths)
            missing = len(declaration.printed_columns) - len(layout.amounts)
            return 2 * len(layout.unknown) + missing
    return 0


def _label_columns(table: Table) -> int:
    return sum(role_of(path) == NAME for path in table.paths.values())


def _fit_fixed(table: Table, declaration: Declaration) -> int:
    """Labels on two sides; 04 tells its funds apart, 01 does not."""
    if _label_columns(table) < 2:
        return 0
    fit = 0
    known = {label_name(row.label) for row in declaration.rows}
    for side, columns in sides(table.paths).items():
        layout = layout_of(declaration.number, columns, side)
        fit += 3 * len(layout.amounts)
    met = sum(label_name(cell.text) in known for row in table.body for cell in row)
    return fit + met if fit > 0 and met else 0


def _fit_economic(table: Table) -> int:
    groups = groups_of(table.paths)
    words = [cell.key for row in table.body for cell in row]
    totals = sum(word in ("人员经费合计", "公用经费合计", "工资福利支出") for word in words)
    headings = any(
        "经济分类" in word or "人员经费" in word for p in table.paths.values() for word in p
    )
    return 6 * totals + 3 * headings if groups else 0


def _fit_three_public(table: Table) -> int:
    across = len(layout_of("09", table.paths).amounts)
    if len(columns := set(items_of(table.paths).values()) - {"total"}) > 1:
        return 3 * len(columns) * any(phase_of((c.key,)) for row in table.body for c in row)
    phases = sum(bool(phase_of(path)) for path in table.paths.values())
    items = {three_public_item([label_name(c.text)]) for row in table.body for c in row} - {""}
    down = len(items - {"total"}) if phases else 0
    return 2 * across if across > 2 else 3 * down


def _by_codes(table: Table, numbers: list[str], reference: Reference) -> str:
    """The statement whose budget the codes belong to: 07 and 08 have the same columns."""
    types = Counter(
        reference.attr("functional", cell.key, "budget_type")
        for row in table.body
        for cell in row
        if cell.key.isdecimal()
    )
    types.pop("", None)
    if not types:
        return ""
    kind = types.most_common(1)[0][0]
    return next((number for number in numbers if BY_NUMBER[number].budget_type == kind), "")
