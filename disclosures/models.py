"""A disclosure as a draft, and what became of it: versions, renditions, events.

Version, Rendition, Upload and Event are written once. ``append_only`` makes the database
itself refuse to change them.
"""

from __future__ import annotations

import json

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse

from disclosures.job import Job as Job
from fiscal.codec import from_plain
from fiscal.document import Document
from fiscal.finding import Finding
from fiscal.report import FINAL_ACCOUNTS
from fiscal.statements import DECLARATIONS
from performance.models import FIRST_YEAR, KINDS, LAST_YEAR, Project
from units.fields import AmountField
from units.models import Unit, User

models.TextField.register_lookup(Length)
models.CharField.register_lookup(Length)


class State(models.TextChoices):
    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交"
    APPROVED = "approved", "已审核"
    PUBLISHED = "published", "已公开"


class Verb(models.TextChoices):
    """The verbs of ``disclosures.actions``, as the event log and the permissions name them."""

    RECEIVE = "receive", "接收文件"
    LOAD = "load", "导入"
    SUBMIT = "submit", "提交"
    APPROVE = "approve", "审核通过"
    PUBLISH = "publish", "公开"
    IMPORT = "import", "补录历史公开"
    EDIT = "edit", "编辑"
    APPLY_UPLOAD = "apply_upload", "确认上传"
    UNDO_UPLOAD = "undo_upload", "撤销上传"
    START_YEAR = "start_year", "新建年度草稿"
    CONSOLIDATE = "consolidate", "汇总"
    DOWNLOAD = "download", "下载原始文件"
    ATTACH = "attach", "添加附件"
    DETACH = "detach", "删除附件"


def _by(label: str, related_name: str) -> models.ForeignKey[User, User]:
    return models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name=related_name,
        verbose_name=label,
    )


class Upload(models.Model):
    """An original file as it was received. The file lies in storage under its sha256."""

    name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    content_type = models.CharField("类型", max_length=100)
    file = models.FileField("文件", max_length=200)
    received_at = models.DateTimeField("接收时间")
    received_by = _by("接收人", "uploads")

    class Meta:
        verbose_name = verbose_name_plural = "原始文件"
        ordering = ("-received_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__length=64), name="upload_sha256_is_whole"),
        ]

    def __str__(self) -> str:
        return self.name


