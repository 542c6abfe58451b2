"""The recorded facts behind the text, beside the section where they are typed.

What comes from the statements or the evaluations is not among them, and free texts stand in
the paragraphs themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from fiscal.narrative.bindings import ITEM_STATEMENTS
from fiscal.report import Report
from fiscal.statements import ordinal


class InputKind(StrEnum):
    COUNT = "count"
    AMOUNT = "amount"  # yuan
    AREA = "area"
    NAMES = "names"  # a list of short names
    PARAGRAPHS = "paragraphs"  # a list of paragraphs
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Input:
    """A fact by its address in the Report. ``choices``: value → label."""

    path: str
    label: str
    kind: InputKind
    unit: str = ""
    choices: Mapping[str, str] | None = None


def _counts(group: str, unit: str, **labels: str) -> tuple[Input, ...]:
    return tuple(
        Input(f"{group}/{name}", label, InputKind.COUNT, unit) for name, label in labels.items()
    )


def _amounts(group: str, **labels: str) -> tuple[Input, ...]:
    return tuple(
        Input(f"{group}/{name}", label, InputKind.AMOUNT, "万元") for name, label in labels.items()
    )


_STAFF = _counts(
    "staff", "人",
    active="在职人员", active_last="在职人员（上年）", veteran="离休人员",
    veteran_last="离休人员（上年）", retired="退休人员", retired_last="退休人员（上年）",
)  # fmt: skip
_ORGANISATION = (
    Input("organisation/office_count", "下设科室数", InputKind.COUNT, "个"),
    Input("organisation/offices", "科室名称", InputKind.NAMES),
    Input("organisation/subordinates", "下属预算单位", InputKind.NAMES),
)
_THREE_PUBLIC = (
    *_counts("three_public", "个", delegations="因公出国（境）团组"),
    *_counts("three_public", "人次", travellers="因公出国（境）人次"),
    *_counts(
        "three_public", "辆", vehicles_bought="公务用车购置数", vehicles_held="公务用车保有量"
    ),
    *_counts("three_public", "批次", reception_batches="国内公务接待批次"),
    *_counts("three_public", "人次", reception_guests="国内公务接待人次"),
)
_VEHICLES = _counts(
    "assets", "辆",
    vice_minister="副部（省）级及以上领导用车", principal_leader="主要负责人用车",
    confidential="机要通信用车", emergency="应急保障用车", law_enforcement="执法执勤用车",
    special_technical="特种专业技术用车", retired_cadre="离退休干部服务用车", other="其他用车",
)  # fmt: skip
_ASSETS = (
    Input("assets/area", "房屋面积", InputKind.AREA, "平方米"),
    *_amounts("assets", area_value="房屋价值", vehicles_value="车辆价值"),
    *_VEHICLES,
    *_counts("assets", "台（套）", equipment="单价100万元（含）以上设备"),
)
_PROCUREMENT = _amounts(
    "procurement", total="政府采购支出总额", goods="货物支出", works="工程支出",
    services="服务支出", small_medium="授予中小企业合同金额", small_micro="授予小微企业合同金额",
)  # fmt: skip
_NATURE = Input(
    "unit/nature_group", "单位性质", InputKind.CHOICE,
    choices={"administrative": "行政单位或参公事业单位", "institution": "事业单位"},
)  # fmt: skip

# By the heading they stand under, in the order of the text.
INPUTS: Mapping[str, tuple[Input, ...]] = {
    "p1.1": (Input("functions", "主要职能", InputKind.PARAGRAPHS),),
    "p1.2": (*_STAFF, *_ORGANISATION),
    "s4": _amounts("budgets", fiscal="财政拨款年初预算数"),
    "s5.1": _amounts("budgets", general="一般公共预算年初预算数"),
    "s7": _amounts("budgets", fund="政府性基金预算年初预算数"),
    "s8": _amounts("budgets", capital="国有资本经营预算年初预算数"),
    "s9": _THREE_PUBLIC,
    "s10.1": (_NATURE,),
    "s10.2": _PROCUREMENT,
    "s10.3": _ASSETS,
    "s12": (Input("other_matters", "其他需说明的事项", InputKind.PARAGRAPHS),),
}
BY_PATH: Mapping[str, Input] = {one.path: one for group in INPUTS.values() for one in group}

_FREE_TEXTS = {
    "content": "开支内容", "diff_reason": "差异原因", "other": "其他用车主要是",
    "achieve": "取得的成效", "problems": "发现的问题及原因", "measures": "下一步改进措施",
    "var_reason": "与年初预算差异的主要原因",
}  # fmt: skip
_KINDS = {"abroad": "因公出国（境）费", "car": "公务用车费", "recep": "公务接待费",
          "buy": "公务用车购置费", "run": "公务用车运行维护费"}  # fmt: skip


def free_text_label(paragraph: str, slot: str) -> str:
    """What a free text is about: 比上年变化的主要原因, 开支内容 …"""
    if slot in _FREE_TEXTS:
        return _FREE_TEXTS[slot]
    subject = _KINDS.get(slot.removesuffix("_reason"), "")
    of = "与全年预算差异" if paragraph == "s9.budget" else "比上年变化"
    return f"{subject}{of}的主要原因"


def place_of(path: str, report: Report) -> str:
    """Where in the text something typed stands, in words: 五、教师进修：比上年变化的主要原因.

    Empty for an address of something else.
    """
    if path in BY_PATH:
        heading = next(name for name, group in INPUTS.items() if BY_PATH[path] in group)
        return _numbered(heading, BY_PATH[path].label)
    if not path.startswith("texts/"):
        return ""
    name, _, key = path.removeprefix("texts/").partition("#")
    paragraph, _, slot = name.rpartition(".")
    line = report.statement(ITEM_STATEMENTS.get(paragraph, "")).line(key) if key else None
    about = free_text_label(paragraph, slot)
    return _numbered(paragraph, f"{line.name}：{about}" if line else about)


def _numbered(heading: str, label: str) -> str:
    number = heading.partition(".")[0].removeprefix("s")
    return f"{ordinal(int(number))}、{label}" if number.isdecimal() else label
