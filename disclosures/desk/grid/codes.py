"""The classification codes that a statement may have in a year: searching, adding, naming."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping

from fiscal.edits import Change, EditError, Problem
from fiscal.reference import Item, Reference
from fiscal.report import Report
from fiscal.statements import BY_NUMBER, PERSONNEL_CLASSES, PUBLIC_CLASSES, Kind

_ECONOMIC = "06"
_BOOKS = {Kind.FUNCTIONAL: "functional", Kind.ECONOMIC: "economic"}


class Codes:
    """The codes of the year that belong in statement ``number``, in printing order."""

    def __init__(self, reference: Reference, number: str) -> None:
        self._reference = reference
        self._declaration = BY_NUMBER[number]
        self.items: Mapping[str, Item] = {item.code: item for item in self._valid()}

    def _valid(self) -> Iterator[Item]:
        kind, wanted = self._declaration.kind, self._declaration.budget_type
        if kind not in _BOOKS:
            return
        book = self._reference.book(_BOOKS[kind])
        if kind is Kind.ECONOMIC:
            yield from (
                item for item in book if item.code[:3] in PERSONNEL_CLASSES + PUBLIC_CLASSES
            )
            return
        # A 类 or 款 belongs wherever one of its 项 does.
        right = [item for item in book if wanted in ("", item.attrs.get("budget_type"))]
        codes = {above.code for item in right for above in self._lineage(item)}
        yield from (item for item in book if item.code in codes)

    def _lineage(self, item: Item) -> tuple[Item, ...]:
        """类, 款 and the item itself."""
        above = self._reference.find(item.book, item.parent) if item.parent else None
        return (*self._lineage(above), item) if above else (item,)

    def search(self, query: str, limit: int) -> list[Item]:
        """Items that every word of ``query`` fits, those whose own name it begins first.

        A number fits the codes that begin with it, any other word the names of all levels.
        """
        words = unicodedata.normalize("NFKC", query).split()
        found = [item for item in self.items.values() if words and self._fits(item, words)]
        found.sort(key=lambda item: _distance(item.name, words[-1]))
        return found[:limit]

    def _fits(self, item: Item, words: list[str]) -> bool:
        names = "/".join(self.path(item))
        return all(
            item.code.startswith(word) if word.isdigit() else word in names for word in words
        )

    def path(self, item: Item) -> tuple[str, ...]:
        return self._reference.path(item)

    def lines(self, code: str, present: Collection[str]) -> Iterator[Change]:
        """The changes that add the line of a code and those above it that are not ``present``.

        Raises ``EditError`` for a code that does not belong here.
        """
        number, found = self._declaration.number, self.items.get(code)
        if found is None:
            raise EditError([Problem(f"statements/{number}/{code}", self._refusal(code))])
        for item in self._lineage(found):
            if item.code not in present:
                *parents, name = self.path(item)
                line = {"name": name, "parents": parents}
                yield Change(f"statements/{number}/{item.code}", None, line)

    def _refusal(self, code: str) -> str:
        item = self._reference.find("functional", code)
        fund = self._reference.find("fund", item.attrs.get("budget_type", "")) if item else None
        if self._declaration.kind is Kind.FUNCTIONAL and item and fund:
            return f"“{code} {item.name}”属于{fund.name}，不列入{self._declaration.number}表"
        return f"{self._reference.year}年的科目中没有“{code}”"


def _distance(name: str, word: str) -> tuple[bool, bool, bool]:
    return name != word, not name.startswith(word), word not in name


def clean(text: str) -> str:
    """A typed code or name: full-width digits, blanks and what follows a code are forgiven."""
    text = unicodedata.normalize("NFKC", text).strip()
    first = text.split(maxsplit=1)[0] if text else ""
    return first if first.isdigit() else text


def with_lines(
    changes: Iterable[Change], report: Report, reference: Reference
) -> tuple[Change, ...]:
    """The changes with the lines that they add: named, and with those of the levels above.

    A line is added by ``statements/05/2010301`` with any text for ``new``. Lines of 06 need no
    adding: an amount at a code of the year makes its line. Raises ``EditError``.
    """
    done: list[Change] = []
    wrong: list[Problem] = []
    present = {
        number: {line.key for line in report.statement(number).lines} for number in BY_NUMBER
    }
    for change in changes:
        number, code, below = _line_of(change.path)
        adds = not below and change.old is None and isinstance(change.new, str)
        if code.isdigit() and code not in present[number] and (adds or number == _ECONOMIC):
            try:
                lines = list(Codes(reference, number).lines(code, present[number]))
            except EditError as error:
                wrong.extend(error.problems)
                continue
            present[number] |= {_line_of(one.path)[1] for one in lines}
            done += lines
        if not (code.isdigit() and adds):
            done.append(change)
    if wrong:
        raise EditError(wrong)
    return tuple(done)


def _line_of(path: str) -> tuple[str, str, str]:
    """Statement and key of the line that an address names or lies in, and what follows."""
    group, _, rest = path.partition("/")
    number, _, rest = rest.partition("/")
    if group != "statements" or number not in BY_NUMBER:
        return "", "", ""
    key, _, below = rest.partition("/")
    return number, key, below
