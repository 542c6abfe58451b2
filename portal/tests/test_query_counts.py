"""Ten times as many units cost no page a query more."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.tests.many import ADDRESSES, publish_many
from portal.tests.support import brief, correct, publish

pytestmark = pytest.mark.django_db

MOST = 16


def test_50_units_cost_every_page_the_queries_of_5(client: Client) -> None:
    publish_many(5, years=2)
    _all_queries(client)  # what a process asks once
    few = _all_queries(client)
    publish_many(50, years=2)
    assert _all_queries(client) == few
    assert {address: number for address, number in few.items() if number > MOST} == {}


def test_a_feed_of_10_corrections_costs_the_queries_of_one(client: Client) -> None:
    for number in range(10):
        correct(publish(brief(f"u-{number}", f"第{number}局")))
        if not number:
            few = _queries(client, "/corrections.atom")
    assert _queries(client, "/corrections.atom") == few


def _all_queries(client: Client) -> dict[str, int]:
    return {address: _queries(client, address) for address in ADDRESSES}


def _queries(client: Client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
        assert answer.status_code == 200, address
        _read(answer.streaming_content if answer.streaming else ())  # type: ignore[attr-defined]
    return len(queries)


def _read(parts: Iterable[bytes]) -> None:
    for _ in parts:
        pass
