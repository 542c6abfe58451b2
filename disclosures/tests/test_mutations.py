"""What breaks a correct disclosure is found, what only writes it otherwise is not."""

from __future__ import annotations

import pytest

from disclosures.tests.mutation.kinds import KINDS
from disclosures.tests.mutation.model import Kind
from disclosures.tests.mutation.trial import ENOUGH, findings, mutants, subjects

SEED = 2026
BREAKING = [kind for kind in KINDS if not kind.keeps]
KEEPING = [kind for kind in KINDS if kind.keeps]


def test_the_subjects_are_of_every_sort_and_without_a_warning() -> None:
    assert any(report.organisation.subordinates for report in subjects())
    assert any(not report.organisation.subordinates for report in subjects())
    assert any(not report.statement("08").is_empty for report in subjects())
    assert {report.unit.nature_group for report in subjects()} == {"administrative", "institution"}


def test_nearly_everything_that_breaks_a_disclosure_is_found() -> None:
    broken = [(kind.name, one) for kind in BREAKING for one in mutants(kind, 2, SEED)]
    missed = [(name, one.where) for name, one in broken if not findings(one)]
    assert len(broken) > 300
    assert len({name for name, _ in broken}) >= 40
    assert 100 * len(missed) <= (100 - ENOUGH) * len(broken), missed


@pytest.mark.parametrize("kind", KEEPING, ids=lambda kind: kind.name)
def test_another_way_of_writing_is_no_finding(kind: Kind) -> None:
    made = list(mutants(kind, 3, SEED))
    assert made
    assert [finding for one in made for finding in findings(one)] == []
