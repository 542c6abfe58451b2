"""The lists of units, people and classification books."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet

from units import people, tree
from units.flat import Choice, FlatResource, ListRefusedError, Text, Whole, YesNo, column
from units.models import ROLES_OF_A_UNIT, ReferenceItem, Role, Unit, User
from units.reference_db import BadBooksError, load

# Books that an administrator may amend by a list; the others are text and rules of the program.
CLASSIFICATIONS = ("functional", "economic", "income", "fund", "nature", "staff", "vehicle")
BUDGET_TYPE = "budget_type"


class UnitResource(FlatResource):
    """The tree: a unit knows its parent by code, which may stand anywhere in the list."""

    code = column("code", "代码")
    name = column("name", "名称")
    short_name = column("short_name", "简称")
    nature = column("nature", "单位性质")
    parent = column("parent_code", "上级代码")
    is_active = column("is_active", "在用", YesNo())
    unique: ClassVar = ("name",)

    class Meta:
        model = Unit
        import_id_fields = ("code",)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["nature"].widget = Choice(_labels("nature"), blank=True)

    def read_present(self) -> Iterable[Unit]:
        return tree.with_parents(Unit.objects.order_by("path"))

    def iter_queryset(self, queryset: QuerySet[Unit]) -> Iterable[Unit]:
        return tree.with_parents(queryset)

    def init_instance(self, row: Any = None) -> Unit:
        unit = Unit()
        unit.parent_code = ""
        return unit

    def check_all(self) -> Iterable[tuple[Any, str, str]]:
        yield from super().check_all()
        parents = {unit.code: unit.parent_code for unit in self.standing().values()}
        for unit in [*self.new.values(), *(after for _, after in self.edited.values())]:
            if problem := tree.problem_of(unit.code, parents):
                yield unit, "parent_code", problem

    def write(self, created: Sequence[Unit], changed: Sequence[tuple[Unit, Unit]]) -> None:
        tree.plant(created)
        after = [unit for _, unit in changed]
        Unit.objects.bulk_update(
            after, ["name", "short_name", "nature", "is_active"], batch_size=500
        )
        moved = [new for old, new in changed if new.parent_code != old.parent_code]
        tree.move({unit.code: unit.parent_code for unit in moved}, self.standing())


class UserResource(FlatResource):
    """People, never with a password: a new one has none until an administrator sets one."""

    username = column("username", "用户名")
    last_name = column("last_name", "姓")
    first_name = column("first_name", "名")
    email = column("email", "电子邮箱")
    unit = column("unit_code", "单位代码")
    unit_name = column("unit__name", "单位", readonly=True)
    role = column("role", "角色", Choice(dict(Role.choices)))
    is_active = column("is_active", "在用", YesNo())
    is_staff = column("is_staff", "可登录管理端", YesNo())

    class Meta:
        model = User
        import_id_fields = ("username",)

    def read_present(self) -> Iterable[User]:
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        return _with_units(User.objects.select_related("unit"))

    def iter_queryset(self, queryset: QuerySet[User]) -> Iterable[User]:
        return _with_units(queryset.select_related("unit"))

    def init_instance(self, row: Any = None) -> Any:
        """Who is new may sign in as soon as an administrator has given a one-time password."""
        user: Any = User(is_staff=True, must_change_password=True)
        user.set_unusable_password()
        user.unit_code = ""
        return user

    def check(self, instance: Any, original: User | None) -> dict[str, str]:
        unit = self.units.get(instance.unit_code)
        if instance.unit_code and unit is None:
            return {"unit_code": "没有这个代码的单位"}
        if instance.role in ROLES_OF_A_UNIT and unit is None:
            return {"unit_code": f"{instance.get_role_display()}须有单位"}
        if original is not None and original.is_superuser and not self.by.is_superuser:
            return {"username": "超级用户只能由超级用户修改"}
        if original is not None and original.pk == self.by.pk:
            return {"username": "不能用清单修改自己的账号"}
        instance.unit = unit
        return {}

    def write(self, created: Sequence[User], changed: Sequence[tuple[User, User]]) -> None:
        User.objects.bulk_create(created)
        User.objects.bulk_update(
            [after for _, after in changed],
            ["last_name", "first_name", "email", "unit", "role", "is_active", "is_staff"],
        )
        for user in created:
            people.added(user, self.by)
        for before, after in changed:
            people.changed(before, after, self.by)


class _Attributes(Text):
    """What only some books have, as JSON."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dict[str, str]:
        try:
            found = json.loads(super().clean(value) or "{}")
        except ValueError:
            found = None
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise ValueError('应为 {"名称": "内容"} 的形式，或留空')
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


class BookResource(FlatResource):
    """Editions of entries of the classification books."""

    book = column("book", "目录")
    code = column("code", "代码")
    name = column("name", "名称")
    parent = column("parent", "上级代码")
    budget_type = column("budget_type", "预算类型")
    position = column("position", "序号", Whole())
    valid_from = column("valid_from", "起始年度", Whole())
    valid_until = column("valid_until", "截止年度", Whole())
    more = column("more", "其他属性", _Attributes())

    class Meta:
        model = ReferenceItem
        import_id_fields = ("book", "code", "valid_from")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["budget_type"].widget = Choice(_labels("fund"), blank=True)

    def read_present(self) -> Iterable[ReferenceItem]:
        return _with_attributes(ReferenceItem.objects.all())

    def iter_queryset(self, queryset: QuerySet[ReferenceItem]) -> Iterable[ReferenceItem]:
        return _with_attributes(queryset)

    def init_instance(self, row: Any = None) -> Any:
        item: Any = ReferenceItem()
        item.budget_type, item.more = "", {}
        return item

    def check(self, instance: Any, original: ReferenceItem | None) -> dict[str, str]:
        if instance.book not in CLASSIFICATIONS:
            return {"book": f"清单只能修改：{'、'.join(CLASSIFICATIONS)}"}
        until = instance.valid_until
        if until is not None and until < instance.valid_from:
            return {"valid_until": f"早于起始年度 {instance.valid_from}"}
        typed = {BUDGET_TYPE: instance.budget_type} if instance.budget_type else {}
        instance.attrs = {**instance.more, **typed}
        return {}

    def check_all(self) -> Iterable[tuple[Any, str, str]]:
        known = {(item.book, item.code) for item in self.standing().values()}
        for item in [*self.new.values(), *(after for _, after in self.edited.values())]:
            if item.parent and (item.book, item.parent) not in known:
                yield item, "parent", "目录中没有这个代码"

    def write(
        self,
        created: Sequence[ReferenceItem],
        changed: Sequence[tuple[ReferenceItem, ReferenceItem]],
    ) -> None:
        try:
            load(row.as_item() for row in [*created, *(after for _, after in changed)])
        except BadBooksError as bad:
            raise ListRefusedError(str(bad)) from bad


def _labels(book: str) -> Mapping[str, str]:
    """Code -> name of a book, whichever year."""
    items = ReferenceItem.objects.filter(book=book).order_by("position", "valid_from")
    return dict(items.values_list("code", "name"))


def _with_units(users: Iterable[Any]) -> Iterable[User]:
    """People with ``unit_code``."""
    for user in users:
        user.unit_code = user.unit.code if user.unit else ""
        yield user


def _with_attributes(items: Iterable[Any]) -> Iterable[ReferenceItem]:
    """Entries with ``budget_type`` and the rest of their attributes as ``more``."""
    for item in items:
        item.more = {key: value for key, value in item.attrs.items() if key != BUDGET_TYPE}
        item.budget_type = item.attrs.get(BUDGET_TYPE, "")
        yield item
