"""Frozen dataclasses to plain JSON data and back, and the canonical bytes that are frozen.

Decimals travel as strings with their precision, mappings keep string keys. Round trip is
exact: ``from_plain(Report, to_plain(report)) == report``.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final, TypeVar

T = TypeVar("T")

# Metadata of a field added after documents were published: in the canonical bytes it stands only
# where it says something, so that the digests of older documents hold.
LATER: Final = MappingProxyType({"later": True})


def to_plain(value: Any) -> Any:
    """JSON-ready form of dataclasses, decimals, tuples and mappings."""
    return _plain(value, brief=False)


def from_plain(kind: type[T], data: Any) -> T:
    """Rebuild ``kind`` from ``to_plain`` data. Unknown fields raise ``TypeError``."""
    return typing.cast(T, _build(kind, data))


def canonical_json(value: Any) -> bytes:
    """The one byte form of a value: sorted keys, no spaces, UTF-8. Digests are taken of it."""
    plain = _plain(value, brief=True)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any, *, brief: bool) -> Any:
    """``brief`` leaves out the ``LATER`` fields that say nothing."""
    kind: Any = type(value)
    if kind in _AS_THEY_ARE:
        return value
    fields = _fields(kind)
    if fields is not None:
        return {
            name: _plain(getattr(value, name), brief=brief)
            for name, later, default in fields
            if not (later and brief and getattr(value, name) == default)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {str(key): _plain(item, brief=brief) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, brief=brief) for item in value]
    return value


_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


@cache
def _fields(kind: type) -> tuple[tuple[str, bool, Any], ...] | None:
    """Name, whether ``LATER``, and default of the fields of a dataclass; None of other types."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple((f.name, "later" in f.metadata, _default(f)) for f in dataclasses.fields(kind))


def _default(field: dataclasses.Field[Any]) -> Any:
    factory = field.default_factory
    return field.default if factory is dataclasses.MISSING else factory()


def _build(kind: Any, data: Any) -> Any:
    return _builder(kind)(data)


@cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of ``kind`` of plain data. Types are looked into once, not per value."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        inner = _builder(next(a for a in arguments if a is not type(None)))
        return lambda data: None if data is None else inner(data)
    if dataclasses.is_dataclass(kind):
        return _record_builder(typing.cast(type, kind))
    if origin is tuple:
        item = _builder(arguments[0])
        return lambda data: tuple(map(item, data))
    if origin is not None and issubclass(origin, Mapping):
        entry = _builder(arguments[1])
        return lambda data: {key: entry(value) for key, value in data.items()}
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, Enum)):
        return typing.cast(type, kind)
    return _same


def _record_builder(kind: type) -> Callable[[Any], Any]:
    builders = {name: _builder(hint) for name, hint in typing.get_type_hints(kind).items()}

    def build(data: Mapping[str, Any]) -> Any:
        unknown = data.keys() - builders.keys()
        if unknown:
            raise TypeError(f"unknown fields: {', '.join(sorted(unknown))}")
        return kind(**{name: builders[name](item) for name, item in data.items()})

    return build


def _same(data: Any) -> Any:
    return data
