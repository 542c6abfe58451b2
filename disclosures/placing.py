"""Putting what files carry into a Report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosures import workbooks
from disclosures.workbooks import WorkbookReading
from fiscal.codec import to_plain
from fiscal.edits import Change, apply, merge
from fiscal.money import format_amount
from fiscal.narrative.figures import in_yuan
from fiscal.report import Report
from fiscal.statements import DECLARATIONS

# Fields of the Report that are a group of single facts.
GROUPS = ("staff", "organisation", "budgets", "three_public", "procurement", "assets")
_STATEMENTS = {f"statements/{one.number}" for one in DECLARATIONS}


def place(
    draft: Report, source: Report, carried: Sequence[str] = (), stated: Sequence[str] = ()
) -> Report:
    """The draft with what ``source`` has at these addresses. Raises ``EditError``.

    ``carried`` is to stand there as it is, but a statement without last year's amounts leaves the
    draft's. ``stated`` is what a text says: a line gives the amounts that are known, and an
    amount that is published alike stays the more exact one that it is.
    """
    statements = frozenset(carried) & _STATEMENTS
    draft = workbooks.onto(draft, WorkbookReading(source, statements, (), complete=True))
    draft = apply(draft, _new_lines(draft, source, stated))
    said = {path for one in stated for path in _places(draft, source, one)}
    return merge(draft, source, said.union(carried) - statements)


def _new_lines(draft: Report, source: Report, stated: Sequence[str]) -> Iterator[Change]:
    """Lines that a statement of the draft lacks; they go where their codes belong."""
    for path in stated:
        group, _, rest = path.partition("/")
        number, _, key = rest.partition("/")
        line = source.statement(number).line(key) if group == "statements" else None
        if line is not None and draft.statement(number).line(key) is None:
            plain = to_plain(line)
            del plain["key"]
            yield Change(path, None, plain)


def _places(draft: Report, source: Report, path: str) -> Iterator[str]:
    """Single addresses where the draft says otherwise, or nothing."""
    group, _, rest = path.partition("/")
    if group in GROUPS:
        now, new = (getattr(getattr(one, group), rest) for one in (draft, source))
        if not in_yuan(path) or not _published_alike(now, new):
            yield path
    elif path in _STATEMENTS:
        if rest not in draft.statements:  # the text only says that there is nothing in it
            yield path
    elif group == "statements":
        yield from _places_of_line(draft, source, *rest.split("/", 1))
    else:
        yield path


def _places_of_line(draft: Report, source: Report, number: str, key: str) -> Iterator[str]:
    line = source.statement(number).line(key)
    for column, cell in line.cells.items() if line else ():
        known = draft.statement(number).cell(key, column)
        where = f"statements/{number}/{key}/{column}"
        if cell.this is not None and not _published_alike(known.this, cell.this):
            yield f"{where}/this"
        if cell.last is not None and not _published_alike(known.last, cell.last):
            yield f"{where}/last"


def _published_alike(exact: object, printed: object) -> bool:
    if isinstance(exact, Decimal) and isinstance(printed, Decimal):
        return format_amount(exact) == format_amount(printed)
    return False
