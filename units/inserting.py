"""Inserting thousands of rows of which nobody needs the new keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert_rows(
    model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of values of the fields ``names``, in a fraction of the time of ``bulk_create``.

    That one composes an expression for every value and reads back every key. Here one statement
    takes all rows: COPY on PostgreSQL. The values are as the database takes them
    (``cleaning.clean_values``), a parent is its key. The database checks its constraints as ever;
    no signal is sent.
    """
    quote = connection.ops.quote_name
    columns_of = {field.name: str(field.column) for field in model._meta.concrete_fields}
    columns = ", ".join(quote(columns_of[name]) for name in names)
    into = f"{quote(model._meta.db_table)} ({columns})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The cursor's own errors, as Django's.
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {into} FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(names))
            sql = f"INSERT INTO {into} VALUES ({places})"  # noqa: S608 - names of the model
            cursor.executemany(sql, list(rows))
