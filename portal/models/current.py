"""The version that stands for a disclosure in lists, and what lists show of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.urls import reverse

from fiscal.report import FINAL_ACCOUNTS, TARGETS

KINDS = {FINAL_ACCOUNTS: "部门决算", TARGETS: "绩效目标"}


class CurrentQuerySet(models.QuerySet["Current"]):
    """Rows of ``Current``."""

    def years(self) -> list[int]:
        """The years that there are rows of, the latest first."""
        return list(self.order_by("-year").values_list("year", flat=True).distinct())


class Current(models.Model):
    """The newest version of a disclosure that is not withdrawn; one row per unit, year and kind.

    Whatever else the portal derives from the version refers to this row and goes with it.
    Amounts are yuan, None when unknown. ``sector`` is the 类 (three digits) that most of the
    year's expenditure went to, empty when there is none; the three fund amounts are what was
    spent from each kind of 财政拨款. ``score`` is 总分 of the unit's own evaluation.
    Where the first version records what had been ``published_elsewhere``, its time proves nothing.
    ``edition`` names the code that derived all of it; see ``portal.index``.
    """

    version = models.OneToOneField(
        "disclosures.Version", on_delete=models.CASCADE, related_name="+", verbose_name="公开版本"
    )
    edition = models.CharField("派生口径", max_length=100)
    unit_code = models.CharField("单位代码", max_length=40)
    unit_name = models.CharField("单位名称", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("公开类别", max_length=20, choices=KINDS)
    number = models.PositiveIntegerField("版本")
    published_at = models.DateTimeField("公开时间", db_index=True)
    first_published_at = models.DateTimeField("首次公开时间")
    published_elsewhere = models.BooleanField("此前已在别处公开", default=False)
    nature = models.CharField("单位性质", max_length=20, blank=True)
    sector = models.CharField("主要支出功能", max_length=3, blank=True)
    income = models.DecimalField("收入总计", max_digits=15, decimal_places=2, null=True)
    expenditure = models.DecimalField("支出总计", max_digits=15, decimal_places=2, null=True)
    general = models.DecimalField("一般公共预算", max_digits=15, decimal_places=2, null=True)
    gov_fund = models.DecimalField("政府性基金预算", max_digits=15, decimal_places=2, null=True)
    state_capital = models.DecimalField(
        "国有资本经营预算", max_digits=15, decimal_places=2, null=True
    )
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True)
    projects = models.PositiveIntegerField("项目数", default=0)

    objects = CurrentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "现行版本"
        ordering = ("-year", "-published_at", "-pk")
        indexes = [
            models.Index(fields=("year", "kind", "sector"), name="current_by_sector"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("unit_code", "year", "kind"), name="one_current_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name} {self.year} {self.kind} 第{self.number}版"

    def get_absolute_url(self) -> str:
        """Where the newest version of the disclosure is shown."""
        address = {"code": self.unit_code, "year": self.year, "kind": self.kind}
        return reverse("portal:disclosure", kwargs=address)

    def is_late(self, overdue_from: datetime | None) -> bool:
        """Whether it first came after the last day; never where no day is known."""
        if overdue_from is None or self.published_elsewhere:
            return False
        return self.first_published_at >= overdue_from
