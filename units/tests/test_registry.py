"""A document's unit is found, or made."""

from __future__ import annotations

import pytest

from fiscal.report import UnitFacts
from units import registry
from units.cleaning import UnstorableError
from units.models import Unit
from units.tests.people import a_unit

pytestmark = pytest.mark.django_db


def test_a_unit_is_found_by_name_when_the_document_gives_no_code() -> None:
    unit = a_unit("001001", "教育局")
    assert registry.find(UnitFacts("教育局")) == unit
    assert registry.find(UnitFacts("水利局")) is None


def test_a_new_unit_gets_the_next_generated_code() -> None:
    a_unit("N000007", "教育局")
    a_unit("NX", "水利局")
    assert registry.create(UnitFacts("财政局")).code == "N000008"
    assert registry.create(UnitFacts("民政局")).code == "N000009"


def test_an_official_code_is_kept() -> None:
    assert registry.create(UnitFacts("财政局", code="105001")).code == "105001"


def test_code_and_name_of_different_units_are_a_conflict() -> None:
    a_unit("001", "教育局")
    for facts in (UnitFacts("水利局", code="001"), UnitFacts("教育局", code="002")):
        with pytest.raises(registry.UnitConflictError, match="教育局"):
            registry.find(facts)


def test_who_comes_second_gets_the_unit_that_the_first_made() -> None:
    first = a_unit("N000001", "教育局")
    assert registry.create(UnitFacts("教育局")) == first
    assert Unit.objects.count() == 1


def test_a_code_taken_meanwhile_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    a_unit("N000001", "教育局")
    codes = iter(["N000001", "N000002"])
    monkeypatch.setattr(registry, "_next_code", lambda: next(codes))
    assert registry.create(UnitFacts("水利局")).code == "N000002"


@pytest.mark.parametrize(
    "facts", [UnitFacts(""), UnitFacts("局" * 201), UnitFacts("教育局", code="../1")]
)
def test_what_cannot_be_a_unit_is_refused(facts: UnitFacts) -> None:
    with pytest.raises(UnstorableError):
        registry.create(facts)
