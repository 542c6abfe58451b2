"""What holds for every Office package: an archive that must not unfold, numbers as shown."""

from __future__ import annotations

from decimal import Context, Decimal
from zipfile import ZipFile

MAX_RATIO = 200  # of unpacked to packed size
_SHOWN = Context(prec=15)


def refusal(archive: ZipFile, *, name: str, advice: str, most_members: int, most_bytes: int) -> str:
    """Why an archive is not opened any further; empty when nothing speaks against it.

    ``name`` is what it is called in the sentence, ``advice`` what to do about its size. Declared
    sizes are judged here; whoever reads a member limits that, too.
    """
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > most_members or size > most_bytes:
        return f"{name}展开后过大，{advice}"
    if size > MAX_RATIO * max(packed, 1):
        return f"{name}的压缩比异常（疑似压缩炸弹），已拒绝读取"
    return ""


def number_text(value: Decimal) -> str:
    """A number as the program showed it: fifteen digits, no exponent, nothing padded.

    A workbook stores 1511.89 as the nearest binary fraction, often written
    ``1511.8900000000001``; fifteen digits are what the program itself computes with and shows.
    """
    return f"{_SHOWN.create_decimal(value).normalize(_SHOWN):f}"
