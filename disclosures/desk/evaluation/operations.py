"""Records that come, go and move: what the buttons of a form ask for, as changes.

An operation is a word and, behind a colon, the index of the record: ``add``, ``remove:3``,
``up:3``, ``down:3``. A record that is taken away is named whole, so that one which somebody
changed meanwhile is a conflict and not lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fiscal.codec import to_plain
from fiscal.edits import Change
from fiscal.report import FundLine, Indicator, ProjectEvaluation, ProjectTarget, UnitEvaluation
from fiscal.targets import PROJECT_FUNDS, UNIT_FUNDS

Record = Indicator | ProjectEvaluation | ProjectTarget


class UnknownOperationError(ValueError):
    """An operation that no button offers, or of a record that is not there."""


def operation(asked: str, path: str, records: Sequence[Record], new: Any) -> list[Change]:
    """The changes of ``asked`` in the list at ``path``; ``new`` is what ``add`` puts at its end.

    Raises ``UnknownOperationError``.
    """
    word, _, number = asked.partition(":")
    if word == "add":
        return [Change(f"{path}/+", None, to_plain(new))]
    index = int(number) if number.isdecimal() else -1
    to = {"remove": None, "up": index - 1, "down": index + 1}.get(word, -1)
    if not 0 <= index < len(records) or (to is not None and not 0 <= to < len(records)):
        raise UnknownOperationError(asked)
    record = to_plain(records[index])
    away = Change(f"{path}/{index}", record, None)
    return [away] if to is None else [away, Change(f"{path}/{to}", None, record)]


def next_indicator(rows: Sequence[Indicator]) -> Indicator:
    """An empty row at the end, of the levels of the row before."""
    last = rows[-1] if rows else None
    return Indicator(last.level1 if last else "", last.level2 if last else "", "", "")


def new_project(name: str, unit_name: str) -> ProjectEvaluation:
    funds = tuple(FundLine(source) for source, _ in PROJECT_FUNDS)
    return ProjectEvaluation(name, unit_name, unit_name, funds, "", "", ())


def new_target(name: str, unit_name: str) -> ProjectTarget:
    return ProjectTarget(unit_name, name, "", None, None, None, "", ())


def new_unit_evaluation(unit_name: str) -> UnitEvaluation:
    return UnitEvaluation(unit_name, tuple(FundLine(name) for name in UNIT_FUNDS), "", "", ())
