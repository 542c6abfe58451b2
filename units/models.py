"""Who discloses, who works on it, and the dated reference data of every year."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from treebeard.mp_tree import MP_Node

from fiscal.reference import Item

# A unit's code is part of public addresses.
CODE = RegexValidator(r"\A[A-Za-z0-9_-]+\Z", "代码只能由字母、数字、“-”和“_”组成。")


class Unit(MP_Node):  # type: ignore[misc]  # treebeard has no types
    """A budget unit in the tree of departments and the units below them.

    ``nature`` is a code of the reference book of that name, empty while nobody has said.
    """

    code = models.CharField("代码", max_length=40, unique=True, validators=[CODE])
    name = models.CharField("名称", max_length=200, unique=True)
    short_name = models.CharField("简称", max_length=100, blank=True)
    nature = models.CharField("单位性质", max_length=60, blank=True)
    is_active = models.BooleanField("在用", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        constraints = [
            models.CheckConstraint(condition=~models.Q(code=""), name="unit_has_a_code"),
            models.CheckConstraint(condition=~models.Q(name=""), name="unit_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a user is for; ``units.permissions`` says what each may do."""

    OFFICER = "officer", "填报人"
    HEAD = "head", "单位负责人"
    REVIEWER = "reviewer", "财政审核人"
    AUDITOR = "auditor", "审计人员"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


class User(AbstractUser):
    """A person with one role at one unit."""

    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name="单位",
    )
    role = models.CharField("角色", max_length=20, choices=Role, default=Role.OFFICER)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="user_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class ReferenceItem(models.Model):
    """One edition of one entry of a reference book; see ``fiscal.reference.Item``."""

    book = models.CharField("目录", max_length=40)
    code = models.CharField("代码", max_length=120)
    name = models.TextField("名称")
    parent = models.CharField("上级代码", max_length=120, blank=True)
    position = models.PositiveIntegerField("序号", default=0)
    attrs = models.JSONField("属性", default=dict, blank=True)
    valid_from = models.PositiveSmallIntegerField("起始年度")
    valid_until = models.PositiveSmallIntegerField("截止年度", null=True, blank=True)
    changed_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "基础目录"
        ordering = ("book", "position", "code", "valid_from")
        constraints = [
            models.UniqueConstraint(
                fields=("book", "code", "valid_from"), name="one_edition_per_code_and_year"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from")),
                name="reference_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def as_item(self) -> Item:
        return Item(
            book=self.book,
            code=self.code,
            name=self.name,
            parent=self.parent,
            position=self.position,
            attrs=self.attrs,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
