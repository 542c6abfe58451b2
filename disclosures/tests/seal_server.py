"""A seal service on a port of its own, which signs with nothing but a name."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

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

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            service.asked += 1
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            body = service.answer or json.dumps(service.says(self.path, sent)).encode()
            self.send_response(200 if known else 403)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
