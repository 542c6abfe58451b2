"""The filter of a log by two days, from the beginning of the first to the end of the second."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import make_aware

_NAMES = ("from", "to")


class PeriodFilter(admin.ListFilter):
    """Of rows with a time ``at``; either day may be left out. Days are those of the place."""

    title = "时间"
    template = "admin/log/period.html"

    def __init__(
        self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        asked = {name: params.pop(name, [""])[-1] for name in _NAMES}
        self.days = {name: _day(text) for name, text in asked.items() if text}
        self.used_parameters.update(self.days)

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [*_NAMES]

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        """What else the list is asked for, which goes along with the two days."""
        for name, value in changelist.params.items():
            if name not in (*_NAMES, PAGE_VAR):
                yield {"name": name, "value": value}

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if first := self.days.get("from"):
            queryset = queryset.filter(at__gte=_begins(first))
        if last := self.days.get("to"):
            queryset = queryset.filter(at__lt=_begins(last + timedelta(days=1)))
        return queryset


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as wrong:
        raise IncorrectLookupParameters from wrong
    if not 1900 <= day.year <= 9000:  # what is a day, but cannot be turned into every zone
        raise IncorrectLookupParameters
    return day


def _begins(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
