"""信息公开目录: the list of what has been disclosed, with its 索引号, by year and unit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal import published
from portal.addresses import disclosure_url
from portal.asked import LONGEST_NAME
from portal.models import Current
from portal.record import COLUMN, TOPIC, record_of

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
def catalogue(request: HttpRequest) -> HttpResponse:
    """The newest version of everything, 50 entries a page."""
    form = CatalogueForm(request.GET, years=Current.objects.years())
    found = published.newest()
    if form.is_valid():
        if unit := form.cleaned_data["unit"]:
            found = found.filter(unit_name__icontains=unit)
        if year := form.cleaned_data["year"]:
            found = found.filter(year=year)
    else:
        found = found.none()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "entries": [(record_of(one), one, disclosure_url(one)) for one in page],
        "topic": TOPIC,
        "column": COLUMN,
    }
    return render(request, "portal/catalogue.html", context)
