"""Rows from a file are cleaned before they are saved: a figure that does not fit is a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models

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
    refuse(faults(rows, besides))


def refuse(findings: Iterable[Finding]) -> None:
    """Raises ``UnstorableError`` when there are any."""
    if found := list(findings):
        raise UnstorableError(found)


def faults(
    rows: Iterable[tuple[str, models.Model]], besides: Collection[str] = frozenset()
) -> Iterator[Finding]:
    """Clean as ``clean_rows`` does, and give what it would raise."""
    for where, row in rows:
        for field in _checked(type(row)):
            if field.name in besides:
                continue
            try:
                setattr(row, field.attname, field.clean(getattr(row, field.attname), row))
            except ValidationError as invalid:
                yield _refused(where, field, invalid)
        yield from _nul(where, vars(row).values())


def clean_values(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[str, Iterable[Any]]]
) -> tuple[list[list[Any]], list[Finding]]:
    """Values of the fields ``names`` for every (address, values), as the database takes them.

    Thousands of rows repeat few values: each is cleaned once, and no row is made of them. The
    findings say which cannot be stored.
    """
    checked = [
        (names.index(field.name), field, dict[str, Any]())
        for field in _checked(model)
        if field.name in names
    ]
    cleaned: list[list[Any]] = []
    findings: list[Finding] = []
    for where, given in rows:
        values = list(given)
        findings += _nul(where, values)
        for place, field, known in checked:
            written = repr(values[place])  # 7.5 equals 7.50, and is not the same
            try:
                if written not in known:
                    clean = field.clean(values[place], None)
                    known[written] = field.get_db_prep_save(clean, connection)
                values[place] = known[written]
            except ValidationError as invalid:
                findings.append(_refused(where, field, invalid))
        cleaned.append(values)
    return cleaned, findings


def _refused(where: str, field: models.Field[Any, Any], invalid: ValidationError) -> Finding:
    message = f"“{field.verbose_name}”无法保存：{''.join(invalid.messages)}"
    return error(DOES_NOT_FIT, where, message)


def _nul(where: str, values: Iterable[Any]) -> Iterator[Finding]:
    """PostgreSQL stores no NUL, and no reader should hand one on."""
    if "\x00" in "".join([value for value in values if isinstance(value, str)]):
        yield error(DOES_NOT_FIT, where, "内容含有空字符（NUL），无法保存")


@cache
def _checked(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    """The fields that can refuse a value: relations are set in code, free text takes any text."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.is_relation or _is_free_text(field))
    )


def _is_free_text(field: models.Field[Any, Any]) -> bool:
    return (
        isinstance(field, models.TextField)
        and field.blank
        and not (field.choices or field.validators or field.null)
    )
