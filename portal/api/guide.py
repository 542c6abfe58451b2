"""``/api/``: the interface explained, drawn from its schema, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import limits, published
from portal.api.problems import ADVICE, DOCUMENTED
from portal.api.views import api

_TYPES = {
    "string": "文字",
    "integer": "整数",
    "boolean": "是或否",
    "object": "对象",
    "date-time": "时间",
}
_ASKED = {
    "versions": "?year={year}",
    "measures": "?measure=expenditure",
    "search": "?q=%E5%86%B3%E7%AE%97",  # 决算
    "cells": "?statement=01",
    "findings": "?severity=warning",
    "figure": "?path=computed/projects",
}
_FEW = 9  # values that fit where the type stands


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or a part of an answer; ``schema`` is the name of what it holds."""

    name: str
    type: str
    schema: str
    description: str
    required: bool
    preset: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An address of the interface; ``schema`` names what it answers, or a page is full of."""

    id: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    schema: str
    is_page: bool


@dataclass(frozen=True, slots=True)
class Schema:
    """What an answer consists of."""

    name: str
    description: str
    fields: tuple[Field, ...]


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Every address with its parameters, answers and an example that works."""
    last = published.newest().order_by("-pk").first()
    declared = operations()
    context = {
        "operations": [(one, example(one, last)) for one in declared],
        "schemas": schemas(),
        "problems": [(status, *ADVICE[status]) for status in DOCUMENTED],
        "limit": settings.API_LIMIT,
        "minutes": limits.WINDOW // 60,
    }
    return render(request, "portal/api.html", context)


def example(operation: Operation, version: published.Version | None) -> str:
    """An address to try, empty while nothing is public."""
    if version is None:
        return ""
    given = {
        "code": version.unit_code,
        "year": version.year,
        "kind": version.kind,
        "number": version.number,
    }
    return f"{operation.path}{_ASKED.get(operation.id, '')}".format(**given)


@cache
def operations() -> tuple[Operation, ...]:
    """The addresses in the order of their declaration."""
    paths = api.get_openapi_schema()["paths"].items()
    return tuple(_operation(path, methods["get"]) for path, methods in paths)


@cache
def schemas() -> tuple[Schema, ...]:
    """What the answers consist of, pages of them left out."""
    declared = api.get_openapi_schema()["components"]["schemas"].items()
    return tuple(
        Schema(name, schema.get("description", ""), tuple(_fields(schema)))
        for name, schema in declared
        if not name.endswith("Page")
    )


def _operation(path: str, declared: dict[str, Any]) -> Operation:
    answer = declared["responses"][200]["content"]["application/json"]["schema"]
    parameters = (
        _field(one["name"], one["schema"], required=one["required"])
        for one in declared["parameters"]
    )
    return Operation(
        id=declared["operationId"],
        path=path,
        summary=declared["summary"],
        description=declared["description"],
        parameters=tuple(parameters),
        schema=_name(answer).removesuffix("Page"),
        is_page=_name(answer).endswith("Page"),
    )


def _fields(schema: dict[str, Any]) -> Iterator[Field]:
    for name, one in schema.get("properties", {}).items():
        yield _field(name, one, required=name in schema.get("required", ()))


def _field(name: str, schema: dict[str, Any], *, required: bool) -> Field:
    preset = schema.get("default")
    return Field(
        name=name,
        type=_type(schema),
        schema=_name(schema),
        description=schema.get("description", ""),
        required=required,
        preset="" if preset in (None, "", []) else str(preset),
    )


def _type(schema: dict[str, Any]) -> str:
    options = schema.get("anyOf", [])
    if options:
        return " 或 ".join(_type(one) for one in options)
    if len(schema.get("enum", ())) in range(1, _FEW + 1):
        return "、".join(schema["enum"])
    kind = schema.get("type", "object")
    if kind == "null":
        return "空"
    if kind == "array":
        return f"{_type(schema.get('items', {}))}的列表"
    return _TYPES.get(schema.get("format", kind), _TYPES[kind])


def _name(schema: dict[str, Any]) -> str:
    """Name of the schema that this one holds, alone or in a list; empty for plain values."""
    inner = [schema, *schema.get("anyOf", []), schema.get("items", {})]
    return next((one["$ref"].rpartition("/")[2] for one in inner if "$ref" in one), "")
