"""One unit's year: its row beside last year's and its like, every finding with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from disclosures.consolidation import units_below
from disclosures.desk.draft import Draft
from disclosures.desk.inspection.comparing import Line, beside
from disclosures.desk.inspection.rows import Region, Row
from disclosures.desk.links import url_of
from disclosures.desk.naming import name_of
from disclosures.models import Disclosure, Inspection, Version
from fiscal.finding import Finding, Severity
from fiscal.report import FINAL_ACCOUNTS
from fiscal.signs import OTHERS
from fiscal.timeliness import NOT_ALONE
from units.models import Unit

_PLACES = 12  # of one sign that are listed


@dataclass(frozen=True, slots=True)
class Place:
    """Where evidence stands, in words and as the address of its field."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Sign:
    """A finding of the inspection with its evidence; ``more`` places are not listed."""

    finding: Finding
    message: str
    places: tuple[Place, ...]
    more: int


class UnitYear:
    """What the page of a unit shows, asked for by its template."""

    def __init__(self, region: Region, row: Row) -> None:
        self.region, self.row = region, row

    @classmethod
    def of(cls, region: Region, unit_id: int) -> UnitYear | None:
        """None where the unit is out of reach or out of use."""
        found = list(region.rows(region.units().filter(pk=unit_id).values()))
        return cls(region, found[0]) if found else None

    @cached_property
    def disclosure(self) -> Disclosure | None:
        if self.row.disclosure_id is None:
            return None
        return Disclosure.objects.select_related("unit").get(pk=self.row.disclosure_id)

    @cached_property
    def inspection(self) -> Inspection | None:
        return Inspection.objects.filter(disclosure=self.disclosure).first()

    @cached_property
    def version(self) -> Version | None:
        """The newest that is public."""
        versions = Version.objects.filter(disclosure=self.row.disclosure_id).defer("payload")
        return versions.order_by("-number").first()

    @cached_property
    def draft(self) -> Draft | None:
        return Draft(self.disclosure) if self.disclosure else None

    # --- measures --------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> list[Line]:
        return beside(self.row, self._last_year(), self._like())

    @cached_property
    def like_count(self) -> int:
        return len(self._like())

    def _last_year(self) -> Row | None:
        before = Region(self.region.user, self.region.year - 1, self.region.today)
        found = list(before.rows(before.units().filter(pk=self.row.unit_id).values()))
        return found[0] if found and found[0].disclosure_id else None

    def _like(self) -> list[Row]:
        """Other units of the same nature and level that have begun."""
        like = self.region.units().filter(nature=self.row.nature, depth=self.row.depth)
        others = like.exclude(pk=self.row.unit_id).exclude(filing=None)
        return list(self.region.rows(others.values()))

    # --- findings --------------------------------------------------------------------------------

    @property
    def timing(self) -> Finding | None:
        return self.row.timing.finding()

    @property
    def not_alone(self) -> Finding | None:
        """Units directly below without a public account of their own."""
        if not self.row.not_alone:
            return None
        below = units_below(Unit.objects.get(pk=self.row.unit_id))
        public = Version.objects.filter(year=self.region.year, kind=FINAL_ACCOUNTS)
        alone = set(public.filter(disclosure__unit__in=below).values_list("unit_code", flat=True))
        lacking = [one.name for one in below if one.code not in alone]
        names = "、".join(f"“{name}”" for name in lacking[:_PLACES])
        message = f"{self.row.not_alone}个所属单位未公开单位决算：{names}"
        return NOT_ALONE.finding("", message, count=self.row.not_alone)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the checks find now, errors first."""
        rank = list(Severity).index
        found = self.draft.findings if self.draft else ()
        return tuple(sorted(found, key=lambda one: rank(one.severity)))

    @property
    def missing(self) -> Iterator[Place]:
        """What is not there yet."""
        return (self._place(where) for where in (self.draft.missing if self.draft else ()))

    @cached_property
    def signs(self) -> list[Sign]:
        return [
            self._sign(one) for one in (self.inspection.found_signs() if self.inspection else ())
        ]

    def _sign(self, finding: Finding) -> Sign:
        addresses = finding.values.get("places", finding.where).split()
        places = tuple(self._place(where) for where in addresses[:_PLACES])
        return Sign(finding, self._told(finding), places, max(0, len(addresses) - _PLACES))

    def _told(self, finding: Finding) -> str:
        """The message; another unit is named to those only who may see it."""
        if finding.rule != OTHERS.id:
            return finding.message
        other = self.region.within.filter(code=finding.values["unit"]).first()
        return finding.message.replace("另一单位", f"“{other}”") if other else finding.message

    def _place(self, where: str) -> Place:
        assert self.draft is not None and self.disclosure is not None
        label = name_of(where, self.draft.whole) if where else "全文"
        return Place(label or where, url_of(self.disclosure, where))
