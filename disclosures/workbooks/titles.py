"""Telling what a line of text says: a statement's title, its department, unit and year.

Regions name and number the nine statements differently; their subject is what they share.
"""

from __future__ import annotations

import re
from decimal import Decimal

from disclosures.workbooks.model import normal
from fiscal.money import YUAN_PER_WAN

MAX_TITLE = 70
# By subject, the more special before the more general: 支出决算表 ends many a title.
_SUBJECTS = (
    ("09", re.compile(r"三公.*表")),
    ("06", re.compile(r"基本支出(决算)?(明细|情况)?表")),
    ("07", re.compile(r"政府性基金.*表")),
    ("08", re.compile(r"国有资本经营.*表")),
    ("04", re.compile(r"财政拨款(收入支出|收支)(决算)?(总|总体情况)表")),
    ("05", re.compile(r"一般公共预算(财政拨款)?(收入)?支出(决算)?(明细|情况|总体情况)?表")),
    ("01", re.compile(r"(收入支出|收支)决算(总|总体情况)?表|收支总表|决算收支总表")),
    ("02", re.compile(r"收入决算(明细|情况|总|总体情况)?表")),
    ("03", re.compile(r"(?<!收入)(?<!项目)(?<!经营)支出决算(明细|情况|总|总体情况)?表")),
)
_FUNDS = re.compile(r"一般公共预算|政府性基金预算|国有资本经营预算")
_TAIL = re.compile(r"(\([^()]*\))+$")
_SENTENCE = re.compile(r"^注|[。;]|空表|本表|见附")
_UNIT = re.compile(
    r"(?:单位|计量单位|金额)[:]?(?:人民币)?(万元|元|千元)|^[(]?(?:人民币)?(万元|元|千元)[)]?$"
    r"|[(](万元|元|千元)[)]$"
)
_DEPARTMENT = re.compile(r"(?:部门|单位)(?:名称)?(?:[(][^()]*[)])?[:](.+)")
_FORM_NUMBER = re.compile(r"(财决|决算)?公开\d{1,2}表|表[一二三四五六七八九十\d]{1,3}|附件?\d*[:]?")
_EMPTY = re.compile(
    r"空表|本表为空|本表无数(据|字)|(没有|无)(此项|该项|相关|使用|安排|发生)?.{0,20}(收入|支出|收支|经费|数据)"
)
_YEAR = re.compile(r"(20\d\d)年")
_YEAR_ALONE = re.compile(r"[(]?(20\d\d)(年度?)?[)]?")
_FACTORS = {"元": Decimal(1), "千元": Decimal(1000), "万元": YUAN_PER_WAN}


def statement_of_title(text: str) -> str:
    """Number of the statement whose title this is (``"05"``), empty for anything else."""
    key = _TAIL.sub("", normal(text))
    if not 4 <= len(key) <= MAX_TITLE or not key.endswith("表") or _SENTENCE.search(key):
        return ""
    if "预算" in _FUNDS.sub("", key) and "决算" not in key:
        return ""
    return next((number for number, subject in _SUBJECTS if _ends(subject, key)), "")


def _ends(subject: re.Pattern[str], key: str) -> bool:
    return any(found.end() == len(key) for found in subject.finditer(key))


def factor_of(text: str) -> Decimal | None:
    """Yuan per unit of the amounts, where the text says it: 10000 of ``单位：万元``."""
    found = _UNIT.search(normal(text))
    return _FACTORS[next(word for word in found.groups() if word)] if found else None


def department_of(text: str) -> str:
    """Name behind ``编制部门：``, empty where there is none."""
    found = _DEPARTMENT.search(re.split(r"\s*(?:金额)?单位\s*[:：]\s*(?:万|千)?元", text)[0])
    if found is None:
        found = _DEPARTMENT.search(normal(text))
    name = found[1].strip() if found else ""
    return "" if not name or factor_of(f"单位:{name}") else name


def year_of_text(text: str) -> int | None:
    """The year that a title or a line above a table names."""
    key = normal(text)
    found = _YEAR.search(key) or _YEAR_ALONE.fullmatch(key)
    return int(found[1]) if found else None


def says_empty(text: str) -> bool:
    """A sentence that there is nothing to show, as every empty statement must have."""
    return _EMPTY.search(normal(text)) is not None


def is_form_number(text: str) -> bool:
    return _FORM_NUMBER.fullmatch(normal(text)) is not None
