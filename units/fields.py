"""Two ways to keep a Decimal: amounts for adding up, and figures kept as they were recorded."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

CENT = Decimal("0.01")

if TYPE_CHECKING:
    _DecimalField = models.DecimalField[Decimal | None, Decimal | None]
    _TextOfDecimal = models.CharField[Decimal | None, Decimal | None]
else:
    _DecimalField, _TextOfDecimal = models.DecimalField, models.CharField


class AmountField(_DecimalField):
    """An amount in yuan with two places, below 10 万亿元; None means unknown.

    Fifteen digits, because SQLite keeps decimals as floats, which hold fifteen exactly. More
    digits are refused when a row is cleaned, on every database, rather than rounded on one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_digits=15, decimal_places=2, null=True, blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_digits", "decimal_places", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def to_python(self, value: Any) -> Decimal | None:
        """``5`` and ``5.000`` are the amount ``5.00``; a third decimal is left to the validator."""
        amount: Decimal | None = super().to_python(value)
        try:
            cents = None if amount is None else amount.quantize(CENT)
        except InvalidOperation:  # far too long, or not a number
            return amount
        return cents if cents == amount else amount


class ExactDecimalField(_TextOfDecimal):
    """A Decimal with the precision it was recorded with: ``100``, ``100.00`` and ``97.40`` differ.

    Stored as its text, for figures that are shown and compared but never added up in the
    database (weights, rates, scores). None means unknown.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=40, null=True, blank=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_: object) -> Decimal | None:
        return None if value is None else Decimal(value)

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        try:
            number = value if isinstance(value, Decimal) else Decimal(str(value).strip())
        except InvalidOperation:
            raise ValidationError("“%(value)s”不是数字。", params={"value": value}) from None
        if not number.is_finite():
            raise ValidationError("“%(value)s”不是有限的数。", params={"value": value})
        return number

    def get_prep_value(self, value: Any) -> str | None:
        number = self.to_python(value)
        return None if number is None else f"{number:f}"

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def run_validators(self, value: Any) -> None:
        """The length that is limited is that of the stored text."""
        super().run_validators(self.get_prep_value(value))
