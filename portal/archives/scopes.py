"""What an archive is of: a year, and of that everything, a level, or a unit and all below it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from portal import directory
from portal.directory import LEVELS, Unit
from portal.models import Archive, Current


@dataclass(frozen=True, slots=True)
class Scope:
    """``level`` is one of ``LEVELS``; ``under`` the code of a unit; without both, everything."""

    year: int
    level: str = ""
    under: str = ""

    @property
    def key(self) -> str:
        """Tells it from the other scopes of its year."""
        if self.level:
            return f"level:{self.level}"
        return f"under:{self.under}" if self.under else ""

    @property
    def stem(self) -> str:
        """Name of the file without its ending, and of the folder in it."""
        return f"{self.year}-{self.under or self.level or 'all'}"

    def address(self, page: str = "archive") -> str:
        """Its page, or ``archive_progress``."""
        of_what = {"level": self.level, "under": self.under}
        named = {key: value for key, value in of_what.items() if value}
        return reverse(f"portal:{page}", kwargs={"year": self.year, **named})

    def unit(self) -> Unit | None:
        """The unit of ``under``. Raises ``Http404`` for one that there is not."""
        if not self.under:
            return None
        found = directory.units().filter(code=self.under).first()
        if found is None:
            raise Http404
        return found

    def title(self, unit: Unit | None) -> str:
        if unit:
            return f"{self.year}年度{unit.name}及所属单位公开文件"
        return f"{self.year}年度{f'各{LEVELS[self.level]}' if self.level else '全部'}公开文件"

    def rows(self, unit: Unit | None) -> QuerySet[Current]:
        """What is current of it."""
        found = Current.objects.filter(year=self.year)
        if unit:
            codes = directory.below(unit).order_by().values("code")
            return found.filter(unit_code__in=codes)
        if self.level:
            return found.filter(unit_code__in=directory.codes_at(self.level).values("code"))
        return found


def scope_of(archive: Archive) -> Scope:
    name, _, value = archive.scope.partition(":")
    return Scope(archive.year, **{name: value}) if name else Scope(archive.year)
