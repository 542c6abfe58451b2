"""A fictional Report that says everything a text can say, for the narrative tests."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fiscal.narrative.template import entries
from fiscal.reference import Reference
from fiscal.report import (
    Assets,
    Budgets,
    Cell,
    Line,
    Organisation,
    Procurement,
    Report,
    Staff,
    Statement,
    ThreePublic,
    UnitFacts,
)
from fiscal.statements import BY_NUMBER
from units.reference import shipped_reference

REFERENCE = shipped_reference(2024)
UNIT = "云岭州档案馆"


def wan(amount: str) -> Decimal:
    """Yuan of a printed 万元 figure."""
    return (Decimal(amount.replace(",", "")) * 10000).quantize(Decimal("0.01"))


def cell(this: str, last: str | None = None) -> Cell:
    return Cell(wan(this), None if last is None else wan(last))


def fixed(number: str, column: str = "amount", **cells: Cell) -> Statement:
    """A statement of fixed rows; a row may be written ``row__column``."""
    rows = {key.split("__")[0]: (key.split("__")[1:] or [column])[0] for key in cells}
    by_row = {key.split("__")[0]: value for key, value in cells.items()}
    declared = [row for row in BY_NUMBER[number].rows if row.key in rows]
    lines = (Line(row.key, row.label, (), {rows[row.key]: by_row[row.key]}) for row in declared)
    return Statement(number, tuple(lines))


def coded(number: str, total: Mapping[str, Cell], *lines: Line) -> Statement:
    return Statement(number, (Line("total", "合计", (), total), *lines))


def functional(code: str, amount: Cell, *names: str) -> Line:
    """A line by code; names only where the classification has no such code."""
    item = REFERENCE.find("functional", code)
    path = names or (REFERENCE.path(item) if item else ())
    return Line(code, path[-1], path[:-1], {"total": amount})


def economic(*codes: str) -> tuple[Line, ...]:
    items = [REFERENCE.find("economic", code) for code in codes]
    parents = [REFERENCE.find("economic", item.parent) for item in items if item]
    return tuple(
        Line(item.code, item.name, (parent.name,))
        for item, parent in zip(items, parents, strict=True)
        if item and parent
    )


UNKNOWN_ITEM = ("一般公共服务支出", "档案事务", "口述史整理（试点）")

STATEMENTS = (
    fixed(
        "01", income_total=cell("1,800.05"), use_of_surplus=cell("10.00"),
        opening_balance=cell("0.01"), grand_total_income=cell("1,810.06", "79.23"),
        expenditure_total=cell("1,790.00"), surplus_distribution=cell("0.00"),
        closing_balance=cell("20.06"), grand_total_expenditure=cell("1,810.06"),
    ),
    coded("02", {
        "total": cell("1,800.05"), "fiscal": cell("1,800.01"), "superior_subsidy": cell("0.00"),
        "institutional": cell("0.00"), "business": cell("0.00"), "subordinate": cell("0.00"),
        "other": cell("0.04"),
    }),
    coded("03", {
        "total": cell("1,790.00"), "basic": cell("600.10"), "project": cell("1,189.90"),
        "remit_to_superior": cell("0.00"), "business": cell("0.00"),
        "subsidy_to_subordinate": cell("0.00"),
    }),
    fixed(
        "04", income_total=cell("1,800.01"), opening_balance=cell("0.00"),
        grand_total_income=cell("1,800.01", "1,900.00"), expenditure_total__total=cell("1,789.96"),
        closing_balance__total=cell("10.05"), grand_total_expenditure__total=cell("1,800.01"),
    ),
    coded(
        "05", {"total": cell("789.96", "800.00"), "basic": cell("600.10")},
        functional("201", cell("700.00")),
        functional("2012601", cell("650.00", "650.01")),
        Line("/".join(UNKNOWN_ITEM), UNKNOWN_ITEM[-1], UNKNOWN_ITEM[:-1], {
            "total": cell("50.00", "0.00")
        }),
        functional("2080501", cell("0.00", "19.75")),
        functional("221", cell("89.96")),
        functional("2210201", cell("89.96", "130.24")),
    ),
    Statement("06", (
        *economic("30101", "30102", "30302"),
        Line("人员经费/援疆补贴", "援疆补贴", ("人员经费",)),
        Line("personnel_total", "人员经费合计", (), {"amount": cell("500.00")}),
        *economic("30201", "30213", "31002"),
        Line("public_total", "公用经费合计", (), {"amount": cell("100.10", "99.00")}),
    )),
    coded(
        "07", {
            "opening": cell("0.00"), "income": cell("1,000.00"), "total": cell("990.00"),
            "closing": cell("10.00"), "grand_total": cell("1,000.00", "0.00"),
        },
        functional("2290402", cell("990.00", "0.00")),
    ),
    coded(
        "08", {
            "opening": cell("1.00"), "income": cell("9.00"), "total": cell("10.00"),
            "closing": cell("0.00"), "grand_total": cell("10.00", "82.83"),
        },
        functional("2230199", cell("10.00", "82.83")),
    ),
    Statement("09", (Line("amount", "合计", (), {
        "actual_total": cell("7.00", "7.10"), "actual_overseas": cell("0.00", "0.00"),
        "actual_vehicle": cell("6.93", "7.02"), "actual_vehicle_purchase": cell("0.00"),
        "actual_vehicle_operation": cell("6.93"), "actual_reception": cell("0.07", "0.08"),
        "budget_total": cell("7.25"), "budget_overseas": cell("0.00"),
        "budget_vehicle_purchase": cell("0.00"), "budget_vehicle_operation": cell("7.18"),
        "budget_reception": cell("0.07"),
    }),)),
)  # fmt: skip

NIL_07 = coded("07", {column.key: cell("0.00") for column in BY_NUMBER["07"].columns})
NIL_08 = coded("08", {column.key: cell("0.00") for column in BY_NUMBER["08"].columns})

_REPEATED = {"s5.3.item": "05", "s7.item": "07", "s8.item": "08"}


def texts_for(statements: Mapping[str, Statement], nature_group: str) -> dict[str, str]:
    """A sentence for every free text of the template."""
    unused = "s10.1.admin" if nature_group == "institution" else "s10.1.inst"
    texts = {}
    for entry in entries(REFERENCE):
        for slot in entry.slots:
            if slot.type != "text" or entry.id == unused:
                continue
            number = _REPEATED.get(entry.id)
            if number:
                for line in statements[number].at_depth(3):
                    texts[f"{entry.id}.{slot.name}#{line.key}"] = f"1.项目{line.name}。2.其他"
            elif not (entry.id[:3] in ("s7.", "s8.") and statements["0" + entry.id[1]].is_empty):
                texts[f"{entry.id}.{slot.name}"] = f"人员减少，压减支出（{entry.id}，{slot.name}）"
    return texts


def example(
    *statements: Statement,
    nature_group: str = "administrative",
    subordinates: tuple[str, ...] = (),
    other_matters: tuple[str, ...] = (),
    reference: Reference = REFERENCE,
) -> Report:
    """The fictional Report; given statements replace those of the same number."""
    tables = {table.number: table for table in (*STATEMENTS, *statements)}
    return Report(
        unit=UnitFacts(UNIT, nature_group=nature_group),
        year=2024,
        functions=("（一）保管州级档案。", "（二）开放档案，编研档案史料；办理其他事项。"),
        staff=Staff(45, 55, 1, 1, 52, 51),
        organisation=Organisation(3, ("办公室", "保管科（库房、修裱）", "编研科"), subordinates),
        statements=tables,
        budgets=Budgets(
            wan("1,850.00"), wan("820.00"),
            None if tables["07"].is_empty else wan("0.00"),
            None if tables["08"].is_empty else wan("9.00"),
        ),
        texts=texts_for(tables, nature_group),
        three_public=ThreePublic(0, 0, 0, 3, 2, 15),
        procurement=Procurement(
            wan("114.53"), wan("73.11"), wan("0.00"), wan("41.42"), wan("114.53"), wan("14.00")
        ),
        assets=Assets(
            Decimal("19646.98"), wan("2,719.44"), wan("42.50"), 0, 0, 1, 0, 0, 0, 0, 2, 1
        ),
        other_matters=other_matters,
        terms=tuple(item.name for item in reference.book("term")),
    )  # fmt: skip
