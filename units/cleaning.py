"""Rows from a file are cleaned before they are saved: a figure that does not fit is a finding."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from typing import Any

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
    for field in _checked(type(row)):
        if field.name in besides:
            continue
        try:
            setattr(row, field.attname, field.clean(getattr(row, field.attname), row))
        except ValidationError as invalid:
            message = f"“{field.verbose_name}”无法保存：{''.join(invalid.messages)}"
            yield error(DOES_NOT_FIT, where, message)
    # PostgreSQL stores no NUL, and no reader should hand one on.
    if "\x00" in "".join([value for value in vars(row).values() if isinstance(value, str)]):
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
