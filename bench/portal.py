"""The public window with thousands of units: queries and time of each page.

    python -m bench --portal 10000 [--rounds 20] [--database postgres://…]

Every page is asked for with 100 units and again with all of them, three years each; documents
are small. Where the database has more units than that already, only that is measured.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from disclosures.models import Version
from portal import sheets
from portal.tests.many import ADDRESSES, publish_many
from units.models import Unit

FEW, YEARS = 100, 3
_LEAST_ROUNDS = 20  # of fewer there is no 95th percentile


class Cost(NamedTuple):
    """Of one page: queries, milliseconds by the clock."""

    queries: int
    middle: float
    p95: float


def measure_portal(count: int, rounds: int) -> str:
    """A table of all pages with few and with ``count`` units."""
    settings.ALLOWED_HOSTS = ["testserver"]
    sheets.LIMIT = sys.maxsize  # one visitor takes more lists here than are due to one
    call_command("collectstatic", interactive=False, verbosity=0)
    measured = []
    for size in (FEW, count):
        present = Unit.objects.count()
        if present > size and size != count:
            continue
        if present < size:
            with _told(f"{size:,} units"):
                publish_many(size, YEARS)
        _settle()
        measured.append((max(size, present), _costs(max(rounds, _LEAST_ROUNDS))))
    versions = Version.objects.count()
    return "\n".join([f"{versions:,} versions ({connection.vendor})", "", *_table(measured), ""])


@contextmanager
def _told(what: str) -> Iterator[None]:
    start = perf_counter()
    yield
    peak = max(getrusage(who).ru_maxrss for who in (RUSAGE_SELF, RUSAGE_CHILDREN)) / 1024
    sys.stderr.write(f"{what} after {perf_counter() - start:,.0f} s, {peak:,.0f} MB at most\n")


def _settle() -> None:
    """Let the database count what it has, as it does from time to time by itself."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _costs(rounds: int) -> dict[str, Cost]:
    client = Client()
    for address in ADDRESSES:  # what a process does once
        _get(client, address)
    times: dict[str, list[float]] = {address: [] for address in ADDRESSES}
    for _ in range(rounds):
        for address in ADDRESSES:
            start = perf_counter()
            _get(client, address)
            times[address].append((perf_counter() - start) * 1000)
    return {address: _cost(client, address, times[address]) for address in ADDRESSES}


def _cost(client: Client, address: str, times: Sequence[float]) -> Cost:
    with CaptureQueriesContext(connection) as queries:
        _get(client, address)
    ordered = sorted(times)
    return Cost(len(queries), median(ordered), ordered[math.ceil(0.95 * len(ordered)) - 1])


def _get(client: Client, address: str) -> None:
    answer: Any = client.get(address)
    assert answer.status_code == 200, f"{answer.status_code} {address}"
    for _ in answer.streaming_content if answer.streaming else ():
        pass


def _table(measured: Sequence[tuple[int, dict[str, Cost]]]) -> Iterator[str]:
    yield "".join(
        [f"{'':<48}", *(f"{f'{size:,} units':>28}" for size, _ in measured), f"{'p95 ratio':>12}"]
    )
    yield "".join([f"{'':<48}", *(f"{'queries':>10}{'ms':>9}{'p95':>9}" for _ in measured)])
    for address in ADDRESSES:
        costs = [found[address] for _, found in measured]
        cells = [f"{one.queries:>10}{one.middle:>9.1f}{one.p95:>9.1f}" for one in costs]
        ratio = f"{costs[-1].p95 / costs[0].p95:>12.1f}" if len(costs) > 1 else ""
        different = len({one.queries for one in costs}) > 1
        yield f"{address:<48}{''.join(cells)}{ratio}{'  OTHER QUERIES' if different else ''}"
