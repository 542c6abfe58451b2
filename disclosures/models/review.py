"""What reviewing leaves behind: comments of a return, and withdrawals from the public."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from disclosures.models.draft import Disclosure
from disclosures.models.log import Event
from disclosures.models.published import Version
from disclosures.models.states import by_whom
from units.models import User


class Comment(models.Model):
    """What a reviewer pinned to a place of a returned draft; its unit ticks it off when done.

    ``where`` is an address like that of a finding, empty for the whole. ``event`` is the return.
    """

    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="comments", verbose_name="退回"
    )
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="comments", verbose_name="决算公开"
    )
    where = models.TextField("位置", blank=True)
    text = models.TextField("意见")
    by = by_whom("审核人", "comments")
    at = models.DateTimeField("时间")
    done_at = models.DateTimeField("处理时间", null=True, blank=True)
    done_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="comments_done",
        verbose_name="处理人",
    )

    class Meta:
        verbose_name = verbose_name_plural = "退回意见"
        ordering = ("disclosure_id", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="done_comment_names_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Withdrawal(models.Model):
    """That a version is no longer shown to the public, and why: what its address says instead."""

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, related_name="withdrawal", verbose_name="公开版本"
    )
    reason = models.TextField("理由")
    by = by_whom("撤回人", "withdrawals")
    at = models.DateTimeField("撤回时间")

    class Meta:
        verbose_name = verbose_name_plural = "撤回公开"
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.version} 撤回公开"
