"""Names and blanks: XS-62, PE-60, PE-61, PE-62, PE-65."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fiscal.report import Organisation, Report, UnitFacts
from fiscal.tests.books import found, project, report, row, unit_table


@pytest.mark.fires("XS-62")
def test_xs_62_an_office_is_listed_twice() -> None:
    twice = Organisation(2, ("办公室", "办公室"), ("某局一站", "某局一站"))
    assert [item.where for item in found(report(organisation=twice), "XS-62")] == [
        "organisation/offices", "organisation/subordinates",
    ]  # fmt: skip


@pytest.mark.spares("XS-62")
def test_xs_62_numbered_offices_differ() -> None:
    listed = Organisation(2, ("秘书一科", "秘书二科"))
    assert found(report(organisation=listed), "XS-62") == []


RESULT = "截至2024年12月31日，举办培训1场，培训人员100人次"


@pytest.mark.fires("PE-60")
def test_pe_60_two_projects_tell_the_same_result() -> None:
    one = project(name="甲", goal="培训", result=RESULT)
    same = report(projects=(one, replace(one, name="乙")))
    assert [item.where for item in found(same, "PE-60")] == ["projects/1/result"]


@pytest.mark.spares("PE-60")
def test_pe_60_a_short_phrase_may_return() -> None:
    one = project(name="甲", goal="保障运转", result="已完成")
    assert found(report(projects=(one, replace(one, name="乙"))), "PE-60") == []


@pytest.mark.fires("PE-61")
def test_pe_61_what_was_published_has_blanks() -> None:
    blank = project(row("=1场", "", "100", "10"), name="", goal="培训", result="")
    assert {item.where for item in found(report(projects=(blank,)), "PE-61")} == {
        "projects/0/name", "projects/0/result", "projects/0/indicators/0",
    }  # fmt: skip


@pytest.mark.spares("PE-61")
def test_pe_61_a_full_table_has_none() -> None:
    assert found(report(projects=(project(goal="培训", result="已完成"),)), "PE-61") == []


def of(unit: str, *implementers: str) -> Report:
    projects = tuple(
        project(name=f"项目{i}", department=unit, implementer=name)
        for i, name in enumerate(implementers)
    )
    return report(unit=UnitFacts(unit), projects=projects)


@pytest.mark.fires("PE-62")
def test_pe_62_a_table_names_a_stranger() -> None:
    strange = of("云岭州国有资产监督管理委员会", "苍梧州国资委")
    assert [item.where for item in found(strange, "PE-62")] == ["projects/0/implementer"]


@pytest.mark.fires("PE-62")
def test_pe_62_one_department_of_many_is_the_odd_one() -> None:
    projects = of("某局", "某局", "某局", "某局").projects
    odd = (*projects[:2], replace(projects[2], department="别局"))
    assert [item.where for item in found(report(projects=odd), "PE-62")] == [
        "projects/2/department"
    ]


@pytest.mark.spares("PE-62")
@pytest.mark.parametrize(
    "name",
    [
        "云岭州国有资产监督管理委员会",
        "云岭州国资委本级",
        "国资委",
        "云岭州国资委（本级）",
        "云岭州 国资委",
    ],
)
def test_pe_62_names_are_often_shortened(name: str) -> None:
    assert found(of("云岭州国有资产监督管理委员会", name), "PE-62") == []


@pytest.mark.spares("PE-62")
def test_pe_62_the_unit_table_of_the_unit() -> None:
    assert found(report(unit_evaluation=unit_table()), "PE-62") == []


@pytest.mark.fires("PE-65")
def test_pe_65_a_project_of_another_time() -> None:
    late = report(projects=(project(name="2021年业务培训"),))
    assert [item.values["printed"] for item in found(late, "PE-65")] == ["2021"]


@pytest.mark.spares("PE-65")
@pytest.mark.parametrize("name", ["2023年结转培训", "提前下达2025年补助", "业务培训"])
def test_pe_65_carried_over_and_granted_ahead(name: str) -> None:
    assert found(report(projects=(project(name=name),)), "PE-65") == []
