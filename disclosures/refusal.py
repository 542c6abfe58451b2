"""Why an action was not done, as findings like any other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn

from fiscal.finding import Finding, error

NOT_ALLOWED = "AC-01"
WRONG_STATE = "AC-02"
ALREADY_PUBLISHED = "AC-03"
UNIT_CONFLICT = "AC-04"
OWN_WORK = "AC-05"
WRONG_YEAR = "AC-06"
BAD_EDIT = "AC-07"
OUT_OF_DATE = "AC-08"
NOTHING_TO_UNDO = "AC-09"
ALREADY_STARTED = "AC-10"
NOTHING_TO_ADD_UP = "AC-11"
UNFIT_FILE = "AC-12"
ALREADY_DECIDED = "AC-13"
NOT_READ_WHOLE = "AC-14"
OUTDATED_CHECK = "AC-15"
BAD_EXPLANATION = "AC-16"
NO_REASON = "AC-17"
NOT_SIGNED = "AC-18"
NOT_CLEARED = "AC-19"
IN_REVIEW = "AC-20"
BAD_APPROVAL = "AC-21"
NOT_SEALED = "AC-22"
OPEN_COMMENTS = "AC-23"

SHOWN = 5  # findings in the one line that an exception prints; ``findings`` has them all


class ActionRefused(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """Nothing was changed; ``findings`` say why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        more = len(self.findings) - SHOWN
        messages = [finding.message for finding in self.findings[:SHOWN]]
        super().__init__("；".join(messages) + (f"；另有{more}项" if more > 0 else ""))


def refuse(rule: str, message: str, where: str = "") -> NoReturn:
    raise ActionRefused([error(rule, where, message)])
