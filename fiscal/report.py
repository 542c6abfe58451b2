"""The Report: everything a unit discloses for a year, as plain frozen data.

It is the hub of the house. Readers make one from a file, ``assemble`` makes one from draft
rows; checks, narrative and every renderer take one.

Only what is *recorded* stands here (figures as approved, counts, free text). What follows
from it (shares, changes, sums in sentences, rates of change) is computed by
``fiscal.narrative`` and stored nowhere but in a published Version.

Amounts are ``Decimal`` yuan. ``None`` means unknown (the source did not say), never zero.
Free text carries no trailing 。 because the template adds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fiscal.codec import LATER

TOTAL = "total"  # key of the 合计 line of a statement by classification
FINAL_ACCOUNTS, TARGETS = "final_accounts", "targets"  # what a Report discloses


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """Who discloses. ``nature_group`` decides 机关运行经费 or 公用经费 in section 十(一)."""

    name: str
    code: str = ""
    nature_group: str = "administrative"  # or "institution"


@dataclass(frozen=True, slots=True)
class Staff:
    """Head counts at year's end and a year before; 实有人数 is their sum."""

    active: int | None = None
    active_last: int | None = None
    veteran: int | None = None  # 离休
    veteran_last: int | None = None
    retired: int | None = None
    retired_last: int | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """机构设置: offices of the unit itself and the budget units below it."""

    office_count: int | None = None
    offices: tuple[str, ...] = ()
    subordinates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One amount of a statement with last year's beside it."""

    this: Decimal | None = None
    last: Decimal | None = None


UNKNOWN = Cell()


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a statement.

    ``key``      key of a fixed row (``income_total``), a classification code (``2010301``),
                 ``total``, or ``类/款/项`` names when the year's classification has no such code.
    ``parents``  names of the levels above, outermost first: ``("一般公共服务支出", "统战事务")``.
    ``cells``    by column key; a missing column is unknown.
    """

    key: str
    name: str
    parents: tuple[str, ...] = ()
    cells: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        """1 类, 2 款, 3 项 in a classification; 1 elsewhere."""
        return len(self.parents) + 1

    @property
    def has_amounts(self) -> bool:
        """Whether any amount is known, this year's or last year's."""
        return any(cell != UNKNOWN for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Statement:
    """One of the nine; lines in printing order. ``number`` is ``"01"`` … ``"09"``."""

    number: str
    lines: tuple[Line, ...] = ()

    def line(self, key: str) -> Line | None:
        return next((line for line in self.lines if line.key == key), None)

    def cell(self, line: str, column: str) -> Cell:
        found = self.line(line)
        return found.cells.get(column, UNKNOWN) if found else UNKNOWN

    def at_depth(self, depth: int) -> Iterator[Line]:
        """Classification lines of one level (1 类, 2 款, 3 项), without the 合计 line."""
        return (line for line in self.lines if line.key != TOTAL and line.depth == depth)

    @property
    def is_empty(self) -> bool:
        """True for a 空表: no cell of any line is known to differ from zero."""
        return not any(cell.this for line in self.lines for cell in line.cells.values())


@dataclass(frozen=True, slots=True)
class Budgets:
    """年初预算数 in yuan: 四 (all fiscal money), 五 general, 七 funds, 八 state capital."""

    fiscal: Decimal | None = None
    general: Decimal | None = None
    fund: Decimal | None = None
    capital: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """Counts behind 三公: delegations, trips, vehicles, receptions."""

    delegations: int | None = None  # 团组
    travellers: int | None = None  # 人次
    vehicles_bought: int | None = None
    vehicles_held: int | None = None  # 公务用车保有量
    reception_batches: int | None = None
    reception_guests: int | None = None


@dataclass(frozen=True, slots=True)
class Procurement:
    """政府采购 in yuan; both contract amounts are parts of ``total``."""

    total: Decimal | None = None
    goods: Decimal | None = None
    works: Decimal | None = None
    services: Decimal | None = None
    small_medium: Decimal | None = None  # 授予中小企业
    small_micro: Decimal | None = None  # 授予小微企业


@dataclass(frozen=True, slots=True)
class Assets:
    """国有资产占用 on 31 December: areas in m², values in yuan, vehicles by the eight classes."""

    area: Decimal | None = None
    area_value: Decimal | None = None
    vehicles_value: Decimal | None = None
    vice_minister: int | None = None
    principal_leader: int | None = None
    confidential: int | None = None
    emergency: int | None = None
    law_enforcement: int | None = None
    special_technical: int | None = None
    retired_cadre: int | None = None
    other: int | None = None
    equipment: int | None = None  # 单价100万元（含）以上设备

    @property
    def vehicles(self) -> int | None:
        """Number of vehicles: the sum of the eight classes, unknown if one is."""
        classes = (
            self.vice_minister, self.principal_leader, self.confidential, self.emergency,
            self.law_enforcement, self.special_technical, self.retired_cadre, self.other,
        )  # fmt: skip
        known = [number for number in classes if number is not None]
        return sum(known) if len(known) == len(classes) else None


@dataclass(frozen=True, slots=True)
class FundLine:
    """A row of 项目资金/部门资金 in yuan.

    ``weight``, ``rate`` (percent) and ``score`` of 预算执行率 stand on the row that prints
    them and keep the precision they were recorded with. ``midyear`` is what was executed by
    31 July (执行监控).
    """

    source: str
    initial: Decimal | None = None
    full_year: Decimal | None = None
    executed: Decimal | None = None
    weight: Decimal | None = None
    rate: Decimal | None = None
    score: Decimal | None = None
    midyear: Decimal | None = field(default=None, metadata=LATER)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator over its life: target at the start of the year, ``midyear`` by 31 July,
    result at the end.

    ``target``, ``midyear``, ``actual`` and ``prior`` are text as recorded (``>=95%``,
    ``=3万元/家``); ``fiscal.indicators`` reads them. ``rate`` is percent. Decimals keep their
    precision.
    """

    level1: str
    level2: str
    name: str
    target: str
    weight: Decimal | None = None
    actual: str = ""
    rate: Decimal | None = None
    score: Decimal | None = None
    basis: str = ""  # 指标值设定依据
    prior: str = ""  # 上年完成情况
    rule: str = ""  # 赋分规则
    evidence: str = ""  # 佐证资料, ASCII commas
    deviation: str = ""  # 偏差原因分析及改进措施
    lower_is_better: bool = False
    override_reason: str = ""
    midyear: str = field(default="", metadata=LATER)  # 1–7月完成值 (执行监控)


