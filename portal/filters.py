"""How a reader narrows the list of published disclosures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django_filters import CharFilter, ChoiceFilter, FilterSet

from portal.published import Version

_KINDS = Version._meta.get_field("kind").flatchoices
LONGEST_NAME = 100  # characters; SQLite refuses long patterns


class VersionFilter(FilterSet):  # type: ignore[misc]  # untyped library
    """``?unit=`` part of a name, ``?year=``, ``?kind=``."""

    unit = CharFilter(
        label="单位名称", field_name="unit_name", lookup_expr="icontains", max_length=LONGEST_NAME
    )
    year = ChoiceFilter(label="年度", empty_label="全部年度")
    kind = ChoiceFilter(label="类别", choices=_KINDS, empty_label="全部类别")

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = [(year, f"{year}年度") for year in years]


def year_of(request: HttpRequest, years: Sequence[int]) -> int | None:
    """The ``?year=`` asked for where it is one of ``years``, else the first of them."""
    asked = request.GET.get("year", "")
    known = {f"{year}": year for year in years}
    return known.get(asked, years[0] if years else None)
