"""Dated reference data of one year, as the pure core sees it.

Classifications, vocabularies, weight schemes, scoring bands, grades, glossary terms and the
narrative template are data with a first year of validity. ``Reference.of(items, year)``
keeps what is valid in ``year``; a disclosure of year Y uses year Y's reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fiscal.codec import canonical_json


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a book.

    ``book``    functional, economic, fund, income, nature, vehicle, indicator_tree,
                weight_scheme, scoring_rule, grade, vocabulary, term, template, setting.
    ``code``    unique in the book and year; ``attrs`` holds what only that book has.
    """

    book: str
    code: str
    name: str
    parent: str = ""
    position: int = 0
    attrs: Mapping[str, str] = field(default_factory=dict)
    valid_from: int = 0
    valid_until: int | None = None

    def valid_in(self, year: int) -> bool:
        return self.valid_from <= year and (self.valid_until is None or year <= self.valid_until)


@dataclass(frozen=True)
class Reference:
    """The books of one year. Items of a book are in their printing order."""

    year: int
    books: Mapping[str, tuple[Item, ...]]

    @classmethod
    def of(cls, items: Iterable[Item], year: int) -> Reference:
        """Keep the latest valid edition of each (book, code) for ``year``."""
        latest: dict[tuple[str, str], Item] = {}
        for item in sorted(items, key=lambda item: item.valid_from):
            if item.valid_in(year):
                latest[item.book, item.code] = item
        books: dict[str, list[Item]] = {}
        for item in sorted(latest.values(), key=lambda item: (item.book, item.position, item.code)):
            books.setdefault(item.book, []).append(item)
        return cls(year, {book: tuple(entries) for book, entries in books.items()})

    def book(self, name: str) -> tuple[Item, ...]:
        return self.books.get(name, ())

    def find(self, book: str, code: str) -> Item | None:
        return self._index.get((book, code))

    def attr(self, book: str, code: str, name: str, default: str = "") -> str:
        item = self.find(book, code)
        return item.attrs.get(name, default) if item else default

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all books, in hex: what the checks of a year rested on."""
        return hashlib.sha256(canonical_json(self.books)).hexdigest()

    @cached_property
    def _index(self) -> dict[tuple[str, str], Item]:
        return {(item.book, item.code): item for items in self.books.values() for item in items}

    @cached_property
    def _functional_by_path(self) -> dict[tuple[str, ...], list[Item]]:
        found: dict[tuple[str, ...], list[Item]] = {}
        for item in self.book("functional"):
            found.setdefault(self.path(item), []).append(item)
        return found

    def path(self, item: Item) -> tuple[str, ...]:
        """Names from the outermost level down to the item itself: (类, 款, 项)."""
        parent = self.find(item.book, item.parent) if item.parent else None
        return (*self.path(parent), item.name) if parent else (item.name,)

    def functional_by_names(self, names: tuple[str, ...], budget_type: str = "") -> Item | None:
        """The functional code with these 类/款/项 names, of ``budget_type`` where several match."""
        items = self._functional_by_path.get(names, [])
        preferred = (item for item in items if item.attrs.get("budget_type") == budget_type)
        return next(preferred, items[0] if items else None)

    def economic_by_name(self, name: str, classes: tuple[str, ...] = ()) -> Item | None:
        """The economic 款 with this name, inside the given 类 codes when there are any."""
        for item in self.book("economic"):
            if item.name == name and item.parent and (not classes or item.parent in classes):
                return item
        return None
