"""What a published version says of itself on paper: number, date, digests, permanent address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import segno
from django.utils.safestring import SafeString, mark_safe


@dataclass(frozen=True, slots=True)
class Imprint:
    """``sha256`` and ``sm3`` are those of the payload, hex; ``address`` is the version's for ever.

    ``verify`` is where a file or a digest can be looked up, ``attached`` names the files inside.
    """

    number: int
    published_on: date
    sha256: str
    sm3: str
    address: str
    verify: str
    attached: tuple[str, ...] = ()

    @property
    def code(self) -> SafeString:
        """The address as a QR code: inline SVG with a title, sized by the style sheet."""
        made = segno.make(self.address, error="m")
        svg: str = made.svg_inline(
            border=0, omitsize=True, dark="#000", title=f"二维码，内容是 {self.address}"
        )
        return mark_safe(svg)  # noqa: S308  of nothing but squares and the escaped title
