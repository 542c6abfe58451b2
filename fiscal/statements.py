"""The nine public statements, declared once.

Forms, workbook readers and writers, HTML and PDF tables and checks all read these
declarations. Titles, columns, fixed rows and 行次 follow the 2024 form of 部门决算公开.

A statement's amounts are addressed by (line key, column key):

* 01, 04      fixed rows (``income_total``, ``exp_201``) on an income and an expenditure side;
* 02 03 05 07 08  one line per functional classification code, plus ``total``;
* 06          one line per economic classification code of the year, plus two totals;
* 09          the single line ``amount`` with twelve columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

INCOME, EXPENDITURE = "income", "expenditure"
SINGLE_LINE = "amount"


class Kind(StrEnum):
    FIXED = "fixed"
    FUNCTIONAL = "functional"
    ECONOMIC = "economic"
    SINGLE = "single"


@dataclass(frozen=True, slots=True)
class Column:
    """``header`` is the path of header cells; ``parts`` the columns that sum to it.

    A part written ``-total`` is subtracted. An unprinted column is a recorded memo figure.
    """

    key: str
    header: tuple[str, ...]
    parts: tuple[str, ...] = ()
    side: str = ""
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """A fixed row with its 行次; ``parts`` are the keys of the rows that sum to it."""

    key: str
    number: int
    label: str
    side: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """One statement. ``budget_type`` limits its functional codes, where it does."""

    number: str
    title: str
    kind: Kind
    columns: tuple[Column, ...]
    footnote: str
    section: str
    rows: tuple[Row, ...] = ()
    may_be_empty: bool = False
    budget_type: str = ""

    @property
    def form_number(self) -> str:
        return f"公开{self.number}表"

    @property
    def printed_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.printed)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def row(self, key: str) -> Row:
        return next(row for row in self.rows if row.key == key)

    def side(self, side: str) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.side == side)


# 功能分类 lines of 01 and 04 in printing order: (类 code, label without its ordinal).
EXPENDITURE_CLASSES: tuple[tuple[str, str], ...] = (
    ("201", "一般公共服务支出"), ("202", "外交支出"), ("203", "国防支出"), ("204", "公共安全支出"),
    ("205", "教育支出"), ("206", "科学技术支出"), ("207", "文化旅游体育与传媒支出"),
    ("208", "社会保障和就业支出"), ("210", "卫生健康支出"), ("211", "节能环保支出"),
    ("212", "城乡社区支出"), ("213", "农林水支出"), ("214", "交通运输支出"),
    ("215", "资源勘探工业信息等支出"), ("216", "商业服务业等支出"), ("217", "金融支出"),
    ("219", "援助其他地区支出"), ("220", "自然资源海洋气象等支出"), ("221", "住房保障支出"),
    ("222", "粮油物资储备支出"), ("223", "国有资本经营预算支出"), ("224", "灾害防治及应急管理支出"),
    ("229", "其他支出"), ("231", "债务还本支出"), ("232", "债务付息支出"),
    ("234", "抗疫特别国债安排的支出"),
)  # fmt: skip

# Table 06: the economic classes of each group, in printing order.
PERSONNEL_CLASSES = ("301", "303")
PUBLIC_CLASSES = ("302", "307", "310", "312", "399")
# … and the line keys of its two totals, 人员经费合计 and 公用经费合计.
PERSONNEL_TOTAL, PUBLIC_TOTAL = "personnel_total", "public_total"

_DIGITS = "零一二三四五六七八九十"


def ordinal(number: int) -> str:
    """Chinese numeral of 1 … 99: 一, 十一, 二十六."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def _classes(first: int) -> tuple[Row, ...]:
    return tuple(
        Row(f"exp_{code}", first + index, f"{ordinal(index + 1)}、{name}", EXPENDITURE)
        for index, (code, name) in enumerate(EXPENDITURE_CLASSES)
    )


_CLASS_KEYS = tuple(f"exp_{code}" for code, _ in EXPENDITURE_CLASSES)

