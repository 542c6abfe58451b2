"""What is public, for ever: versions and the files made of them."""

from __future__ import annotations

import json

from django.core.files.base import File
from django.db import models
from django.db.models import Q
from django.urls import reverse

from disclosures import files
from disclosures.models.draft import Disclosure
from disclosures.models.files import Upload
from disclosures.models.states import by_whom
from fiscal.codec import from_plain
from fiscal.document import AttachedFile, Document
from fiscal.finding import Severity
from performance.models import FIRST_YEAR, KINDS, LAST_YEAR
from units.fields import AmountField


class Version(models.Model):
    """A disclosure as published, for ever.

    ``payload`` is the canonical JSON of the ``fiscal.document.Document``; ``sha256`` and
    ``sm3`` are digests of its UTF-8 bytes; ``previous`` is the sha256 of the version before;
    ``seal`` is what a seal service made of the SM3, base64, empty where none is set.
    The names, totals (yuan) and counts beside it are copies, for public lists.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="versions", verbose_name="决算公开"
    )
    number = models.PositiveIntegerField("版本")
    payload = models.TextField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    sm3 = models.CharField("SM3", max_length=64)
    previous = models.CharField("上一版 SHA-256", max_length=64, blank=True)
    seal = models.TextField("电子签章", blank=True)
    imported = models.BooleanField("补录", default=False)
    published_at = models.DateTimeField("公开时间", db_index=True)
    published_by = by_whom("公开人", "versions")
    upload = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name="原始文件",
    )
    unit_code = models.CharField("单位代码", max_length=40)
    unit_name = models.CharField("单位名称", max_length=200)
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("公开类别", max_length=20, choices=KINDS)
    title = models.TextField("标题")
    total_income = AmountField("收入总计（元）")
    total_expenditure = AmountField("支出总计（元）")
    error_count = models.PositiveIntegerField("错误数")
    warning_count = models.PositiveIntegerField("警告数")

    class Meta:
        verbose_name = verbose_name_plural = "公开版本"
        ordering = ("-published_at", "-pk")
        indexes = [
            models.Index(fields=("unit_code", "year", "kind"), name="version_by_address"),
            models.Index(fields=("sha256",), name="version_by_sha256"),
            models.Index(fields=("sm3",), name="version_by_sm3"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("disclosure", "number"), name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_numbers_start_at_1"),
            models.CheckConstraint(
                condition=Q(sha256__length=64, sm3__length=64), name="version_digests_are_whole"
            ),
            models.CheckConstraint(
                condition=Q(number=1, previous="") | Q(number__gt=1, previous__length=64),
                name="version_names_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR, kind__in=list(KINDS)),
                name="version_year_and_kind_are_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} 第{self.number}版"

    def get_absolute_url(self) -> str:
        """The public address for ever."""
        address = {"code": self.unit_code, "year": self.year, "kind": self.kind}
        return reverse("portal:version", kwargs={**address, "number": self.number})

    def document(self) -> Document:
        return from_plain(Document, json.loads(self.payload))

    def attached_files(self) -> tuple[AttachedFile, ...]:
        """The files published beside it, without building the whole document."""
        listed = json.loads(self.payload).get("attachments", ())
        return tuple(from_plain(AttachedFile, one) for one in listed)

    def correction(self) -> str:
        """Why it took the place of the one before, without building the whole document."""
        return str(json.loads(self.payload).get("correction", ""))

    def open_attached(self, attached: AttachedFile) -> File[bytes]:
        """The bytes of one of ``attached_files``. Raises ``FileNotFoundError``."""
        return files.open_kept(files.ATTACHMENTS, attached.sha256)


class VersionFinding(models.Model):
    """How often a version's document holds findings of a rule: a copy, for public lists."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="finding_counts", verbose_name="公开版本"
    )
    rule = models.CharField("规则", max_length=20)
    severity = models.CharField(
        "程度", max_length=10, choices=[(s.value, s.label) for s in Severity]
    )
    count = models.PositiveIntegerField("条数")

    class Meta:
        verbose_name = verbose_name_plural = "公开版本的检查结果"
        ordering = ("version_id", "rule", "severity")
        indexes = [models.Index(fields=("rule", "severity"), name="finding_by_rule")]
        constraints = [
            models.UniqueConstraint(
                fields=("version", "rule", "severity"), name="one_count_per_rule_and_severity"
            ),
            models.CheckConstraint(condition=Q(count__gte=1), name="finding_was_found"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.severity} {self.count}"


class Rendition(models.Model):
    """One file made from a version, stored under its sha256."""

    version = models.ForeignKey(
        Version, on_delete=models.PROTECT, related_name="renditions", verbose_name="公开版本"
    )
    format = models.CharField("格式", max_length=10)
    sha256 = models.CharField("SHA-256", max_length=64)
    file = models.FileField("文件", max_length=200)
    size = models.PositiveBigIntegerField("大小（字节）")
    created_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = verbose_name_plural = "公开文件"
        ordering = ("version_id", "format")
        indexes = [models.Index(fields=("sha256",), name="rendition_by_sha256")]
        constraints = [
            models.UniqueConstraint(fields=("version", "format"), name="one_rendition_per_format"),
            models.CheckConstraint(
                condition=Q(sha256__length=64), name="rendition_sha256_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.format}"


class Rendering(models.Model):
    """That the files of a version are being made; gone when they are there.

    ``heartbeat`` is the last sign of life: being queued, or beginning the next file.
    """

    version = models.OneToOneField(
        Version, on_delete=models.PROTECT, related_name="rendering", verbose_name="公开版本"
    )
    heartbeat = models.DateTimeField("最近活动")

    class Meta:
        verbose_name = verbose_name_plural = "公开文件的生成"

    def __str__(self) -> str:
        return f"{self.version} {self.heartbeat}"
