"""The table of units: sorted as one asks, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_tables2 import Column, Table

from disclosures.desk.inspection.rows import Region, Row
from fiscal.timeliness import Timing

PER_PAGE = 50


class Measured(Column):  # type: ignore[misc]  # untyped library
    """Sorted by fields; who has none of what is measured stands at the end, either way."""

    def __init__(self, header: str, *fields: str) -> None:
        super().__init__(header, empty_values=(), order_by=fields)
        self.fields = fields

    def order(self, units: QuerySet[Any], is_descending: bool) -> tuple[QuerySet[Any], bool]:
        ways = (
            F(one).desc(nulls_last=True) if is_descending else F(one).asc(nulls_last=True)
            for one in self.fields
        )
        return units.order_by(*ways, "path"), True


class UnitTable(Table):  # type: ignore[misc]  # untyped library
    """A row per unit; the records are those of ``Region.units().values()``."""

    name = Measured("单位", "path")
    stage = Measured("状态", "stage")
    timing = Measured("及时性", "late", "published_at")
    share = Measured("完整性", "share")
    detail = Measured("细化程度", "detail")
    errors = Measured("错误", "errors")
    warnings = Measured("警告", "warnings")
    score = Measured("自评得分", "score")
    signs = Measured("异常迹象", "signs")

    class Meta:
        template_name = "admin/desk/inspection/table.html"

    def __init__(self, units: QuerySet[Any], *, region: Region, request: HttpRequest) -> None:
        """Sort and paginate as ``request`` asks; whatever it asks wrongly is ignored."""
        super().__init__(units.values(), request=request)
        self.region = region
        self.order_by = request.GET.getlist(self.order_by_field) or ("name",)
        self.paginate(per_page=PER_PAGE)
        self.page = self.paginator.get_page(request.GET.get(self.page_field))
        shown = region.rows([row.record for row in self.paginated_rows])
        self.units = {row.unit_id: row for row in shown}

    def row(self, record: Mapping[str, Any]) -> Row:
        return self.units[record["id"]]

    def render_name(self, record: Mapping[str, Any]) -> SafeString:
        address = unit_url(record["id"], self.region.year)
        below = "below" if record["depth"] > 1 else ""
        return format_html('<a class="{}" href="{}">{}</a>', below, address, record["name"])

    def render_stage(self, record: Mapping[str, Any]) -> str:
        return self.row(record).state_label

    def render_timing(self, record: Mapping[str, Any]) -> SafeString | str:
        timing = self.row(record).timing
        told = timing_told(timing)
        return format_html('<span class="count error">{}</span>', told) if timing.is_late else told

    def render_share(self, record: Mapping[str, Any]) -> str:
        return percent(self.row(record).percent)

    def render_detail(self, record: Mapping[str, Any]) -> str:
        return percent(self.row(record).detail)

    def render_errors(self, record: Mapping[str, Any]) -> SafeString | str:
        return _count(self.row(record).errors, "error")

    def render_warnings(self, record: Mapping[str, Any]) -> SafeString | str:
        row = self.row(record)
        told = f"（已说明{row.explained}）" if row.warnings and row.explained else ""
        return format_html("{}{}", _count(row.warnings, "warning"), told)

    def render_score(self, record: Mapping[str, Any]) -> str:
        row = self.row(record)
        return "—" if row.score is None else f"{row.score} {row.grade}"

    def render_signs(self, record: Mapping[str, Any]) -> SafeString | str:
        return _count(self.row(record).signs, "hint")


def unit_url(unit_id: int, year: int) -> str:
    """The page of one unit's year."""
    return reverse("admin:desk_inspection_unit", args=[unit_id, year])


def timing_told(timing: Timing) -> str:
    """When it was published, and how that is to be judged."""
    day = f"{timing.published:%m-%d}" if timing.published else ""
    if timing.elsewhere:
        return "补录，以原件为准"
    days = timing.days_late
    if days is None:
        return f"{day} 公开" if day else "期限未登记"
    if days > 0:
        return f"{day} 公开，逾期{days}日" if day else f"未公开，已逾{days}日"
    return f"{day} 按时" if day else f"未公开，还有{-days}日"


def percent(share: int | None) -> str:
    return "—" if share is None else f"{share}%"


def _count(number: int | None, kind: str) -> SafeString | str:
    if number is None:
        return "—"
    return format_html('<span class="count {}">{}</span>', kind, number) if number else "0"
