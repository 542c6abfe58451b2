"""Files that people gave: originals of what was read in, and those beside performance tables."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from disclosures.models.states import by_whom
from performance.models import Project

models.TextField.register_lookup(Length)
models.CharField.register_lookup(Length)


class Upload(models.Model):
    """An original file as it was received. The file lies in storage under its sha256."""

    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    content_type = models.CharField("类型", max_length=100)
    file = models.FileField("文件", max_length=200)
    received_at = models.DateTimeField("接收时间")
    received_by = by_whom("接收人", "uploads")

    class Meta:
        verbose_name = verbose_name_plural = "原始文件"
        ordering = ("-received_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__length=64), name="upload_sha256_is_whole"),
        ]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file beside a performance table: a 评价报告 or 佐证资料 of one project or the whole unit.

    It is private unless marked public; only a draft's can be added or taken away. The file lies
    in storage under its sha256 and stays there when the row goes.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "评价报告"
        EVIDENCE = "evidence", "佐证资料"

    disclosure = models.ForeignKey(
        "Disclosure", on_delete=models.PROTECT, related_name="attachments", verbose_name="决算公开"
    )
    project = models.ForeignKey(
        Project,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="项目",
        help_text="不选表示单位整体",
    )
    kind = models.CharField("类别", max_length=20, choices=Kind)
    title = models.CharField("标题", max_length=200)
    is_public = models.BooleanField("随决算公开", default=False)
    name = models.CharField("文件名", max_length=255)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("文件", max_length=200)
    added_at = models.DateTimeField("添加时间")
    added_by = by_whom("添加人", "attachments")

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("disclosure_id", "project_id", "kind", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("disclosure", "project", "sha256"), name="one_attachment_per_project_file"
            ),
            models.UniqueConstraint(
                fields=("disclosure", "sha256"),
                condition=Q(project=None),
                name="one_attachment_per_unit_file",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["report", "evidence"]), name="attachment_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="attachment_has_a_title"),
            models.CheckConstraint(
                condition=Q(sha256__length=64), name="attachment_sha256_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.title
