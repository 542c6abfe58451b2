"""A fictional account of nine statements: every figure different, in 万元 and in yuan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from fiscal.money import YUAN_PER_WAN
from fiscal.statements import BY_NUMBER, EXPENDITURE, INCOME

UNIT, YEAR = "云溪县水利局", 2024
Path = tuple[str, ...]

NAMES = {
    "208": "社会保障和就业支出", "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "213": "农林水支出", "21303": "水利", "2130301": "行政运行", "2130305": "水利工程建设",
    "212": "城乡社区支出", "21208": "国有土地使用权出让收入安排的支出",
    "2120803": "城市建设支出", "2120899": "其他国有土地使用权出让收入安排的支出",
    "223": "国有资本经营预算支出", "22301": "解决历史遗留问题及改革成本支出",
    "2230105": "国有企业改革成本支出",
}  # fmt: skip
_GENERAL = ("208", "20805", "2080505", "213", "21303", "2130301", "2130305")
LINES = {
    "02": _GENERAL, "03": _GENERAL, "05": _GENERAL,
    "07": ("212", "21208", "2120803", "2120899"), "08": ("223", "22301", "2230105"),
}  # fmt: skip
ECONOMIC = {
    "301": "工资福利支出", "30101": "基本工资", "30102": "津贴补贴", "30113": "住房公积金",
    "303": "对个人和家庭的补助", "30302": "退休费",
    "302": "商品和服务支出", "30201": "办公费", "30217": "公务接待费", "30239": "其他交通费用",
    "310": "资本性支出", "31002": "办公设备购置",
}  # fmt: skip
_COLUMNS: Mapping[str, Mapping[str, Path]] = {
    "02": {
        "total": ("本年收入合计",), "fiscal": ("财政拨款收入",),
        "superior_subsidy": ("上级补助收入",), "institutional": ("事业收入",),
        "business": ("经营收入",), "subordinate": ("附属单位上缴收入",), "other": ("其他收入",),
    },
    "03": {
        "total": ("本年支出合计",), "basic": ("基本支出",), "project": ("项目支出",),
        "remit_to_superior": ("上缴上级支出",), "business": ("经营支出",),
        "subsidy_to_subordinate": ("对附属单位补助支出",),
    },
    "05": {
        "total": ("本年支出", "小计"), "basic": ("本年支出", "基本支出"),
        "project": ("本年支出", "项目支出"),
    },
}  # fmt: skip
_FUND: Mapping[str, Path] = {
    "opening": ("年初结转和结余",), "income": ("本年收入",), **_COLUMNS["05"],
    "closing": ("年末结转和结余",),
}  # fmt: skip
_SPARSE = {"superior_subsidy", "business", "remit_to_superior", "subordinate"}  # blank everywhere
THREE = {
    "total": ("合计",), "overseas": ("因公出国（境）费",),
    "vehicle": ("公务用车购置及运行维护费", "小计"),
    "vehicle_purchase": ("公务用车购置及运行维护费", "公务用车购置费"),
    "vehicle_operation": ("公务用车购置及运行维护费", "公务用车运行维护费"),
    "reception": ("公务接待费",),
}  # fmt: skip


def _figure(number: str, line: int, column: int) -> Decimal:
    """Some amount in 万元, different in every cell, with thousands and cents."""
    return Decimal(int(number) * 100_003 + line * 1_217 + column * 13 + 101) / 100


def _truth() -> Iterator[tuple[str, Decimal]]:
    for number, codes in LINES.items():
        columns = [key for key in columns_of(number) if key not in _SPARSE]
        for i, line in enumerate(("total", *codes)):
            for j, key in enumerate(columns):
                yield f"{number}/{line}/{key}", _figure(number, i, j)
    for i, line in enumerate((*ECONOMIC, "personnel_total", "public_total")):
        yield f"06/{line}/amount", _figure("06", i, 0)
    for number in ("01", "04"):
        keys = {INCOME: ["amount"], EXPENDITURE: ["amount"]}
        if number == "04":
            keys[EXPENDITURE] = ["total", "general", "gov_fund", "state_capital"]
        for i, row in enumerate(BY_NUMBER[number].rows):
            if not row.key.startswith("exp_") or row.key in ("exp_208", "exp_212", "exp_213"):
                for j, key in enumerate(keys[row.side]):
                    yield f"{number}/{row.key}/{key}", _figure(number, i, j)
    for i, phase in enumerate(("budget", "actual")):
        for j, item in enumerate(THREE):
            if item != "overseas":
                yield f"09/amount/{phase}_{item}", _figure("09", i, j)


def columns_of(number: str) -> Mapping[str, Path]:
    return _COLUMNS.get(number, _FUND)


WAN = dict(_truth())
TRUTH = {address: amount * YUAN_PER_WAN for address, amount in WAN.items()}
