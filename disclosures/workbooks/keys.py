"""Which keys are ours: somebody may have typed over the hidden row and column of a sheet."""

from __future__ import annotations

from disclosures.workbooks.fact_pages import FACTS, TEXTS
from disclosures.workbooks.pages import CODE, LABEL, LISTED, NAME, PARENTS
from fiscal.narrative.bindings import ITEM_STATEMENTS
from fiscal.narrative.inputs import BY_PATH
from fiscal.statements import BY_NUMBER

WITHOUT_ADDRESS = (LABEL, CODE, NAME, PARENTS, LISTED)
_PERIODS = ("this", "last")
_OF_THREE_PUBLIC = ("budget_*", "actual_*")


def is_pattern(pattern: str, page: str) -> bool:
    """Whether a column of the page can have it."""
    if pattern in WITHOUT_ADDRESS:
        return True
    if page in (FACTS, TEXTS):
        return pattern == "*"
    number = page.rpartition("/")[2]
    if pattern.startswith("texts/"):
        paragraph = pattern.removeprefix("texts/").rpartition(".")[0]
        return pattern.endswith("#*") and ITEM_STATEMENTS.get(paragraph) == number
    steps = pattern.split("/")
    known = len(steps) == 5 and steps[:2] == ["statements", number] and steps[4] in _PERIODS
    return known and (is_column(number, steps[3]) or steps[3] in _OF_THREE_PUBLIC)


def is_column(number: str, column: str) -> bool:
    return any(column == one.key for one in BY_NUMBER[number].columns)


def is_fact(path: str) -> bool:
    """Whether it addresses a fact or a text of the narrative."""
    return path in BY_PATH or path.startswith("texts/")
