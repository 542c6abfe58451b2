"""Errors of the interface, in plain Chinese: RFC 9457 ``application/problem+json``."""

from __future__ import annotations

import json
import logging
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

CONTENT_TYPE = "application/problem+json"
RETRY_AFTER = 60  # seconds until the database is probably back
DOCUMENTED = (404, 410, 422, 429, 500, 503)

ADVICE = {
    404: ("没有这个地址", "请核对地址；接口说明列有全部地址，见 /api/。"),
    405: ("只能读取", "请用 GET 或 HEAD；接口不接受写入。"),
    410: ("这一版已经撤回", "不再公开。撤回的时间和理由见版本列表（scope=all）。"),
    422: ("参数有误", "请按 errors 所列改正后再试。"),
    429: ("请求太频繁", "请等待 Retry-After 所示的秒数后再试；成批取用请用批量下载。"),
    500: ("网站出错了", "问题出在网站，不在您的请求。请过几分钟再试。"),
    503: ("网站正忙", "请等待 Retry-After 所示的秒数后再试。"),
}
# By the first words of pydantic's error type.
_FAULTS = {
    "missing": "缺少这个参数",
    "int_": "应为整数",
    "literal_error": "应为 {expected} 之一",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_long": "不能超过 {max_length} 个字",
    "string_pattern_mismatch": "有不允许的字符，或者太长",
    "datetime_": "应为带时区的时间，例如 2025-09-01T00:00:00+08:00",
    "timezone_": "应为带时区的时间，例如 2025-09-01T00:00:00+08:00",
}
log = logging.getLogger(__name__)


def problem(status: int, *, detail: str = "", errors: list[dict[str, str]] | None = None,
            retry_after: int = 0) -> HttpResponse:  # fmt: skip
    """The answer to a request that cannot be served; ``retry_after`` in seconds."""
    title, advice = ADVICE[status]
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    body |= {"detail": detail or advice, "errors": errors or []}
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE
    )
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return response


def handle(api: NinjaAPI) -> None:
    """Let ``api`` answer every error like this."""
    api.add_exception_handler(Http404, lambda request, error: problem(404))
    api.add_exception_handler(ValidationError, _invalid)
    for kind in (OperationalError, InterfaceError):
        api.add_exception_handler(kind, _out_of_order)
    api.add_exception_handler(Exception, _unforeseen)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, errors=[_fault(one) for one in error.errors])


def _fault(error: dict[str, Any]) -> dict[str, str]:
    kind = str(error["type"])
    words = next((text for start, text in _FAULTS.items() if kind.startswith(start)), "写法不对")
    parameter = next(str(step) for step in reversed(error["loc"]) if isinstance(step, str))
    return {"parameter": parameter, "problem": words.format(**_told(error.get("ctx", {})))}


def _told(context: dict[str, Any]) -> dict[str, str]:
    return {name: str(value).replace(" or ", "、") for name, value in context.items()}


def _out_of_order(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("%s: the database does not answer", request.path, exc_info=error)
    return problem(503, retry_after=RETRY_AFTER)


def _unforeseen(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("%s failed", request.path, exc_info=error)
    return problem(500)
