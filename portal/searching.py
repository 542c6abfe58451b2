"""Full-text search over what is current: which disclosures, and where in them.

A disclosure is found when its unit's name holds all words, or when one of its sections or
projects does (name and year count with it). No more than ``MOST`` places are looked at, so that
a word that stands in every document costs no more than another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal import excerpts
from portal.excerpts import Run
from portal.models import Current, Part, Passage
from portal.tokens import HEAD, NAME, Phrase, Query, pairs, phrase, terms

MOST = 2000
_PASSAGES = 3  # shown of one disclosure
UNITS = 6
_LIKE_ENOUGH = 0.6
_FEW_PAIRS = 2
_SHORTEST_NAME = 3  # characters; what is shorter is like too many
_OF_CURRENT = ("version_id", "unit_code", "unit_name", "year", "kind", "sector", "published_at")
_FUNDS = ("general", "gov_fund", "state_capital")

Filters = Mapping[str, Any]


@dataclass(slots=True)
class Match:
    """A disclosure that was found. ``passages`` are ids, the best first once sorted."""

    current_id: int
    version_id: int
    unit_code: str
    unit_name: str
    year: int
    kind: str
    sector: str
    published_at: datetime
    funds: tuple[str, ...]
    is_named: bool = False
    passages: list[tuple[int, int]] = field(default_factory=list)  # (weight, id)

    @property
    def weight(self) -> tuple[bool, int, int, datetime]:
        best = max((weight for weight, _ in self.passages), default=0)
        return self.is_named, best, min(len(self.passages), _PASSAGES), self.published_at


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a disclosure; ``anchor`` is its id on the page."""

    part: str
    title: list[Run]
    anchor: str
    text: list[Run]


@dataclass(frozen=True, slots=True)
class Found:
    """What a query finds; ``is_cut`` when there may be more than was looked at."""

    terms: list[str]
    matches: list[Match]
    is_cut: bool

    @property
    def units(self) -> list[Match]:
        """One disclosure of each unit that the words name, the shortest names first."""
        named = {one.unit_code: one for one in self.matches if one.is_named}
        return sorted(named.values(), key=lambda one: (len(one.unit_name), one.unit_name))[:UNITS]


def find(query: str, filters: Filters, *, newest_first: bool = False) -> Found:
    """Disclosures with all words of ``query``, among those that fit the filters of ``Current``."""
    asked = terms(query)
    if not asked:
        return Found([], [], False)
    phrases = [phrase(term) for term in asked]
    named = list(_matching(_named(phrases), filters).values_list("current", flat=True)[:MOST])
    told = list(_matching(_told(phrases), filters).values_list("pk", "current", "title")[:MOST])
    matches = _matches({*named, *(current for _, current, _ in told)})
    for current in matches.keys() & named:  # a row may have been replaced since
        matches[current].is_named = True
    wanted = excerpts.pattern(asked)
    weights = {title: excerpts.count(title, wanted) for title in {title for _, _, title in told}}
    for pk, current, title in told:
        if current in matches:
            matches[current].passages.append((weights[title], pk))
    for match in matches.values():
        match.passages.sort(key=lambda one: (-one[0], one[1]))
    found = sorted(
        matches.values(),
        key=lambda one: (one.year, one.published_at) if newest_first else one.weight,
        reverse=True,
    )
    return Found(asked, found, len(named) == MOST or len(told) == MOST)


def everything(query: str, filters: Filters) -> QuerySet[Current]:
    """All that ``find`` would find if it looked everywhere, the newest first.

    Nothing is weighed, so there may be any number: they are read one after the other.
    """
    asked = terms(query)
    if not asked:
        return Current.objects.none()
    phrases = [phrase(term) for term in asked]
    words = Q(words__matches=_named(phrases)) | Q(words__matches=_told(phrases))
    found = Current.objects.filter(pk__in=Passage.objects.filter(words).values("current"))
    return found.filter(**filters).order_by("-year", "-published_at", "-pk")


def places(matches: Sequence[Match], asked: Iterable[str]) -> dict[int, list[Place]]:
    """The best places in some of the disclosures found, by ``Match.current_id``."""
    wanted = excerpts.pattern(asked)
    ids = {pk: rank for one in matches for rank, (_, pk) in enumerate(one.passages[:_PASSAGES])}
    found: dict[int, list[Place]] = {one.current_id: [] for one in matches}
    passages = Passage.objects.filter(pk__in=ids).defer("words")
    for passage in sorted(passages, key=lambda one: ids[one.pk]):
        found[passage.current_id].append(_place(passage, wanted))
    return found


def like(term: str) -> list[tuple[str, str]]:
    """(code, name) of units with a name much like one of ``terms``, the likest first."""
    asked = term.replace(" ", "")
    if asked.isdecimal() or len(asked) < _SHORTEST_NAME:
        return []
    parts = [Phrase((NAME + one,)) for one in pairs(asked)]
    if len(parts) <= _FEW_PAIRS:  # of two pairs one wrong character spoils both
        parts += [Phrase((NAME + one,), is_prefix=True) for one in dict.fromkeys(asked)]
    rows = _matching(Query((tuple(parts),)), {}).values_list("current__unit_code", "title")
    units = dict(rows.distinct()[:MOST])
    ranked = sorted(
        (-excerpts.likeness(asked, name), len(name), name, code) for code, name in units.items()
    )
    return [(code, name) for less, _, name, code in ranked if -less >= _LIKE_ENOUGH][:UNITS]


def _named(phrases: Iterable[Phrase]) -> Query:
    return Query(tuple((one.marked(NAME),) for one in phrases))


def _told(phrases: Sequence[Phrase]) -> Query:
    """Each in the section or at its head, and at least one in the section itself."""
    each = tuple((one, one.marked(HEAD)) for one in phrases)
    return Query((*each, tuple(phrases)))


def _matching(query: Query, filters: Filters) -> QuerySet[Passage]:
    of_current = {f"current__{name}": value for name, value in filters.items()}
    return Passage.objects.filter(words__matches=query, **of_current)


def _matches(ids: Collection[int]) -> dict[int, Match]:
    """What is known of these disclosures, by their id, in no order."""
    rows = Current.objects.filter(pk__in=ids).order_by().values("pk", *_OF_CURRENT, *_FUNDS)
    return {row["pk"]: _match(row) for row in rows}


def _match(row: Mapping[str, Any]) -> Match:
    facts = {name: row[name] for name in _OF_CURRENT}
    return Match(row["pk"], **facts, funds=tuple(name for name in _FUNDS if row[name]))


def _place(passage: Passage, wanted: Any) -> Place:
    """The paragraph with most of the words."""
    anchor, text = max(
        passage.pieces,
        key=lambda piece: excerpts.count(piece[1], wanted),
        default=(passage.anchor, ""),
    )
    if not excerpts.count(text, wanted):  # the words stand in its title
        anchor = passage.anchor
    title = excerpts.runs(passage.title, wanted)
    return Place(Part(passage.part).label, title, anchor, excerpts.excerpt(text, wanted))
