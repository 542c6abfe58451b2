"""A Report goes into rows and comes back as it was."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis.extra.django import TestCase

from disclosures.models import Disclosure
from disclosures.readers import read
from disclosures.store import assemble, save_report
from fiscal.codec import canonical_json
from fiscal.report import (
    Assets,
    Cell,
    FundLine,
    Indicator,
    Line,
    ProjectEvaluation,
    Report,
    Statement,
    UnitFacts,
)
from fiscal.tests.strategies import reports
from units.cleaning import UnstorableError
from units.models import Unit
from units.reference_db import reference
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db


def draft_for(report: Report) -> Disclosure:
    unit = Unit.objects.filter(code="T1").first() or a_unit()
    disclosure, _ = Disclosure.objects.get_or_create(
        unit=unit, year=report.year, kind=report.kind, defaults={"updated_at": timezone.now()}
    )
    return disclosure


def stored(report: Report) -> Report:
    disclosure = draft_for(report)
    save_report(disclosure, report)
    return assemble(Disclosure.objects.get(pk=disclosure.pk))


def a_report(**parts: object) -> Report:
    return Report(UnitFacts("测试单位"), 2024, **parts)  # type: ignore[arg-type]


class TestRoundTrip(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(reports())
    def test_any_report_is_assembled_exactly_as_it_was_saved(self, report: Report) -> None:
        again = stored(report)
        assert again == report
        assert canonical_json(again) == canonical_json(report)


def test_a_second_save_replaces_the_first() -> None:
    disclosure = draft_for(a_report())
    save_report(
        disclosure,
        a_report(
            texts={"s1.cmp.reason": "人员增加"},
            assets=Assets(area=Decimal("12.50")),
            projects=(ProjectEvaluation("甲", "", "", (FundLine("总额"),), "", "", ()),),
        ),
    )
    save_report(disclosure, a_report(terms=("财政拨款：……",)))
    assert assemble(disclosure) == a_report(terms=("财政拨款：……",))


def test_order_is_kept_past_ten() -> None:
    lines = tuple(Line(f"30{n:03}", f"第{n}款") for n in range(40, 0, -1))
    offices = tuple(f"第{n}科" for n in range(25))
    report = a_report(statements={"06": Statement("06", lines)}, functions=offices)
    again = stored(report)
    assert again.statement("06").lines == lines
    assert again.functions == offices


def test_an_empty_statement_differs_from_one_that_is_not_carried() -> None:
    report = a_report(statements={"07": Statement("07")})
    assert dict(stored(report).statements) == {"07": Statement("07")}


def test_a_name_without_amounts_survives() -> None:
    report = a_report(statements={"06": Statement("06", (Line("30201", "办公费", ("商品",)),))})
    assert stored(report) == report


def test_unknown_and_zero_stay_apart() -> None:
    cells = {"total": Cell(Decimal("0.00"), None), "basic": Cell(None, None)}
    report = a_report(statements={"05": Statement("05", (Line("total", "合计", (), cells),))})
    again = stored(report).statement("05").lines[0].cells
    assert again == cells


def test_weights_rates_and_scores_keep_their_precision() -> None:
    weight, rate, score = Decimal("10"), Decimal("97.40"), Decimal("9.7")
    indicator = Indicator("产出指标", "数量指标", "次数", ">=3次", weight, "3次", rate, score)
    again = stored(a_report(projects=(ProjectEvaluation("甲", "", "", (), "", "", (indicator,)),)))
    found = again.projects[0].indicators[0]
    assert [str(found.weight), str(found.rate), str(found.score)] == ["10", "97.40", "9.7"]


def test_a_project_named_twice_in_one_document_is_kept_twice() -> None:
    twice = tuple(
        ProjectEvaluation("运转经费", "", goal, (), goal, "", ()) for goal in ("一", "二")
    )
    assert stored(a_report(projects=twice)).projects == twice


def test_targets_and_evaluations_of_one_year_do_not_touch_each_other() -> None:
    accounts = a_report(projects=(ProjectEvaluation("甲", "", "", (), "年末", "", ()),))
    assert stored(accounts) == accounts
    targets = Report(UnitFacts("测试单位"), 2024, kind="targets")
    assert stored(targets) == targets
    assert assemble(draft_for(accounts)) == accounts


@pytest.mark.parametrize("amount", ["0.001", "10000000000000.00", "1E+30", "NaN"])
def test_an_amount_that_would_be_rounded_is_refused_with_its_address(amount: str) -> None:
    cells = {"total": Cell(Decimal(amount))}
    report = a_report(statements={"05": Statement("05", (Line("total", "合计", (), cells),))})
    with pytest.raises(UnstorableError) as refused:
        stored(report)
    assert [finding.where for finding in refused.value.findings] == ["statements/05/total/total"]


def test_a_line_that_stands_twice_in_a_statement_is_refused_with_its_address() -> None:
    lines = (Line("2010301", "行政运行"), Line("2010301", "行政运行"))
    with pytest.raises(UnstorableError) as refused:
        stored(a_report(statements={"05": Statement("05", lines)}))
    assert refused.value.findings[0].where == "statements/05/2010301"


def test_a_nul_character_is_refused_and_not_left_to_the_database() -> None:
    with pytest.raises(UnstorableError):
        stored(a_report(texts={"s1.cmp.reason": "人员\x00增加"}))


@pytest.mark.samples
@pytest.mark.parametrize(
    "name",
    ["changji-government-office-2024", "changji-sasac-2024", "urumqi-sasac-targets-2024"],
)
def test_a_real_document_is_assembled_exactly_as_it_was_read(name: str, samples: Path) -> None:
    content = (samples / f"{name}.txt").read_bytes()
    report = read(f"{name}.txt", content, reference).report
    assert report is not None
    with CaptureQueriesContext(
        connection,
    ) as saving:
        again = stored(report)
    assert again == report
    assert canonical_json(again) == canonical_json(report)
    assert len(saving) < 40  # batches of rows, never a query for each
