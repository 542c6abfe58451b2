"""The printed document: a number, a word or a line of the text is not what it should be.

The text is made of a correct Report, changed, and read back as a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from random import Random

from disclosures.compose import compose
from disclosures.render.text import render_text
from disclosures.tests.mutation.model import Mutant, kind, one_of, transposed
from fiscal.document import Paragraph
from fiscal.report import Report
from units.reference import shipped_reference

_OPPOSITE = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}
# A figure that stands in no other place of the text, nor follows from others: nobody can know.
_FREE_STANDING = {
    "area", "area_value", "cars_value", "equip", "groups", "people", "batches", "bought",
}  # fmt: skip
_SUMS = {"p_budget", "p_executed", "out_total"}  # may be off by the rounding of their parts
Edit = Callable[[str, Random], str | None]


def printed(report: Report, *, tables: Report | None = None) -> str:
    """The text of a document, with the evaluation tables of another Report."""
    document = compose(report, shipped_reference(report.year), imported=True)
    return render_text(replace(document, report=tables or report))


def _changed(report: Report, paragraphs: Sequence[Paragraph], line: str) -> Mutant:
    """The document with other paragraphs; ``line`` is the one that was changed."""
    document = compose(report, shipped_reference(report.year), imported=True)
    text = render_text(replace(document, paragraphs=tuple(paragraphs)))
    number = next((i for i, one in enumerate(text.split("\n"), 1) if one == line), 0)
    return Mutant(f"第{number}行", file=text.encode(), told=line)


def _parts(
    name: str, kinds: Sequence[str], edit: Edit, but: AbstractSet[str] = frozenset()
) -> None:
    """Change one value of these kinds in the narrative, ``but`` those of these fields."""

    @kind(f"印出的文字：{name}")
    def make(report: Report, random: Random) -> Mutant | None:
        document = compose(report, shipped_reference(report.year), imported=True)
        found = one_of(random, [
            (i, j)
            for i, paragraph in enumerate(document.paragraphs)
            for j, part in enumerate(paragraph.parts)
            if part.kind in kinds and part.field not in but
        ])  # fmt: skip
        if found is None:
            return None
        i, j = found
        paragraph = document.paragraphs[i]
        part = paragraph.parts[j]
        text = edit(part.text, random)
        if text is None or text == part.text:
            return None
        parts = (*paragraph.parts[:j], replace(part, text=text), *paragraph.parts[j + 1 :])
        changed = replace(paragraph, parts=parts)
        paragraphs = (*document.paragraphs[:i], changed, *document.paragraphs[i + 1 :])
        return _changed(report, paragraphs, changed.text)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _plus(least: str, most: int) -> Edit:
    """A number that differs by ``least`` to ``most`` times as much."""
    return lambda text, random: f"{_number(text) + Decimal(least) * random.randint(1, most):,}"


def _times(factor: str) -> Edit:
    def edit(text: str, random: Random) -> str | None:
        number = _number(text)
        return f"{number * Decimal(factor):,.2f}" if number else None

    return edit


def _opposite(text: str, random: Random) -> str | None:
    return _OPPOSITE.get(text)


def _misspelt(text: str, random: Random) -> str:
    place = random.randrange(len(text))
    return text[:place] + "某" + text[place + 1 :]


_MONEY = ("money",)
_parts("金额差几分", _MONEY, _plus("0.02", 4), _FREE_STANDING | _SUMS)
_parts("金额差几元", _MONEY, _plus("1", 99), _FREE_STANDING)
_parts("金额多写一位", _MONEY, _times("10"), _FREE_STANDING)
_parts("金额少写一位", _MONEY, _times("0.1"), _FREE_STANDING)
_parts("金额用了元", _MONEY, _times("10000"))
_parts("金额数字颠倒", _MONEY, transposed, _FREE_STANDING)
_parts("增减额改动", ("difference",), _plus("1", 20))
_parts("增减幅改动", ("percent",), _plus("0.05", 300))
_parts("占比改动", ("share",), _plus("0.05", 300))
_parts("差异率改动", ("variance",), _plus("0.05", 300))
_parts("差异率丢了负号", ("variance",), lambda t, r: t[1:] if t.startswith("-") else None)
_parts("增减方向反了", ("direction",), _opposite)
_parts("升降方向反了", ("growth",), _opposite)
_parts("数量改动", ("count",), _plus("1", 9), _FREE_STANDING)
_parts("年度错", ("year",), lambda text, random: str(int(text) + random.choice((-1, 1, -10))))
_parts("单位名称错一字", ("name",), _misspelt)
_parts("科目名称错一字", ("label",), _misspelt)
_parts("序号错", ("index",), _plus("1", 3))


def _lines(name: str, edit: Callable[[list[str], int], None], pattern: str, times: int = 1) -> None:
    """Change the lines of the text file, at a line that matches ``pattern``."""
    wanted = re.compile(pattern)

    @kind(f"印出的文字：{name}")
    def make(report: Report, random: Random) -> Mutant | None:
        lines = printed(report).split("\n")
        found = one_of(random, (i for i, line in enumerate(lines) if wanted.search(line)))
        if found is None:
            return None
        before = list(lines)
        edit(lines, found)
        if lines == before:
            return None
        return Mutant(f"第{found + 1}行", file="\n".join(lines).encode(), told=before[found])


def _drop(lines: list[str], index: int) -> None:
    del lines[index]


def _double(lines: list[str], index: int) -> None:
    lines.insert(index, lines[index])


def _swap(lines: list[str], index: int) -> None:
    lines[index], lines[index + 1] = lines[index + 1], lines[index]


def _instead(old: str, new: str) -> Callable[[list[str], int], None]:
    def edit(lines: list[str], index: int) -> None:
        lines[index] = re.sub(old, new, lines[index], count=1)

    return edit


_ITEM = r"^\d+\..*\(项\):"
_BODY = r"^(?:2024|2025|本年|公用经费|与全年|收入支出|财政拨款收|授予|截至|根据)"
_SECTION = r"^[一二三四五六七八九十]+、.*说明$"
_lines("漏一个项级科目", _drop, _ITEM)
_lines("项级科目写了两遍", _double, _ITEM)
_lines("漏一个类级科目", _drop, r"^\d+\.[^(]*\(类\)\d")
_lines("漏一段", _drop, _BODY)
_lines("一段写了两遍", _double, _BODY)
_lines("漏一个标题", _drop, _SECTION)
_lines("两段次序颠倒", _swap, r"^2024年度收入总计|^2025年度收入总计")
_lines("漏一个部分的标题", _drop, r"^第[一二三四]部分")
_lines("总分改动", _instead(r"\d+\.\d\d分", "91.23分"), r"^\t\d+\.\d\d分$")
_lines("单位写成元", _instead("万元", "元"), r"^\d{4}年度|^本年收入")
_lines("单位写成亿元", _instead("万元", "亿元"), r"^\d{4}年度|^本年收入")
_lines("比较符丢失", _instead(r">=|<=", ""), r"^\t[<>]=\d")
_lines("科目层级写错", _instead(r"\(项\)", "(款)"), _ITEM)
_lines("漏掉空表说明", _drop, "表为空表。$")
_lines("表的标题年度错", _instead(r"20\d\d", "2021"), r"^\t[（(]20\d\d年度[)）]$")
_lines("文件中断", lambda lines, index: lines.__delitem__(slice(index, None)), r"^\t三级指标$")
