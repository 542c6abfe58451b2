"""A department's account is the sum of its units', less what they paid each other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from disclosures.demo import reports, units
from fiscal import checks
from fiscal.consolidate import REMITTANCE, SUBSIDY, Transfer, TransferError, consolidate
from fiscal.edits import Change, apply
from fiscal.finding import Severity
from fiscal.narrative import narrative
from fiscal.recalculation import recalculation
from fiscal.report import Report
from units.reference import shipped_reference

YEAR = 2024
REFERENCE = shipped_reference(YEAR)
PAID = Decimal("100000.00")


@cache
def department() -> tuple[Report, ...]:
    """A fictional bureau without errors, and the institutions below it."""
    all_units = list(units(40))
    for bureau in (unit for unit in all_units if not unit.parent):
        below = [unit for unit in all_units if unit.parent == bureau.code]
        accounts = tuple(next(reports(unit, YEAR, YEAR)) for unit in (bureau, *below))
        if below and not any(errors(one) for one in accounts):
            return accounts
    raise LookupError("every fictional department has flaws")


def errors(report: Report) -> list[str]:
    """Errors of the figures; texts and the evaluation are of the unit itself, not of the sum."""
    found = checks.run(replace(report, unit_evaluation=None), REFERENCE)
    wrong = [item for item in found if item.severity is Severity.ERROR]
    return [item.message for item in wrong if not item.rule.startswith("TX-")]


def code_of(report: Report, number: str) -> str:
    return next(line.key for line in report.statement(number).at_depth(3))


def with_more(report: Report, *cells: tuple[str, str, str]) -> Report:
    """The account with ``PAID`` more in these cells and in the sums that follow from them."""
    typed = []
    for number, key, column in cells:
        amount = report.amount(number, key, column) or Decimal(0)
        path = f"statements/{number}/{key}/{column}/this"
        typed.append(Change(path, f"{amount}", f"{amount + PAID}"))
    return apply(report, [*typed, *recalculation(report, typed, REFERENCE)])


def test_the_sum_obeys_every_identity() -> None:
    own, *below = department()
    whole, _ = consolidate(own, below)
    assert errors(whole) == []


def test_every_cell_is_the_sum_of_the_units() -> None:
    own, *below = department()
    whole, _ = consolidate(own, below)
    for number, key, column in (("01", "grand_total_income", "amount"), ("03", "total", "total"),
                                ("06", "public_total", "amount")):  # fmt: skip
        parts = [one.cell(number, key, column) for one in (own, *below)]
        cell = whole.cell(number, key, column)
        assert cell.this == sum(part.this or 0 for part in parts)
        assert cell.last == sum(part.last or 0 for part in parts)


def test_counts_procurement_and_property_are_added_up() -> None:
    own, *below = department()
    whole, _ = consolidate(own, below)
    assert whole.staff.active == sum(one.staff.active or 0 for one in (own, *below))
    assert whole.procurement.total == sum(one.procurement.total or 0 for one in (own, *below))
    assert whole.assets.area == sum(one.assets.area or 0 for one in (own, *below))
    assert whole.three_public.vehicles_held == sum(
        one.three_public.vehicles_held or 0 for one in (own, *below)
    )


def test_what_only_the_unit_itself_says_stays_its_own() -> None:
    own, *below = department()
    whole, _ = consolidate(own, below)
    assert (whole.unit, whole.texts, whole.projects) == (own.unit, own.texts, own.projects)
    assert whole.organisation.offices == own.organisation.offices


def test_the_text_is_in_the_wording_of_a_department() -> None:
    own, *below = department()
    whole, _ = consolidate(own, below)
    printed = [paragraph.text for paragraph in narrative(whole, REFERENCE)]
    assert any("（本级）决算及所属单位决算" in text for text in printed)
    assert {f"{index}. {one.unit.name}" for index, one in enumerate(below, 1)} <= set(printed)


@pytest.mark.parametrize("kind", [SUBSIDY, REMITTANCE])
def test_what_one_unit_paid_another_is_counted_once(kind: str) -> None:
    own, other, *rest = department()
    payer, payee = (own, other) if kind == SUBSIDY else (other, own)
    pays = "subsidy_to_subordinate" if kind == SUBSIDY else "remit_to_superior"
    receives = "superior_subsidy" if kind == SUBSIDY else "subordinate"
    out, into = code_of(payer, "03"), code_of(payee, "02")
    payer_more = with_more(payer, ("03", out, pays), ("02", code_of(payer, "02"), "other"))
    payee_more = with_more(payee, ("02", into, receives), ("03", code_of(payee, "03"), "project"))
    assert errors(payer_more) == errors(payee_more) == []

    accounts = (payer_more, payee_more) if kind == SUBSIDY else (payee_more, payer_more)
    plain, _ = consolidate(accounts[0], [accounts[1], *rest])
    whole, differences = consolidate(
        accounts[0], [accounts[1], *rest], [Transfer(kind, out, into, PAID)]
    )
    assert errors(whole) == []
    for address in (("02", "total", "total"), ("02", into, receives), ("03", "total", pays),
                    ("01", "grand_total_income", "amount"),
                    ("01", "grand_total_expenditure", "amount"),
                    ("01", f"exp_{out[:3]}", "amount")):  # fmt: skip
        before, after = plain.amount(*address), whole.amount(*address)
        assert before is not None
        assert after == before - PAID
    taken = {(one.number, one.line, one.column): one.transfers for one in differences}
    assert taken["03", "total", "total"] == PAID


def test_a_difference_tells_how_a_cell_comes_about() -> None:
    own, *below = department()
    whole, differences = consolidate(own, below)
    for one in differences:
        assert (one.own or 0) + (one.subordinates or 0) - one.transfers == (one.whole or 0)
    told = {(one.number, one.line, one.column) for one in differences}
    assert ("03", "total", "total") in told
    unchanged = whole.amount("08", "total", "total") == own.amount("08", "total", "total")
    assert (("08", "total", "total") in told) is not unchanged


@pytest.mark.parametrize(
    "transfer",
    [
        Transfer(SUBSIDY, "2019999", "2019999", PAID),
        Transfer(SUBSIDY, "total", "total", Decimal("1e12")),
        Transfer(REMITTANCE, "total", "total", Decimal("-1.00")),
        Transfer("loan", "total", "total", PAID),
    ],
)
def test_a_transfer_that_the_accounts_do_not_hold_is_refused(transfer: Transfer) -> None:
    own, *below = department()
    with pytest.raises(TransferError):
        consolidate(own, below, [transfer])


def test_unknown_counts_for_nothing_beside_what_is_known() -> None:
    own, *below = department()
    blank = replace(below[0], staff=type(below[0].staff)())
    whole, _ = consolidate(own, [blank])
    assert whole.staff == own.staff
