"""The free texts of a disclosure, by the keys of ``Report.texts``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from disclosures.demo.accounts import GOV_FUND, STATE_CAPITAL, Year
from disclosures.demo.dice import Dice
from disclosures.demo.places import DemoUnit
from disclosures.demo.reasons import UNCHANGED, Reasons
from disclosures.demo.vehicles import Cost
from fiscal.money import ZERO, to_wan
from fiscal.report import TOTAL, Assets, Budgets, Cell, Statement
from fiscal.statements import PUBLIC_TOTAL, SINGLE_LINE, ordinal

Texts = Iterator[tuple[str, str]]

# What goes wrong in managing performance, and what is done about it.
_PROBLEMS = (
    ("绩效指标设置不够细化，个别指标难以量化", "结合年度任务细化量化绩效指标，提高指标的可衡量性"),
    ("预算编制精准度有待提高，年中追加项目较多", "提前谋划项目储备，提高年初预算到位率"),
    ("部分项目支付进度前慢后快", "建立支付进度按月通报机制，督促项目单位加快实施"),
    ("业务科室对绩效管理参与不足", "开展绩效业务培训，压实业务科室主体责任"),
    ("评价结果应用不充分", "将自评结果与下年度预算安排挂钩"),
    ("佐证资料收集整理不及时", "明确资料归集时限和责任人，做到随做随存"),
)


def texts(
    unit: DemoUnit,
    this: Year,
    last: Year,
    books: Mapping[str, Statement],
    budgets: Budgets,
    assets: Assets,
) -> dict[str, str]:
    """Every text that has something to explain; where nothing happened the template speaks."""
    reasons = Reasons(unit, this, last)
    found: dict[str, str] = {}
    for part in (
        _totals(reasons, books, budgets),
        _funds(reasons, books, budgets),
        _three_public(unit, this, last, books["09"]),
        _running(unit, reasons, books["06"]),
        _cars(this, assets),
        _performance(unit, this.year),
    ):
        found.update(part)
    return found


def _totals(reasons: Reasons, books: Mapping[str, Statement], budgets: Budgets) -> Texts:
    whole = books["01"].cell("grand_total_income", "amount")
    fiscal = books["04"].cell("grand_total_income", "amount")
    general = books["05"].cell(TOTAL, "total")
    yield "s1.cmp.reason", reasons.whole("s1", _difference(whole))
    yield "s4.cmp.reason", reasons.whole("s4", _difference(fiscal))
    yield from _variance(reasons, "s4.cmp", fiscal, budgets.fiscal)
    yield "s5.1.body.reason", reasons.whole("s5", _difference(general), "general")
    yield from _variance(reasons, "s5.1.body", general, budgets.general, "general")
    for line in books["05"].at_depth(3):
        difference = _difference(line.cells["total"])
        yield f"s5.3.item.reason#{line.key}", reasons.item(line.key, difference)


def _difference(cell: Cell) -> Decimal:
    return (cell.this or ZERO) - (cell.last or ZERO)


def _variance(
    reasons: Reasons, paragraph: str, cell: Cell, budget: Decimal | None, fund: str = ""
) -> Texts:
    difference = (cell.this or ZERO) - (budget or ZERO)
    if to_wan(difference):
        yield f"{paragraph}.var_reason", reasons.against_budget(paragraph, difference, fund)


def _funds(reasons: Reasons, books: Mapping[str, Statement], budgets: Budgets) -> Texts:
    """Sections 七 and 八, where there is such money."""
    for section, number, fund, budget in (
        ("s7", "07", GOV_FUND, budgets.fund),
        ("s8", "08", STATE_CAPITAL, budgets.capital),
    ):
        book = books[number]
        if book.is_empty:
            continue
        total = book.cell(TOTAL, "grand_total")
        yield f"{section}.cmp.reason", reasons.whole(section, _difference(total), fund)
        yield from _variance(reasons, f"{section}.cmp", total, budget, fund)
        for line in book.at_depth(3):
            difference = _difference(line.cells["total"])
            yield f"{section}.item.reason#{line.key}", reasons.item(line.key, difference, fund)


def _three_public(unit: DemoUnit, this: Year, last: Year, book: Statement) -> Texts:
    travel = this.travel
    dice = Dice(unit.code, this.year, "three public")
    reasons = {
        "abroad": _abroad_reason(this, last),
        "car": _car_reason(dice, this, last),
        "recep": _reception_reason(dice, this, last),
    }
    for slot, column in (("abroad", "overseas"), ("car", "vehicle"), ("recep", "reception")):
        cell = book.cell(SINGLE_LINE, f"actual_{column}")
        if cell.this or cell.last:
            yield f"s9.body.{slot}_reason", reasons[slot]
    yield "s9.body.reason", _largest(book, reasons)
    if travel.delegations:
        yield "s9.abroad.content", "参加业务交流的国际旅费、住宿费、伙食费和公杂费"
    yield "s9.car.content", dice.one((
        "公务用车燃料费、维修费、过路过桥费和保险费",
        "车辆燃油费、维修保养费、保险费及年检费用",
    ))  # fmt: skip
    if travel.batches:
        yield "s9.recep.content", dice.one((
            "接待上级部门检查调研和兄弟单位考察学习发生的工作餐费",
            "接待业务检查、项目验收和工作交流人员的用餐费用",
        ))  # fmt: skip
    yield from _against_budget(this)


def _largest(book: Statement, reasons: Mapping[str, str]) -> str:
    """The reason of the part that moved the total most in its direction."""
    changes = {
        slot: _difference(book.cell(SINGLE_LINE, f"actual_{column}"))
        for slot, column in (("abroad", "overseas"), ("car", "vehicle"), ("recep", "reception"))
    }
    total = sum(changes.values(), ZERO)
    if not to_wan(total):
        return UNCHANGED
    return reasons[max(changes, key=lambda slot: changes[slot] * (1 if total > 0 else -1))]


def _abroad_reason(this: Year, last: Year) -> str:
    if this.travel.overseas.actual > last.travel.overseas.actual:
        return f"本年经批准安排因公出国（境）团组{this.travel.delegations}个"
    return "本年因公出国（境）任务减少，未安排或少安排团组"


def _car_reason(dice: Dice, this: Year, last: Year) -> str:
    rise = (this.travel.purchase.actual + this.travel.operation.actual) - (
        last.travel.purchase.actual + last.travel.operation.actual
    )
    if not to_wan(rise):
        return "本单位公务用车运行维护费与上年一致无变化"
    if rise > 0:
        if this.travel.bought:
            return f"本年按规定更新购置公务用车{this.travel.bought}辆"
        return dice.one(("车辆使用年限较长，维修保养费用增加", "下乡督导任务增加，车辆燃料费增加"))
    if last.travel.bought:
        return "上年更新购置公务用车，本年未安排购置支出"
    return dice.one(
        ("加强公务用车集中调度，车辆运行费用下降", "厉行节约，严格派车审批，燃料费和维修费减少")
    )


def _reception_reason(dice: Dice, this: Year, last: Year) -> str:
    rise = this.travel.reception.actual - last.travel.reception.actual
    if not to_wan(rise):
        return UNCHANGED
    if rise > 0:
        return dice.one(
            ("上级部门检查调研批次增加，接待费用增加", "跨区域工作交流增加，接待人次增加")
        )
    return dice.one((
        "严格落实中央八项规定精神，厉行节约，公务接待费用减少",
        "严格执行公务接待标准，接待批次和陪餐人数减少",
    ))  # fmt: skip


def _against_budget(this: Year) -> Texts:
    travel = this.travel
    costs: tuple[tuple[str, Cost, str], ...] = (
        ("abroad_", travel.overseas, "团组经费按实际行程据实报销，低于预算"),
        ("buy_", travel.purchase, "公务用车通过集中采购购置，成交价低于预算"),
        ("run_", travel.operation, "加强车辆定点加油和维修管理，实际支出低于预算"),
        ("recep_", travel.reception, "严格控制接待标准和陪餐人数，实际支出低于预算"),
    )
    saved = [(slot, reason) for slot, cost, reason in costs if to_wan(cost.budget - cost.actual)]
    for slot, reason in saved:
        yield f"s9.budget.{slot}reason", reason
    if saved:
        yield "s9.budget.reason", "厉行节约，从严控制“三公”经费，实际支出低于预算"


def _running(unit: DemoUnit, reasons: Reasons, book: Statement) -> Texts:
    difference = _difference(book.cell(PUBLIC_TOTAL, "amount"))
    variant = "admin" if unit.profile.nature == "administrative" else "inst"
    reason = reasons.running("s10", difference) if to_wan(difference) else UNCHANGED
    yield f"s10.1.{variant}.reason", reason


def _cars(this: Year, assets: Assets) -> Texts:
    if this.travel.idle:
        yield (
            "s9.car.diff_reason",
            f"{this.travel.idle}辆公务用车已更新停用，尚未完成报废处置，未计入公务用车保有量",
        )
    if assets.other:
        yield "s10.3.body.other", "一般业务用车"


def _performance(unit: DemoUnit, year: int) -> Texts:
    dice = Dice(unit.code, year, "performance")
    profile = unit.profile
    problems = dice.some(_PROBLEMS, 2 + dice.whole(0, 1))
    yield "s11.body.achieve", _numbered(dice.some(profile.achievements, 3))
    yield "s11.body.problems", _numbered(problem for problem, _ in problems)
    yield "s11.body.measures", _numbered(measure for _, measure in problems)


def _numbered(sentences: Iterable[str]) -> str:
    return "。".join(f"{ordinal(i)}是{sentence}" for i, sentence in enumerate(sentences, 1))
