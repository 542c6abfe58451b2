"""The answer to “从哪来”: what a printed figure is, what it is made of, what it was last year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fiscal.document import Explanation
from fiscal.finding import Finding


@dataclass(frozen=True, slots=True)
class Term:
    """A figure that another is made of: as printed with its unit, its name, its address."""

    value: str
    label: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """One way to come to a figure.

    ``expression`` is arithmetic of printed numbers (``1.20 ＋ 3.40``), empty where a rule decides
    without any; ``result`` what comes out, as printed. ``note`` says why that is not the printed
    figure (``agrees`` is false then), or how it was rounded.
    """

    name: str
    expression: str
    result: str
    terms: tuple[Term, ...] = ()
    note: str = ""
    agrees: bool = True


@dataclass(frozen=True, slots=True)
class LastYear:
    """Last year's figure as printed, and the change since as a clause, empty where unknown."""

    value: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A term of public finance; ``key`` is that of its paragraph in 名词解释, or empty."""

    name: str
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that prints the figure: what stands before and behind it."""

    address: str
    before: str
    figure: str
    behind: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Noticed:
    """A finding about the figure with what the unit says to it."""

    finding: Finding
    explanation: Explanation | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where one figure comes from.

    ``address``   what it was asked by: ``statements/05/2010301/total``,
                  ``projects/3/indicators/2/score``, ``staff/active``, ``texts/s1.cmp.diff``.
    ``value``     as published, ``unit`` behind it (万元, %, 分 …).
    ``facts``     its place in words: table, row, column.
    ``formulas``  none when the figure is recorded and nothing else of the document gives it.
    ``part_of``   the sums that it goes into.
    ``mentions``  the sentences that print it.
    ``place``     address of the place in the document where it is printed, or empty.
    """

    address: str
    title: str
    value: str
    unit: str
    facts: tuple[tuple[str, str], ...]
    place: str = ""
    formulas: tuple[Formula, ...] = ()
    last: LastYear | None = None
    definition: Definition | None = None
    part_of: tuple[Term, ...] = ()
    mentions: tuple[Mention, ...] = ()
    noticed: tuple[Noticed, ...] = ()


def difference_note(printed: Decimal, computed: Decimal, unit: str, envelope: Decimal) -> str:
    """Why a formula does not give the printed figure: the rounding of its parts, or the unit."""
    gap = f"{abs(printed - computed):f}{unit}"
    if abs(printed - computed) <= envelope:
        return f"与公开的数相差{gap}，属四舍五入的尾差"
    return f"与公开的数相差{gap}；公开的数按单位填报的原样列出"
