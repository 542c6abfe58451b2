"""Whether a page is HTML as its standard wants it, as far as can be told without the standard's
own checker: what the parser repairs, names that are double or lead nowhere, elements where they
may not stand, tables with columns that no cell begins in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import html  # type: ignore[import-untyped]
from tinyhtml5.parser import HTMLParser  # type: ignore[import-untyped]

_PHRASING = (
    "a", "span", "em", "strong", "small", "code", "b", "i", "abbr", "time", "label",
    "button", "mark", "q", "cite", "sub", "sup", "output", "input", "select", "textarea",
    "img", "svg", "br", "wbr", "script", "data", "kbd", "s", "del", "ins", "math", "ruby",
    "rt", "rp",
)  # fmt: skip
_HOLDS_PHRASING = (
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "span", "em", "strong", "small", "code",
    "time", "label", "button", "mark",
)  # fmt: skip
_INTERACTIVE = ("a", "button", "input", "select", "textarea", "label", "details")
_INSIDE = {
    "ul": ("li", "script", "template"),
    "ol": ("li", "script", "template"),
    "dl": ("dt", "dd", "div", "script", "template"),
    "tr": ("th", "td", "script", "template"),
    "table": ("caption", "colgroup", "thead", "tbody", "tfoot", "tr", "script", "template"),
    "select": ("option", "optgroup", "hr"),
}
_REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list")
# Elements that have a role of their own only when one is given, and may have no name else.
_NAMELESS = (
    "div", "span", "p", "pre", "code", "em", "strong", "small", "sub", "sup", "caption",
    "b", "i",
)  # fmt: skip
_OBSOLETE = (
    "center", "font", "big", "tt", "strike", "marquee", "frame", "frameset", "acronym",
    "dir", "applet",
)  # fmt: skip
_OBSOLETE_ATTRIBUTES = ("align", "valign", "bgcolor", "border", "cellpadding", "cellspacing",
                        "nowrap", "language")  # fmt: skip


def faults(content: str) -> list[str]:
    """What is wrong with a page, in words; nothing for a valid one."""
    parser = HTMLParser()
    parser.parse(content)
    page = html.document_fromstring(content)
    found = [f"parser: {error}" for error in parser.errors]
    for check in (_names, _nesting, _tables, _attributes, _outline):
        found += check(page)
    return found


def _names(page: Any) -> Iterator[str]:
    ids = Counter(page.xpath("//@id"))
    yield from (f"id {one!r} stands twice" for one, number in ids.items() if number > 1)
    yield from (f"id {one!r} is not one word" for one in ids if not one or len(one.split()) != 1)
    for name in _REFERENCES:
        for value in page.xpath(f"//@{name}"):
            for one in value.split():
                if one not in ids:
                    yield f"{name} names {one!r}, which is not there"


def _nesting(page: Any) -> Iterator[str]:
    for parent in _HOLDS_PHRASING:
        for child in page.xpath(f"//{parent}/*"):
            if child.tag not in _PHRASING and child.getparent().tag == parent:
                yield f"<{child.tag}> in <{parent}>"
    for outer in ("a", "button"):
        for inner in _INTERACTIVE:
            if page.xpath(f"//{outer}//{inner}[not(self::input[@type='hidden'])]"):
                yield f"<{inner}> in <{outer}>"
    for parent, allowed in _INSIDE.items():
        for child in page.xpath(f"//{parent}/*"):
            if child.tag not in allowed:
                yield f"<{child.tag}> right in <{parent}>"
    if page.xpath("//th//*[self::h1 or self::h2 or self::h3 or self::h4 or self::section]"):
        yield "a heading in <th>"


def _tables(page: Any) -> Iterator[str]:
    for table in page.xpath("//table"):
        beginning: set[int] = set()
        widths = []
        for group in table.xpath("thead | tbody | tfoot") or [table]:
            reach: Counter[tuple[int, int]] = Counter()
            rows = group.xpath("tr")
            for row, line in enumerate(rows):
                column = 0
                for cell in line.xpath("th | td"):
                    while reach[row, column]:
                        column += 1
                    beginning.add(column)
                    across, down = (int(cell.get(name, 1)) for name in ("colspan", "rowspan"))
                    for below in range(row, min(row + down, len(rows))):
                        for at in range(column, column + across):
                            reach[below, at] += 1
                    column += across
            widths += [sum(1 for at in reach if at[0] == row) for row in range(len(rows))]
            if any(number > 1 for number in reach.values()):
                yield f"cells of {_called(table)} overlap"
        most = max([*widths, len(table.xpath("colgroup/col"))], default=0)
        for column in sorted(set(range(most)) - beginning):
            yield f"no cell begins in column {column + 1} of {_called(table)}"
        if any(width != most for width in widths):
            yield f"rows of {_called(table)} are of different widths"


def _called(table: Any) -> str:
    names = (table.findtext("caption"), table.get("aria-label"), table.get("aria-labelledby"))
    return f"table {next((' '.join(one.split()) for one in names if one), '')!r}"


def _attributes(page: Any) -> Iterator[str]:
    yield from (f"<{one}> is obsolete" for one in _OBSOLETE if page.xpath(f"//{one}"))
    for name in _OBSOLETE_ATTRIBUTES:
        if page.xpath(f"//@{name}"):
            yield f"the attribute {name} is obsolete"
    for tag in _NAMELESS:
        if page.xpath(f"//{tag}[(@aria-label or @aria-labelledby) and not(@role)]"):
            yield f"<{tag}> has a name without a role"
    for tag, needed in {"img": "alt", "a": "href", "link": "href"}.items():
        if page.xpath(f"//{tag}[not(@{needed})]"):
            yield f"<{tag}> without {needed}"
    for value in page.xpath("//a/@href | //link/@href | //form/@action"):
        if " " in value.strip() or value != value.strip():
            yield f"the address {value!r} holds a space"


def _outline(page: Any) -> Iterator[str]:
    for tag in ("head/title", "main", "h1"):  # an SVG may have a title, too
        if len(page.xpath(f"//{tag}")) != 1:
            yield f"there is not one <{tag}>"
    if not page.get("lang"):
        yield "no language"
