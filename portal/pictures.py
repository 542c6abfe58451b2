"""Pictures of accounts: a sentence that says what is to be seen, a drawing, and its table.

All figures are the published ones: 万元 with two places, shares and changes made of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from fiscal.measures import BY_KEY, CLASSES, SOURCES, Measure, in_group
from fiscal.money import Change, change, half_up, share, variance
from portal.accounts import Account, Figure
from portal.addresses import figure_url
from portal.drawing import HUNDRED, ZERO, Drawing, Item, bars, coins, columns, pairs

INCOME, SPENDING, REFERENCE, SCORE = "income", "spending", "reference", "score"
_SPENT = ("basic", "project", "business", "remit", "subsidy")
_PUBLIC_ITEMS = ("overseas", "vehicle_purchase", "vehicle_operation", "reception")
_BUDGETED = (("fiscal_budget", "fiscal"), ("general_budget", "general"),
             ("three_public_budget", "three_public"))  # fmt: skip
_MOST_BARS = 8
_NAME = 17  # characters of a name that a drawing has room for


@dataclass(frozen=True, slots=True)
class Cell:
    """``url`` leads to where the figure comes from, empty for what is computed here."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """``key`` names it on its page; ``note`` says what is drawn and in which unit."""

    key: str
    title: str
    note: str
    drawing: Drawing
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    more: str = field(default="")

    @property
    def description(self) -> str:
        """The drawing in words."""
        cells = (
            f"{row.name}：" + "，".join(
                f"{head}{cell.text}" for head, cell in zip(self.head[1:], row.cells, strict=True)
            )
            for row in self.rows
        )  # fmt: skip
        return f"{self.note}。" + "；".join(cells) + "。"


def of_account(account: Account) -> list[Picture]:
    """What one year's accounts look like; a picture without figures is left out."""
    made = (
        spending(account), hundred(account), income(account), budget(account),
        three_public(account), scores(account),
    )  # fmt: skip
    return [one for one in made if one]


def spending(account: Account) -> Picture | None:
    """支出构成 by 基本支出, 项目支出 and the rest."""
    figures = _known(account, _SPENT)
    return _composition("spending", "支出", "本年支出的构成", SPENDING, figures)


def income(account: Account) -> Picture | None:
    """收入构成 by source."""
    figures = _known(account, [one.key for one in in_group(SOURCES)])
    return _composition("income", "收入", "本年收入的来源", INCOME, figures)


def hundred(account: Account) -> Picture | None:
    """每100元怎么花, by 类."""
    figures = _largest_first(_known(account, [one.key for one in in_group(CLASSES)]))
    if not figures:
        return None
    whole = sum((_wan(one) for one in figures), ZERO)
    parts = [(one, half_up(_wan(one) / whole * HUNDRED)) for one in figures]
    first, yuan = parts[0]
    drawn = [(one.measure.name, yuan) for one, yuan in parts[:_MOST_BARS]]
    if len(parts) > _MOST_BARS:
        rest = sum((yuan for _, yuan in parts[_MOST_BARS:]), ZERO)
        drawn.append((f"其余{len(parts) - _MOST_BARS}类", rest))
    return Picture(
        key="hundred",
        title=f"每100元支出，{yuan}元是{first.measure.name}",
        note="按支出功能分类，每格1元",
        drawing=coins([Item(name, yuan, f"{yuan}元", SPENDING) for name, yuan in drawn]),
        head=("支出功能分类", "支出（万元）", "每100元中（元）"),
        rows=tuple(
            Row(one.measure.name, (Cell(one.text, one.url), Cell(f"{yuan}"))) for one, yuan in parts
        ),
    )


