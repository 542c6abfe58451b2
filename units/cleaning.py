"""Rows from a file are cleaned before they are saved: a figure that does not fit is a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import models

from fiscal.finding import Finding, error

DOES_NOT_FIT = "DB-01"


class UnstorableError(Exception):
    """A Report that the database cannot hold as it is; ``findings`` say where."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(finding.message for finding in self.findings))


def clean_rows(
    rows: Iterable[tuple[str, models.Model]], besides: Collection[str] = frozenset()
) -> None:
    """Clean the fields of every (address in the Report, row), ``besides`` those named.

    Raises ``UnstorableError``.
    """
    findings = [finding for where, row in rows for finding in _clean(where, row, besides)]
    if findings:
        raise UnstorableError(findings)


def _clean(where: str, row: models.Model, besides: Collection[str]) -> Iterator[Finding]:
    columns = {field.name: field for field in row._meta.concrete_fields}
    relations = {name for name, field in columns.items() if field.is_relation}
    try:
        row.clean_fields(exclude={*relations, *besides})
    except ValidationError as invalid:
        for name, messages in invalid.message_dict.items():
            label = columns[name].verbose_name
            yield error(DOES_NOT_FIT, where, f"“{label}”无法保存：{''.join(messages)}")
    # PostgreSQL stores no NUL, and no reader should hand one on.
    if any("\x00" in value for value in vars(row).values() if isinstance(value, str)):
        yield error(DOES_NOT_FIT, where, "内容含有空字符（NUL），无法保存")
