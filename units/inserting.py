"""Inserting thousands of rows of which nobody needs the new keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models


def insert_rows(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert clean rows, whose parents are saved, in a quarter of the time of ``bulk_create``.

    That one composes an expression for every value and reads back every key. Here one statement
    takes all rows: COPY on PostgreSQL. The database checks its constraints as ever; the rows in
    memory get no key, and no signal is sent.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    into = f"{quote(model._meta.db_table)} ({columns})"
    values = _values(fields, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The cursor's own errors, as Django's.
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {into} FROM STDIN") as copy,
            ):
                for row in values:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(fields))
            sql = f"INSERT INTO {into} VALUES ({places})"  # noqa: S608 - names of the model
            cursor.executemany(sql, list(values))


def _values(
    fields: Sequence[models.Field[Any, Any]], rows: Sequence[models.Model]
) -> Iterator[list[Any]]:
    """What the database is given for each row, in the order of the fields."""
    relations = [field for field in fields if field.is_relation]
    adapted = [(place, field) for place, field in enumerate(fields) if not _is_native(field)]
    of = attrgetter(*(field.attname for field in fields))
    for row in rows:
        for field in relations:  # the parent had no key yet when it was named
            setattr(row, field.name, getattr(row, field.name))
        values = list(of(row))
        for place, field in adapted:
            values[place] = field.get_db_prep_save(values[place], connection)
        yield values


def _is_native(field: models.Field[Any, Any]) -> bool:
    """True where every database takes the clean value as it is."""
    return isinstance(field, models.TextField | models.BooleanField | models.IntegerField)
