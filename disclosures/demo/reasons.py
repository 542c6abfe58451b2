"""Why a figure changed, in sentences that fit the accounts and the direction of the change.

No reason for a rise speaks of saving, none for a fall of growing; each is drawn for its unit,
year and place, so that neighbours do not all say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from disclosures.demo.accounts import GENERAL, Year
from disclosures.demo.dice import Dice
from disclosures.demo.places import DemoUnit
from disclosures.demo.projects import Project
from fiscal.money import ZERO, to_wan

UNCHANGED = "与上年一致，无增减变化"

_PAY_UP = (
    "工资标准和津贴补贴按政策调整，人员经费支出增加",
    "职工职级晋升和薪级正常调整，人员经费支出增加",
    "按规定补发绩效考核奖励，人员经费支出增加",
)
_PAY_DOWN = (
    "人员结构变化，新进人员职级较低，人员经费支出减少",
    "上年集中清算补发工资，本年无此项因素，人员经费支出减少",
)
_RUNNING_DOWN = (
    "落实过紧日子要求，压减办公、会议和差旅等一般性支出",
    "严格控制公用经费，办公用品集中采购、按需领用，支出减少",
    "推行无纸化办公和视频会议，印刷费、差旅费支出减少",
)
_RUNNING_UP = (
    "水电、取暖价格上调以及办公设备更新，公用经费支出增加",
    "下乡督导检查任务较多，差旅和维修支出增加",
    "办公用房线路老化集中维修，维修（护）费支出增加",
)
_SHARED = {
    "2080505": "基本养老保险缴费",
    "2080506": "职业年金缴费",
    "2101101": "职工基本医疗保险缴费",
    "2101102": "职工基本医疗保险缴费",
    "2101103": "公务员医疗补助缴费",
    "2101199": "失业和工伤保险缴费",
    "2210201": "住房公积金",
}
_RETIRED = ("2080501", "2080502")
_DEATH = "2080801"


class Reasons:
    """Reasons for one unit and year."""

    def __init__(self, unit: DemoUnit, this: Year, last: Year) -> None:
        self.unit, self.this, self.last = unit, this, last

    def _one(self, place: str, choices: tuple[str, ...]) -> str:
        return Dice(self.unit.code, self.this.year, "reason", place).one(choices)

    def _more_staff(self) -> int:
        return self.this.staff.active - self.last.staff.active

    def pay(self, place: str, difference: Decimal) -> str:
        more = self._more_staff()
        if difference > 0:
            hired = f"本年新增在职人员{more}人，人员经费支出相应增加"
            return self._one(place, (hired,) if more > 0 else _PAY_UP)
        left = f"本年在职人员减少{-more}人，人员经费支出相应减少"
        return self._one(place, (left,) if more < 0 else _PAY_DOWN)

    def running(self, place: str, difference: Decimal) -> str:
        return self._one(place, _RUNNING_UP if difference > 0 else _RUNNING_DOWN)

    def item(self, code: str, difference: Decimal, fund: str = GENERAL) -> str:
        """Why a functional 项 changed."""
        if not to_wan(difference):
            return UNCHANGED
        if code in _SHARED:
            return self._contribution(code, difference)
        if code in _RETIRED:
            return self._retired(difference)
        if code == _DEATH:
            rose = difference > 0
            return "本年按规定发放死亡抚恤金" if rose else "本年发放的死亡抚恤金减少"
        by_projects = _spent(self.this, code, fund) - _spent(self.last, code, fund)
        if by_projects * difference > 0 and abs(by_projects) * 2 >= abs(difference):
            return self.projects(code, difference, code=code, fund=fund)
        return self.pay(code, difference)

    def _contribution(self, code: str, difference: Decimal) -> str:
        name, more = _SHARED[code], self._more_staff()
        if difference > 0:
            cause = f"缴费人数增加{more}人" if more > 0 else "缴费基数按规定上调"
            return f"{cause}，{name}支出增加"
        cause = f"缴费人数减少{-more}人" if more < 0 else "上年补缴以前年度欠费，本年按月正常缴纳"
        return f"{cause}，{name}支出减少"

    def _retired(self, difference: Decimal) -> str:
        more = self.this.staff.retired - self.last.staff.retired
        if difference > 0:
            cause = f"退休人员增加{more}人" if more > 0 else "退休人员统筹外待遇按规定调整"
            return f"{cause}，离退休经费支出增加"
        cause = f"退休人员减少{-more}人" if more < 0 else "上年补发退休人员待遇，本年无此因素"
        return f"{cause}，离退休经费支出减少"

    def projects(self, place: str, difference: Decimal, code: str = "", fund: str = "") -> str:
        """Which projects moved the figure in its direction; the largest two are named."""
        this = _by_name(self.this.projects, code, fund)
        last = _by_name(self.last.projects, code, fund)
        moved = {name: this.get(name, ZERO) - last.get(name, ZERO) for name in sorted(this | last)}
        same = [name for name, change in moved.items() if change * difference > 0]
        largest = sorted(same, key=lambda name: -abs(moved[name]))[:2]
        if not largest:
            return self.pay(place, difference)
        new = [name for name in largest if name not in (last if difference > 0 else this)]
        old = [name for name in largest if name not in new]
        return "，".join((*self._new(place, new, difference), *self._old(place, old, difference)))

    def _new(self, place: str, names: list[str], difference: Decimal) -> Iterable[str]:
        if names and difference > 0:
            yield f"本年新增{_quoted(names)}项目" + self._one(place, ("", "支出", "资金安排"))
        elif names:
            done = ("已于上年完成", "上年已完工结算，本年不再安排资金")
            yield f"{_quoted(names)}项目" + self._one(place, done)

    def _old(self, place: str, names: list[str], difference: Decimal) -> Iterable[str]:
        up = (
            "本年实施内容增加，资金支付较多",
            "年度任务量增加，支出相应增加",
            "按进度集中支付，支出增加",
        )
        down = (
            "年度任务量减少，支出相应减少",
            "按合同进度付款，本年支付减少",
            "主要内容上年已完成，支出减少",
        )
        if names:
            yield f"{_quoted(names)}项目" + self._one(place + "old", up if difference > 0 else down)

    def whole(self, place: str, difference: Decimal, fund: str = "") -> str:
        """Why a total changed: by projects, by people, or by both."""
        if not to_wan(difference):
            return UNCHANGED
        people = _people(self.this) - _people(self.last)
        parts = []
        if (_spent(self.this, "", fund) - _spent(self.last, "", fund)) * difference > 0:
            parts.append(self.projects(place, difference, fund=fund))
        if people * difference > 0 and fund in ("", GENERAL):
            parts.append(self.pay(place, difference))
        return "；".join(parts) or self.running(place, difference)

    def against_budget(self, place: str, difference: Decimal, fund: str = "") -> str:
        """Why the final accounts differ from the budget of the start of the year."""
        if difference < 0:
            return self._one(place, (
                "部分项目按合同进度付款，未支付资金按规定收回或结转下年使用",
                "人员变动和厉行节约，实际支出低于年初预算",
            ))  # fmt: skip
        added = [
            project.plan.name
            for project in self.this.projects
            if project.was_added and project.is_fiscal and fund in ("", project.plan.fund)
        ]
        people = fund in ("", GENERAL)
        parts = [f"年中追加{_quoted(added[:3])}项目资金"] if added else []
        parts += ["年中追加工资调整等人员经费"] if people else []
        return "，".join(parts) or "上年结转资金在本年继续使用，年初预算未包含该部分资金"


def _by_name(projects: Iterable[Project], code: str, fund: str) -> dict[str, Decimal]:
    return {
        project.plan.name: project.executed
        for project in projects
        if code in ("", project.plan.code) and fund in ("", project.plan.fund)
    }


def _spent(year: Year, code: str, fund: str) -> Decimal:
    return sum(_by_name(year.projects, code, fund).values(), ZERO)


def _people(year: Year) -> Decimal:
    return sum((v for code, v in year.economic.items() if code[:3] in ("301", "303")), ZERO)


def _quoted(names: Iterable[str]) -> str:
    return "、".join(f"“{name}”" for name in names)
