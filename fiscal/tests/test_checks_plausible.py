"""Figures beyond all reason: XS-61, XS-63, XS-64, PE-63, PE-64, PE-66, TX-70."""

from __future__ import annotations

import pytest

from fiscal.report import Assets, Report, Staff, ThreePublic
from fiscal.tests.books import found, line, report, row, statements, unit_table, wan


def assets(area: str, area_value: str, vehicles: int, vehicles_value: str) -> Report:
    """Vehicles all of one class."""
    held = Assets(
        wan(area) / 10000, wan(area_value), wan(vehicles_value), 0, 0, vehicles, 0, 0, 0, 0, 0, 0
    )
    return report(assets=held)


@pytest.mark.fires("XS-61")
@pytest.mark.parametrize(
    ("area", "value"),
    [("1661.32", "5843400.00"), ("1661.32", "0.06"), ("16613200", "584.34"), ("1661.32", "0"),
     ("0", "584.34")],
)  # fmt: skip
def test_xs_61_the_value_of_houses_fits_their_area(area: str, value: str) -> None:
    assert [item.where for item in found(assets(area, value, 1, "17"), "XS-61")] == [
        "assets/area_value"
    ]


@pytest.mark.fires("XS-61")
@pytest.mark.parametrize(("count", "value"), [(1, "169900"), (2, "0.0034"), (3, "0"), (0, "17")])
def test_xs_61_the_value_of_vehicles_fits_their_number(count: int, value: str) -> None:
    assert [item.where for item in found(assets("0", "0", count, value), "XS-61")] == [
        "assets/vehicles_value"
    ]


@pytest.mark.spares("XS-61")
@pytest.mark.parametrize(
    ("area", "value", "vehicles", "worth"),
    [("1271.95", "423.55", 2, "34.00"), ("19646.98", "2719.44", 17, "413.20"), ("0", "0", 0, "0")],
)
def test_xs_61_real_values_are_left_alone(area: str, value: str, vehicles: int, worth: str) -> None:
    assert found(assets(area, value, vehicles, worth), "XS-61") == []


def three_public(overseas: str, reception: str, operation: str, **counts: int) -> Report:
    cells = {
        "actual_overseas": overseas, "actual_reception": reception,
        "actual_vehicle_operation": operation,
    }  # fmt: skip
    return report(
        statements=statements(s09=(line("amount", "", **cells),)),
        three_public=ThreePublic(**counts),
    )


@pytest.mark.fires("XS-63")
def test_xs_63_a_guest_costs_neither_pennies_nor_thousands() -> None:
    for guests in (4000, 1):
        one = three_public("0", "0.40", "0", reception_guests=guests)
        assert [item.where for item in found(one, "XS-63")] == ["three_public/reception_guests"]


@pytest.mark.spares("XS-63")
def test_xs_63_usual_costs_are_left_alone() -> None:
    usual = three_public(
        "2.46", "0.07", "74.75", travellers=1, reception_guests=5, vehicles_held=17
    )
    assert found(usual, "XS-63") == []


@pytest.mark.fires("XS-64")
def test_xs_64_ten_times_as_many_people_are_asked_about() -> None:
    changed = report(staff=Staff(203, 20, 0, 0, 17, 16))
    assert [item.where for item in found(changed, "XS-64")] == ["staff/active"]


@pytest.mark.spares("XS-64")
def test_xs_64_a_small_unit_may_triple() -> None:
    assert found(report(staff=Staff(6, 2, 1, 0, 17, 16)), "XS-64") == []


@pytest.mark.fires("TX-70")
def test_tx_70_the_vehicles_told_are_the_difference() -> None:
    told = report(
        texts={"s9.car.diff_reason": "1辆已更新停用"},
        assets=assets("0", "0", 3, "60").assets,
        three_public=ThreePublic(vehicles_held=1),
    )
    assert [item.values["computed"] for item in found(told, "TX-70")] == ["2"]


@pytest.mark.spares("TX-70")
@pytest.mark.parametrize("text", ["2辆已更新停用", "1辆待报废，1辆租用", "车辆已停用"])
def test_tx_70_the_difference_told_in_other_ways_is_left_alone(text: str) -> None:
    told = report(
        texts={"s9.car.diff_reason": text},
        assets=assets("0", "0", 3, "60").assets,
        three_public=ThreePublic(vehicles_held=1),
    )
    assert found(told, "TX-70") == []


@pytest.mark.fires("PE-63")
def test_pe_63_nothing_is_more_than_wholly_complete() -> None:
    over = row("=100%", "=107%", "", "10", rule="", name="预算编制完整性")
    assert [item.where for item in found(report(unit_evaluation=unit_table(over)), "PE-63")] == [
        "unit_evaluation/indicators/0/actual"
    ]


@pytest.mark.spares("PE-63")
def test_pe_63_a_growth_may_be_more_than_100_percent() -> None:
    over = row(">=100%", "=107%", "", "10", rule="", name="销售额增长率")
    assert found(report(unit_evaluation=unit_table(over)), "PE-63") == []


@pytest.mark.fires("PE-64")
def test_pe_64_ten_times_the_target_is_asked_about() -> None:
    over = row(">=14次", "=140次", "", "10", rule="", name="检查次数")
    assert len(found(report(unit_evaluation=unit_table(over)), "PE-64")) == 1


@pytest.mark.spares("PE-64")
def test_pe_64_three_times_the_target_is_left_alone() -> None:
    over = row(">=14次", "=42次", "", "10", rule="", name="检查次数")
    assert found(report(unit_evaluation=unit_table(over)), "PE-64") == []


def targets(*written: str) -> Report:
    rows = [
        row(target, "=100%", "", "10", rule="", name=f"指标{i}") for i, target in enumerate(written)
    ]
    return report(unit_evaluation=unit_table(*rows))


@pytest.mark.fires("PE-66")
def test_pe_66_one_target_has_lost_its_operator() -> None:
    assert [item.where for item in found(targets(">=90%", "98%", "=100%"), "PE-66")] == [
        "unit_evaluation/indicators/1/target"
    ]


@pytest.mark.spares("PE-66")
@pytest.mark.parametrize(
    "written", [("90%", "98%", "100%"), (">=90%", "90%-95%", "=3次"), (">=90%", "2024年12月前")]
)
def test_pe_66_ranges_dates_and_tables_without_operators(written: tuple[str, ...]) -> None:
    assert found(targets(*written), "PE-66") == []