@dataclass(frozen=True, slots=True)
class UnitEvaluation:
    """单位整体支出绩效自评表: funds 上级资金, 本级资金, 其他资金, 合计."""

    unit_name: str
    funds: tuple[FundLine, ...]
    goal: str
    result: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class ProjectEvaluation:
    """项目支出绩效自评表: funds 年度资金总额, 当年财政拨款, 其他资金."""

    name: str
    department: str
    implementer: str
    funds: tuple[FundLine, ...]
    goal: str
    result: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class ProjectTarget:
    """项目支出绩效目标表, drawn up at the start of the year. Amounts in yuan."""

    unit_name: str
    name: str
    leader: str
    total: Decimal | None
    fiscal: Decimal | None
    other: Decimal | None
    goal: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one unit discloses for one year.

    ``functions`` and ``other_matters`` are paragraphs; ``terms`` the paragraphs of 第三部分.
    ``texts`` holds the free parts of the narrative by ``<paragraph id>.<placeholder>`` and,
    in repeated paragraphs, ``#<line key>``: ``s1.cmp.reason``, ``s5.3.item.reason#2010301``.
    ``statements`` is keyed by number and may lack those that the source does not carry.
    A Report of kind ``targets`` carries 绩效目标表 only; ``unit`` is the unit that files them.
    """

    unit: UnitFacts
    year: int
    kind: str = FINAL_ACCOUNTS
    functions: tuple[str, ...] = ()
    staff: Staff = Staff()
    organisation: Organisation = Organisation()
    statements: Mapping[str, Statement] = field(default_factory=dict)
    budgets: Budgets = Budgets()
    texts: Mapping[str, str] = field(default_factory=dict)
    three_public: ThreePublic = ThreePublic()
    procurement: Procurement = Procurement()
    assets: Assets = Assets()
    unit_evaluation: UnitEvaluation | None = None
    projects: tuple[ProjectEvaluation, ...] = ()
    targets: tuple[ProjectTarget, ...] = ()
    other_matters: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    def statement(self, number: str) -> Statement:
        """The statement, empty when the source does not carry it."""
        return self.statements.get(number) or Statement(number)

    def cell(self, number: str, line: str, column: str) -> Cell:
        return self.statement(number).cell(line, column)

    def amount(self, number: str, line: str, column: str) -> Decimal | None:
        """This year's amount in yuan, None when unknown."""
        return self.cell(number, line, column).this
