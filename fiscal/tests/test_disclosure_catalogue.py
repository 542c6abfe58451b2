"""The disclosure list D001–D058: each row is a rule, or the decision says where it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from fiscal.checks import RULES

ROWS = 58
DECISION = (
    Path(__file__).resolve().parents[2]
    / "docs" / "decisions" / "0015-catalogue-rows-that-are-no-rules.md"
)  # fmt: skip


def rows_in(text: str) -> Iterator[int]:
    """Numbers of D004, and of all from D011 to D014 in D011–D014."""
    for first, last in re.findall(r"D(\d{3})(?:–D(\d{3}))?", text):
        yield from range(int(first), int(last or first) + 1)


def test_every_row_is_a_rule_or_kept_elsewhere_for_a_reason() -> None:
    ruled = {row for declared in RULES.values() for row in rows_in(declared.basis)}
    table = DECISION.read_text("utf-8").split("|---|---|")[1]
    decided = {
        row
        for line in table.splitlines()
        if line.startswith("| D")
        for row in rows_in(line.split("|")[1])
    }
    assert ruled | decided == set(range(1, ROWS + 1))


def test_a_rule_names_no_row_that_the_list_does_not_have() -> None:
    named = {row for declared in RULES.values() for row in rows_in(declared.basis)}
    assert named <= set(range(1, ROWS + 1))
