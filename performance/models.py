"""Projects with their targets, self-evaluations, money and indicators, as entered.

Rows belong to a *filing*: the disclosure of one unit, year and kind. A department may file the
projects of the units below it, so ``filed_by`` need not be the project's own unit. Order is
recorded, and only order tells two evaluations of one project in one filing apart: real files
do print the same project twice, which is a matter for the checks and not a reason to lose one.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from fiscal.report import FINAL_ACCOUNTS, TARGETS
from units.fields import AmountField, ExactDecimalField
from units.models import Unit, User

FIRST_YEAR, LAST_YEAR = 2000, 2100
KINDS = {FINAL_ACCOUNTS: "部门决算", TARGETS: "绩效目标"}


class Project(models.Model):
    """A project of a unit, the same one over the years."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="projects", verbose_name="单位"
    )
    name = models.CharField("项目名称", max_length=500)

    class Meta:
        verbose_name = verbose_name_plural = "项目"
        ordering = ("unit_id", "name")
        constraints = [
            models.UniqueConstraint(fields=("unit", "name"), name="project_name_once_per_unit"),
        ]

    def __str__(self) -> str:
        return self.name


class Filed(models.Model):
    """What every row of a filing has: whose disclosure of which year carries it, and where."""

    filed_by = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="filed_%(class)ss", verbose_name="填报单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("公开类别", max_length=20, choices=KINDS, default=FINAL_ACCOUNTS)
    position = models.PositiveSmallIntegerField("序号")
    unit_name = models.TextField("表内单位名称", blank=True)
    goal = models.TextField("年度目标", blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="%(class)s_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(KINDS)), name="%(class)s_kind_is_known"
            ),
        ]


