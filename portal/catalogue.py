"""信息公开目录: the list of what has been disclosed, with its 索引号, by year and unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import sheets
from portal.addresses import absolute
from portal.asked import LONGEST_NAME
from portal.models import Current
from portal.published import released
from portal.record import COLUMN, TOPIC, record_of
from portal.sheets import Sheet, Value

PER_PAGE = 50


class CatalogueForm(forms.Form):
    """Part of a unit's name, and a year."""

    unit = forms.CharField(label="发布机构", max_length=LONGEST_NAME, required=False)
    year = forms.TypedChoiceField(label="年度", coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "全部年度"), *((str(year), f"{year}年度") for year in years)]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]


@require_safe
def catalogue(request: HttpRequest, extension: str = "") -> HttpResponseBase:
    """The newest version of everything, 50 entries a page; with an ``extension`` all in a file."""
    form = CatalogueForm(request.GET, years=Current.objects.years())
    # Not joined: the rows would all be put in order with what only a page of them shows.
    found = Current.objects.prefetch_related(Prefetch("version", released()))
    if form.is_valid():
        if unit := form.cleaned_data["unit"]:
            found = found.filter(unit_name__icontains=unit)
        if year := form.cleaned_data["year"]:
            found = found.filter(year=year)
    else:
        found = found.none()
    if extension:
        return sheets.answer(request, _sheet(found), extension)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "entries": [(record_of(one.version), one) for one in page],
        "topic": TOPIC,
        "column": COLUMN,
    }
    return render(request, "portal/catalogue.html", context)


def _sheet(found: QuerySet[Current]) -> Sheet:
    heads = (
        "索引号", "名称", "内容概述", "单位代码", "发布机构", "年度", "体裁", "主题分类",
        "公开类目", "生成日期", "有效性", "网址",
    )  # fmt: skip
    return Sheet(
        "信息公开目录", heads, (_cells(one) for batch in sheets.batches(found) for one in batch)
    )


def _cells(row: Current) -> Sequence[Value]:
    entry = record_of(row.version)
    return (
        entry.index_number, entry.title, entry.overview, row.unit_code, entry.publisher,
        row.year, entry.genre, entry.topic, entry.column, entry.produced, entry.validity,
        absolute(row.get_absolute_url()),
    )  # fmt: skip
