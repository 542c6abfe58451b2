"""Gathering what the paragraphs of a file say: figures by address, texts, names, lines.

A figure printed in two places is kept from the place that comes first in the template, its
own section; a difference is a finding that names both places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from fiscal.finding import Finding, error, warning
from fiscal.money import from_wan, half_up
from fiscal.narrative.bindings import ITEM_STATEMENTS, addresses, text_key
from fiscal.narrative.figures import in_yuan
from fiscal.narrative.lines import group_of
from fiscal.narrative.normal import TRAILING, normal, without_space
from fiscal.narrative.pattern import SOFT, Found
from fiscal.narrative.template import Entry, Slot
from fiscal.reference import Reference
from fiscal.report import Line
from fiscal.statements import BY_NUMBER, PERSONNEL_CLASSES, PUBLIC_CLASSES

NIL_STATEMENTS = {"s7.none": "07", "s8.none": "08"}
NATURES = {"s10.1.admin": "administrative", "s10.1.inst": "institution"}
ECONOMIC_LISTS = {"s6.a": PERSONNEL_CLASSES, "s6.b": PUBLIC_CLASSES}
_DEPTHS = ("lei", "kuan", "xiang")
_DOWN = ("减少", "下降")


@dataclass(frozen=True)
class Fact:
    """A figure as recorded (yuan, m² or a count) with the paragraph and line that print it."""

    value: Decimal | int
    position: int
    source: str


@dataclass
class Collector:
    """What has been read so far."""

    reference: Reference
    findings: list[Finding] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)
    changes: dict[str, Decimal] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    classes: dict[str, dict[str, Line]] = field(default_factory=dict)
    items: dict[str, dict[str, Line]] = field(default_factory=dict)
    economic: dict[str, dict[str, Line]] = field(default_factory=dict)
    nil: set[str] = field(default_factory=set)
    names: list[tuple[str, str]] = field(default_factory=list)  # (unit name, source)
    years: list[tuple[str, str]] = field(default_factory=list)
    nature_group: str = ""
    functions: list[str] = field(default_factory=list)
    offices: tuple[str, ...] = ()
    subordinates: list[str] = field(default_factory=list)
    other_matters: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)

    def add(self, found: Found, source: str) -> None:
        """Take over everything a paragraph says."""
        entry = found.entry
        key = self._line_key(found, source)
        for slot in entry.slots:
            if slot.name in found.values:
                self._add_value(found, slot, key, source)
        self._add_changes(found, key)
        if entry.id in NIL_STATEMENTS:
            self.nil.add(NIL_STATEMENTS[entry.id])
        self.nature_group = self.nature_group or NATURES.get(entry.id, "")

    def _add_value(self, found: Found, slot: Slot, key: str, source: str) -> None:
        raw, entry = found.values[slot.name], found.entry
        if slot.type == "year":
            self.years.append((normal(raw), source))
        elif slot.type == "name":
            self._add_name(slot.name, without_space(raw), source)
        elif slot.type == "text":
            self._add_text(found, slot, key, source)
        elif slot.type == "list":
            self._add_list(entry, raw, source)
        elif slot.type in ("money", "area", "count"):
            for address in addresses(entry.id, slot.name, key):
                self.add_fact(address, read_figure(raw), entry, source)

    def add_fact(self, address: str, number: Decimal | None, entry: Entry, source: str) -> None:
        """Record a printed figure; the first place in template order is kept."""
        if number is None or address.startswith("computed/"):
            return
        fact = Fact(_recorded(address, number), entry.position, source)
        before = self.facts.get(address)
        if before and before.value != fact.value:
            self._contradiction(address, before, fact)
        if before is None or fact.position < before.position:
            self.facts[address] = fact

    def _contradiction(self, address: str, before: Fact, fact: Fact) -> None:
        kept, other = sorted((before, fact), key=lambda item: item.position)
        self.findings.append(
            warning(
                "TX-05", address,
                f"同一数字两处不一致：{kept.source}与{other.source}，以前者为准",
                kept=_printed(address, kept.value), other=_printed(address, other.value),
            ).at(other.source)
        )  # fmt: skip

    def _add_name(self, slot: str, name: str, source: str) -> None:
        if slot == "subunit":
            self.subordinates.append(name)
        elif slot in ("unit", "unit2") and name:
            self.names.append((name, source))

    def _add_text(self, found: Found, slot: Slot, key: str, source: str) -> None:
        raw = found.values[slot.name].strip()
        text = raw.rstrip(TRAILING + " \t\u3000")
        where = text_key(found.entry.id, slot.name, key)
        extra = len(normal(raw)) - len(normal(text)) - len(found.closings.get(slot.name, ""))
        if extra > 0:
            message = f"句末标点重复：“{raw[-(extra + 1) :]}”，只保留一个"
            self.findings.append(warning("TX-03", f"texts/{where}", message).at(source))
        if text:
            self.texts.setdefault(where, text)

    def _add_list(self, entry: Entry, raw: str, source: str) -> None:
        names = split_names(raw.strip().rstrip(TRAILING + SOFT))
        if entry.id in ECONOMIC_LISTS:
            for name in names:
                self._add_economic(name, ECONOMIC_LISTS[entry.id], source)
        else:
            self.offices = self.offices or names

    def _add_economic(self, name: str, classes: tuple[str, ...], source: str) -> None:
        item = next(
            filter(None, (self.reference.economic_by_name(n, classes) for n in _spellings(name))),
            None,
        )
        group = group_of(classes)
        parent = self.reference.find("economic", item.parent) if item else None
        key = item.code if item else f"{group}/{name}"
        line = Line(key, name, (parent.name if parent else group,))
        self.economic.setdefault(group, {})[key] = line
        if item is None:
            self._unknown_name(f"statements/06/{key}", name, source)

    def _add_changes(self, found: Found, key: str) -> None:
        """Differences from last year, signed by their 增加 or 减少, in published units."""
        for slot in found.entry.slots:
            if slot.type != "difference" or slot.name not in found.values:
                continue
            (address,) = addresses(found.entry.id, slot.name, key)
            difference = read_figure(found.values[slot.name])
            direction = found.values.get(_direction_slot(found.entry, address, key), "")
            if difference is not None and direction:
                signed = -difference if normal(direction) in _DOWN else difference
                self.changes.setdefault(address, signed)

    def _line_key(self, found: Found, source: str) -> str:
        """Key of the classification line that an item paragraph is about; registers the line."""
        number = ITEM_STATEMENTS.get(found.entry.id)
        names = tuple(without_space(found.values[d]) for d in _DEPTHS if d in found.values)
        if number is None or not names:
            return ""
        code = self._code(names, BY_NUMBER[number].budget_type)
        key = code or "/".join(names)
        lines = (self.classes if len(names) == 1 else self.items).setdefault(number, {})
        lines.setdefault(key, Line(key, names[-1], names[:-1]))
        if not code:
            self._unknown_name(f"statements/{number}/{key}", "/".join(names), source)
        return key

    def _code(self, names: tuple[str, ...], budget_type: str) -> str:
        for spelling in zip(*(_spellings(name) for name in names), strict=True):
            item = self.reference.functional_by_names(spelling, budget_type)
            if item:
                return item.code
        return ""

    def _unknown_name(self, where: str, name: str, source: str) -> None:
        message = f"“{name}”不在本年度科目表中，未能取得科目编码"
        self.findings.append(warning("TX-04", where, message).at(source))

    def unit_name(self) -> str:
        """The name most paragraphs give, the earliest of equals; others are findings."""
        return self._agreed(self.names, "单位名称", "unit/name")

    def year(self) -> int:
        """The year most paragraphs give; the reference's year, with an ERROR, when none does."""
        text = self._agreed(self.years, "年度", "year")
        return int(text) if text else self.reference.year

    def _agreed(self, seen: Sequence[tuple[str, str]], what: str, where: str) -> str:
        if not seen:
            self.findings.append(error("TX-07", where, f"文中没有找到{what}"))
            return ""
        counted = Counter(text for text, _ in seen)
        agreed = max(counted, key=lambda text: counted[text])  # the earliest of equals
        others = {text: source for text, source in reversed(seen) if text != agreed}
        for text, source in others.items():  # with the first place of each
            message = f"{what}不一致：此处为“{text}”，其余为“{agreed}”"
            self.findings.append(warning("TX-05", where, message).at(source))
        return agreed


