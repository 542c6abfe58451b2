"""The addresses of the interface. Their docstrings are the documentation at ``/api/``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query, Schema
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import JSONRenderer

from portal import published
from portal.addresses import absolute
from portal.api import asked, derived, described, origins, rows, schemas
from portal.api.problems import CONTENT_TYPE, DOCUMENTED, handle, problem
from portal.editions import current, newest, numbered

_EDITION = "/versions/{code}/{year}/{kind}/{number}"


class Renderer(JSONRenderer):
    """Chinese as it is: shorter, and readable in a browser."""

    json_dumps_params = {"ensure_ascii": False}


class API(NinjaAPI):
    """Errors are documented with the content type that they have, parameters without null.

    The name of an address is also that of its operation.
    """

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.url_name)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for methods in schema["paths"].values():
            operation = methods["get"]
            for parameter in operation["parameters"]:
                _without_null(parameter["schema"])
                parameter["description"] = parameter["schema"]["description"]
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    response["content"] = {CONTENT_TYPE: response["content"].popitem()[1]}
        _without_questions(schema)
        return schema


def _without_null(schema: dict[str, Any]) -> None:
    """Nobody can write null into an address: what is not asked is left out."""
    options = schema.pop("anyOf", [])
    for option in options:
        if option != {"type": "null"}:
            schema.update(option)


def _without_questions(schema: dict[str, Any]) -> None:
    """What is asked stands at its address, and nobody needs it among the answers again."""
    text = json.dumps(schema)
    declared = schema["components"]["schemas"]
    for name in [name for name in declared if f'"#/components/schemas/{name}"' not in text]:
        del declared[name]


def answers(schema: Any) -> dict[int, Any]:
    """What an address may answer: one schema, or a problem."""
    return {200: schema, **dict.fromkeys(DOCUMENTED, schemas.Problem)}


api = API(
    title="明账公开数据接口",
    version="1",
    description="已公开的部门决算和绩效自评，只读，不需要密钥。",
    docs_url=None,
    renderer=Renderer(),
    urls_namespace="portal:api",
)
handle(api)


@api.get("/units", response=answers(schemas.UnitPage), summary="单位", url_name="units")
def units(request: HttpRequest, query: Query[asked.Units]) -> dict[str, Any]:
    """有文件公开的单位，按代码排列。"""
    codes = published.codes(query.name, query.after, query.limit + 1)
    shown = published.newest().filter(unit_code__in=codes[: query.limit])
    return _page(request, query, codes, described.units(shown))


@api.get("/versions", response=answers(schemas.VersionPage), summary="版本", url_name="versions")
def versions(request: HttpRequest, query: Query[asked.Versions]) -> dict[str, Any]:
    """公开的版本，后公开的在前。要让副本与本站一致，请用 `scope=all` 和 `changed_since`。"""
    found = published.newest() if query.scope == "newest" else published.released()
    wanted = {"unit_code": query.unit, "year": query.year, "kind": query.kind}
    wanted["pk__lt"] = query.after
    found = found.filter(**{name: value for name, value in wanted.items() if value is not None})
    if since := query.changed_since:
        found = found.filter(Q(published_at__gte=since) | Q(withdrawal__at__gte=since))
    page = list(found.select_related("withdrawal").order_by("-pk")[: query.limit + 1])
    described_page = [described.version(one) for one in page[: query.limit]]
    return _page(request, query, [one.pk for one in page], described_page)


@api.get(
    "/measures", response=answers(schemas.AccountPage), summary="主要指标", url_name="measures"
)
def measures(request: HttpRequest, query: Query[asked.Measures]) -> dict[str, Any]:
    """各份部门决算最新一版的主要指标，后公开的在前：比较和排行用的就是这些数。"""
    serials, items = derived.measures(query)
    return _page(request, query, serials, items)


@api.get("/search", response=answers(schemas.HitPage), summary="检索", url_name="search")
def search(request: HttpRequest, query: Query[asked.Search]) -> dict[str, Any]:
    """在单位名称、决算说明、绩效自评和项目里找字词，只找每份文件的最新一版，后公开的在前。

    `is_complete` 为 `false` 时字词太常见，只找了一部分，请加条件。
    """
    serials, items, is_complete = derived.search(query)
    return {**_page(request, query, serials, items), "is_complete": is_complete}


@api.get(
    "/versions/{code}/{year}/{kind}",
    response=answers(schemas.VersionInFull),
    summary="最新一版",
    url_name="newest",
)
def newest_version(request: HttpRequest, of: Path[asked.Disclosure]) -> Any:
    """一份文件现在公开的最新一版；全部撤回的答复 410。"""
    return _described(_shown(of))


@api.get(_EDITION, response=answers(schemas.VersionInFull), summary="一版", url_name="version")
def one_version(request: HttpRequest, of: Path[asked.Edition]) -> Any:
    """一版的情况：摘要、更正说明、各种文件。内容不变，地址永久；撤回的答复 410。"""
    return _described(_shown(of, of.number))


@api.get(
    f"{_EDITION}/document", response=answers(dict[str, Any]), summary="全文", url_name="document"
)
def document(request: HttpRequest, of: Path[asked.Edition]) -> Any:
    """冻结的公开内容，与下载的 JSON 逐字节相同，它的 SHA-256 就是这一版的摘要。"""
    shown = _shown(of, of.number)
    if shown is None:
        return problem(410)
    return HttpResponse(shown.payload, content_type="application/json")


@api.get(
    f"{_EDITION}/cells", response=answers(schemas.CellPage), summary="报表数据", url_name="cells"
)
def cells(request: HttpRequest, of: Path[asked.Edition], query: Query[asked.Cells]) -> Any:
    """九张报表里已知的每一格：本年数和上年数，单位元。"""
    return _rows(request, of, query, "cells", statement=query.statement)


@api.get(
    f"{_EDITION}/projects",
    response=answers(schemas.ProjectPage),
    summary="项目",
    url_name="projects",
)
def projects(request: HttpRequest, of: Path[asked.Edition], query: Query[asked.Rows]) -> Any:
    """项目的预算、执行和得分；绩效目标文件里是目标。"""
    return _rows(request, of, query, "projects")


@api.get(
    f"{_EDITION}/indicators",
    response=answers(schemas.IndicatorPage),
    summary="绩效指标",
    url_name="indicators",
)
def indicators(
    request: HttpRequest, of: Path[asked.Edition], query: Query[asked.Indicators]
) -> Any:
    """单位整体和各项目的绩效指标：目标、结果、得分、偏差原因。"""
    return _rows(request, of, query, "indicators", project=query.project)


@api.get(
    f"{_EDITION}/findings",
    response=answers(schemas.FindingPage),
    summary="检查结果",
    url_name="findings",
)
def findings(request: HttpRequest, of: Path[asked.Edition], query: Query[asked.Findings]) -> Any:
    """公开时检查发现的问题，和单位的说明。"""
    return _rows(request, of, query, "findings", severity=query.severity)


@api.get(
    f"{_EDITION}/figure", response=answers(origins.Figure), summary="数的来历", url_name="figure"
)
def figure(request: HttpRequest, of: Path[asked.Edition], query: Query[asked.Traced]) -> Any:
    """一个数从哪来：在哪里、怎么算、上年多少、什么意思、计入哪里、查出什么。"""
    shown = _shown(of, of.number)
    if shown is None:
        return problem(410)
    found = origins.figure(shown, query.path)
    return problem(404, detail="这一版在这个地址没有数，请核对 path。") if found is None else found


def _shown(of: asked.Disclosure, number: int = 0) -> published.Version | None:
    """The version of that number, else the newest; None when withdrawn. Raises ``Http404``."""
    editions = published.editions(of.code, of.year, of.kind)
    shown = numbered(editions, number) if number else current(editions) or newest(editions)
    return None if published.withdrawal(shown) else shown


def _described(shown: published.Version | None) -> Any:
    return problem(410) if shown is None else described.version_in_full(shown)


def _rows(
    request: HttpRequest, of: asked.Edition, query: asked.Rows, name: str, **wanted: object
) -> Any:
    """A page of the rows that are as ``wanted``, counted from ``after``: what is frozen stays."""
    shown = _shown(of, of.number)
    if shown is None:
        return problem(410)
    narrowed = {field: value for field, value in wanted.items() if value is not None}
    found = (
        row
        for row in rows.ROWS[name](shown.document())
        if all(getattr(row, field) == value for field, value in narrowed.items())
    )
    start = min(query.after, asked.LAST - query.limit - 1)
    page = list(islice(found, start, start + query.limit + 1))
    places = [start + number for number in range(1, len(page) + 1)]
    return _page(request, query, places, page[: query.limit])


def _page(
    request: HttpRequest, query: Any, keys: Sequence[object], items: Sequence[Schema]
) -> dict[str, Any]:
    """``keys`` are what ``after`` may name, one too many when there is another page."""
    if len(keys) <= query.limit:
        return {"items": items, "next": None}
    given = query.model_dump(mode="json", exclude_defaults=True)
    given["after"] = keys[query.limit - 1]
    return {"items": items, "next": absolute(f"{request.path}?{urlencode(given)}")}
