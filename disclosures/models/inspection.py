"""What the inspection desk knows of a disclosure, so that lists of thousands need no Report."""

from __future__ import annotations

import json

from django.db import models

from disclosures.models.draft import Disclosure
from fiscal.codec import from_plain
from fiscal.finding import Finding


class Inspection(models.Model):
    """The facts of one disclosure, as found at a ``revision`` of it by a ``rule_set``.

    They stand for that state and no other: ``revision`` is None where they are to be found anew.
    How complete the disclosure is and how many errors and warnings it has, stands on its own row.
    ``missing`` are addresses of what lacks; ``lines`` is the number of innermost lines by
    classification, ``detailed`` how many of them are a 项 or 款; ``rules`` counts findings and
    signs by rule, ``explained`` the warnings that the published version explains. ``score`` and
    ``grade`` are the unit's own, of its unit-level table. ``signs`` is the canonical JSON of what
    ``fiscal.signs`` and the sum over the units below show.
    """

    disclosure = models.OneToOneField(
        Disclosure, on_delete=models.CASCADE, related_name="inspection", verbose_name="决算公开"
    )
    revision = models.PositiveIntegerField("修订号", null=True, blank=True)
    rule_set = models.CharField("规则集", max_length=20)
    at = models.DateTimeField("检查时间")
    missing = models.JSONField("缺项", default=list, blank=True)
    lines = models.PositiveIntegerField("末级科目数", default=0)
    detailed = models.PositiveIntegerField("已细化科目数", default=0)
    rules = models.JSONField("按规则计数", default=dict, blank=True)
    info_count = models.PositiveIntegerField("提示数", default=0)
    explained = models.PositiveIntegerField("已说明警告数", default=0)
    score = models.DecimalField(
        "整体自评得分", max_digits=6, decimal_places=2, null=True, blank=True
    )
    grade = models.CharField("等级", max_length=10, blank=True)
    signs = models.TextField("异常迹象", default="[]", blank=True)
    sign_count = models.PositiveIntegerField("异常迹象数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "检查结果"
        ordering = ("disclosure_id",)

    def __str__(self) -> str:
        return f"{self.disclosure} 检查"

    def found_signs(self) -> tuple[Finding, ...]:
        return tuple(from_plain(Finding, one) for one in json.loads(self.signs))


class InspectedReason(models.Model):
    """A reason of an inspected disclosure by its ``fiscal.likeness.Reason.fingerprint``."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.CASCADE, related_name="reasons", verbose_name="检查结果"
    )
    where = models.CharField("位置", max_length=500)
    fingerprint = models.CharField("指纹", max_length=16, db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "变动原因指纹"
        ordering = ("inspection_id", "pk")

    def __str__(self) -> str:
        return self.where