_INCOME_01 = (
    ("income_general", "一般公共预算财政拨款收入"),
    ("income_gov_fund", "政府性基金预算财政拨款收入"),
    ("income_state_capital", "国有资本经营预算财政拨款收入"),
    ("income_superior_subsidy", "上级补助收入"),
    ("income_institutional", "事业收入"),
    ("income_business", "经营收入"),
    ("income_subordinate", "附属单位上缴收入"),
    ("income_other", "其他收入"),
)
_INCOME_04 = (
    ("income_general", "一般公共预算财政拨款"),
    ("income_gov_fund", "政府性基金预算财政拨款"),
    ("income_state_capital", "国有资本经营预算财政拨款"),
)
_OPENING_04 = ("opening_general", "opening_gov_fund", "opening_state_capital")


def _income_rows(items: tuple[tuple[str, str], ...]) -> tuple[Row, ...]:
    return tuple(
        Row(key, number, f"{ordinal(number)}、{name}", INCOME)
        for number, (key, name) in enumerate(items, 1)
    )


_ROWS_01 = (
    *_income_rows(_INCOME_01),
    Row("income_total", 27, "本年收入合计", INCOME, tuple(key for key, _ in _INCOME_01)),
    Row("use_of_surplus", 28, "使用非财政拨款结余（含专用结余）", INCOME),
    Row("opening_balance", 29, "年初结转和结余", INCOME),
    Row(
        "grand_total_income", 31, "总计", INCOME,
        ("income_total", "use_of_surplus", "opening_balance"),
    ),
    *_classes(32),
    Row("expenditure_total", 58, "本年支出合计", EXPENDITURE, _CLASS_KEYS),
    Row("surplus_distribution", 59, "结余分配", EXPENDITURE),
    Row("closing_balance", 60, "年末结转和结余", EXPENDITURE),
    Row(
        "grand_total_expenditure", 62, "总计", EXPENDITURE,
        ("expenditure_total", "surplus_distribution", "closing_balance"),
    ),
)  # fmt: skip

_ROWS_04 = (
    *_income_rows(_INCOME_04),
    Row("income_total", 27, "本年收入合计", INCOME, tuple(key for key, _ in _INCOME_04)),
    Row("opening_balance", 28, "年初财政拨款结转和结余", INCOME, _OPENING_04),
    *(
        Row(key, 29 + index, f"{ordinal(index + 1)}、{name}", INCOME)
        for index, (key, (_, name)) in enumerate(zip(_OPENING_04, _INCOME_04, strict=True))
    ),
    Row("grand_total_income", 32, "总计", INCOME, ("income_total", "opening_balance")),
    *_classes(33),
    Row("expenditure_total", 59, "本年支出合计", EXPENDITURE, _CLASS_KEYS),
    Row("closing_balance", 60, "年末财政拨款结转和结余", EXPENDITURE),
    Row(
        "grand_total_expenditure", 64, "总计", EXPENDITURE,
        ("expenditure_total", "closing_balance"),
    ),
)  # fmt: skip

_CURRENT = "本年支出"
_SPENDING = (
    Column("total", (_CURRENT, "小计"), ("basic", "project")),
    Column("basic", (_CURRENT, "基本支出")),
    Column("project", (_CURRENT, "项目支出")),
)
_FUND_COLUMNS = (
    Column("opening", ("年初结转和结余",)),
    Column("income", ("本年收入",)),
    *_SPENDING,
    Column("closing", ("年末结转和结余",), ("opening", "income", "-total")),
    # 收入总计: printed in the text only; last year's is often known while its parts are not.
    Column("grand_total", ("收入总计",), ("opening", "income"), printed=False),
)

_VEHICLE = "公务用车购置及运行维护费"


def _three_public(prefix: str, head: str) -> tuple[Column, ...]:
    def key(name: str) -> str:
        return f"{prefix}_{name}"

    return (
        Column(key("total"), (head, "合计"), (key("overseas"), key("vehicle"), key("reception"))),
        Column(key("overseas"), (head, "因公出国（境）费")),
        Column(
            key("vehicle"), (head, _VEHICLE, "小计"),
            (key("vehicle_purchase"), key("vehicle_operation")),
        ),
        Column(key("vehicle_purchase"), (head, _VEHICLE, "公务用车购置费")),
        Column(key("vehicle_operation"), (head, _VEHICLE, "公务用车运行维护费")),
        Column(key("reception"), (head, "公务接待费")),
    )  # fmt: skip