def read_figure(raw: str) -> Decimal | None:
    """Decimal of a printed figure; a dash is unknown."""
    text = normal(raw).replace(",", "")
    return None if text.strip("—-") == "" else Decimal(text)


def split_names(raw: str) -> tuple[str, ...]:
    """Names of a list at 、 and other separators, but not inside brackets."""
    names = [""]
    depth = 0
    for char in without_space(raw):
        depth += (char in "（(") - (char in "）)")
        if depth <= 0 and char in "、，,；;":
            names.append("")
        else:
            names[-1] += char
    return tuple(name for name in names if name)


def _recorded(address: str, number: Decimal) -> Decimal | int:
    if in_yuan(address):
        return from_wan(number)
    return half_up(number) if address == "assets/area" else int(number)


def _printed(address: str, value: Decimal | int) -> str:
    return f"{value / 10000:,.2f}" if in_yuan(address) else str(value)


def _direction_slot(entry: Entry, address: str, key: str) -> str:
    return next(
        (
            slot.name
            for slot in entry.slots
            if slot.type == "direction" and address in addresses(entry.id, slot.name, key)
        ),
        "",
    )


def _spellings(name: str) -> tuple[str, ...]:
    """A name as printed, with full-width and with half-width brackets."""
    full = name.replace("(", "（").replace(")", "）")
    return name, full, full.replace("（", "(").replace("）", ")")
