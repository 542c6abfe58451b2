"""Checking a visitor's file: the only module of the portal that touches the checks.

What it imports knows no database (a contract of the imports says so), so a check can see neither
drafts nor versions. Nothing is stored: a report that is to be had in another form comes back
from the visitor's own page, signed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.utils import timezone

from disclosures.checking import check_apart
from disclosures.readers.decode import MAX_FILE
from disclosures.render.checkbook import render_check_xlsx
from disclosures.render.checkpage import render_check_page
from disclosures.render.checkreport import CheckReport, json_of
from disclosures.rulebook import GROUPS, RULEBOOK, Entry, Group
from fiscal.codec import from_plain, to_plain

__all__ = [
    "FORMS", "GROUPS", "MAX_FILE", "RULEBOOK", "CheckReport", "Entry", "Form", "Group",
    "StaleReportError", "check_file", "seal", "unseal",
]  # fmt: skip

_SALT = "portal.checking"
_MAX_AGE = 24 * 60 * 60  # seconds; a page left open over night


class StaleReportError(Exception):
    """The report is not one of ours, too old, or of another release."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a report can be taken away."""

    label: str
    content_type: str
    render: Callable[[CheckReport], bytes]


FORMS: Mapping[str, Form] = {
    "xlsx": Form(
        "下载 Excel 报告",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        render_check_xlsx,
    ),
    "html": Form(
        "网页", "text/html; charset=utf-8", lambda report: render_check_page(report).encode()
    ),
    "json": Form("JSON", "application/json", json_of),
}


def check_file(name: str, content: bytes) -> CheckReport:
    """The report of a visitor's file, whatever it is. Takes up to ``checking.MAX_SECONDS``."""
    return check_apart(name, content, f"{timezone.localtime():%Y-%m-%d %H:%M} 检查")


def seal(report: CheckReport) -> str:
    """The report as a text that only this site can have made."""
    return signing.dumps(to_plain(report), salt=_SALT, compress=True)


def unseal(sealed: str) -> CheckReport:
    """Raises ``StaleReportError``."""
    try:
        return from_plain(CheckReport, signing.loads(sealed, salt=_SALT, max_age=_MAX_AGE))
    except (signing.BadSignature, TypeError, KeyError) as problem:
        raise StaleReportError from problem
