"""Whoever asks too often is told for how long to wait, to the second, and is answered then."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from portal import limits, sheets
from portal.archives import views
from portal.tests.support import brief, publish

pytestmark = pytest.mark.django_db

INTO = 90  # seconds into a window
ASKED: dict[str, Callable[[Client], Any]] = {
    "a check": lambda client: client.post("/check/"),
    "a proof": lambda client: client.post("/verify/", {"digest": "a" * 64}),
    "an archive": lambda client: client.post("/archives/2024/"),
    "a list": lambda client: client.get("/documents/list.csv"),
    "the interface": lambda client: client.get("/api/v1/units"),
}


@pytest.fixture(autouse=True)
def _twice(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything may be asked for twice in a window."""
    settings.PUBLIC_CHECK_LIMIT = settings.API_LIMIT = 2
    monkeypatch.setattr(sheets, "LIMIT", 2)
    monkeypatch.setattr(views, "LIMIT", 2)
    publish(brief())


@pytest.mark.parametrize("what", ASKED)
def test_asking_again_succeeds_after_the_seconds_that_are_said(
    what: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1000.0 * limits.WINDOW + INTO]
    monkeypatch.setattr(limits, "time", _Clock(clock))

    def answer() -> tuple[bool, str]:
        told = ASKED[what](client)
        return told.status_code == 429, told.headers.get("Retry-After", "")

    assert [answer()[0] for _ in range(3)] == [False, False, True]
    clock[0] += 60
    refused, seconds = answer()
    assert (refused, seconds) == (True, str(limits.WINDOW - INTO - 60))
    clock[0] += int(seconds) - 1
    assert answer() == (True, "1")
    clock[0] += 1
    assert not answer()[0]


class _Clock:
    """The module ``time`` with a clock of the test's own."""

    monotonic, sleep = staticmethod(time.monotonic), staticmethod(time.sleep)

    def __init__(self, clock: list[float]) -> None:
        self.time = lambda: clock[0]


@pytest.mark.parametrize(
    ("said", "longer"), [("11", True), ("10", False), ("", False), ("-1", False), ("many", False)]
)
def test_a_body_is_too_long_when_the_request_says_so(said: str, longer: bool) -> None:
    assert limits.is_longer(RequestFactory().get("/", CONTENT_LENGTH=said), 10) == longer
