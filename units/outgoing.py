"""Asking somebody else's service over HTTP: a JSON object comes back, or a sentence says why not.

Redirects are not followed, since what is sent may be secret; answers are limited.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT = 10  # seconds; a writer of SQLite waits for 20
_LONGEST = 1024 * 1024  # bytes of an answer
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


class OutgoingError(Exception):
    """Nothing usable came back; ``str(error)`` is a clause for people."""


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_OPENER = build_opener(_Stay())


def ask(
    address: str,
    *,
    form: Mapping[str, str] | None = None,
    data: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the service answers: to GET, or where there is ``form`` or ``data`` (JSON) to POST.

    Raises ``OutgoingError``, for an address without TLS on another machine as well.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" and (parts.scheme != "http" or parts.hostname not in _HERE):
        raise OutgoingError(f"地址须以 https:// 开头：{address}")
    body, sent = None, {"Accept": "application/json", **(headers or {})}
    if form is not None:
        body = urlencode(form).encode()
    elif data is not None:
        body, sent["Content-Type"] = json.dumps(data).encode(), "application/json"
    try:
        request = Request(address, body, sent)  # noqa: S310  # looked at above
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            return _object(answer.read(_LONGEST))
    except HTTPError as refused:
        with refused:
            raise OutgoingError(f"{parts.netloc} 答复 {refused.code}") from refused
    except (OSError, HTTPException) as failed:
        raise OutgoingError(f"{parts.netloc} 没有应答") from failed


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError as unreadable:
        raise OutgoingError("答复不是 JSON") from unreadable
    if not isinstance(found, dict):
        raise OutgoingError("答复不是 JSON 对象")
    return found
