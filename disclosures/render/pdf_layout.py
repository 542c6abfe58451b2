"""What WeasyPrint leaves out of a page between laying it out and drawing it.

Lines of Chinese text end at the same margin, and a cell that spans rows is whole on each of the
pages that its rows are on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure.boxes import (
    AtomicInlineLevelBox,
    LineBox,
    TableBox,
    TextBox,
)
from weasyprint.text.ffi import TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

_CHINESE = re.compile("[\u2014-\u2026\u2e80-\ufaff\ufe30-\uffef]+")
_ROUNDED = 0.1  # of a pixel
_LEAST, _MOST = 0.01, 0.35  # of a character: what is worth spreading, what still looks even


def boxes(box: Any) -> Iterator[Any]:
    """``box`` and every box in it, those out of the flow too."""
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(getattr(child, "_box", child))


def settle(pages: Iterable[Any]) -> None:
    """Mend the boxes of ``weasyprint.Document.pages``, in their order."""
    cuts = _Cuts()
    ends: dict[Any, Any] = {}  # the last box of each paragraph, which may be on a later page
    paragraphs = []
    for page in pages:
        for box in boxes(page._page_box):
            if isinstance(box, TableBox):
                cuts.mend(box)
            elif _is_justified(box):
                ends[box.element] = box
                paragraphs.append(box)
    for box in paragraphs:
        for line in box.children[:-1] if ends[box.element] is box else box.children:
            _spread(line, box.content_box_x() + box.width)


# --- lines of Chinese text: WeasyPrint widens spaces, and Chinese has none ---


def _is_justified(box: Any) -> bool:
    lines = getattr(box, "children", ())
    return bool(
        box.element is not None
        and lines
        and isinstance(lines[0], LineBox)
        and lines[0].style["text_align_all"] == "justify"
    )


def _spread(line: Any, end: float) -> None:
    """Put what a line is short of between its Chinese characters."""
    texts = [box for box in boxes(line) if isinstance(box, TextBox)]
    if not texts or any(isinstance(box, AtomicInlineLevelBox) for box in line.children):
        return
    gaps, last = sum(map(_gaps, texts)), texts[-1]
    size, missing = last.style["font_size"], end - last.position_x - last.width
    if _LEAST * size < missing <= _MOST * size * gaps:
        _widen(line, missing / gaps, 0)


def _gaps(text: Any) -> float:
    """Half of the room is before a character, half behind it, and none at the ends of a text."""
    ends = bool(_CHINESE.match(text.text[:1])) + bool(_CHINESE.match(text.text[-1:]))
    return sum(len(run) for run in _CHINESE.findall(text.text)) - ends / 2


def _widen(box: Any, each: float, shift: float) -> float:
    """Move ``box`` by ``shift`` and what is in it further and further; the shift behind it."""
    box.position_x += shift
    if isinstance(box, TextBox):
        extra = each * _gaps(box)
        box.pango_layout = _Spread(box.pango_layout, each)
    else:
        extra = 0
        for child in box.children:
            extra = _widen(child, each, shift + extra) - shift
    box.width += extra
    return shift + extra


class _Spread(Layout):  # type: ignore[misc]
    """A line's text with more room between Chinese characters, figures as tight as ever."""

    def __init__(self, line: Any, spacing: float) -> None:
        self.__dict__.update(line.__dict__)
        self._spacing = int(spacing * TO_UNITS)

    def set_text(self, text: str, justify: bool = False) -> None:
        super().set_text(text, justify)
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for run in _CHINESE.finditer(text):
            attribute = pango.pango_attr_letter_spacing_new(self._spacing)
            attribute.start_index = len(text[: run.start()].encode())
            attribute.end_index = len(text[: run.end()].encode())
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)


# --- cells that span rows: WeasyPrint ends them with their text and leaves a hole behind ---


@dataclass(slots=True)
class _Cuts:
    """Cells that go on: those of each group of rows, with how many rows they still span."""

    open: dict[Any, list[tuple[Any, int]]] = field(default_factory=dict)

    def mend(self, table: Any) -> None:
        for group in table.children:
            if group.children and not group.is_header:
                self._resume(group)
                self.open[group.element] = list(_stretched(group.children))

    def _resume(self, group: Any) -> None:
        """Begin the first row with what came from the page before."""
        first = group.children[0]
        for cell, rows in self.open.pop(group.element, ()):
            again = cell.deepcopy()
            again.rowspan = rows
            again.translate(dy=first.position_y - again.position_y)
            first.children.append(again)
        first.children.sort(key=lambda cell: cell.position_x)


def _stretched(rows: list[Any]) -> Iterator[tuple[Any, int]]:
    """Let every cell that spans rows end where they do; those cut off, as they were before."""
    for at, row in enumerate(rows):
        for cell in row.children:
            if (left := at + cell.rowspan - len(rows)) > 0:
                yield cell.deepcopy(), left
                cell.rowspan -= left
            last = rows[at + cell.rowspan - 1]
            _end(cell, last.position_y + last.height)


def _end(cell: Any, at: float) -> None:
    extra = at - cell.position_y - cell.border_height()
    if abs(extra) < _ROUNDED:
        return
    if extra < 0:  # no room here for its text, which stands on the other page
        cell.children, cell.height, extra = [], 0, extra + cell.height
    cell.padding_top += extra / 2
    cell.padding_bottom += extra / 2
    for child in cell.children:
        child.translate(dy=extra / 2)
