"""What belongs together is enforced by the database."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from performance.models import Evaluation, FundLine, Indicator, Project, Target
from units.models import Unit
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return a_unit()


@pytest.fixture
def project(unit: Unit) -> Project:
    return Project.objects.create(unit=unit, name="校舍维修")


def evaluation(filed_by: Unit, **fields: Any) -> Evaluation:
    return Evaluation.objects.create(
        **{"filed_by": filed_by, "year": 2024, "position": 0, **fields}
    )


def test_a_project_stands_once_in_a_unit(unit: Unit, project: Project) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.create(unit=unit, name="校舍维修")
    Project.objects.create(unit=a_unit("T2", "另一单位"), name="校舍维修")


def test_an_evaluation_is_of_a_project_or_of_a_unit(unit: Unit, project: Project) -> None:
    for both_or_none in ({}, {"project": project, "unit": unit}):
        with pytest.raises(IntegrityError), transaction.atomic():
            evaluation(unit, **both_or_none)


def test_a_filing_has_one_evaluation_of_the_whole_unit(unit: Unit, project: Project) -> None:
    evaluation(unit, unit=unit)
    evaluation(unit, project=project)
    with pytest.raises(IntegrityError), transaction.atomic():
        evaluation(unit, unit=unit, position=1)


def test_a_place_in_a_filing_is_taken_once(unit: Unit, project: Project) -> None:
    evaluation(unit, project=project)
    evaluation(unit, project=project, position=1)
    evaluation(unit, project=project, year=2023)
    with pytest.raises(IntegrityError), transaction.atomic():
        evaluation(unit, project=project)


@pytest.mark.parametrize("wrong", [{"year": 1024}, {"kind": "novel"}, {"position": -1}])
def test_an_implausible_filing_is_refused(
    wrong: dict[str, Any], unit: Unit, project: Project
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        evaluation(unit, project=project, **wrong)


def test_an_indicator_belongs_to_an_evaluation_or_to_a_target(unit: Unit, project: Project) -> None:
    of_year = evaluation(unit, project=project)
    target = Target.objects.create(filed_by=unit, year=2024, position=0, project=project)
    for both_or_none in ({}, {"evaluation": of_year, "target_table": target}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Indicator.objects.create(position=0, **both_or_none)


def test_a_row_of_a_table_has_its_own_place(unit: Unit, project: Project) -> None:
    of_year = evaluation(unit, project=project)
    for model in (Indicator, FundLine):
        model._default_manager.create(evaluation=of_year, position=0)
        with pytest.raises(IntegrityError), transaction.atomic():
            model._default_manager.create(evaluation=of_year, position=0)


def test_a_project_that_was_evaluated_cannot_be_deleted(unit: Unit, project: Project) -> None:
    evaluation(unit, project=project)
    with pytest.raises(ProtectedError):
        project.delete()
