"""A disclosure as it is worked on: its row, the amounts of its statements, its facts and texts."""

from __future__ import annotations

import json

from django.db import models
from django.db.models import Q

from disclosures.models.files import Upload
from disclosures.models.states import State
from fiscal.codec import from_plain
from fiscal.finding import Finding
from fiscal.report import FINAL_ACCOUNTS
from fiscal.statements import DECLARATIONS
from performance.models import FIRST_YEAR, KINDS, LAST_YEAR
from units.fields import AmountField
from units.models import Unit


class Disclosure(models.Model):
    """What one unit discloses for one year. Its rows are the draft; ``versions`` are public.

    ``revision`` counts every change, so that a form can tell that it is out of date. The counts
    tell how the draft stood at ``checked_revision`` (None: not looked at) by ``checked_rules``
    (see ``disclosures.freshness``), for lists.
    ``import_findings`` is the canonical JSON of what the reader noticed in ``upload``.
    ``approved_on`` is the day of its 批复, ``approval_document`` the 批复文号, where recorded.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="disclosures", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("公开类别", max_length=20, choices=KINDS, default=FINAL_ACCOUNTS)
    state = models.CharField("状态", max_length=20, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField("修订号", default=0)
    updated_at = models.DateTimeField("更新时间")
    upload = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        verbose_name="原始文件",
    )
    import_findings = models.TextField("导入时的发现", default="[]", blank=True)
    approved_on = models.DateField("批复日期", null=True, blank=True)
    approval_document = models.CharField("批复文号", max_length=100, blank=True)
    checked_revision = models.PositiveIntegerField("已核对的修订号", null=True, blank=True)
    checked_rules = models.CharField("核对所用规则", max_length=40, blank=True)
    error_count = models.PositiveIntegerField("错误数", default=0)
    warning_count = models.PositiveIntegerField("警告数", default=0)
    filled_count = models.PositiveIntegerField("已填项数", default=0)
    required_count = models.PositiveIntegerField("应填项数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "决算公开"
        ordering = ("-year", "unit_id", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "year", "kind"), name="one_disclosure_per_unit_year_kind"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="disclosure_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="disclosure_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(KINDS)), name="disclosure_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}年度{self.get_kind_display()}"

    def reader_findings(self) -> tuple[Finding, ...]:
        return tuple(from_plain(Finding, item) for item in json.loads(self.import_findings))


class StatementLine(models.Model):
    """One amount of a statement, in yuan, with last year's beside it.

    ``line`` and ``column`` are the keys of ``fiscal.statements``; ``position`` is the line's
    place in its statement. A line of which no cell is known has one row without a column, a
    statement that is carried without lines (a 空表) one row without a line.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="lines", verbose_name="决算公开"
    )
    statement = models.CharField(
        "表号", max_length=2, choices={item.number: item.title for item in DECLARATIONS}
    )
    line = models.CharField("行", max_length=500, blank=True)
    column = models.CharField("列", max_length=40, blank=True)
    name = models.TextField("项目", blank=True)
    parents = models.JSONField("上级科目", default=list, blank=True)
    position = models.PositiveIntegerField("序号")
    amount = AmountField("本年数（元）")
    last_year = AmountField("上年数（元）")

    class Meta:
        verbose_name = verbose_name_plural = "报表数据"
        ordering = ("disclosure_id", "statement", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("disclosure", "statement", "line", "column"), name="one_amount_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(statement__in=[item.number for item in DECLARATIONS]),
                name="statement_is_one_of_nine",
            ),
            models.CheckConstraint(
                condition=~Q(column="") | Q(amount=None, last_year=None),
                name="amount_stands_in_a_column",
            ),
            models.CheckConstraint(
                condition=~Q(line="") | Q(column=""), name="column_belongs_to_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}/{self.line}/{self.column}"


class NarrativeInput(models.Model):
    """One recorded fact behind the text: a count, an amount or a piece of text.

    ``key`` is its address in the Report: ``staff.active``, ``budgets.fund``, ``functions/0``,
    ``texts/s1.cmp.reason``. A fact nobody knows has no row.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="inputs", verbose_name="决算公开"
    )
    key = models.CharField("位置", max_length=500)
    position = models.PositiveIntegerField("序号")
    count = models.PositiveIntegerField("数量", null=True, blank=True)
    amount = AmountField("金额或面积")
    text = models.TextField("文字", null=True, blank=True)  # noqa: DJ001  None: not a text

    class Meta:
        verbose_name = verbose_name_plural = "文字说明数据"
        ordering = ("disclosure_id", "position")
        constraints = [
            models.UniqueConstraint(fields=("disclosure", "key"), name="one_input_per_key"),
            models.CheckConstraint(
                condition=Q(count__isnull=False, amount=None, text=None)
                | Q(count=None, amount__isnull=False, text=None)
                | Q(count=None, amount=None, text__isnull=False),
                name="input_is_one_of_count_amount_text",
            ),
        ]

    def __str__(self) -> str:
        return self.key
