"""Frozen dataclasses to plain JSON data and back, and the canonical bytes that are frozen.

Decimals travel as strings with their precision, mappings keep string keys. Round trip is
exact: ``from_plain(Report, to_plain(report)) == report``.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """JSON-ready form of dataclasses, decimals, tuples and mappings."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], data: Any) -> T:
    """Rebuild ``kind`` from ``to_plain`` data. Unknown fields raise ``TypeError``."""
    return typing.cast(T, _build(kind, data))


def canonical_json(value: Any) -> bytes:
    """The one byte form of a value: sorted keys, no spaces, UTF-8. Digests are taken of it."""
    plain = to_plain(value)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _build(kind: Any, data: Any) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = next(a for a in arguments if a is not type(None))
        return None if data is None else _build(inner, data)
    if dataclasses.is_dataclass(kind):
        hints = _hints(typing.cast(type, kind))
        values = {name: _build(hints[name], item) for name, item in _known(data, hints)}
        return typing.cast(type, kind)(**values)
    if origin is tuple:
        return tuple(_build(arguments[0], item) for item in data)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _build(arguments[1], item) for key, item in data.items()}
    if kind is Decimal:
        return Decimal(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    return data


def _known(data: Mapping[str, Any], hints: Mapping[str, Any]) -> list[tuple[str, Any]]:
    unknown = set(data) - set(hints)
    if unknown:
        raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
    return list(data.items())
