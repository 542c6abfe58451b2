"""The pages on the way in: the sign-in form, the second factor, an identity provider."""

from __future__ import annotations

import secrets
from typing import Any, cast

import segno
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from units import identity, lockout, second_factor, sessions
from units.models import Act, SecondFactor, User

_STATE = "identity_state"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class SignInForm(AdminAuthenticationForm):
    """Name and password; a locked name is told so, and its password not even looked at."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": (
            f"用户名或密码不对，请注意大小写。连续输错 {lockout.TRIES} 次，"
            f"锁定 {lockout.DURATION.seconds // 60} 分钟。"
        ),
    }

    def clean(self) -> dict[str, Any]:
        if refusal := lockout.refusal(self.cleaned_data.get("username", "")):
            raise ValidationError(refusal)
        return super().clean()


# --- the second factor -------------------------------------------------------------------


class CodeForm(forms.Form):
    code = forms.CharField(
        label="验证码",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Sets up an authenticator where there is none; else asks for a code while that is due."""
    user = cast(User, request.user)
    factor = second_factor.confirmed(user)
    if factor is None:
        return _set_up(request, user)
    if second_factor.is_due(request):
        return _ask(request, user)
    left = len(factor.recovery)
    return _page(request, "second_factor_done.html", title="双因素验证已启用", recovery_left=left)


def _ask(request: HttpRequest, user: User) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if code := _typed(form, user):
        if second_factor.check(user, code):
            return _come_in(request)
        form.add_error("code", _wrong(user))
    return _page(request, "second_factor.html", title="输入验证码", form=form)


def _set_up(request: HttpRequest, user: User) -> HttpResponse:
    form = CodeForm(request.POST or None)
    if code := _typed(form, user):
        codes = second_factor.enrol(user, code)
        if codes:
            second_factor.satisfy(request)
            sessions.greet(request)
            return _page(request, "recovery_codes.html", title="请保存恢复码", codes=codes)
        form.add_error("code", _wrong(user))
    factor = second_factor.offered(user)
    return _page(
        request,
        "enrolment.html",
        title="启用双因素验证",
        form=form,
        picture=_picture(factor),
        secret=second_factor.secret_text(factor),
        is_obliged=second_factor.is_due(request),
    )


def _typed(form: CodeForm, user: User) -> str:
    """The code to be tried; empty when there is none or guessing has been stopped."""
    if not form.is_valid():
        return ""
    if refusal := lockout.refusal(user.username):
        form.add_error("code", refusal)
        return ""
    return str(form.cleaned_data["code"])


def _picture(factor: SecondFactor) -> SafeString:
    """The QR code as SVG, made here of nothing but squares."""
    code = segno.make(second_factor.address(factor), error="m")
    svg: str = code.svg_inline(scale=5, border=4, light="#fff", dark="#000")
    return mark_safe(svg)  # noqa: S308


def _come_in(request: HttpRequest) -> HttpResponse:
    second_factor.satisfy(request)
    sessions.greet(request)
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return redirect(asked if is_ours else "admin:index")


def _wrong(user: User) -> str:
    return lockout.refusal(user.username) or "验证码不对，请输入最新的验证码。"


def _page(request: HttpRequest, template: str, **context: Any) -> TemplateResponse:
    everywhere = admin.site.each_context(request)
    return TemplateResponse(request, f"admin/sign_in/{template}", {**everywhere, **context})


# --- an identity provider ----------------------------------------------------------------


@require_safe
def leave_for_provider(request: HttpRequest) -> HttpResponse:
    """To the provider; back to the sign-in page with a sentence while that cannot be used."""
    provider = identity.provider()
    if provider is None:
        raise Http404
    state = request.session[_STATE] = secrets.token_urlsafe(32)
    try:
        return redirect(provider.begin(_callback(request), state))
    except identity.IdentityError as error:
        messages.error(request, str(error))
        return redirect("admin:login")


@require_safe
def return_from_provider(request: HttpRequest) -> HttpResponse:
    """Signs in whom the provider vouches for, when it was this browser that asked."""
    provider = identity.provider()
    if provider is None:
        raise Http404
    expected = request.session.pop(_STATE, "")
    try:
        if not expected or not constant_time_compare(request.GET.get("state", ""), expected):
            raise identity.IdentityError("登录请求已过期，请重新开始。")
        found = provider.finish(request, _callback(request))
        user = _known(found.username)
        if user is None:
            lockout.failed(Act.SIGN_IN, user, found.username)
            raise identity.IdentityError("这里没有您的账号，请联系安全管理员。")
    except identity.IdentityError as error:
        messages.error(request, str(error))
        return redirect("admin:login")
    login(request, user, _BACKEND)
    if found.is_strong:
        _come_in(request)
    return redirect("admin:index")


def _known(username: str) -> User | None:
    """Never somebody new, and nobody who is for setting up only."""
    known = User.objects.filter(is_active=True, is_staff=True, is_superuser=False)
    return known.filter(username=username).first()


def _callback(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("admin:identity_return"))
