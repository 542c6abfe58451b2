"""What a disclosure may look like is enforced by the database."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from disclosures.models import Disclosure, NarrativeInput, StatementLine, Upload, Version
from disclosures.record import append
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def disclosure() -> Disclosure:
    return Disclosure.objects.create(unit=a_unit(), year=2024, updated_at=AT)


def test_a_unit_has_one_disclosure_for_a_year_and_kind(disclosure: Disclosure) -> None:
    same = {"unit": disclosure.unit, "year": 2024, "updated_at": AT}
    Disclosure.objects.create(**same, kind="targets")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(**same)


@pytest.mark.parametrize("wrong", [{"year": 24}, {"state": "lost"}, {"kind": "novel"}])
def test_an_implausible_disclosure_is_refused(
    wrong: dict[str, Any], disclosure: Disclosure
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.update(**wrong)


def line(disclosure: Disclosure, **fields: Any) -> StatementLine:
    values = {"statement": "05", "line": "2010301", "column": "total", "position": 0, **fields}
    return StatementLine.objects.create(disclosure=disclosure, **values)


def test_a_cell_stands_once(disclosure: Disclosure) -> None:
    line(disclosure)
    with pytest.raises(IntegrityError), transaction.atomic():
        line(disclosure, position=1)


@pytest.mark.parametrize(
    "wrong",
    [{"statement": "10"}, {"column": "", "amount": Decimal(1)}, {"line": ""}],
)
def test_a_cell_without_a_place_is_refused(wrong: dict[str, Any], disclosure: Disclosure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        line(disclosure, **wrong)


@pytest.mark.parametrize(
    "wrong", [{}, {"count": 1, "text": "一"}, {"count": -1}, {"amount": Decimal(1), "count": 1}]
)
def test_an_input_is_one_of_count_amount_and_text(
    wrong: dict[str, Any], disclosure: Disclosure
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NarrativeInput.objects.create(
            disclosure=disclosure, key="staff.active", position=0, **wrong
        )


def version(disclosure: Disclosure, **fields: Any) -> Version:
    values: dict[str, Any] = {
        "number": 1, "payload": "{}", "sha256": "a" * 64, "sm3": "b" * 64,
        "published_at": AT, "unit_code": "T1", "unit_name": "测试单位", "year": 2024,
        "kind": "final_accounts", "title": "标题", "error_count": 0, "warning_count": 0,
        "published_by": a_user("publisher"), **fields,
    }  # fmt: skip
    return Version.objects.create(disclosure=disclosure, **values)


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 0},
        {"sha256": "a" * 63},
        {"sm3": ""},
        {"previous": "c" * 64},
        {"number": 2},
        {"year": 24},
    ],
)
def test_an_implausible_version_is_refused(wrong: dict[str, Any], disclosure: Disclosure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        version(disclosure, **wrong)


@pytest.mark.parametrize(
    ("kind", "address"),
    [("final_accounts", "/units/T1/2024/v1/"), ("targets", "/units/T1/2024/targets/v1/")],
)
def test_a_version_has_a_public_address(kind: str, address: str, disclosure: Disclosure) -> None:
    assert version(disclosure, kind=kind).get_absolute_url() == address


def test_an_event_is_about_something(disclosure: Disclosure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        append(verb="load", by=a_user("officer"), at=AT)


def test_an_upload_has_a_whole_digest() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Upload.objects.create(
            name="a", sha256="a", size=1, content_type="text/plain", file="a",
            received_at=AT, received_by=a_user("officer"),
        )  # fmt: skip
