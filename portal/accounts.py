"""The headline figures of units and years, read from the portal's own tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Max, prefetch_related_objects
from django.urls import reverse

from fiscal.measures import BY_KEY, Measure, Measured, ProjectResult, measured, project_results
from fiscal.money import Change, change
from fiscal.report import FINAL_ACCOUNTS
from portal.addresses import figure_url
from portal.models import Current, ProjectScore
from portal.published import Version

YEARS = 5  # that a trend goes back
_HEADLINES = ("expenditure", "income", "project", "three_public", "score")
# Scores of whole tables are no cells: the page of the version shows what they are made of.
TABLES = {"unit_evaluation": "unit_evaluation", "projects": "projects/0"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure of one account, as shown; ``url`` leads to where it comes from."""

    measure: Measure
    measured: Measured
    url: str

    @property
    def text(self) -> str:
        return self.measure.show(self.measured.amount)

    @property
    def with_unit(self) -> str:
        return f"{self.text}{self.measure.unit}"

    @property
    def last(self) -> str:
        """Last year's value as the same version tells it, empty when it does not."""
        last = self.measured.last
        return "" if last is None else self.measure.show(last)

    @property
    def difference(self) -> str:
        """Against last year with its sign, empty when that is unknown."""
        moved = self.change
        if moved is None or not moved.difference:
            return "" if moved is None else "0"
        return f"{'−' if moved.difference < 0 else '+'}{self.measure.write(moved.amount)}"

    @property
    def change(self) -> Change | None:
        """Against last year, of the published figures."""
        if self.measured.last is None:
            return None
        printed = self.measure.printed
        return change(printed(self.measured.amount), printed(self.measured.last))


@dataclass(frozen=True, slots=True)
class Account:
    """What one unit's final accounts of one year say; ``url`` is the version's for ever."""

    code: str
    name: str
    year: int
    url: str
    values: Mapping[str, Measured]
    projects: tuple[ProjectResult, ...] = ()

    def figure(self, key: str) -> Figure | None:
        value = self.values.get(key)
        if value is None:
            return None
        return Figure(BY_KEY[key], value, origin_url(self.url, BY_KEY[key]))

    @property
    def headlines(self) -> list[Figure]:
        """What is said first of an account, as far as it has them."""
        return [one for key in _HEADLINES if (one := self.figure(key))]


def of_units(codes: Iterable[str]) -> list[Account]:
    """All accounts of these units, the earliest year first."""
    found = Current.objects.filter(unit_code__in=list(codes), kind=FINAL_ACCOUNTS)
    return of_rows(list(found.order_by("year", "unit_code")))


def of_rows(rows: list[Current]) -> list[Account]:
    """The accounts of these rows, in their order, in one query."""
    prefetch_related_objects(rows, "measurements")
    return [_account(row) for row in rows]


def named(part: str, *, without: Iterable[str] = (), limit: int) -> list[tuple[str, str]]:
    """Code and name of units with ``part`` in their name; none for an empty one."""
    if not part:
        return []
    found = Current.objects.filter(unit_name__icontains=part, kind=FINAL_ACCOUNTS)
    codes = found.exclude(unit_code__in=list(without)).order_by("unit_code")
    named = codes.values("unit_code").annotate(name=Max("unit_name"))
    return [(one["unit_code"], one["name"]) for one in named[:limit]]


def of_version(version: Version) -> Account:
    """The account of one version; from its document where it is not the current one."""
    rows = Current.objects.prefetch_related("measurements", "project_scores")
    row = rows.filter(version=version).first()
    if row is not None:
        return _account(row, tuple(_result(one) for one in row.project_scores.all()))
    document = version.document()
    return Account(
        version.unit_code,
        version.unit_name,
        version.year,
        version.get_absolute_url(),
        {one.key: one for one in measured(document)},
        tuple(project_results(document.report)),
    )


def origin_url(version_address: str, measure: Measure) -> str:
    """Where a reader sees what a measure of a version is taken from."""
    if measure.address in TABLES:
        return f"{version_address}#{TABLES[measure.address]}"
    return figure_url(version_address, measure.address)


def version_url(row: Current) -> str:
    """The permanent address of the version that a row stands for."""
    address = {"code": row.unit_code, "year": row.year, "kind": row.kind, "number": row.number}
    return reverse("portal:version", kwargs=address)


def _account(row: Current, projects: tuple[ProjectResult, ...] = ()) -> Account:
    values = {
        one.key: Measured(one.key, one.amount, one.last, one.why)
        for one in row.measurements.all()
        if one.key in BY_KEY  # a measure that is no longer declared waits for the rebuilding
    }
    return Account(row.unit_code, row.unit_name, row.year, version_url(row), values, projects)


def _result(row: ProjectScore) -> ProjectResult:
    return ProjectResult(row.position, row.name, row.full_year, row.executed, row.score)
