"""The JSON Schema of what is published, made from the dataclasses that it is written from."""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

from fiscal.document import SCHEMA, Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
_SIMPLE = {str: "string", int: "integer", bool: "boolean"}


def document_schema(address: str) -> dict[str, Any]:
    """The schema of a published Document; ``address`` is where the schema itself is published."""
    definitions: dict[str, Any] = {}
    whole = _of(Document, definitions)
    definitions["Document"]["properties"]["schema"] = {"const": SCHEMA}
    return {"$schema": DIALECT, "$id": address, **whole, "$defs": definitions}


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a type; records go into ``definitions`` once."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        (inner,) = (one for one in arguments if one is not types.NoneType)
        return {"anyOf": [_of(inner, definitions), {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if dataclasses.is_dataclass(kind):
        return _record(typing.cast(type, kind), definitions)
    if kind is Decimal:
        return {"type": "string", "pattern": _DECIMAL}
    if issubclass(kind, Enum):
        return {"enum": [one.value for one in kind]}
    return {"type": _SIMPLE[kind]}


def _record(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}  # found again below, by what it contains
        hints, fields = typing.get_type_hints(kind), dataclasses.fields(kind)
        definitions[name] |= {
            "type": "object",
            "description": inspect.getdoc(kind),
            "properties": {one.name: _of(hints[one.name], definitions) for one in fields},
            # What was added later stands only where it says something: see ``fiscal.codec``.
            "required": [one.name for one in fields if "later" not in one.metadata],
            "additionalProperties": False,
        }
    return {"$ref": f"#/$defs/{name}"}
