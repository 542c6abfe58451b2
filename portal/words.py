"""The one difference between the databases in full-text search: a column and its lookup.

SQLite keeps the tokens as text, and triggers keep an FTS5 table of them; PostgreSQL keeps a
``tsvector`` with a GIN index. Both are made by the migration. ``words__matches=Query`` finds the
same rows on both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
    _Lookup = Lookup[Any]
else:
    _TextField, _Lookup = models.TextField, Lookup

_LAST_POSITION = 16_383  # of a tsvector
_SQLITE = (
    "CREATE VIRTUAL TABLE portal_words USING fts5(words, content='portal_passage',"
    " content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER portal_words_added AFTER INSERT ON portal_passage BEGIN"
    " INSERT INTO portal_words(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER portal_words_gone AFTER DELETE ON portal_passage BEGIN"
    " INSERT INTO portal_words(portal_words, rowid, words)"
    " VALUES ('delete', old.id, old.words); END",
)
_SQLITE_UNDONE = (
    "DROP TRIGGER portal_words_added",
    "DROP TRIGGER portal_words_gone",
    "DROP TABLE portal_words",
)
_FOUND = "SELECT rowid FROM portal_words WHERE portal_words MATCH %s"
_POSTGRESQL = ("CREATE INDEX portal_passage_words ON portal_passage USING gin (words)",)
_POSTGRESQL_UNDONE = ("DROP INDEX portal_passage_words",)


class WordsField(_TextField):
    """Tokens of ``portal.tokens`` between blanks. To be matched, never to be read."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        return "%s::tsvector" if connection.vendor == "postgresql" else "%s"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return _tsvector(value) if connection.vendor == "postgresql" else value


def _tsvector(words: str) -> str:
    """In PostgreSQL's own notation: its parser is not asked what a word is."""
    positions: dict[str, list[str]] = {}
    for position, token in enumerate(words.split()[:_LAST_POSITION], 1):
        positions.setdefault(token, []).append(str(position))
    return " ".join(f"'{token}':{','.join(found)}" for token, found in positions.items())


@WordsField.register_lookup
class Matches(_Lookup):
    """Whether a ``portal.tokens.Query`` finds the row."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        return f'{table}."id" IN ({_FOUND})', [self.rhs.for_sqlite()]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, self.rhs.for_postgresql()]

    def get_db_prep_lookup(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return "%s", [value]


def make_index(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For the migration that makes the table."""
    for statement in _POSTGRESQL if _is_postgresql(schema_editor) else _SQLITE:
        schema_editor.execute(statement)


def drop_index(_apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _POSTGRESQL_UNDONE if _is_postgresql(schema_editor) else _SQLITE_UNDONE:
        schema_editor.execute(statement)


def _is_postgresql(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"
