"""A year begins from the last one, and a department from its units."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from disclosures import actions, demo
from disclosures.history import prior_report, unconfirmed_texts
from disclosures.models import Disclosure
from disclosures.refusal import ActionRefused
from disclosures.store import assemble
from disclosures.tests.renaming import of_unit
from fiscal.consolidate import SUBSIDY, Transfer
from fiscal.edits import Change, apply
from fiscal.report import TARGETS, Cell, Line, ProjectTarget, Report, Statement, UnitFacts
from units.models import Role, Unit, User
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
SALARY = ("2010301", "行政运行", ("一般公共服务支出", "政府办公厅（室）及相关机构事务"))


@pytest.fixture
def tree() -> dict[str, Unit]:
    department = a_unit("D1", "教育局")
    school = a_unit("D1-1", "第一中学", under=department)
    return {"department": department, "school": school}


@pytest.fixture
def officer(tree: dict[str, Unit]) -> User:
    return a_user("officer", Role.OFFICER, tree["department"])


@pytest.fixture
def root() -> User:
    return a_user("root", is_superuser=True)


def an_account(unit: Unit, basic: str, year: int = 2024, **columns: str) -> Report:
    """Table 03 with one 项, and last year's reason."""
    cells = {name: Cell(Decimal(amount)) for name, amount in ({"basic": basic} | columns).items()}
    lines = (Line(*SALARY, cells),)
    return Report(
        UnitFacts(unit.name, unit.code), year, functions=("办学。",),
        statements={"03": Statement("03", lines)}, texts={"s1.cmp.reason": "人员增加"},
    )  # fmt: skip


def published(report: Report, root: User) -> Disclosure:
    draft = actions.load(report=report, by=root, at=AT)
    actions.publish(disclosure=draft, by=root, at=AT, imported=True)
    return draft


def rules(refusal: pytest.ExceptionInfo[ActionRefused]) -> list[str]:
    return [finding.rule for finding in refusal.value.findings]


# --- a new year ----------------------------------------------------------------------------------


def test_a_year_begins_with_what_last_year_left(
    tree: dict[str, Unit], officer: User, root: User
) -> None:
    school = tree["school"]
    published(an_account(school, "30.00"), root)
    draft = actions.start_year(unit=school, year=2025, by=officer, at=AT)
    report = assemble(draft)
    assert report.cell("03", "2010301", "basic") == Cell(None, Decimal("30.00"))
    assert (report.year, report.unit.code) == (2025, "D1-1")
    event = draft.events.get(verb="start_year")
    assert event.basis == {"version": school.disclosures.get(year=2024).versions.get().pk}
    assert {change["path"] for change in event.changes} >= {"functions", "statements/03"}


def test_last_years_texts_are_marked_until_changed_or_confirmed(
    tree: dict[str, Unit], officer: User, root: User
) -> None:
    published(an_account(tree["school"], "30.00"), root)
    draft = actions.start_year(unit=tree["school"], year=2025, by=officer, at=AT)
    assert unconfirmed_texts(draft, assemble(draft)) == {"functions", "texts/s1.cmp.reason"}
    change = Change("texts/s1.cmp.reason", "人员增加", "学生增加")
    actions.edit(disclosure=draft, changes=[change], by=officer, at=AT)
    actions.edit(disclosure=draft, changes=[], by=officer, at=AT, confirmed=["functions"])
    assert unconfirmed_texts(draft, assemble(draft)) == frozenset()


def test_without_last_year_the_draft_is_empty(tree: dict[str, Unit], officer: User) -> None:
    Unit.objects.filter(pk=tree["school"].pk).update(nature="public_institution_full")
    school = Unit.objects.get(pk=tree["school"].pk)
    draft = actions.start_year(unit=school, year=2025, by=officer, at=AT)
    assert assemble(draft) == Report(UnitFacts("第一中学", "D1-1", "institution"), 2025)
    assert prior_report(draft) is None


def test_the_years_targets_become_its_projects(tree: dict[str, Unit], officer: User) -> None:
    school = tree["school"]
    target = ProjectTarget("第一中学", "校舍维修", "", Decimal("9.00"), None, None, "修好", ())
    filed = Report(UnitFacts("第一中学", "D1-1"), 2025, kind=TARGETS, targets=(target,))
    actions.load(report=filed, by=officer, at=AT)
    (project,) = assemble(actions.start_year(unit=school, year=2025, by=officer, at=AT)).projects
    assert (project.name, project.goal) == ("校舍维修", "修好")


@pytest.mark.fires("AC-10")
def test_a_year_begins_once(tree: dict[str, Unit], officer: User) -> None:
    actions.start_year(unit=tree["school"], year=2025, by=officer, at=AT)
    with pytest.raises(ActionRefused) as refusal:
        actions.start_year(unit=tree["school"], year=2025, by=officer, at=AT)
    assert rules(refusal) == ["AC-10"]
    assert Disclosure.objects.count() == 1