def three_public(account: Account) -> Picture | None:
    """“三公”经费 by item, this year and last."""
    total = account.figure("three_public")
    figures = [one for key in _PUBLIC_ITEMS if (one := account.figure(key))]
    if total is None or not figures:
        return None
    this, last = f"{account.year}年", f"{account.year - 1}年"
    groups = [(one.measure.name, [_item(this, one, SPENDING), _last(last, one)]) for one in figures]
    return Picture(
        key="three-public",
        title=f"“三公”经费{total.with_unit}，{_moved(total.change, '上年')}",
        note="财政拨款“三公”经费决算数，单位：万元",
        drawing=pairs(groups),
        head=("项目", this, last, "比上年"),
        rows=tuple(
            Row(one.measure.name,
                (Cell(one.text, one.url), Cell(one.last or "—"), Cell(signed(one.change))))
            for one in [*figures, total]
        ),
        more=_counts(account),
    )  # fmt: skip


def budget(account: Account) -> Picture | None:
    """Budget beside execution, of 财政拨款."""
    found = [
        (planned, spent)
        for planned_key, spent_key in _BUDGETED
        if (planned := account.figure(planned_key)) and (spent := account.figure(spent_key))
    ]
    if not found:
        return None
    planned, spent = found[0]
    rate = variance(_wan(spent), _wan(planned))
    groups = [
        (done.measure.name, [_item("预算", plan, REFERENCE), _item("决算", done, SPENDING)])
        for plan, done in found
    ]
    return Picture(
        key="budget",
        title=f"{spent.measure.name}{_against(rate)}",
        note="预算数与决算数，单位：万元。“三公”经费为全年预算，其余为年初预算",
        drawing=pairs(groups),
        head=("资金", "预算数", "决算数", "差异率"),
        rows=tuple(
            Row(done.measure.name,
                (Cell(plan.text, plan.url), Cell(done.text, done.url),
                 Cell(f"{variance(_wan(done), _wan(plan))}%")))
            for plan, done in found
        ),
    )  # fmt: skip


def scores(account: Account) -> Picture | None:
    """Self-evaluation scores by project, the lowest first."""
    known = sorted(
        ((one.score, one) for one in account.projects if one.score is not None),
        key=lambda pair: (pair[0], pair[1].index),
    )
    if not known:
        return None
    (lowest, _), mean = known[0], account.figure("mean_score")
    average = f"平均{mean.text}分，" if mean else ""
    shown = f"；图中为最低的{_MOST_BARS}个" if len(known) > _MOST_BARS else ""
    drawn = [
        Item(_short(one.name), score, f"{score:.2f}分", SCORE) for score, one in known[:_MOST_BARS]
    ]
    return Picture(
        key="scores",
        title=f"{len(known)}个项目自评{average}最低{lowest:.2f}分",
        note=f"项目支出绩效自评得分，满分100分{shown}",
        drawing=bars(drawn, HUNDRED),
        head=("项目", "全年预算（万元）", "执行（万元）", "得分"),
        rows=tuple(
            Row(one.name, (_money(one.full_year), _money(one.executed),
                           Cell(f"{score:.2f}", figure_url(account.url, f"{one.address}/total"))))
            for score, one in known
        ),
    )  # fmt: skip


def trend(accounts: Sequence[Account], key: str, kind: str = SPENDING) -> Picture | None:
    """A measure over the years; ``accounts`` of one unit, the earliest year first."""
    measure = BY_KEY[key]
    figures = [(one.year, figure) for one in accounts if (figure := one.figure(key))]
    if not figures:
        return None
    return _years(
        f"trend-{key.replace('_', '-')}",
        _over_years(measure, figures),
        f"{measure.name}，单位：{measure.unit}",
        columns([_item(f"{year}", figure, kind) for year, figure in figures]),
        figures,
    )


def panel(
    name: str, key: str, accounts: Sequence[Account], measure_key: str, most: Decimal | None
) -> Picture | None:
    """A measure of one unit over the years, beside others: ``most`` is the largest of all."""
    measure = BY_KEY[measure_key]
    figures = [(one.year, figure) for one in accounts if (figure := one.figure(measure_key))]
    if not figures:
        return None
    return _years(
        key,
        f"{name}：{_over_years(measure, figures)}",
        f"{measure.name}，单位：{measure.unit}，各图同一比例",
        columns([_item(f"{year}", figure, SPENDING) for year, figure in figures], most),
        figures,
    )


