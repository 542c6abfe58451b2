"""信息公开目录: what the catalogue of disclosed information says of a version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localtime

from fiscal.money import format_amount
from fiscal.report import FINAL_ACCOUNTS, TARGETS
from portal.published import Version

TOPIC = "财政、金融、审计 / 财政"  # of the State Council's subject classification
COLUMN = "法定主动公开内容 / 财政信息 / 部门预决算"
PUBLICITY = "主动公开"
# First digit of the number within a year: what kind of document. The others: which version.
_SERIES = {FINAL_ACCOUNTS: 1, TARGETS: 2}
_GENRE = {FINAL_ACCOUNTS: "决算", TARGETS: "绩效目标"}


@dataclass(frozen=True, slots=True)
class Record:
    """The elements of 信息公开条例 12 and those that catalogues commonly add.

    No 发文字号: what is frozen carries none. ``produced`` is 生成日期 and 成文日期: a version
    exists from the day on which it was made public.
    """

    index_number: str
    title: str
    overview: str
    produced: date
    publisher: str
    genre: str
    validity: str
    topic: str = TOPIC
    column: str = COLUMN
    publicity: str = PUBLICITY


def record_of(version: Version, newer: Version | None = None) -> Record:
    """The entry of ``version``; ``newer`` is the one that took its place, if any."""
    validity = f"已更正，以第{newer.number}版为准" if newer else "有效"
    return Record(
        index_number=index_number(version),
        title=version.title,
        overview=overview(version),
        produced=localtime(version.published_at).date(),
        publisher=version.unit_name,
        genre=_GENRE[version.kind],
        validity=validity,
    )


def index_number(version: Version) -> str:
    """索引号: unit, year, kind and version, so that each has its own for ever.

    ``yx-01/2024-10002`` is the second version of the final accounts of 2024.
    """
    return f"{version.unit_code}/{version.year}-{_SERIES[version.kind]}{version.number:04d}"


def overview(version: Version) -> str:
    """内容概述 in one sentence, amounts in 万元."""
    name = f"{version.unit_name}{version.year}年度{version.get_kind_display()}"
    figures = [
        f"{label}{format_amount(amount)}万元"
        for label, amount in (
            ("收入总计", version.total_income),
            ("支出总计", version.total_expenditure),
        )
        if amount is not None
    ]
    told = f"，{'，'.join(figures)}" if figures else ""
    edition = f"（第{version.number}版）" if version.number > 1 else ""
    return f"{name}{edition}{told}。"