def test_nobody_begins_a_year_elsewhere_or_outside_the_calendar(
    tree: dict[str, Unit], officer: User
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        actions.start_year(unit=a_unit("D2", "水利局"), year=2025, by=officer, at=AT)
    assert rules(refusal) == ["AC-01"]
    with pytest.raises(ActionRefused) as refusal:
        actions.start_year(unit=tree["school"], year=1025, by=officer, at=AT)
    assert rules(refusal) == ["AC-06"]


# --- consolidation -------------------------------------------------------------------------------


def brought(tree: dict[str, Unit], officer: User) -> Disclosure:
    """The department's own account and its school's; the department paid the school 5.00."""
    actions.load(
        report=an_account(tree["school"], "30.00", project="5.00"), by=officer, at=AT
    )  # fmt: skip
    income = Statement("02", (Line(*SALARY, {"superior_subsidy": Cell(Decimal("5.00"))}),))
    school = Disclosure.objects.get(unit=tree["school"])
    fragment = Report(UnitFacts("第一中学"), 2024, statements={"02": income})
    actions.apply_upload(
        disclosure=school, fragment=fragment, carried=["statements/02"], findings=(),
        upload=actions.receive(name="02.xlsx", content=b"x", by=officer, at=AT), by=officer, at=AT,
        expected_revision=school.revision,
    )  # fmt: skip
    own = an_account(tree["department"], "100.00", subsidy_to_subordinate="5.00")
    return actions.load(report=own, by=officer, at=AT)


def spent(disclosure: Disclosure) -> Decimal | None:
    return assemble(disclosure).amount("03", "total", "total")


PAID = Transfer(SUBSIDY, SALARY[0], SALARY[0], Decimal("5.00"), note="维修补助")


def test_a_department_is_itself_and_its_units(tree: dict[str, Unit], officer: User) -> None:
    draft = brought(tree, officer)
    done = actions.consolidate(disclosure=draft, transfers=[PAID], by=officer, at=AT)
    report = assemble(draft)
    assert spent(draft) == Decimal("135.00")  # 105 + 35 - 5
    assert report.organisation.subordinates == ("第一中学",)
    told = {(one.number, one.line, one.column): one for one in done.differences}
    total = told["03", "total", "total"]
    parts = (total.own, total.subordinates, total.transfers, total.whole)
    assert [int(amount or 0) for amount in parts] == [105, 35, 5, 135]
    basis = draft.events.get(verb="consolidate").basis
    assert basis["transfers"][0]["amount"] == "5.00"
    assert basis["units"] == {"D1-1": 2}


def test_adding_up_again_does_not_double(tree: dict[str, Unit], officer: User) -> None:
    draft = brought(tree, officer)
    actions.consolidate(disclosure=draft, transfers=[], by=officer, at=AT)
    assert spent(draft) == 140
    for _ in range(2):
        actions.consolidate(disclosure=draft, transfers=[PAID], by=officer, at=AT)
        assert spent(draft) == 135


def test_figures_edited_since_are_not_overwritten(tree: dict[str, Unit], officer: User) -> None:
    draft = brought(tree, officer)
    actions.consolidate(disclosure=draft, transfers=[PAID], by=officer, at=AT)
    path = "statements/03/total/total/this"
    change = Change(path, "135.00", "136.00")
    actions.edit(disclosure=draft, changes=[change], by=officer, at=AT)
    again = actions.consolidate(disclosure=draft, transfers=[PAID], by=officer, at=AT)
    assert [one.path for one in again.conflicts] == ["statements/03/total"]
    assert spent(draft) == 136


def test_a_new_file_of_the_unit_itself_is_added_up_anew(
    tree: dict[str, Unit], officer: User
) -> None:
    draft = brought(tree, officer)
    actions.consolidate(disclosure=draft, transfers=[], by=officer, at=AT)
    actions.load(report=an_account(tree["department"], "200.00"), by=officer, at=AT)
    actions.consolidate(disclosure=draft, transfers=[], by=officer, at=AT)
    assert spent(draft) == 235


@pytest.mark.fires("AC-11")
def test_a_unit_without_an_account_is_named(tree: dict[str, Unit], officer: User) -> None:
    own = an_account(tree["department"], "100.00")
    draft = actions.load(report=own, by=officer, at=AT)
    with pytest.raises(ActionRefused, match="第一中学") as refusal:
        actions.consolidate(disclosure=draft, transfers=[], by=officer, at=AT)
    assert rules(refusal) == ["AC-11"]


def test_a_transfer_nobody_paid_is_refused_whole(tree: dict[str, Unit], officer: User) -> None:
    draft = brought(tree, officer)
    much = Transfer(SUBSIDY, SALARY[0], SALARY[0], Decimal("5.01"))
    with pytest.raises(ActionRefused, match="不能抵销") as refusal:
        actions.consolidate(disclosure=draft, transfers=[much], by=officer, at=AT)
    assert rules(refusal) == ["AC-07"]
    assert assemble(draft).statement("03").line("total") is None


def test_a_school_does_not_add_up_its_department(tree: dict[str, Unit], officer: User) -> None:
    draft = brought(tree, officer)
    with pytest.raises(ActionRefused) as refusal:
        actions.consolidate(
            disclosure=draft,
            transfers=[],
            by=a_user("teacher", Role.OFFICER, tree["school"]),
            at=AT,
        )
    assert rules(refusal) == ["AC-01"]


# --- submitting ----------------------------------------------------------------------------------


def an_example() -> Report:
    (report,) = demo.reports(next(iter(demo.units(1))), 2024, 2024)
    return report


def test_handing_in_records_the_totals(tree: dict[str, Unit], officer: User) -> None:
    whole = of_unit(an_example(), tree["department"].name)
    gaps = [Change(f"statements/{cell}/this", None, None) for cell in
            ("03/total/total", "01/expenditure_total/amount")]  # fmt: skip
    draft = actions.load(report=apply(whole, gaps), by=officer, at=AT)
    actions.submit(disclosure=draft, by=officer, at=AT)
    assert assemble(draft).statements == whole.statements
    (event,) = draft.events.filter(verb="edit")
    assert event.reason == "提交时补齐合计和上年数"
