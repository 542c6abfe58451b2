"""Plain values (those of ``codec.to_plain``) brought to the type that the Report declares.

What people type is read here: ``typed(Decimal | None, "１,234.50")`` is ``"1234.50"``. Amounts
stay text, so that no amount is ever a float.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from fiscal.codec import to_plain
from fiscal.money import AmountError, parse_amount

Plain = Any  # None, bool, int, str, and lists and dicts of them


class PlainError(ValueError):
    """A value or address that does not fit; ``str(error)`` is a sentence for the officer."""


@cache
def hints(kind: type) -> dict[str, Any]:
    """Types of the fields of a dataclass."""
    return typing.get_type_hints(kind)


@cache
def is_optional(kind: Any) -> bool:
    return type(None) in typing.get_args(kind)


@cache
def required(kind: Any) -> Any:
    """``X`` of ``X | None``; any other type as it is."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(one for one in typing.get_args(kind) if one is not type(None))
    return kind


@cache
def item_kind(kind: Any) -> Any:
    """``X`` of ``tuple[X, ...]``, None of any other type."""
    return typing.get_args(kind)[0] if typing.get_origin(kind) is tuple else None


def typed(kind: Any, value: Plain) -> Plain:
    """``value`` as a plain value of ``kind``; a blank is None, empty or the default.

    Raises ``PlainError`` for what cannot be one.
    """
    if is_optional(kind) and value is None:
        return None
    kind = required(kind)
    if dataclasses.is_dataclass(kind):
        return _record(typing.cast(type, kind), value)
    if (item := item_kind(kind)) is not None:
        return [typed(item, one) for one in _listed(value)]
    if isinstance(origin := typing.get_origin(kind), type) and issubclass(origin, Mapping):
        of = typing.get_args(kind)[1]
        return {key: typed(of, one) for key, one in _mapped(value).items()}
    return _SCALARS[kind](value)


def _record(kind: type, value: Plain) -> dict[str, Plain]:
    given = _mapped(value)
    if unknown := given.keys() - hints(kind).keys():
        raise PlainError(f"没有名为{'、'.join(sorted(unknown))}的内容")
    return {
        field.name: typed(hints(kind)[field.name], given[field.name])
        if field.name in given
        else _default(kind, field)
        for field in dataclasses.fields(kind)
    }


def _default(kind: type, field: dataclasses.Field[Any]) -> Plain:
    if field.default is not dataclasses.MISSING:
        return to_plain(field.default)
    return typed(hints(kind)[field.name], None)


def _mapped(value: Plain) -> Mapping[str, Plain]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise PlainError("应为一组内容")
    return value


def _listed(value: Plain) -> list[Plain] | tuple[Plain, ...]:
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise PlainError("应为若干项的列表")
    return value


def _text(value: Plain) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise PlainError("应为文字")
    return value


_FLAGS = {"true": True, "是": True, "false": False, "否": False, "": False}  # as forms give them


def _flag(value: Plain) -> bool:
    if isinstance(value, str) and value.strip() in _FLAGS:
        return _FLAGS[value.strip()]
    if not isinstance(value, bool | None):
        raise PlainError("应为是或否")
    return bool(value)


def _amount(value: Plain) -> str | None:
    number = _number(value)
    return None if number is None else f"{number:f}"


def _count(value: Plain) -> int | None:
    number = _number(value)
    if number is None:
        return None
    if number < 0 or number != number.to_integral_value():
        raise PlainError(f"“{value}”应为不小于0的整数")
    return int(number)


def _number(value: Plain) -> Decimal | None:
    """A number from typed text or an integer; a float has lost what was typed."""
    if isinstance(value, bool | float):
        raise PlainError("数字须以文字传送")
    if value is None or isinstance(value, int | Decimal):
        return None if value is None else Decimal(value)
    if not isinstance(value, str):
        raise PlainError("应为数字")
    try:
        return parse_amount(value)
    except AmountError as wrong:
        raise PlainError(str(wrong)) from wrong


_SCALARS = {str: _text, bool: _flag, Decimal: _amount, int: _count}
