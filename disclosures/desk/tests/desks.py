"""Drafts and people for the tests of the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from django.test import Client

from disclosures import actions, demo
from disclosures.models import Disclosure
from fiscal.report import Report
from units.models import User
from units.tests.people import a_unit, a_user, officer_of

YEAR = 2025
AT = datetime(2026, 3, 2, 2, 30, tzinfo=UTC)  # 10:30 in China


def root() -> User:
    found = User.objects.filter(is_superuser=True).first()
    return found or a_user("root", is_superuser=True, is_staff=True)


def a_full_report(year: int = YEAR) -> Report:
    """A disclosure without errors."""
    (report,) = demo.reports(next(iter(demo.units(1))), year, year)
    return report


def a_draft(report: Report | None = None, at: datetime = AT) -> Disclosure:
    return actions.load(report=report or a_full_report(), by=root(), at=at)


def without_texts(report: Report, beginning: str) -> Report:
    """The report without the free texts of some paragraphs."""
    kept = {key: text for key, text in report.texts.items() if not key.startswith(beginning)}
    return replace(report, texts=kept)


def sign_in(client: Client, user: User) -> User:
    client.force_login(user)
    return user


__all__ = [
    "AT", "YEAR", "a_draft", "a_full_report", "a_unit", "a_user", "officer_of", "root", "sign_in",
    "without_texts",
]  # fmt: skip
