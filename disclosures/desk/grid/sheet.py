"""One statement as a sheet to type in: heads, rows and fields.

A row has one entry for each side (income and expenditure in 01 and 04, personnel and public
expenses in 06, else one). All of this year's columns stand together, then all of last year's, so
that a block copied from the printed form fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.desk.amounts import AmountUnit
from disclosures.desk.links import field_id
from disclosures.render.grids.model import Row as HeadRow


@dataclass(frozen=True, slots=True)
class Field:
    """One amount. ``path`` is its address, ``id`` where a link to it leads.

    ``value`` is what is recorded, as shown. ``parts`` are the sums that fill it: ids of the fields
    to add, ``-`` before those to subtract, ``|`` between the ways. ``column`` counts through all
    sides of the row. ``published`` is last year's published amount where it is another one.
    ``remarks`` are the places in the list of findings of those about it, ``severity`` the worst.
    ``typed`` is what could not be saved and stands in the field, ``problem`` says why.
    """

    path: str
    label: str
    value: str
    column: int
    parts: str = ""
    published: str = ""
    remarks: tuple[int, ...] = ()
    severity: str = ""
    typed: str | None = None
    problem: str = ""

    @property
    def id(self) -> str:
        return field_id(self.path.removesuffix("/this"))

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.value if self.typed is None else self.typed

    @property
    def described_by(self) -> str:
        """Ids of the sentences about it."""
        problem = [f"problem-{self.id}"] if self.problem else []
        return " ".join([*problem, *(f"finding-{place}" for place in self.remarks)])


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the statement on one side. ``number`` is its code or 行次.

    ``recorded``: the draft has the line, and does not only show its place. ``listed``: it has no
    amount, but the text lists it by its name.
    """

    path: str
    key: str
    number: str
    name: str
    depth: int
    fields: tuple[Field, ...]
    is_sum: bool = False
    removable: bool = False
    recorded: bool = False
    listed: bool = False

    @property
    def id(self) -> str:
        return field_id(self.path)


@dataclass(frozen=True, slots=True)
class Sheet:
    """``head`` are rows of headings with spans; an entry is None where a side has no line.

    ``widths`` are the columns of each side; ``has_numbers`` says whether 行次 stand in one.
    """

    number: str
    head: tuple[HeadRow, ...]
    rows: tuple[tuple[Entry | None, ...], ...]
    widths: tuple[int, ...]
    unit: AmountUnit
    has_numbers: bool = False

    @property
    def fields(self) -> Iterator[Field]:
        return (field for row in self.rows for entry in row if entry for field in entry.fields)

    @property
    def departures(self) -> list[Field]:
        """Last year's amounts that were typed otherwise than they were published."""
        return [field for field in self.fields if field.published and field.value]

    @property
    def places(self) -> Iterator[Iterator[tuple[Entry | None, int]]]:
        """The rows again, each entry with the number of columns of its side."""
        return (zip(row, self.widths, strict=True) for row in self.rows)
