"""Decimals survive the database as they were recorded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from units.fields import AmountField, ExactDecimalField


@pytest.mark.parametrize("text", ["100", "100.00", "97.40", "0.08", "-3", "0"])
def test_an_exact_decimal_keeps_its_precision(text: str) -> None:
    field = ExactDecimalField()
    stored = field.get_prep_value(Decimal(text))
    assert stored == text
    assert str(field.from_db_value(stored)) == text


def test_an_exact_decimal_is_stored_without_exponent() -> None:
    assert ExactDecimalField().get_prep_value(Decimal("1E+2")) == "100"


def test_unknown_is_no_text() -> None:
    field = ExactDecimalField()
    assert field.get_prep_value(None) is None
    assert field.from_db_value(None) is None


@pytest.mark.parametrize("text", ["优", "NaN", "Infinity", "1" * 41])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        ExactDecimalField().clean(text, None)


@pytest.mark.parametrize(("given", "stored"), [("5", "5.00"), ("5.000", "5.00"), ("-0.5", "-0.50")])
def test_an_amount_has_two_places(given: str, stored: str) -> None:
    assert str(AmountField().clean(Decimal(given), None)) == stored


def test_the_largest_amount_has_fifteen_digits() -> None:
    assert AmountField().clean(Decimal("9999999999999.99"), None) == Decimal("9999999999999.99")


@pytest.mark.parametrize("text", ["0.001", "10000000000000.00", "1E+30", "NaN"])
def test_an_amount_that_would_be_rounded_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        AmountField().clean(Decimal(text), None)
