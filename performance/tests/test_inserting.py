"""Rows inserted all at once are those that ``bulk_create`` would have made."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from performance.models import Evaluation, FundLine, Indicator
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
    insert_rows(FundLine, rows)
    assert [model_to_dict(row, exclude=["id"]) for row in FundLine.objects.all()] == expected
    assert [str(row.rate) for row in FundLine.objects.all()] == ["97.40", "None"]


def test_an_inserted_row_belongs_to_a_parent_that_was_saved_after_it_was_made() -> None:
    unit = a_unit()
    parent = Evaluation(filed_by=unit, unit=unit, year=2024, position=0)
    row = Indicator(evaluation=parent, position=0, name="培训次数", lower_is_better=True)
    parent.save()
    insert_rows(Indicator, [row])
    (found,) = parent.indicators.all()
    assert (found.name, found.lower_is_better, found.target_table) == ("培训次数", True, None)


def test_the_database_refuses_an_inserted_row_that_breaks_a_constraint(
    evaluation: Evaluation,
) -> None:
    twice = [FundLine(evaluation=evaluation, position=0) for _ in range(2)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(FundLine, twice)
    assert not FundLine.objects.exists()


def test_inserting_nothing_is_nothing(evaluation: Evaluation) -> None:
    insert_rows(FundLine, [])
    assert not FundLine.objects.exists()
