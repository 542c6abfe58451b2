"""The row of an upload: files on their way into a draft. ``disclosures.uploads`` moves it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from disclosures.models.files import Upload
from units.models import User


class JobState(models.TextChoices):
    WAITING = "waiting", "等待读取"
    RUNNING = "running", "正在读取"
    READY = "ready", "待确认"
    FAILED = "failed", "未能读取"
    CONFIRMED = "confirmed", "已确认"
    DISCARDED = "discarded", "已放弃"
    UNDONE = "undone", "已撤销"


class JobKind(models.TextChoices):
    """What of the uploaded files is wanted."""

    WHOLE = "whole", "全部内容"
    TEXTS = "texts", "只取文字和机构信息"


OPEN = (JobState.WAITING, JobState.RUNNING, JobState.READY)
_WRITTEN = (JobState.CONFIRMED, JobState.UNDONE)
_DECIDED = (*_WRITTEN, JobState.DISCARDED)
_WITH_RESULT = (*_WRITTEN, JobState.READY)


class Job(models.Model):
    """Uploaded files on their way into a draft: read in the background, then decided upon.

    The row is the truth; the queue only carries its id. ``attempt`` counts who took it: a reader
    whose attempt is no longer the row's has been given up. ``result`` is the JSON of a
    ``disclosures.intake.Intake``; ``revision`` is the draft's that confirming it made.
    """

    disclosure = models.ForeignKey(
        "Disclosure", on_delete=models.PROTECT, related_name="jobs", verbose_name="决算公开"
    )
    uploads: models.ManyToManyField[Upload, Job] = models.ManyToManyField(
        Upload, related_name="jobs", verbose_name="原始文件"
    )
    kind = models.CharField("读取范围", max_length=10, choices=JobKind, default=JobKind.WHOLE)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.WAITING)
    attempt = models.PositiveSmallIntegerField("读取次数", default=0)
    done = models.PositiveSmallIntegerField("已完成", default=0)
    total = models.PositiveSmallIntegerField("总数", default=0)
    message = models.TextField("进展", blank=True)
    heartbeat = models.DateTimeField("最近活动", null=True, blank=True)
    result = models.TextField("读取结果", blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="jobs", verbose_name="上传人"
    )
    created_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("读取结束", null=True, blank=True)
    decided_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_jobs",
        verbose_name="处理人",
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    revision = models.PositiveIntegerField("写入修订号", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传"
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=("state", "heartbeat"), name="job_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=JobState.values, kind__in=JobKind.values),
                name="job_state_and_kind_are_known",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(heartbeat__isnull=False, attempt__gte=1),
                name="running_job_has_a_heartbeat",
            ),
            models.CheckConstraint(
                condition=Q(done__lte=models.F("total")), name="job_does_no_more_than_all"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_WITH_RESULT) | Q(finished_at__isnull=False) & ~Q(result=""),
                name="job_to_decide_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                | ~Q(state__in=_DECIDED) & Q(decided_by=None, decided_at=None),
                name="decided_job_names_who_decided",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_WRITTEN, revision__isnull=False)
                | ~Q(state__in=_WRITTEN) & Q(revision=None),
                name="confirmed_job_names_its_revision",
            ),
            models.UniqueConstraint(fields=("disclosure", "revision"), name="one_job_per_revision"),
        ]

    def __str__(self) -> str:
        return f"{self.disclosure} 上传{self.pk}"

    def get_absolute_url(self) -> str:
        """Its page on the desk."""
        return reverse("admin:desk_job", args=[self.disclosure_id, self.pk])