class Evaluation(Filed):
    """A self-evaluation of one project, or of one unit as a whole (整体支出)."""

    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name="项目",
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluations",
        verbose_name="被评价单位",
    )
    department = models.TextField("主管部门", blank=True)
    implementer = models.TextField("实施单位", blank=True)
    result = models.TextField("实际完成情况", blank=True)

    class Meta(Filed.Meta):
        verbose_name = verbose_name_plural = "绩效自评"
        ordering = ("filed_by_id", "-year", "kind", "position")
        constraints = [
            *Filed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(project=None, unit__isnull=False) | Q(project__isnull=False, unit=None),
                name="evaluation_of_a_project_or_of_a_unit",
            ),
            models.UniqueConstraint(
                fields=("filed_by", "year", "kind", "position"),
                condition=Q(unit=None),
                name="one_project_evaluation_per_position",
            ),
            models.UniqueConstraint(
                fields=("filed_by", "year", "kind"),
                condition=Q(project=None),
                name="one_unit_evaluation_per_filing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project or self.unit}（{self.year}年）绩效自评"


class Target(Filed):
    """项目支出绩效目标表: what a project is to achieve, drawn up at the start of the year."""

    project = models.ForeignKey(
        Project, on_delete=models.PROTECT, related_name="targets", verbose_name="项目"
    )
    leader = models.TextField("项目负责人", blank=True)
    total = AmountField("资金总额（元）")
    fiscal = AmountField("财政拨款（元）")
    other = AmountField("其他资金（元）")

    class Meta(Filed.Meta):
        verbose_name = verbose_name_plural = "绩效目标"
        ordering = ("filed_by_id", "-year", "kind", "position")
        constraints = [
            *Filed.Meta.constraints,
            models.UniqueConstraint(
                fields=("filed_by", "year", "kind", "position"), name="one_target_per_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}（{self.year}年）绩效目标"


class FundLine(models.Model):
    """A row of 年度资金: see ``fiscal.report.FundLine``, whose names it keeps."""

    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="funds", verbose_name="绩效自评"
    )
    position = models.PositiveSmallIntegerField("序号")
    source = models.TextField("资金来源", blank=True)
    initial = AmountField("年初预算数（元）")
    full_year = AmountField("全年预算数（元）")
    executed = AmountField("全年执行数（元）")
    weight = ExactDecimalField("分值")
    rate = ExactDecimalField("执行率（%）")
    score = ExactDecimalField("得分")
    midyear = AmountField("1–7月执行数（元）")

    class Meta:
        verbose_name = verbose_name_plural = "年度资金"
        ordering = ("evaluation_id", "position")
        constraints = [
            models.UniqueConstraint(
                fields=("evaluation", "position"), name="one_fund_line_per_position"
            ),
        ]

    def __str__(self) -> str:
        return self.source


class Indicator(models.Model):
    """An indicator of an evaluation or of a target: see ``fiscal.report.Indicator``."""

    evaluation = models.ForeignKey(
        Evaluation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name="绩效自评",
    )
    target_table = models.ForeignKey(
        Target,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name="绩效目标",
    )
    position = models.PositiveSmallIntegerField("序号")
    level1 = models.TextField("一级指标", blank=True)
    level2 = models.TextField("二级指标", blank=True)
    name = models.TextField("三级指标", blank=True)
    target = models.TextField("指标值", blank=True)
    weight = ExactDecimalField("权重")
    actual = models.TextField("实际完成值", blank=True)
    rate = ExactDecimalField("完成率（%）")
    score = ExactDecimalField("得分")
    basis = models.TextField("指标值设定依据", blank=True)
    prior = models.TextField("上年完成情况", blank=True)
    rule = models.TextField("赋分规则", blank=True)
    evidence = models.TextField("佐证资料", blank=True)
    deviation = models.TextField("偏差原因分析及改进措施", blank=True)
    lower_is_better = models.BooleanField("越低越好", default=False)
    override_reason = models.TextField("调整得分理由", blank=True)
    midyear = models.TextField("1–7月完成值", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "绩效指标"
        ordering = ("evaluation_id", "target_table_id", "position")
        constraints = [
            models.CheckConstraint(
                condition=Q(evaluation=None, target_table__isnull=False)
                | Q(evaluation__isnull=False, target_table=None),
                name="indicator_of_an_evaluation_or_of_a_target",
            ),
            models.UniqueConstraint(
                fields=("evaluation", "position"), name="one_indicator_per_evaluation_position"
            ),
            models.UniqueConstraint(
                fields=("target_table", "position"), name="one_indicator_per_target_position"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LibraryIndicator(models.Model):
    """An indicator of the library (指标库): what others measure in a sector, and how.

    Anybody who files may propose one; it is offered to all once somebody else agreed. The row is
    its own record of who did what when.
    """

    class Direction(models.TextChoices):
        HIGHER = "higher", "正向（越高越好）"
        LOWER = "lower", "反向（越低越好）"

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审核"
        APPROVED = "approved", "已入库"
        DECLINED = "declined", "未采纳"

    sector = models.CharField("行业领域", max_length=60)
    level1 = models.CharField("一级指标", max_length=60)
    level2 = models.CharField("二级指标", max_length=60, blank=True)
    name = models.CharField("三级指标", max_length=200)
    measure = models.CharField("计量单位", max_length=40, blank=True)
    direction = models.CharField(
        "指标方向", max_length=10, choices=Direction, default=Direction.HIGHER
    )
    rule = models.CharField("常用赋分规则", max_length=60, blank=True)
    basis = models.CharField("常用指标值设定依据", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="proposed_indicators", verbose_name="提出人"
    )
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_indicators",
        verbose_name="审核人",
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "指标库"
        ordering = ("sector", "level1", "level2", "name")
        constraints = [
            models.UniqueConstraint(
                fields=("sector", "level1", "level2", "name"), name="library_indicator_once"
            ),
            models.CheckConstraint(
                condition=~Q(sector="") & ~Q(level1="") & ~Q(name=""),
                name="library_indicator_is_named",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=["higher", "lower"]), name="library_direction_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by=None, decided_at=None)
                | Q(
                    state__in=["approved", "declined"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="library_decision_has_its_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sector} {self.name}"