class Disclosure(models.Model):
    """What one unit discloses for one year. Its rows are the draft; ``versions`` are public.

    ``revision`` counts every change, so that a form can tell that it is out of date. The counts
    tell how the draft stood at ``checked_revision`` (None: not looked at), for lists.
    ``import_findings`` is the canonical JSON of what the reader noticed in ``upload``.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="disclosures", verbose_name="单位"
    )
    year = models.PositiveSmallIntegerField("年度")
    kind = models.CharField("公开类别", max_length=20, choices=KINDS, default=FINAL_ACCOUNTS)
    state = models.CharField("状态", max_length=20, choices=State, default=State.DRAFT)
    revision = models.PositiveIntegerField("修订号", default=0)
    updated_at = models.DateTimeField("更新时间")
    upload = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        verbose_name="原始文件",
    )
    import_findings = models.TextField("导入时的发现", default="[]", blank=True)
    checked_revision = models.PositiveIntegerField("已核对的修订号", null=True, blank=True)
    error_count = models.PositiveIntegerField("错误数", default=0)
    warning_count = models.PositiveIntegerField("警告数", default=0)
    filled_count = models.PositiveIntegerField("已填项数", default=0)
    required_count = models.PositiveIntegerField("应填项数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "决算公开"
        ordering = ("-year", "unit_id", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "year", "kind"), name="one_disclosure_per_unit_year_kind"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="disclosure_year_is_plausible",
            ),
            models.CheckConstraint(
                condition=Q(state__in=State.values), name="disclosure_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=list(KINDS)), name="disclosure_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year}年度{self.get_kind_display()}"

    def reader_findings(self) -> tuple[Finding, ...]:
        return tuple(from_plain(Finding, item) for item in json.loads(self.import_findings))


class StatementLine(models.Model):
    """One amount of a statement, in yuan, with last year's beside it.

    ``line`` and ``column`` are the keys of ``fiscal.statements``; ``position`` is the line's
    place in its statement. A line of which no cell is known has one row without a column, a
    statement that is carried without lines (a 空表) one row without a line.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="lines", verbose_name="决算公开"
    )
    statement = models.CharField(
        "表号", max_length=2, choices={item.number: item.title for item in DECLARATIONS}
    )
    line = models.CharField("行", max_length=500, blank=True)
    column = models.CharField("列", max_length=40, blank=True)
    name = models.TextField("项目", blank=True)
    parents = models.JSONField("上级科目", default=list, blank=True)
    position = models.PositiveIntegerField("序号")
    amount = AmountField("本年数（元）")
    last_year = AmountField("上年数（元）")

    class Meta:
        verbose_name = verbose_name_plural = "报表数据"
        ordering = ("disclosure_id", "statement", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("disclosure", "statement", "line", "column"), name="one_amount_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(statement__in=[item.number for item in DECLARATIONS]),
                name="statement_is_one_of_nine",
            ),
            models.CheckConstraint(
                condition=~Q(column="") | Q(amount=None, last_year=None),
                name="amount_stands_in_a_column",
            ),
            models.CheckConstraint(
                condition=~Q(line="") | Q(column=""), name="column_belongs_to_a_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}/{self.line}/{self.column}"


class NarrativeInput(models.Model):
    """One recorded fact behind the text: a count, an amount or a piece of text.

    ``key`` is its address in the Report: ``staff.active``, ``budgets.fund``, ``functions/0``,
    ``texts/s1.cmp.reason``. A fact nobody knows has no row.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.CASCADE, related_name="inputs", verbose_name="决算公开"
    )
    key = models.CharField("位置", max_length=500)
    position = models.PositiveIntegerField("序号")
    count = models.PositiveIntegerField("数量", null=True, blank=True)
    amount = AmountField("金额或面积")
    text = models.TextField("文字", null=True, blank=True)  # noqa: DJ001  None: not a text

    class Meta:
        verbose_name = verbose_name_plural = "文字说明数据"
        ordering = ("disclosure_id", "position")
        constraints = [
            models.UniqueConstraint(fields=("disclosure", "key"), name="one_input_per_key"),
            models.CheckConstraint(
                condition=Q(count__isnull=False, amount=None, text=None)
                | Q(count=None, amount__isnull=False, text=None)
                | Q(count=None, amount=None, text__isnull=False),
                name="input_is_one_of_count_amount_text",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Version(models.Model):
    """A disclosure as published, for ever.

    ``payload`` is the canonical JSON of the ``fiscal.document.Document``; ``sha256`` and
    ``sm3`` are digests of its UTF-8 bytes; ``previous`` is the sha256 of the version before.
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
    imported = models.BooleanField("补录", default=False)
    published_at = models.DateTimeField("公开时间", db_index=True)
    published_by = _by("公开人", "versions")
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
        indexes = [models.Index(fields=("unit_code", "year", "kind"), name="version_by_address")]
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
        constraints = [
            models.UniqueConstraint(fields=("version", "format"), name="one_rendition_per_format"),
            models.CheckConstraint(
                condition=Q(sha256__length=64), name="rendition_sha256_is_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.format}"


class Event(models.Model):
    """Who did what, when, to which disclosure (or only received which file).

    ``changes`` are those of ``fiscal.edits`` that the verb made in the draft, as plain data
    ``{path, old, new}``; ``basis`` is what it rested on besides: findings of a reader, internal
    transfers and the units of a consolidation, the version a new year started from.
    """

    verb = models.CharField("动作", max_length=20, choices=Verb)
    disclosure = models.ForeignKey(
        Disclosure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="决算公开",
    )
    upload = models.ForeignKey(
        Upload,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name="原始文件",
    )
    by = _by("操作人", "events")
    at = models.DateTimeField("时间", db_index=True)
    revision = models.PositiveIntegerField("修订号", null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    changes = models.JSONField("改动", default=list, blank=True)
    basis = models.JSONField("依据", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "操作记录"
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="event_verb_is_known"),
            models.CheckConstraint(
                condition=Q(disclosure__isnull=False) | Q(upload__isnull=False),
                name="event_is_about_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.disclosure or self.upload}"


class Attachment(models.Model):
    """A file beside a performance table: a 评价报告 or 佐证资料 of one project or the whole unit.

    It is private unless marked public; only a draft's can be added or taken away. The file lies
    in storage under its sha256 and stays there when the row goes.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "评价报告"
        EVIDENCE = "evidence", "佐证资料"

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="attachments", verbose_name="决算公开"
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
    added_by = _by("添加人", "attachments")

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
