"""Archives of many documents, for taking away. ``portal.archives.keeping`` moves the rows."""

from __future__ import annotations

from django.db import models


class ArchiveState(models.TextChoices):
    IDLE = "idle", "没有在制作"
    WAITING = "waiting", "排队"
    RUNNING = "running", "正在制作"
    FAILED = "failed", "未能制作"


MAKING = (ArchiveState.WAITING, ArchiveState.RUNNING)


class Archive(models.Model):
    """The archive of a ``portal.archives.scopes.Scope``: how far its making is, and the file.

    ``wanted`` is the stamp of what is being packed, ``stamp`` of what is in the file that there
    is; while a new one is made, the old is handed out. ``sha256`` is empty where there is none.
    """

    year = models.PositiveSmallIntegerField("年度")
    scope = models.CharField("范围", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=ArchiveState, default=ArchiveState.IDLE)
    wanted = models.CharField("要装入的内容", max_length=200, blank=True)
    done = models.PositiveIntegerField("已装入", default=0)
    total = models.PositiveIntegerField("文件数", default=0)
    attempt = models.PositiveSmallIntegerField("中断次数", default=0)
    heartbeat = models.DateTimeField("最近活动", null=True)
    asked_at = models.DateTimeField("要求时间", null=True)
    begun_at = models.DateTimeField("列出内容的时间", null=True)
    stamp = models.CharField("已装入的内容", max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    made_at = models.DateTimeField("制作时间", null=True)
    as_of = models.DateTimeField("内容截至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "整包"
        constraints = [
            models.UniqueConstraint(fields=("year", "scope"), name="one_archive_per_scope"),
            models.CheckConstraint(
                condition=models.Q(sha256="", stamp="")
                | models.Q(sha256__length=64, made_at__isnull=False, as_of__isnull=False),
                name="archive_file_is_described",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.scope}"

    @property
    def is_making(self) -> bool:
        return self.state in MAKING
