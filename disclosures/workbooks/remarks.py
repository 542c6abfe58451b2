"""Rows below a table that are no part of it: notes, and lines for signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from disclosures.workbooks.model import Cell

_OPENING = ("注", "说明", "备注")
_SIGNATURE = re.compile(
    r"(单位|财务|部门|分管|项目)?(负责人|领导)|(填|制|编)表(人|单位|日期|时间)?|(审|复)核人?|经办人?"
    r"|联系(人|电话|方式)|电话|(填报|编制|打印|报送)?(日期|时间)|会计(主管|机构)?.*|第\d+页.*"
)


def is_remark_row(row: Sequence[Cell]) -> bool:
    """Nothing but sentences, or a line to sign."""
    return is_signature(row) or all(_is_remark(cell) for cell in row)


def is_signature(row: Sequence[Cell]) -> bool:
    return _SIGNATURE.fullmatch(row[0].key.partition(":")[0]) is not None


def _is_remark(cell: Cell) -> bool:
    key = cell.key
    if cell.is_number or cell.problem:
        return False
    return key.startswith(_OPENING) or key.endswith("。") or ":" in key
