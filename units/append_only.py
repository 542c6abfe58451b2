"""Tables that the database itself refuses to change: rows go in and stay as they are.

``protect(tables)`` is a migration operation. On SQLite, Django alters a table by making it anew,
which loses its triggers: a later migration that alters one of these tables must end with
``protect`` again. The tests of this module's tables fail when one forgets.

Of a log that the law wants kept for some months the older rows may go: the database refuses to
delete the others only. A row that counts may be changed as long as it counts up.

Refusals arrive as ``django.db.IntegrityError`` on both databases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.apps.registry import Apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

FUNCTION = "refuse_change_of_append_only"

_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def create_statements(
    connection: BaseDatabaseWrapper, tables: Iterable[str], months: int = 0, rising: str = ""
) -> list[str]:
    """SQL that puts the triggers on; they must not be there yet.

    With ``months`` a row may be deleted when its column ``at`` is longer ago, with ``rising`` it
    may be changed when that column gets a greater value.
    """
    back = f"WHEN (NEW.{rising} <= OLD.{rising})" if rising else ""
    if connection.vendor == "postgresql":
        young = f"WHEN (OLD.at > now() - interval '{months} months')" if months else ""
        return [
            _POSTGRESQL_FUNCTION,
            *(sql for table in tables for sql in _on_postgresql(table, young, back)),
        ]
    young = f"WHEN OLD.at > datetime('now', '-{months} months')" if months else ""
    return [
        sql for table in tables for sql in _on_sqlite(table, young, back, _keys(connection, table))
    ]


def drop_statements(connection: BaseDatabaseWrapper, tables: Iterable[str]) -> list[str]:
    """SQL that takes the triggers off, where they are on."""
    if connection.vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_refuse_{event} ON {table}"
            for table in tables
            for event in ("change", "delete", "truncate")
        ]
    return [
        f"DROP TRIGGER IF EXISTS {table}_refuse_{event}"
        for table in tables
        for event in ("update", "delete", "replace")
    ]


def protect(*tables: str, months: int = 0, rising: str = "") -> RunPython:
    """Migration operation that makes ``tables`` append-only, again if they were before.

    For ``months`` and ``rising`` see ``create_statements``.
    """

    def run(_: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        connection = schema_editor.connection
        drop = drop_statements(connection, tables)
        for sql in (*drop, *create_statements(connection, tables, months, rising)):
            schema_editor.execute(sql, params=None)  # no parameters: % stands for itself

    return RunPython(run, RunPython.noop)


def protected_tables(connection: BaseDatabaseWrapper) -> dict[str, bool]:
    """The tables that PostgreSQL keeps so now; True where rows may be changed in some way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, bool_or(t.tgname LIKE '%%\\_change' AND t.tgqual IS NOT NULL) "
            "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = %s GROUP BY c.relname",
            [FUNCTION],
        )
        return dict(cursor.fetchall())


def _on_postgresql(table: str, young: str, back: str) -> Iterator[str]:
    """TRUNCATE touches no row, so it takes a trigger for the whole statement."""
    for event, name, which in (("UPDATE", "change", back), ("DELETE", "delete", young)):
        yield (
            f"CREATE TRIGGER {table}_refuse_{name} BEFORE {event} ON {table} "
            f"FOR EACH ROW {which} EXECUTE FUNCTION {FUNCTION}()"
        )
    yield (
        f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
    )


def _on_sqlite(table: str, young: str, back: str, keys: Iterable[Sequence[str]]) -> Iterator[str]:
    """INSERT OR REPLACE deletes the row in its way and, by default, tells no DELETE trigger."""
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for event, which in (("UPDATE", back), ("DELETE", young)):
        name = f"{table}_refuse_{event.lower()}"
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} {which} {refusal}"
    taken = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys
    )
    yield (
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "  # noqa: S608
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) {refusal}"
    )


def _keys(connection: BaseDatabaseWrapper, table: str) -> list[list[str]]:
    """The columns of every primary or unique key."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    keys = [found for found in constraints.values() if found["primary_key"] or found["unique"]]
    return sorted(found["columns"] for found in keys)
