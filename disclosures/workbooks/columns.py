"""What a column holds, told by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from fiscal.statements import BY_NUMBER, EXPENDITURE, INCOME, Declaration, Kind

CODE, NAME, NUMBER, UNKNOWN = "code", "name", "number", "unknown"

_CODE_HEADING = re.compile(
    r".*(科目编码|科目代码|分类编码)|编码|代码|[类款项]|(支出)?(功能|经济)分类(科目)?"
)
_NAME_HEADING = re.compile(r".*科目名称|名称|科目")
_LABEL_HEADING = re.compile(r"项目(\(按.*\))?|收入|支出|按功能分类|按.*分类")
_LINE_NUMBER = "行次"
_GENERIC = {"合计", "小计", "金额", "决算数", "决算金额", "本年决算数", "总计"}
# Headings over others that say nothing more about a column of a public statement.
_NEUTRAL = re.compile(
    r"项目|收入|支出|本年支出|本年支出合计|本年收入|决算数|金额|.*三公经费.*|人员经费|公用经费(\(续\))?"
    r"|.*财政拨款支出(决算)?"
)
_UNITS = re.compile(r"(?<=.)\((单位:)?(人民币)?(万|千)?元\)$")

_SPENDING = {
    "total": r"本年支出(合计)?|支出合计",
    "basic": r"基本支出",
    "project": r"项目支出",
}
_FUND = {
    **_SPENDING,
    "opening": r"(年初|上年)(财政拨款)?结转(和|与)?结余|年初结转",
    "income": r"本年收入(合计)?",
    "closing": r"(年末|期末)(财政拨款)?结转(和|与)?结余|结转下年",
}
_BY_FUND = {
    "general": r"一般公共预算(财政拨款)?(支出)?",
    "gov_fund": r"政府性基金(预算)?(财政拨款)?(支出)?",
    "state_capital": r"国有资本经营(预算)?(财政拨款)?(支出)?",
}
_ALIASES: Mapping[str, Mapping[str, str]] = {
    "01": {},
    "02": {
        "total": r"本年收入(合计)?|收入合计",
        "fiscal": r"财政拨款(收入)?",
        "superior_subsidy": r"上级补助收入",
        "institutional": r"事业收入",
        "business": r"经营收入",
        "subordinate": r"附属单位(上缴|缴款)(收入)?",
        "other": r"其他收入",
    },
    "03": {
        **_SPENDING,
        "remit_to_superior": r"上缴上级支出",
        "business": r"经营支出",
        "subsidy_to_subordinate": r"对附属单位补助支出?",
    },
    "04": _BY_FUND,
    "05": _SPENDING,
    "06": {},
    "07": _FUND,
    "08": _FUND,
    "09": {},
}
# 三公: the most special item that a path names.
THREE_PUBLIC = (
    ("vehicle_purchase", r"公务(用)?车购置(费|支出)?"),
    ("vehicle_operation", r"公务(用)?车运行(维护)?(费|支出)?"),
    ("vehicle", r"公务(用)?车(购置(及|和|与)运行(维护)?)?(费|支出)?"),
    ("overseas", r"因公出国\(境\)(费用?|支出)?"),
    ("reception", r"公务接待(费|支出)?"),
)
_PHASES = (
    ("budget", r"(全年|年初|调整)?预算数?|预算"),
    ("actual", r"(本年)?决算(统计)?数?|统计数|支出数"),
)

Path = tuple[str, ...]


def is_header_word(key: str) -> bool:
    """Words that stand in the header of one of the nine statements."""
    key = without_unit(key)
    return key in _HEADER_WORDS or any(pattern.fullmatch(key) for pattern in _HEADER_PATTERNS)


def without_unit(heading: str) -> str:
    """``决算数`` of ``决算数(万元)``."""
    return _UNITS.sub("", heading)


def _header_patterns() -> Iterator[re.Pattern[str]]:
    yield from (_CODE_HEADING, _NAME_HEADING, _LABEL_HEADING, _NEUTRAL)
    yield from (re.compile(alias) for aliases in _ALIASES.values() for alias in aliases.values())
    yield from (re.compile(alias) for _, alias in (*THREE_PUBLIC, *_PHASES))


_HEADER_WORDS = _GENERIC | {_LINE_NUMBER, "栏次"}
_HEADER_PATTERNS = tuple(_header_patterns())


@dataclass
class Layout:
    """The columns of one table: where codes, names and each amount stand.

    ``amounts`` are keys of the declaration's columns by sheet column; ``unknown`` are columns
    of amounts that the declaration does not have.
    """

    codes: list[int] = field(default_factory=list)
    names: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    amounts: dict[int, str] = field(default_factory=dict)
    unknown: list[int] = field(default_factory=list)

    @property
    def labels(self) -> list[int]:
        return sorted([*self.codes, *self.names])


def layout_of(number: str, paths: Mapping[int, Path], side: str = "") -> Layout:
    """The columns of a table that is statement ``number``, or of one ``side`` of it."""
    declaration, layout = BY_NUMBER[number], Layout()
    declared = {column.key for column in declaration.columns if not side or column.side == side}
    for column, path in paths.items():
        role = role_of(path)
        if role == CODE:
            layout.codes.append(column)
        elif role == NAME:
            layout.names.append(column)
        elif role == NUMBER:
            layout.numbers.append(column)
        elif (key := _amount(declaration, path, declared)) not in {"", *layout.amounts.values()}:
            layout.amounts[column] = key
        else:
            layout.unknown.append(column)
    return layout


def role_of(path: Path) -> str:
    """Code, name (or label), line number; ``UNKNOWN`` for what must be a column of amounts."""
    leaf = path[-1] if path else ""
    if leaf == _LINE_NUMBER:
        return NUMBER
    if _NAME_HEADING.fullmatch(leaf) or (len(path) > 1 and _LABEL_HEADING.fullmatch(leaf)):
        return NAME
    if _CODE_HEADING.fullmatch(leaf):
        return CODE
    return NAME if _LABEL_HEADING.fullmatch(leaf) else UNKNOWN


def matches(number: str, paths: Mapping[int, Path]) -> int:
    """How many columns of amounts of statement ``number`` these headings name."""
    return len(layout_of(number, paths).amounts)


def sides(paths: Mapping[int, Path]) -> Mapping[str, dict[int, Path]]:
    """Columns of 01 or 04 by side: from the second label column on it is expenditure."""
    labels = [column for column, path in paths.items() if role_of(path) == NAME]
    border = labels[1] if len(labels) > 1 else max(paths, default=0) + 1
    return {
        INCOME: {column: path for column, path in paths.items() if column < border},
        EXPENDITURE: {column: path for column, path in paths.items() if column >= border},
    }


def _amount(declaration: Declaration, path: Path, declared: Set[str]) -> str:
    """Key of the declared column under these headings, empty when there is none."""
    if declaration.kind is Kind.SINGLE:
        return three_public(path)
    aliases = _ALIASES[declaration.number]
    telling = [name for name in path if name not in _GENERIC]
    found = {key for name in telling for key, alias in aliases.items() if _is(alias, name)}
    found &= declared | {"total"}
    found -= {"total"} if len(found) > 1 else set()
    foreign = [
        name for name in telling
        if not _NEUTRAL.fullmatch(name) and not any(_is(alias, name) for alias in aliases.values())
    ]  # fmt: skip
    if foreign or len(found) > 1:
        return ""
    if found:
        return found.pop()
    if not path or path[-1] not in _GENERIC:
        return ""
    return "total" if "total" in declared else "amount"  # a bare 合计 or 决算数


def three_public(names: Sequence[str]) -> str:
    """``budget_vehicle`` of the headings 预算数 and 公务用车购置及运行维护费."""
    phase = next((key for key, alias in _PHASES if any(_is(alias, n) for n in names)), "")
    item = three_public_item(names)
    return f"{phase}_{item}" if phase and item else ""


def three_public_item(names: Sequence[str]) -> str:
    found = next((key for key, alias in THREE_PUBLIC if any(_is(alias, n) for n in names)), "")
    rest = [name for name in names if not any(_is(alias, name) for _, alias in _PHASES)]
    neutral = all(name in _GENERIC or _NEUTRAL.fullmatch(name) for name in rest)
    return found or ("total" if neutral else "")


def phase_of(path: Path) -> str:
    return next((key for key, alias in _PHASES if any(_is(alias, name) for name in path)), "")


def _is(alias: str, name: str) -> bool:
    return re.fullmatch(alias, name) is not None
