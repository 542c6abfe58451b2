"""What one reading wants to say: findings in the making, and the cells turned into values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from disclosures.readers.model import Piece, clean
from disclosures.readers.rules import finding
from fiscal.finding import Finding
from fiscal.money import AmountError, from_wan, parse_amount

_NUMBER = re.compile(r"[-+]?\d{1,15}(?:\.\d{1,8})?")
_NO_NUMBER = {"", "-", "—", "——", "--", "－", "/"}


@dataclass
class Notes:
    """Findings of a reading. The value methods answer None and add a finding when they fail."""

    findings: list[Finding] = field(default_factory=list)

    def unplaced(self, piece: Piece) -> None:
        if not piece.blank:
            message = f"未能识别：“{piece.quote}”"
            self.findings.append(finding("RD-05", message, piece.source))

    def add(self, rule: str, message: str, piece: Piece | None = None, where: str = "") -> None:
        self.findings.append(finding(rule, message, piece.source if piece else "", where))

    def yuan(self, pieces: Sequence[Piece], what: str, where: str = "") -> Decimal | None:
        """Amount in yuan of a cell in 万元; None for a blank or a dash."""
        try:
            wan = parse_amount(line_of(pieces))
            return None if wan is None else from_wan(wan)
        except (AmountError, ArithmeticError):
            self._not_a_number(pieces, what, where)
            return None

    def number(self, pieces: Sequence[Piece], what: str, where: str = "") -> Decimal | None:
        """A weight, rate or score without its unit, with the precision it is printed with."""
        text = unicodedata.normalize("NFKC", line_of(pieces)).replace(",", "").replace(" ", "")
        text = text.removesuffix("%").removesuffix("分")
        if text in _NO_NUMBER:
            return None
        if not _NUMBER.fullmatch(text):
            self._not_a_number(pieces, what, where)
            return None
        return Decimal(text)

    def _not_a_number(self, pieces: Sequence[Piece], what: str, where: str) -> None:
        piece = next(piece for piece in pieces if not piece.blank)
        self.add("RD-06", f"“{what}”应为数字：“{piece.quote}”", piece, where)


def line_of(pieces: Sequence[Piece]) -> str:
    """Text of a cell that is one line in substance: line breaks inside are layout."""
    return "".join(clean(line) for piece in pieces for line in piece.text.split("\n"))


def text_of(pieces: Sequence[Piece]) -> str:
    """Text of a cell that may have paragraphs."""
    lines = (clean(line) for piece in pieces for line in piece.text.split("\n"))
    return "\n".join(line for line in lines if line)
