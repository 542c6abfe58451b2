"""Several people at the same moment, each on a database connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

T = TypeVar("T")

needs_connections = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="one connection holds the test's SQLite"
)


def at_once(*jobs: Callable[[], T]) -> list[T]:
    """Do the jobs at the same moment; what each came to, in their order."""
    start = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        start.wait()
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return [future.result() for future in [pool.submit(run, job) for job in jobs]]
