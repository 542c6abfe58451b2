"""The tree of units in bulk: who is below whom, planting new ones, moving old ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from units.models import Unit

STEP: int = Unit.steplen
DEEPEST = 60  # levels that fit in the path of a node


def with_parents(units: Iterable[Unit]) -> Iterator[Unit]:
    """The units with ``parent_code``, in one more query."""
    codes = dict(Unit.objects.values_list("path", "code"))
    for unit in units:
        unit.parent_code = codes.get(unit.path[:-STEP], "")
        yield unit


def problem_of(code: str, parents: Mapping[str, str]) -> str:
    """What is wrong with the place of a unit, given everyone's parent; empty when nothing is."""
    above, steps = parents[code], 0
    if above and above not in parents:
        return "没有这个代码的单位"
    while above:
        steps += 1
        if above == code:
            return "上级关系成环：单位不能在自己的下级之下"
        if steps > len(parents):
            return ""  # the ring is further up, and said there
        above = parents.get(above, "")
    if steps >= DEEPEST:
        return f"超过 {DEEPEST} 级"
    return ""


def plant(units: Sequence[Unit]) -> None:
    """Make new units, each below its ``parent_code``, behind the units already there."""
    if not units:
        return
    # Whoever else plants or moves waits here until this is done.
    Unit.objects.order_by("path").select_for_update(no_key=True).first()
    places = {unit.code: unit for unit in Unit.objects.all()}
    last: dict[str, str] = {}
    for unit in places.values():
        above = unit.path[:-STEP]
        last[above] = max(last.get(above, ""), unit.path)
    ordered = _parents_first(units)
    for unit in ordered:
        parent = places.get(unit.parent_code)
        above = parent.path if parent else ""
        unit.depth = len(above) // STEP + 1
        unit.path = _after(last[above]) if above in last else Unit._get_path(above, unit.depth, 1)
        last[above] = unit.path
        places[unit.code] = unit
        if parent:
            parent.numchild += 1
    _save(ordered, places)


def _after(path: str) -> str:
    following: str = Unit(path=path)._inc_path()
    return following


def _save(new: Sequence[Unit], places: Mapping[str, Unit]) -> None:
    made = {unit.code for unit in new}
    parents = {unit.parent_code for unit in new} - {""} - made
    Unit.objects.bulk_create(new, batch_size=1000)
    Unit.objects.bulk_update([places[code] for code in parents], ["numchild"], batch_size=500)


def move(parents: Mapping[str, str], standing: Mapping[Any, Unit]) -> None:
    """Put units below other parents, outermost first: so none goes below its own subtree."""
    above = {unit.code: unit.parent_code for unit in standing.values()}
    for code in sorted(parents, key=lambda code: _depth(code, above)):
        unit = Unit.objects.get(code=code)
        if parents[code]:
            Unit.objects.move(unit, Unit.objects.get(code=parents[code]), "last-child")
        else:
            Unit.objects.move(unit, Unit.objects.get_last_root_node(), "last-sibling")


def _parents_first(units: Sequence[Unit]) -> list[Unit]:
    above = {unit.code: unit.parent_code for unit in units}
    return sorted(units, key=lambda unit: _depth(unit.code, above))


def _depth(code: str, above: Mapping[str, str]) -> int:
    depth = 0
    while code := above.get(code, ""):
        depth += 1
    return depth