DECLARATIONS: tuple[Declaration, ...] = (
    Declaration(
        "01", "收入支出决算总表", Kind.FIXED,
        (Column("amount", ("收入", "决算数"), side=INCOME),
         Column("amount", ("支出", "决算数"), side=EXPENDITURE)),
        "本表反映部门本年度的总收支和年末结转结余情况。", "一", _ROWS_01,
    ),
    Declaration(
        "02", "收入决算表", Kind.FUNCTIONAL,
        (Column("total", ("本年收入合计",), (
            "fiscal", "superior_subsidy", "institutional", "business", "subordinate", "other")),
         Column("fiscal", ("财政拨款收入",)),
         Column("superior_subsidy", ("上级补助收入",)),
         Column("institutional", ("事业收入",)),
         Column("business", ("经营收入",)),
         Column("subordinate", ("附属单位上缴收入",)),
         Column("other", ("其他收入",))),
        "本表反映部门本年度取得的各项收入情况。", "二",
    ),
    Declaration(
        "03", "支出决算表", Kind.FUNCTIONAL,
        (Column("total", ("本年支出合计",), (
            "basic", "project", "remit_to_superior", "business", "subsidy_to_subordinate")),
         Column("basic", ("基本支出",)),
         Column("project", ("项目支出",)),
         Column("remit_to_superior", ("上缴上级支出",)),
         Column("business", ("经营支出",)),
         Column("subsidy_to_subordinate", ("对附属单位补助支出",))),
        "本表反映部门本年度各项支出情况。", "三",
    ),
    Declaration(
        "04", "财政拨款收入支出决算总表", Kind.FIXED,
        (Column("amount", ("收入", "金额"), side=INCOME),
         Column("total", ("支出", "合计"), ("general", "gov_fund", "state_capital"), EXPENDITURE),
         Column("general", ("支出", "一般公共预算财政拨款"), side=EXPENDITURE),
         Column("gov_fund", ("支出", "政府性基金预算财政拨款"), side=EXPENDITURE),
         Column("state_capital", ("支出", "国有资本经营预算财政拨款"), side=EXPENDITURE)),
        "本表反映部门本年度一般公共预算财政拨款、政府性基金预算财政拨款和国有资本经营预算财政拨款的"
        "总收支和年末结转结余情况。", "四", _ROWS_04,
    ),
    Declaration(
        "05", "一般公共预算财政拨款支出决算表", Kind.FUNCTIONAL, _SPENDING,
        "本表反映部门本年度一般公共预算财政拨款支出情况。", "五",
        budget_type="general_public_budget",
    ),
    Declaration(
        "06", "一般公共预算财政拨款基本支出决算表", Kind.ECONOMIC,
        (Column("amount", ("决算数",)),),
        "本表反映部门本年度一般公共预算财政拨款基本支出明细情况。", "六",
    ),
    Declaration(
        "07", "政府性基金预算财政拨款收入支出决算表", Kind.FUNCTIONAL, _FUND_COLUMNS,
        "本表反映部门本年度政府性基金预算财政拨款收入、支出及结转和结余情况。", "七",
        may_be_empty=True, budget_type="government_fund",
    ),
    Declaration(
        "08", "国有资本经营预算财政拨款收入支出决算表", Kind.FUNCTIONAL, _FUND_COLUMNS,
        "本表反映部门本年度国有资本经营预算财政拨款收入、支出及结转和结余情况。", "八",
        may_be_empty=True, budget_type="state_capital_operating",
    ),
    Declaration(
        "09", "财政拨款“三公”经费支出决算表", Kind.SINGLE,
        (*_three_public("budget", "预算数"), *_three_public("actual", "决算数")),
        "本表反映部门本年度财政拨款“三公”经费支出预决算情况。其中：预算数为“三公”经费全年预算数，"
        "反映按规定程序调整后的预算数；决算数是包括当年财政拨款和以前年度结转资金安排的实际支出。",
        "九", may_be_empty=True,
    ),
)  # fmt: skip

BY_NUMBER = {declaration.number: declaration for declaration in DECLARATIONS}
