"""How an inspector narrows the table of units."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, FilterSet

from disclosures.desk.inspection.rows import STATES, Region
from disclosures.desk.listing import named

LONGEST_NAME = 100  # characters; SQLite refuses long patterns
_MANY = 300  # departments; more are found by name
_TIMING = {"late": "逾期", "in_time": "按时公开", "open": "未到期未公开", "elsewhere": "补录"}
_FOUND = {
    "errors": "有错误",
    "warnings": "有警告",
    "incomplete": "不完整",
    "coarse": "未细化",
    "signs": "有异常迹象",
    "clean": "没有问题",
}


class UnitFilter(FilterSet):  # type: ignore[misc]  # untyped library
    """``?q=`` name or code, ``?department=`` path, ``?state=``, ``?timing=``, ``?found=``."""

    q = CharFilter(label="单位", method="by_name", max_length=LONGEST_NAME, strip=True)
    department = ChoiceFilter(label="主管部门", method="below", empty_label="全部部门")
    state = ChoiceFilter(
        label="状态", field_name="stage", choices=list(STATES.items()), empty_label="全部状态"
    )
    timing = ChoiceFilter(
        label="及时性", method="by_timing", choices=list(_TIMING.items()), empty_label="全部"
    )
    found = ChoiceFilter(
        label="检查结果", method="by_found", choices=list(_FOUND.items()), empty_label="全部"
    )

    def __init__(self, *args: Any, region: Region, **kwargs: Any) -> None:
        super().__init__(*args, queryset=region.units(), **kwargs)
        self.region = region
        departments = region.within.filter(is_active=True, numchild__gt=0).order_by("path")
        self.filters["department"].extra["choices"] = list(
            departments.values_list("path", "name")[:_MANY]
        )

    def by_name(self, units: QuerySet[Any], name: str, text: str) -> QuerySet[Any]:
        return named(units, text.replace("\x00", ""))

    def below(self, units: QuerySet[Any], name: str, path: str) -> QuerySet[Any]:
        return units.filter(path__startswith=path)

    def by_timing(self, units: QuerySet[Any], name: str, asked: str) -> QuerySet[Any]:
        public = units.exclude(published_at=None)
        match asked:
            case "late":
                return units.filter(late=True)
            case "in_time":
                return public.filter(late=False, elsewhere=False)
            case "elsewhere":
                return public.filter(elsewhere=True)
        return units.filter(late=False, published_at=None)

    def by_found(self, units: QuerySet[Any], name: str, asked: str) -> QuerySet[Any]:
        match asked:
            case "incomplete":
                return units.filter(share__lt=1)
            case "coarse":
                return units.filter(detail__lt=1)
            case "clean":
                return units.filter(errors=0, warnings=0, signs=0, share=1)
        return units.filter(**{f"{asked}__gt": 0})
