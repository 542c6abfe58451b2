"""How a reader narrows the list of published disclosures."""

from __future__ import annotations

from typing import Any

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
