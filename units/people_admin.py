"""People: accounts are made, changed and put out of use by the security administrator alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator

from units import lockout, people, second_factor, sessions
from units.admin_scope import ModelAdmin
from units.flat_admin import FlatListAdmin
from units.models import ROLES_OF_A_UNIT, SecondFactor, User
from units.passwords import give_one_time_password
from units.permissions import MANAGE_USERS, scope_of
from units.reauth import recently_confirmed
from units.resources import UserResource

_confirmed = method_decorator(recently_confirmed)


if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[User]
else:
    _ModelForm = forms.ModelForm


class AccountForm(_ModelForm):
    class Meta:
        help_texts = {
            "username": "登录用，须是字母、数字和 @ . + - _；建议用姓名拼音。",
            "unit": "填报人和单位负责人必须选；其他角色不选。",
            "is_active": "调离或停用的，去掉勾选。账号不能删除，做过的事留有记录。",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = cast(dict[str, Any], super().clean())
        if cleaned.get("role") in ROLES_OF_A_UNIT and not cleaned.get("unit"):
            self.add_error("unit", "填报人和单位负责人须有单位。")
        return cleaned


@admin.register(User)
class UserAdmin(FlatListAdmin, ModelAdmin[User]):
    """A person is put out of use, never deleted. Nobody changes a superuser, or the own account."""

    resource_class, import_verb = UserResource, MANAGE_USERS
    form = AccountForm
    list_display = ("username", "name", "unit", "role", "state", "two_factors", "last_login")
    list_filter = ("role", "is_active")
    list_select_related = ("unit",)
    search_fields = ("username", "first_name", "last_name", "unit__name", "unit__code")
    ordering = ("username",)
    fields = ("username", "last_name", "first_name", "email", "unit", "role", "is_active")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = SecondFactor.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False)
        people: QuerySet[User] = super().get_queryset(request)
        return people.annotate(is_locked=lockout.is_locked(), has_factor=Exists(factors))

    @admin.display(description="姓名", ordering="last_name")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="状态", ordering="is_active")
    def state(self, user: Any) -> str:
        if not user.is_active:
            return "停用"
        if user.is_locked:
            return "锁定"
        return "待改密码" if user.must_change_password else "在用"

    @admin.display(description="双因素")
    def two_factors(self, user: Any) -> str:
        return "已启用" if user.has_factor else "—"

    # --- who may ---

    def has_module_permission(self, request: HttpRequest) -> bool:
        return scope_of(request.user, MANAGE_USERS) is not None

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is not None and (obj.is_superuser or obj.pk == request.user.pk):
            return False
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Nobody finds out by filters what is kept secret, letter by letter."""
        return not lookup.startswith(("password", "ticket", "second_factor", "old_passwords")) and (
            super().lookup_allowed(lookup, value, request)
        )

    # --- pages ---

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.account_view)
        reset = path("<int:pk>/<str:what>/reset/", view, name="units_user_reset")
        return [reset, *super().get_urls()]

    @_confirmed
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The one-time password comes next, so there is one way to save."""
        context = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**context, **(extra_context or {})})

    @_confirmed
    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().change_view(request, *args, **kwargs)

    @_confirmed
    def import_view(self, request: HttpRequest) -> HttpResponse:
        return super().import_view(request)

    @_confirmed
    def account_view(self, request: HttpRequest, pk: int, what: str) -> HttpResponseBase:
        """What is done to somebody's way in, after a page that says what that means."""
        user = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if what not in _RESETS:
            raise Http404
        title, explanation, do = _RESETS[what]
        if request.method == "POST":
            return do(self, request, user)
        context = {"title": title, "explanation": explanation, "person": user}
        return self._page(request, "reset.html", context)

    def _new_password(self, request: HttpRequest, user: User) -> HttpResponse:
        password = give_one_time_password(user, by=cast(User, request.user))
        sessions.renew_ticket(user)
        context = {"title": "一次性密码", "person": user, "password": password}
        return self._page(request, "one_time_password.html", context)

    def _forget_factor(self, request: HttpRequest, user: User) -> HttpResponse:
        if second_factor.reset(user, by=cast(User, request.user)):
            sessions.renew_ticket(user)
            messages.success(request, f"已重置“{user}”的双因素验证，下次登录时重新绑定。")
        else:
            messages.info(request, f"“{user}”没有启用双因素验证。")
        return redirect("admin:units_user_change", user.pk)

    def _unlock(self, request: HttpRequest, user: User) -> HttpResponse:
        lockout.unlock(user, by=cast(User, request.user))
        messages.success(request, f"“{user}”已解除锁定。")
        return redirect("admin:units_user_change", user.pk)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        everywhere = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/units/user/{name}", {**everywhere, **context})

    # --- what is kept ---

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by = cast(User, request.user)
        if change:
            before = User.objects.get(pk=obj.pk)
            super().save_model(request, obj, form, change)
            people.changed(before, obj, by)
        else:
            obj.is_staff = True
            obj.set_unusable_password()
            super().save_model(request, obj, form, change)
            people.added(obj, by)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new account begins with a one-time password, shown this once."""
        return self._new_password(request, obj)


# What can be reset: title, what it means, how it is done.
_Reset = Callable[[UserAdmin, HttpRequest, User], HttpResponse]
_RESETS: dict[str, tuple[str, str, _Reset]] = {
    "password": (
        "重置密码",
        "将生成一个一次性密码，只显示一次。原密码立即失效，此人已登录的会话随即结束，下次登录须先改密码。",
        UserAdmin._new_password,
    ),
    "factor": (
        "重置双因素验证",
        "手机丢失或更换时使用。原验证器和恢复码立即失效，此人已登录的会话随即结束，下次登录时重新绑定。",
        UserAdmin._forget_factor,
    ),
    "lock": (
        "解除锁定",
        "此人可以立即再次尝试登录。请先确认连续失败的是本人。",
        UserAdmin._unlock,
    ),
}
