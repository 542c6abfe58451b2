"""Emptying the test database, which append-only tables rightly refuse.

Only tests with real transactions (a live server, a browser) empty all tables after themselves.
The triggers come off for that one statement and go on again in the same transaction, so that
no test ever runs without them and nothing in the program knows a way around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import sleep

from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations

from disclosures.models import (
    Event,
    RecordHead,
    Rendition,
    Upload,
    Version,
    VersionFinding,
    Withdrawal,
)
from units.append_only import create_statements, drop_statements
from units.models import MONTHS_KEPT, AccessRecord

_ATTEMPTS, _PAUSE = 5, 0.5
_WRITTEN_ONCE = (Upload, Version, VersionFinding, Rendition, Withdrawal, Event)
TABLES = [model._meta.db_table for model in _WRITTEN_ONCE]
LOG = [AccessRecord._meta.db_table]
HEAD = [RecordHead._meta.db_table]


@contextmanager
def unprotected(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The tables without their triggers, for tests of what tampering is noticed all the same."""
    _execute(connection, drop_statements(connection, TABLES + HEAD))
    yield
    _execute(connection, create_statements(connection, TABLES))
    _execute(connection, create_statements(connection, HEAD, rising="sequence"))


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def let_tests_flush(connection: BaseDatabaseWrapper) -> None:
    """Make ``flush`` work on the append-only tables of the test database.

    For every connection to it: a browser's event loop makes Django open another one.
    """
    operations = type(connection.ops)
    execute = operations.execute_sql_flush

    def execute_sql_flush(self: BaseDatabaseOperations, sql_list: Iterable[str]) -> None:
        off = drop_statements(self.connection, TABLES + LOG + HEAD)
        on = create_statements(self.connection, TABLES)
        on += create_statements(self.connection, LOG, MONTHS_KEPT)
        on += create_statements(self.connection, HEAD, rising="sequence")
        statements = [*off, *sql_list, *on]
        for _ in range(_ATTEMPTS - 1):
            try:
                return execute(self, statements)
            except OperationalError:  # a page left open was still saving: a deadlock
                sleep(_PAUSE)
        return execute(self, statements)

    operations.execute_sql_flush = execute_sql_flush  # type: ignore[method-assign]
