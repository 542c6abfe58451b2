"""Finished pages and lists over HTTP: how many a second, against lines of the same run.

    python -m bench --web [--rounds 3]

Processes are real (config/tests/road.py), the load comes from ``wrk`` (apt-get install wrk). Each
round asks for everything once. The page is a whole fictional disclosure; nginx also serves its
bytes as a plain static file, gunicorn an almost empty view (/robots.txt). Without TLS, which
would cost all the same.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from config.tests.road import Answer, Road, ask, free_port, open_road

PAGE, UNWRITTEN = "/units/a/2024/", "/units/b/2024/"
_SECONDS, _CONNECTIONS = 3, 8
_SLOW_SECONDS = 10  # where an answer takes a good part of a second
_SLOW = {"gunicorn, rendered", "gunicorn, first page", "gunicorn, list"}
# Each line beside the one that it is measured against, and the goal.
_RATIOS = (
    ("nginx, finished", "nginx, static", 0.9),
    ("nginx, finished, br", "nginx, static, br", 0.9),
    ("nginx, has it already", "nginx, static, has it already", 0.9),
    ("gunicorn, finished", "gunicorn, empty view", 0.8),
    ("gunicorn, finished, br", "gunicorn, empty view", 0.8),
    ("gunicorn, has it already", "gunicorn, empty view", 0.8),
    ("gunicorn, finished", "gunicorn, rendered", 90),
    ("gunicorn, finished, br", "gunicorn, rendered", 90),
)


def measure_web(rounds: int) -> str:
    """Requests a second, medians over ``rounds``, and the ratios that have goals."""
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk")
    plain = free_port()
    with tempfile.TemporaryDirectory(prefix="mingzhang-web-") as place:
        folder = Path(place)
        with open_road(folder, _changes(folder, plain)) as road:
            asked = _prepared(road, plain)
            for address, headers in asked.values():
                _asked(address, headers)  # what a process does once
            rates: dict[str, list[float]] = {name: [] for name in asked}
            for _ in range(rounds):
                for name, (address, headers) in asked.items():
                    seconds = _SLOW_SECONDS if name in _SLOW else _SECONDS
                    rates[name].append(_rate(address, headers, seconds))
                    sys.stderr.write(f"{name} {rates[name][-1]:,.0f}\n")
    return "\n".join(_table({name: median(found) for name, found in rates.items()})) + "\n"


def _changes(folder: Path, plain: int) -> dict[str, str]:
    """Also without TLS, and with a folder of plain files."""
    shipped = "client_max_body_size 25m;"
    added = f"listen 127.0.0.1:{plain}; location /plain/ {{ root {folder}; gzip off; }}"
    return {shipped: f"{shipped} {added}"}


def _prepared(road: Road, plain: int) -> dict[str, tuple[str, Mapping[str, str]]]:
    """Name of each line, with its address and headers."""
    road.do("publish a")
    road.do("publish b")
    road.do("drop b")
    page = next((road.folder / "files/pages").glob(f"*{PAGE}index.html"))
    (road.folder / "plain").mkdir()
    for form in ("", ".br"):
        shutil.copy(f"{page}{form}", road.folder / f"plain/page.html{form}")
    # Without its files the page that is not finished is rendered whole.
    shutil.rmtree(road.folder / "files/renditions")
    nginx, web = f"http://127.0.0.1:{plain}", f"http://127.0.0.1:{road.ports['web']}"
    proxied = {"X-Forwarded-Proto": "https"}
    squeezed = {"Accept-Encoding": "br"}
    static = f"{nginx}/plain/page.html"
    return {
        "nginx, static": (static, {}),
        "nginx, finished": (nginx + PAGE, {}),
        "nginx, static, br": (f"{static}.br", {}),
        "nginx, finished, br": (nginx + PAGE, squeezed),
        "nginx, static, has it already": (static, _known(static, {})),
        "nginx, has it already": (nginx + PAGE, _known(nginx + PAGE, {})),
        "gunicorn, empty view": (f"{web}/robots.txt", proxied),
        "gunicorn, finished": (web + PAGE, proxied),
        "gunicorn, finished, br": (web + PAGE, proxied | squeezed),
        "gunicorn, has it already": (web + PAGE, _known(web + PAGE, proxied)),
        "gunicorn, rendered": (web + UNWRITTEN, proxied),
        "gunicorn, first page": (f"{web}/", proxied),
        "gunicorn, list": (f"{web}/documents/", proxied),
    }


def _known(address: str, headers: Mapping[str, str]) -> dict[str, str]:
    """The headers of a reader who has it already."""
    return {**headers, "If-None-Match": _asked(address, headers).headers["etag"]}


def _asked(address: str, headers: Mapping[str, str]) -> Answer:
    place = urlsplit(address)
    return ask(HTTPConnection(place.netloc, timeout=60), place.path, "GET", headers)


def _rate(address: str, headers: Mapping[str, str], seconds: int) -> float:
    """Requests a second."""
    _asked(address, headers)  # answered behind what the line before left unanswered
    given = [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    command = ["wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", *given]
    told = subprocess.check_output([*command, address], text=True)  # noqa: S603
    found = re.search(r"Requests/sec: +([\d.]+)", told)
    if found is None or not float(found[1]) or "Non-2xx" in told or "Socket errors" in told:
        raise SystemExit(f"{address}\n{told}")
    return float(found[1])


def _table(rates: Mapping[str, float]) -> Iterator[str]:
    for name, rate in rates.items():
        yield f"{name:<34}{rate:>12,.0f} requests/s"
    yield ""
    for name, other, goal in _RATIOS:
        yield f"{f'{name} : {other}':<58}{rates[name] / rates[other]:>8.2f}  (goal {goal})"
