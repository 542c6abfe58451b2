"""Rows inserted all at once are those that ``bulk_create`` would have made."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from fiscal import report as plain
from fiscal.report import TARGETS, Report, UnitFacts
from performance.models import Evaluation, FundLine, Indicator, Target
from performance.store import Filing, save
from units.cleaning import clean_values
from units.inserting import insert_rows
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation() -> Evaluation:
    unit = a_unit()
    return Evaluation.objects.create(filed_by=unit, unit=unit, year=2024, position=0)


def test_inserted_rows_are_those_of_bulk_create(evaluation: Evaluation) -> None:
    rows = [
        FundLine(
            evaluation=evaluation, position=0, rate=Decimal("97.40"), source="财政\t拨款\n\\N “'%s"
        ),
        FundLine(evaluation=evaluation, position=1, initial=Decimal("-1234567890123.45")),
    ]
    FundLine.objects.bulk_create(rows)
    expected = [model_to_dict(row, exclude=["id"]) for row in FundLine.objects.all()]
    FundLine.objects.all().delete()
    names = [field.name for field in FundLine._meta.concrete_fields if not field.primary_key]
    given = [[getattr(row, field) for field in names[1:]] for row in rows]
    values, findings = clean_values(FundLine, names[1:], [("", row) for row in given])
    assert findings == []
    insert_rows(FundLine, names, [[evaluation.pk, *row] for row in values])
    assert [model_to_dict(row, exclude=["id"]) for row in FundLine.objects.all()] == expected
    assert [str(row.rate) for row in FundLine.objects.all()] == ["97.40", "None"]


def test_an_inserted_row_belongs_to_the_form_it_was_filed_with() -> None:
    unit = a_unit()
    indicator = plain.Indicator("", "", "培训次数", "", lower_is_better=True)
    target = plain.ProjectTarget(unit.name, "甲", "", None, None, None, "", (indicator,))
    save(Filing(unit, 2024, TARGETS), Report(UnitFacts(unit.name), 2024, targets=(target,)))
    (found,) = Target.objects.get().indicators.all()
    assert (found.name, found.lower_is_better, found.evaluation) == ("培训次数", True, None)


def test_a_value_is_cleaned_once_and_refused_wherever_it_stands() -> None:
    rows: list[tuple[str, list[Any]]] = [
        ("a", [Decimal("7.5"), "一"]), ("b", [Decimal("7.50"), "二"]), ("c", [Decimal("NaN"), ""]),
        ("d", [Decimal("NaN"), ""]), ("e", [None, "\x00"]),
    ]  # fmt: skip
    values, findings = clean_values(Indicator, ("weight", "name"), rows)
    assert values[:2] == [["7.5", "一"], ["7.50", "二"]]
    assert [finding.where for finding in findings] == ["c", "d", "e"]


def test_the_database_refuses_an_inserted_row_that_breaks_a_constraint(
    evaluation: Evaluation,
) -> None:
    twice = [[evaluation.pk, 0, ""]] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(FundLine, ("evaluation", "position", "source"), twice)
    assert not FundLine.objects.exists()


def test_inserting_nothing_is_nothing() -> None:
    insert_rows(FundLine, ("evaluation", "position", "source"), [])
    assert not FundLine.objects.exists()
