"""Many disclosures decided upon at once, one after the other in the background."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from disclosures.models.draft import Disclosure
from disclosures.models.states import Verb, by_whom


class Batch(models.Model):
    """That somebody, at ``origin`` (a network address), chose to do ``verb`` to many."""

    verb = models.CharField("动作", max_length=20, choices=Verb)
    by = by_whom("操作人", "batches")
    at = models.DateTimeField("时间")
    origin = models.CharField("来源地址", max_length=45, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量处理"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"批量{self.get_verb_display()}{self.pk}"

    def get_absolute_url(self) -> str:
        """Its page on the desk."""
        return reverse("admin:desk_batch", args=[self.pk])


class OutcomeState(models.TextChoices):
    WAITING = "waiting", "等待处理"
    DONE = "done", "已完成"
    REFUSED = "refused", "未处理"


class Outcome(models.Model):
    """What became of one disclosure of a batch; ``revision`` is the one that was looked at."""

    batch = models.ForeignKey(
        Batch, on_delete=models.PROTECT, related_name="outcomes", verbose_name="批量处理"
    )
    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="outcomes", verbose_name="决算公开"
    )
    revision = models.PositiveIntegerField("修订号")
    state = models.CharField(
        "结果", max_length=10, choices=OutcomeState, default=OutcomeState.WAITING
    )
    text = models.TextField("说明", blank=True)
    at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "批量处理的结果"
        ordering = ("batch_id", "pk")
        constraints = [
            models.UniqueConstraint(fields=("batch", "disclosure"), name="one_outcome_per_batch"),
            models.CheckConstraint(
                condition=Q(state=OutcomeState.WAITING, at=None)
                | Q(state__in=(OutcomeState.DONE, OutcomeState.REFUSED), at__isnull=False),
                name="outcome_tells_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure} {self.get_state_display()}"
