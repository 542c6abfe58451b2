"""The indicator library as a list."""

from __future__ import annotations

from collections.abc import Sequence

from performance import library
from performance.models import LibraryIndicator
from units.flat import Choice, FlatResource, ListRefusedError, column


class LibraryResource(FlatResource):
    """Indicators by sector and level. A reviewer's list carries the reviewer's consent."""

    sector = column("sector", "行业领域")
    level1 = column("level1", "一级指标")
    level2 = column("level2", "二级指标")
    name = column("name", "三级指标")
    measure = column("measure", "计量单位")
    direction = column("direction", "指标方向", Choice(dict(LibraryIndicator.Direction.choices)))
    rule = column("rule", "常用赋分规则")
    basis = column("basis", "常用指标值设定依据")
    state = column("get_state_display", "状态", readonly=True)

    class Meta:
        model = LibraryIndicator
        import_id_fields = ("sector", "level1", "level2", "name")

    def write(
        self,
        created: Sequence[LibraryIndicator],
        changed: Sequence[tuple[LibraryIndicator, LibraryIndicator]],
    ) -> None:
        try:
            library.take_over(
                new=created, changed=[after for _, after in changed], by=self.by, at=self.at
            )
        except library.LibraryRefusedError as refused:
            raise ListRefusedError(str(refused)) from refused
