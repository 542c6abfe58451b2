"""Lists of published disclosures."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django_tables2 import A, Column, Table

from fiscal.money import format_amount
from portal.addresses import disclosure_url
from portal.models import Current
from portal.published import Version

PER_PAGE = 25


class AmountColumn(Column):  # type: ignore[misc]  # untyped library
    """Yuan in the database, 万元 with two decimals on the page."""

    def __init__(self, name: str, field: str) -> None:
        super().__init__(f"{name}（万元）", order_by=(field, "pk"))

    def render(self, value: Decimal) -> str:
        return format_amount(value)


class ListTable(Table):  # type: ignore[misc]  # untyped library
    """Sorted and parted as a request asks; whatever it asks wrongly is ignored."""

    def __init__(
        self, rows: QuerySet[Any], *, caption: str, request: HttpRequest, order_by: str = ""
    ) -> None:
        super().__init__(rows, template_name="portal/table.html")
        self.caption = caption
        asked = request.GET.getlist(self.order_by_field)
        known = [one for one in asked if one.removeprefix("-") in self.base_columns]
        if known or order_by:
            self.order_by = known or order_by
        self.paginate(per_page=PER_PAGE)
        self.page = self.paginator.get_page(request.GET.get(self.page_field))


class VersionTable(ListTable):
    """The documents of one unit: one row per year and kind."""

    summary = Column("文件", empty_values=(), order_by=("year", "kind", "pk"))
    total_income = AmountColumn("收入总计", "total_income")
    total_expenditure = AmountColumn("支出总计", "total_expenditure")
    published_at = Column("公开日期", order_by=("published_at", "pk"))

    def render_summary(self, record: Version) -> SafeString:
        name = f"{record.year}年度{record.get_kind_display()}"
        return format_html('<a href="{}">{}</a>', disclosure_url(record), name)

    def render_published_at(self, record: Version) -> SafeString:
        return format_html("<time>{}</time>", f"{localtime(record.published_at):%Y-%m-%d}")


class CurrentTable(ListTable):
    """What is current: one row per unit, year and kind. A column that would say the same in
    every row, because the address has ``fixed`` it, is left out.
    """

    unit_name = Column(
        "单位",
        linkify=("portal:unit", {"code": A("unit_code")}),
        order_by=("unit_name", "year", "pk"),
    )
    summary = Column("文件", empty_values=(), order_by=("year", "kind", "pk"))
    income = AmountColumn("收入", "income")
    expenditure = AmountColumn("支出", "expenditure")
    score = Column("得分", order_by=("score", "pk"))
    published_at = Column("公开日期", order_by=("published_at", "pk"))

    def __init__(
        self,
        rows: QuerySet[Current],
        *,
        caption: str,
        request: HttpRequest,
        fixed: Mapping[str, str],
    ) -> None:
        self.fixed = fixed
        order_by = "unit_name" if "year" in fixed else "-published_at"
        super().__init__(rows, caption=caption, request=request, order_by=order_by)

    @property
    def all_rows(self) -> QuerySet[Current]:
        """Those of all pages, in their order."""
        rows: QuerySet[Current] = self.data.data
        return rows

    def render_summary(self, record: Current) -> SafeString:
        year = "" if "year" in self.fixed else f"{record.year}年度"
        label = year + record.get_kind_display()
        return format_html('<a href="{}">{}</a>', record.get_absolute_url(), label)

    def render_published_at(self, record: Current) -> SafeString:
        day = f"{localtime(record.published_at):%Y-%m-%d}"
        corrected = SafeString('<span class="tag">更正</span>') if record.number > 1 else ""
        return format_html("<time>{}</time>{}", day, corrected)
