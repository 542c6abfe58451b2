"""What a unit says to the warnings of its draft."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from disclosures.models.draft import Disclosure
from disclosures.models.states import by_whom
from fiscal import document


class Explanation(models.Model):
    """What a unit says to a warning; it is published with the version while the warning stands.

    ``finding`` is the ``Finding.fingerprint`` that it answers, ``rule``, ``where`` and
    ``message`` what that said. When the figures change, so does the fingerprint: then it answers
    nothing, and is offered again for what is found instead.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="explanations", verbose_name="决算公开"
    )
    rule = models.CharField("规则", max_length=20)
    where = models.TextField("位置", blank=True)
    finding = models.CharField("警告指纹", max_length=16)
    message = models.TextField("警告")
    text = models.TextField("情况说明")
    by = by_whom("说明人", "explanations")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "警告的情况说明"
        ordering = ("disclosure_id", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("disclosure", "finding"), name="one_explanation_per_finding"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="explanation_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.text}"

    def as_published(self) -> document.Explanation:
        return document.Explanation(self.rule, self.finding, self.text)
