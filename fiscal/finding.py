"""A finding: what a check or a reader noticed, where, and with which values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Severity(StrEnum):
    """ERROR blocks submitting, WARNING asks for an explanation, INFO is shown only."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        return {"error": "错误", "warning": "警告", "info": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed.

    ``rule``     stable id, never reused (``ST-01`` statements, ``XS-`` across statements,
                 ``PE-`` performance, ``TX-`` text, ``RD-`` reading a file).
    ``where``    address inside the Report: ``statements/05/2010301/total``,
                 ``texts/s1.cmp.reason``, ``projects/3/indicators/2/rate``, ``""`` for the whole.
    ``source``   place in the file it was read from: ``第113行``, ``表4第7行``; empty for drafts.
    ``values``   the figures compared, already formatted: ``{"printed": "9.66"}``.
    """

    rule: str
    severity: Severity
    where: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    def at(self, source: str) -> Finding:
        """The same finding, placed in a file."""
        return replace(self, source=source)

    @property
    def fingerprint(self) -> str:
        """What tells it from others: it changes when its place, words or figures do."""
        told = json.dumps([self.rule, self.where, self.message, dict(self.values)], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, object]:
        """The public form: rule, severity, where, message, values."""
        where = " ".join(part for part in (self.source, self.where) if part)
        return {
            "rule": self.rule,
            "severity": self.severity.value,
            "where": where,
            "message": self.message,
            "values": dict(self.values),
        }


def error(rule: str, where: str, message: str, **values: object) -> Finding:
    return Finding(rule, Severity.ERROR, where, message, _strings(values))


def warning(rule: str, where: str, message: str, **values: object) -> Finding:
    return Finding(rule, Severity.WARNING, where, message, _strings(values))


def info(rule: str, where: str, message: str, **values: object) -> Finding:
    return Finding(rule, Severity.INFO, where, message, _strings(values))


def _strings(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
