"""A seal service on a port of its own, which signs with nothing but a name."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from units.tests.serving import Quiet, listening

TOKEN = "of-the-service"


@dataclass
class SealServer:
    """``answer`` is given instead of the right one, when it is set."""

    port: int = 0
    answer: bytes = b""
    asked: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/sm2/"

    def says(self, path: str, sent: dict[str, str]) -> dict[str, Any]:
        digest = bytes.fromhex(sent["digest"])
        assert sent["algorithm"] == "SM2-SM3"
        if path == "/sm2/seal":
            return {"seal": b64encode(b"sealed:" + digest).decode()}
        return {"valid": b64decode(sent["seal"]) == b"sealed:" + digest}


@contextmanager
def serving() -> Iterator[SealServer]:
    """The service, answering on 127.0.0.1; without its token it refuses."""
    service = SealServer()

    class Handler(Quiet):
        def do_POST(self) -> None:
            service.asked += 1
            sent = json.loads(self.body())
            known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            said = service.answer or json.dumps(service.says(self.path, sent)).encode()
            self.answer(200 if known else 403, said)

    with listening(Handler) as service.port:
        yield service
