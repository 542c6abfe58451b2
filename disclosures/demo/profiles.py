"""What fictional units are like, read from ``trades/*.toml``.

A file is one trade: its bureau first, the institutions below it after. Project budgets and
own income are ranges in 万元; an indicator is ``[kind, name, operator, low, high, unit]`` or,
where its target is words, ``[kind, name, target]``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

TRADES = Path(__file__).parent / "trades"
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class IndicatorPlan:
    """``operator`` is empty for words, which stand in ``unit``."""

    kind: str
    name: str
    operator: str
    low: Decimal
    high: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """``fund``: general, gov_fund, state_capital or own. ``often``: every year or now and then.

    ``did`` tells in one sentence what is planned or was done, with the values of the first
    three indicators for ``{0}``, ``{1}``, ``{2}``.
    """

    name: str
    code: str
    fund: str
    often: bool
    superior: bool
    budget: Range
    did: str
    aim: str
    indicators: tuple[IndicatorPlan, ...]
    satisfaction: str


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of unit. ``main`` is the functional code of its basic expenditure."""

    name: str
    nature: str
    main: str
    staff: Range
    retired: Range
    vehicles: Range
    area: Range
    own: Mapping[str, Range]
    offices: tuple[str, ...]
    functions: tuple[str, ...]
    achievements: tuple[str, ...]
    goals: tuple[str, ...]
    duties: tuple[IndicatorPlan, ...]
    projects: tuple[ProjectPlan, ...]


@cache
def trades() -> tuple[tuple[Profile, ...], ...]:
    """Every trade: the bureau and the institutions below it."""
    return tuple(
        tuple(_profile(unit) for unit in _parse(path)["unit"])
        for path in sorted(TRADES.glob("*.toml"))
    )


def _parse(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def _profile(data: Mapping[str, Any]) -> Profile:
    return Profile(
        name=data["name"],
        nature=data["nature"],
        main=data["main"],
        staff=_range(data["staff"]),
        retired=_range(data["retired"]),
        vehicles=_range(data["vehicles"]),
        area=_range(data["area"]),
        own={kind: _range(bounds) for kind, bounds in data.get("own", {}).items()},
        offices=tuple(data["offices"]),
        functions=tuple(data["functions"]),
        achievements=tuple(data["achievements"]),
        goals=tuple(data["goals"]),
        duties=tuple(_indicator(["quantity", *duty]) for duty in data["duties"]),
        projects=tuple(_project(project) for project in data["project"]),
    )


def _range(bounds: list[int]) -> Range:
    low, high = bounds
    return low, high


def _project(data: Mapping[str, Any]) -> ProjectPlan:
    return ProjectPlan(
        name=data["name"],
        code=data["code"],
        fund=data.get("fund", "general"),
        often=data.get("often", True),
        superior=data.get("superior", False),
        budget=_range(data["budget"]),
        did=data["did"],
        aim=data["aim"],
        indicators=tuple(_indicator(indicator) for indicator in data["indicators"]),
        satisfaction=data["satisfaction"],
    )


def _indicator(data: list[Any]) -> IndicatorPlan:
    if len(data) == 3:
        kind, name, words = data
        return IndicatorPlan(kind, name, "", Decimal(0), Decimal(0), words)
    kind, name, operator, low, high, unit = data
    return IndicatorPlan(kind, name, operator, Decimal(low), Decimal(high), unit)
