"""Headline figures of current versions, for comparing, ranking and adding up."""

from __future__ import annotations

from django.db import models

from portal.models.current import Current


def _of_version(name: str) -> models.ForeignKey[Current, Current]:
    return models.ForeignKey(
        Current, on_delete=models.CASCADE, related_name=name, verbose_name="现行版本"
    )


class Measurement(models.Model):
    """A measure of ``fiscal.measures`` in one version; what is unknown has no row, and only final
    accounts have any.

    ``amount`` and ``last`` (the year before, as the same version tells it) are yuan or plain
    numbers; ``why`` is what its text says of the change. ``year`` is the version's, for ranking.
    """

    current = _of_version("measurements")
    year = models.PositiveSmallIntegerField("年度")
    key = models.CharField("指标", max_length=40)
    amount = models.DecimalField("数额", max_digits=15, decimal_places=2)
    last = models.DecimalField("上年数", max_digits=15, decimal_places=2, null=True)
    why = models.TextField("变化原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "主要指标"
        indexes = [
            # Holds all that rankings and sums read of the thousands of rows of a year.
            models.Index(
                fields=("key", "year", "amount", "last", "current"), name="measurement_summed"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=("current", "key"), name="one_measurement_per_key"),
        ]

    def __str__(self) -> str:
        return f"{self.current} {self.key} {self.amount}"


class ProjectScore(models.Model):
    """What a self-evaluated project was given, spent (yuan) and scored, None where unknown.

    ``position`` is its place among the projects of the Report, from 0.
    """

    current = _of_version("project_scores")
    position = models.PositiveSmallIntegerField("序号")
    name = models.TextField("项目名称")
    full_year = models.DecimalField("全年预算数", max_digits=15, decimal_places=2, null=True)
    executed = models.DecimalField("全年执行数", max_digits=15, decimal_places=2, null=True)
    score = models.DecimalField("得分", max_digits=6, decimal_places=2, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "项目自评得分"
        ordering = ("current_id", "position")
        constraints = [
            models.UniqueConstraint(fields=("current", "position"), name="one_score_per_project"),
        ]

    def __str__(self) -> str:
        return f"{self.current} {self.name}"


class Included(models.Model):
    """A unit whose account a department's account of the same year holds already.

    ``name`` is as the department names it. Who adds units up leaves these out.
    """

    current = _of_version("included")
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("单位名称", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "纳入汇总的单位"
        indexes = [models.Index(fields=("year", "name"), name="included_by_name")]

    def __str__(self) -> str:
        return f"{self.current} {self.name}"
