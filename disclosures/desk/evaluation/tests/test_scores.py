"""Scores as one types: computed by the server, saved nowhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from disclosures.desk.evaluation.tests.pages import FIRST, address, first_row
from disclosures.models import Disclosure

pytestmark = pytest.mark.django_db


def ask(desk: Client, draft: Disclosure, step: str, *changes: tuple[str, str, str]) -> Any:
    body = {
        "table": "projects/0",
        "step": step,
        "changes": [{"path": path, "old": old, "new": new} for path, old, new in changes],
    }
    answer = desk.post(address(draft, "scores"), json.dumps(body), content_type="application/json")
    return answer.json() if answer.status_code == 200 else answer.status_code


def test_a_typed_result_is_scored_and_nothing_is_saved(desk: Client, draft: Disclosure) -> None:
    told = ask(desk, draft, "result", (f"{FIRST}/actual", "", "52人"))
    assert told["cells"][f"{FIRST}/rate"] == "86.67"
    assert told["cells"][f"{FIRST}/score"] == "6.67"
    assert told["due"] == [f"{FIRST}/deviation"]
    assert (told["score"], told["grade"]) == ("96.67", "优")
    assert first_row(draft).actual == ""


def test_an_override_without_a_reason_is_told_and_one_with_it_counts(
    desk: Client, draft: Disclosure
) -> None:
    typed = (f"{FIRST}/actual", "", "52人"), (f"{FIRST}/rate", "", "95")
    told = ask(desk, draft, "result", *typed)
    assert "调整理由" in told["errors"][0]["message"]
    reasoned = ask(desk, draft, "result", *typed, (f"{FIRST}/override_reason", "", "已补训"))
    assert reasoned["errors"] == []
    assert reasoned["cells"][f"{FIRST}/score"] == "8.75"


def test_progress_at_mid_year_is_marked_as_one_types(desk: Client, draft: Disclosure) -> None:
    told = ask(desk, draft, "midyear", (f"{FIRST}/midyear", "", "6人"))
    assert told["cells"][f"{FIRST}/progress"] == "10"
    assert told["marks"][f"{FIRST}/state"] == "behind"


def test_money_is_typed_in_wan(desk: Client, draft: Disclosure) -> None:
    path = "projects/0/funds/1/executed"
    told = ask(desk, draft, "result", (path, "6.00", "5.4"))
    assert told["cells"]["projects/0/funds/0/executed"] == "5.40"
    assert told["cells"]["projects/0/funds/0/rate"] == "90.00"


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"table": "projects/9", "step": "result", "changes": []}',
     '{"table": "projects/x", "step": "result", "changes": []}',
     '{"table": "statements/05", "step": "result", "changes": []}',
     '{"table": "projects/0", "step": "later", "changes": []}',
     '{"table": "projects/0", "step": "plan", "changes": [1]}',
     '{"table": "projects/0", "step": "plan", "changes": {"a": 1}}'],
)  # fmt: skip
def test_a_question_of_another_form_is_refused(body: str, desk: Client, draft: Disclosure) -> None:
    url = address(draft, "scores")
    assert desk.post(url, body, content_type="application/json").status_code == 400


def test_what_cannot_be_read_is_told_and_not_scored(desk: Client, draft: Disclosure) -> None:
    told = ask(desk, draft, "result", ("projects/0/funds/1/executed", "6.00", "六万"))
    assert "不是金额" in told["errors"][0]["message"]
    told = ask(desk, draft, "plan", (f"{FIRST}/weight", "10", "十"))
    assert told["errors"][0]["path"] == f"{FIRST}/weight"
