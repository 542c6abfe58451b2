"""Who discloses, who works on it and how they come in, and the dated reference data."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from treebeard.mp_tree import MP_Node

from fiscal.reference import Item

# A unit's code is part of public addresses.
CODE = RegexValidator(r"\A[A-Za-z0-9_-]+\Z", "代码只能由字母、数字、“-”和“_”组成。")

PASSWORD_AGE = timedelta(days=90)
MONTHS_KEPT = 6  # of the access log, at least: 网络安全法第二十一条


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


ROLES_OF_A_UNIT = frozenset({Role.OFFICER, Role.HEAD})


class User(AbstractUser):
    """A person with one role at one unit.

    ``ticket`` is in every session of the person; with another one they all end.
    """

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
    password_set_at = models.DateTimeField("密码设置时间", default=timezone.now, editable=False)
    ticket = models.CharField(max_length=43, blank=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="user_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """As Chinese names are written, the family name first."""
        return f"{self.last_name}{self.first_name}"

    @property
    def password_is_too_old(self) -> bool:
        return self.has_usable_password() and self.password_set_at < timezone.now() - PASSWORD_AGE


class OldPassword(models.Model):
    """A password that somebody has or had, as hashed; the last few may not come again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)

    class Meta:
        verbose_name = verbose_name_plural = "用过的密码"

    def __str__(self) -> str:
        return f"{self.user} {self.pk}"


class SecondFactor(models.Model):
    """An authenticator that makes one-time codes; in force once a code of it was confirmed.

    ``secret`` is encrypted. ``last_step`` is the time step of the last code taken, so that none
    is taken twice. ``recovery`` are digests of the codes for the day the telephone is lost.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.TextField()
    confirmed_at = models.DateTimeField("启用时间", null=True, blank=True)
    last_step = models.BigIntegerField(default=0)
    recovery = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "双因素验证"

    def __str__(self) -> str:
        return str(self.user)


class Act(models.TextChoices):
    """What the access log tells of."""

    SIGN_IN = "sign_in", "登录"
    SECOND_FACTOR = "second_factor", "双因素验证"
    CONFIRM = "confirm", "再次确认身份"
    SIGN_OUT = "sign_out", "退出"
    TIME_OUT = "time_out", "会话结束"
    LOCK = "lock", "锁定"
    UNLOCK = "unlock", "解除锁定"
    PASSWORD = "password", "设置密码"
    RESET_PASSWORD = "reset_password", "重置密码"
    ENROL = "enrol", "启用双因素验证"
    RESET_FACTOR = "reset_factor", "重置双因素验证"
    ADD_USER = "add_user", "新增用户"
    CHANGE_USER = "change_user", "修改用户"
    EXPORT = "export", "导出"


class AccessRecord(models.Model):
    """Who came in, or tried to, and what was done to accounts; the database keeps it unchanged.

    ``user`` is whom it is about and ``username`` what was typed, whether there is such a user or
    not; ``by`` is who did it, where that is somebody else.
    """

    at = models.DateTimeField("时间", db_index=True)
    act = models.CharField("事项", max_length=20, choices=Act)
    succeeded = models.BooleanField("成功", default=True)
    username = models.CharField("用户名", max_length=150)
    user = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="access_records",
        verbose_name="用户",
    )
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="经办人",
    )
    address = models.CharField("来源地址", max_length=45, blank=True)
    details = models.JSONField("详情", default=dict, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录与账号记录"
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=("username", "at"), name="access_by_username")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(act__in=Act.values), name="access_act_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.username}"


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
