"""The figures that stand in sentences as a tidy table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from disclosures.render.tidy.model import Column, TidyTable, Value, tidy
from fiscal.document import Paragraph

_KINDS = {
    "money": "金额（万元）", "difference": "增减", "area": "面积（平方米）", "count": "数量",
    "percent": "百分比（%）", "share": "百分比（%）", "variance": "百分比（%）",
}  # fmt: skip
_COLUMNS = (
    Column("章节"), Column("字段", "code"), Column("类型"), Column("数值", "figure", "value"),
    Column("所在的句子"),
)  # fmt: skip


def text_figures(paragraphs: Iterable[Paragraph]) -> TidyTable:
    """Every figure of the sentences in order, with the paragraph it stands in as its place."""
    return tidy("text-figures", "正文中的数据", _COLUMNS, _rows(paragraphs))


def _rows(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Value, ...]]:
    heading = ""
    for paragraph in paragraphs:
        if paragraph.role in ("part", "section", "subsection"):
            heading = paragraph.text
        key = f"#{paragraph.key}" if paragraph.key else ""
        for part in paragraph.parts:
            if part.kind in _KINDS:
                told = (heading, part.field, _KINDS[part.kind], _number(part.text))
                yield (*told, paragraph.text, f"texts/{paragraph.id}{key}")


def _number(text: str) -> Decimal | None:
    """The figure as printed; an unknown one is printed as a dash."""
    plain = text.replace(",", "")
    return Decimal(plain) if plain.removeprefix("-").replace(".", "", 1).isdecimal() else None
