"""The text of a disclosure: a function of the Report's figures and free texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from fiscal.document import Paragraph, Part
from fiscal.money import change, share, variance
from fiscal.narrative.bindings import ITEM_STATEMENTS, addresses, text_key
from fiscal.narrative.defaults import default_text, standard_terms
from fiscal.narrative.figures import figure, figure_last
from fiscal.narrative.lines import class_lines, economic_names, item_lines
from fiscal.narrative.template import Entry, Literal, Slot, Value, entries, format_value
from fiscal.reference import Reference
from fiscal.report import Report, Statement
from fiscal.statements import DECLARATIONS, PERSONNEL_CLASSES, PUBLIC_CLASSES


def narrative(report: Report, reference: Reference) -> tuple[Paragraph, ...]:
    """The whole text, title to list of statements, in the wording of the reference's year.

    Derived figures come from published 万元 figures. An unknown figure is printed as a dash;
    a missing text gets its default where nothing happened, else stays empty.
    """
    return tuple(
        _paragraph(entry, key, index, report, reference)
        for entry in entries(reference)
        for index, key in enumerate(_occurrences(entry.id, report, reference), 1)
    )


def _paragraph(
    entry: Entry, key: str, index: int, report: Report, reference: Reference
) -> Paragraph:
    def part(slot: Slot) -> Part:
        value = _value(entry.id, slot, key, index, report, reference)
        return Part(format_value(slot.type, value), slot.name, slot.type)

    parts = tuple(
        Part(token.text) if isinstance(token, Literal) else part(token) for token in entry.tokens
    )
    return Paragraph(entry.id, entry.role, parts, key)


# --- which paragraphs appear, once or per key -------------------------------------------

_ONCE = ("",)
_NEVER: tuple[str, ...] = ()


def _occurrences(paragraph: str, report: Report, reference: Reference) -> Sequence[str]:
    """Keys of a paragraph: line keys, running numbers, one empty key, or none at all."""
    rule = _RULES.get(paragraph)
    return rule(report, reference) if rule else _ONCE


Rule = Callable[[Report, Reference], Sequence[str]]


def _numbers(items: Sequence[object]) -> list[str]:
    return [str(number) for number in range(1, len(items) + 1)]


def _when(condition: Callable[[Report], bool]) -> Rule:
    return lambda report, _: _ONCE if condition(report) else _NEVER


def _has_subordinates(report: Report) -> bool:
    return bool(report.organisation.subordinates)


def _is_institution(report: Report) -> bool:
    return report.unit.nature_group == "institution"


def _fund_rules(section: str, number: str) -> dict[str, Rule]:
    def empty(report: Report) -> bool:
        return report.statement(number).is_empty

    def filled(report: Report) -> bool:
        return not empty(report)

    return {
        f"{section}.none": _when(empty),
        f"{section}.body": _when(filled),
        f"{section}.cmp": _when(filled),
        f"{section}.total": _when(filled),
        f"{section}.item": lambda report, _: _items(report, number) if filled(report) else (),
    }


def _items(report: Report, number: str) -> list[str]:
    return [line.key for line in item_lines(report.statement(number))]


_RULES: dict[str, Rule] = {
    "p1.1.body": lambda report, _: _numbers(report.functions),
    "p1.2.single": _when(lambda report: not _has_subordinates(report)),
    "p1.2.multi1": _when(_has_subordinates),
    "p1.2.multi2": _when(_has_subordinates),
    "p1.2.multi3": _when(_has_subordinates),
    "p1.2.multi4": lambda report, _: _numbers(report.organisation.subordinates),
    "s5.2.item": lambda report, _: [line.key for line in class_lines(report.statement("05"))],
    "s5.3.item": lambda report, _: _items(report, "05"),
    **_fund_rules("s7", "07"),
    **_fund_rules("s8", "08"),
    "s10.1.admin": _when(lambda report: not _is_institution(report)),
    "s10.1.inst": _when(_is_institution),
    "s12.none": _when(lambda report: not report.other_matters),
    "s12.body": lambda report, _: _numbers(report.other_matters),
    "p3.term": lambda report, reference: _numbers(_terms(report, reference)),
    "p4.item": lambda *_: _numbers(DECLARATIONS),
}


def _terms(report: Report, reference: Reference) -> tuple[str, ...]:
    return report.terms or standard_terms(reference)


# --- the value of one slot ---------------------------------------------------------------


def _value(
    paragraph: str, slot: Slot, key: str, index: int, report: Report, reference: Reference
) -> Value:
    if slot.type in ("index", "ordinal"):
        return index
    if slot.type == "year":
        return str(report.year)
    if slot.type == "text":
        text = report.texts.get(text_key(paragraph, slot.name, key), "")
        return text or default_text(report, reference, paragraph, slot.name)
    if slot.type == "paragraph":
        return _FREE[paragraph](report, reference)[index - 1]
    if slot.type == "label":
        return _label(report, paragraph, slot.name, key)
    if slot.type == "list":
        return _names(report, paragraph)
    if slot.type == "name":
        return _name(report, paragraph, slot.name, index)
    return derive(report, slot.type, addresses(paragraph, slot.name, key))


def derive(report: Report, kind: str, where: tuple[str, ...]) -> Decimal | int | str | None:
    """The published value a slot of type ``kind`` makes of the figures at ``where``."""
    if not where:
        return None
    if kind in ("money", "area", "count"):
        return figure(report, where[0])
    if kind in ("share", "variance"):
        first, second = (figure(report, address) for address in where)
        if first is None or second is None:
            return None
        rule = share if kind == "share" else variance
        return rule(Decimal(first), Decimal(second))
    return _changed(kind, figure(report, where[0]), figure_last(report, where[0]))


def _changed(
    kind: str, this: Decimal | int | None, last: Decimal | int | None
) -> Decimal | int | str | None:
    if this is None or last is None:
        return None
    moved = change(Decimal(this), Decimal(last))
    if kind == "direction":
        return moved.direction
    if kind == "growth":
        return moved.growth
    if kind == "percent":
        return moved.percent
    return moved.amount if isinstance(this, Decimal) else int(moved.amount)


_FREE: dict[str, Callable[[Report, Reference], tuple[str, ...]]] = {
    "p1.1.body": lambda report, _: report.functions,
    "s12.body": lambda report, _: report.other_matters,
    "p3.term": _terms,
}


def _label(report: Report, paragraph: str, slot: str, key: str) -> str:
    """Name of the 类, 款 or 项 of a classification line."""
    line = report.statement(ITEM_STATEMENTS[paragraph]).line(key)
    names = (*line.parents, line.name) if line else ()
    depth = {"lei": 0, "kuan": 1, "xiang": 2}[slot]
    return names[depth] if depth < len(names) else ""


def _names(report: Report, paragraph: str) -> tuple[str, ...]:
    table: Statement = report.statement("06")
    if paragraph == "s6.a":
        return economic_names(table, PERSONNEL_CLASSES)
    if paragraph == "s6.b":
        return economic_names(table, PUBLIC_CLASSES)
    return report.organisation.offices


def _name(report: Report, paragraph: str, slot: str, index: int) -> str:
    if slot == "subunit":
        return report.organisation.subordinates[index - 1]
    if slot == "title":
        return DECLARATIONS[index - 1].title
    return report.unit.name
