"""An officer at the desk, with a draft that holds a unit's table and two projects."""

from __future__ import annotations

import pytest

from disclosures import actions
from disclosures.desk.tests.drafts import AT
from disclosures.models import Disclosure
from fiscal.report import Report, UnitFacts
from fiscal.tests.books import project, row, unit_table
from units.models import Unit, User


@pytest.fixture
def draft(unit: Unit, officer: User) -> Disclosure:
    open_row = row(">=60人", "", name="培训人数")
    report = Report(
        UnitFacts(unit.name, unit.code),
        2024,
        projects=(project(open_row), project(name="河道治理")),
        unit_evaluation=unit_table(),
    )
    return actions.load(report=report, by=officer, at=AT)
