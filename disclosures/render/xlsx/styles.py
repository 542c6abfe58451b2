"""What the sheets of a workbook share: formats, limits, the set-up of pages."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from disclosures.render.grids import GridCell

MAX_TEXT = 32_000  # the format holds 32,767 characters in a cell
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
FIGURES = frozenset({"amount", "rate", "score"})
FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
HEAD = {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#F2F2F2"}
A4 = 9
_CUT = "……（全文见公开文档）"


@dataclass
class Styles:
    """Formats of the workbook, each made once."""

    book: Any

    def __post_init__(self) -> None:
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.title = self.of(bold=True, font_size=14, align="center")
        self.plain = self.of()
        self.right = self.of(align="right")
        self.note = self.of(text_wrap=True)
        self.head = self.of(**HEAD)

    def of(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({**FONT, **properties})
        return self._made[key]

    def cell(self, cell: GridCell, number_format: str = "") -> Any:
        properties: dict[str, Any] = {"border": 1, "text_wrap": True}
        if number_format:
            properties |= {"num_format": number_format, "align": "right", "text_wrap": False}
        elif cell.header:
            properties |= HEAD
        elif cell.kind in FIGURES:
            properties |= {"align": "right"}
        elif cell.level > 1:
            properties |= {"indent": cell.level - 1}
        return self.of(**properties)

    def text(self) -> Any:
        """A cell of a list that stays text, also when somebody edits it."""
        return self.of(border=1, text_wrap=True, num_format="@")

    def number(self, number_format: str) -> Any:
        return self.of(border=1, align="right", num_format=number_format)


def fitting(text: str) -> str:
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(_CUT)] + _CUT


def format_of(number: Decimal, *, thousands: bool = False) -> str:
    """Shows a number with the decimals that it has."""
    decimals = max(0, -int(number.as_tuple().exponent))
    zeros = "0." + "0" * decimals if decimals else "0"
    return f"#,##{zeros}" if thousands else zeros


def set_page(sheet: Any, head: int, *, wide: bool) -> None:
    """A4, as wide as the page; the ``head`` rows are repeated on every page."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.center_horizontally()
    if wide:
        sheet.set_landscape()
    if head:
        sheet.repeat_rows(0, head - 1)