def signed(moved: Change | None) -> str:
    """A change in percent with its sign; a dash where there is nothing to compare."""
    if moved is None:
        return "—"
    if not moved.difference:
        return "持平"
    return f"{'−' if moved.difference < 0 else '+'}{moved.percent:.2f}%"


# --- parts -----------------------------------------------------------------------------------


def _years(
    key: str, title: str, note: str, drawing: Drawing, figures: Sequence[tuple[int, Figure]]
) -> Picture:
    measure = figures[0][1].measure
    return Picture(
        key=key,
        title=title,
        note=note,
        drawing=drawing,
        head=("年度", measure.label, "比上年"),
        rows=tuple(
            Row(f"{year}", (Cell(figure.text, figure.url), Cell(signed(figure.change))))
            for year, figure in figures
        ),
    )


def _composition(
    key: str, noun: str, note: str, kind: str, figures: list[Figure]
) -> Picture | None:
    parts = [one for one in _largest_first(figures) if one.measured.amount]
    if not parts:
        return None
    whole = sum((_wan(one) for one in parts), ZERO)
    shares = [share(_wan(one), whole) for one in parts]
    first = parts[0].measure.name
    items = [
        Item(one.measure.name, _wan(one), f"{one.text}，{percent}%", kind)
        for one, percent in zip(parts, shares, strict=True)
    ]
    return Picture(
        key=key,
        title=f"{first}占{noun}的{shares[0]}%" if len(parts) > 1 else f"{noun}全部是{first}",
        note=f"{note}，单位：万元",
        drawing=bars(items, whole),
        head=("项目", "金额（万元）", "占比"),
        rows=tuple(
            Row(one.measure.name, (Cell(one.text, one.url), Cell(f"{percent}%")))
            for one, percent in zip(parts, shares, strict=True)
        ),
    )


def _known(account: Account, keys: Iterable[str]) -> list[Figure]:
    return [one for key in keys if (one := account.figure(key))]


def _largest_first(figures: Iterable[Figure]) -> list[Figure]:
    return sorted(
        (one for one in figures if one.measured.amount > 0),
        key=lambda one: one.measured.amount,
        reverse=True,
    )


def _wan(figure: Figure) -> Decimal:
    return figure.measure.printed(figure.measured.amount)


def _item(label: str, figure: Figure, kind: str) -> Item:
    return Item(label, _wan(figure), figure.text, kind)


def _last(label: str, figure: Figure) -> Item:
    last = figure.measured.last
    return Item(label, last and figure.measure.printed(last), figure.last or "—", REFERENCE)


def _money(amount: Decimal | None) -> Cell:
    return Cell("—" if amount is None else BY_KEY["project"].show(amount))


def _moved(moved: Change | None, since: str) -> str:
    if moved is None:
        return f"{since}数未知"
    if not moved.difference:
        return f"与{since}持平"
    return f"比{since}{moved.growth}{moved.percent:.2f}%"


def _against(rate: Decimal) -> str:
    if not rate:
        return "与年初预算相同"
    return f"比年初预算{'多' if rate > 0 else '少'}{abs(rate)}%"


def _over_years(measure: Measure, figures: Sequence[tuple[int, Figure]]) -> str:
    (first, begun), (last, now) = figures[0], figures[-1]
    if first == last:
        return f"{last}年{measure.name}{now.with_unit}"
    return f"{measure.name}{now.with_unit}，{_moved(change(_wan(now), _wan(begun)), f'{first}年')}"


def _counts(account: Account) -> str:
    """The counts behind “三公”, as a sentence."""
    parts = [
        f"{label}{figure.with_unit}"
        for key, label in (
            ("delegations", "出国（境）团组"), ("vehicles_bought", "购置公务用车"),
            ("vehicles_held", "公务用车保有量"), ("reception_batches", "公务接待"),
            ("reception_guests", "接待"),
        )
        if (figure := account.figure(key)) and figure.measured.amount
    ]  # fmt: skip
    return "，".join(parts) + "。" if parts else ""


def _short(name: str) -> str:
    return name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
