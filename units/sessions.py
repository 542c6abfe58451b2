"""How long a session lasts, and that there is one of a person.

A session ends after half an hour without a request, after a working day in any case, and when
its ticket is no longer the person's: somebody signed in elsewhere, or an administrator changed
the account.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localtime

from units import second_factor
from units.access_log import record
from units.models import AccessRecord, Act, User
from units.reauth import confirm_now

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)
_TOUCHED_EVERY = timedelta(minutes=1)  # a session is not written at each request
_TICKET, _SINCE, _SEEN, _GREETING = "ticket", "since", "seen", "greeting"


def begin(request: HttpRequest, user: User) -> None:
    """Somebody has signed in: tell when that was last, and begin the session's time."""
    last = _last_time(user)
    record(Act.SIGN_IN, user)
    if settings.ONE_SESSION or not user.ticket:
        renew_ticket(user)
    now = timezone.now().isoformat()
    confirm_now(request)
    request.session.update({_TICKET: user.ticket, _SINCE: now, _SEEN: now})
    if second_factor.demand(request, user):
        request.session[_GREETING] = last
    elif last:
        messages.info(request, last, fail_silently=True)


def greet(request: HttpRequest) -> None:
    """The second factor was given, too: now it may be told when that was last."""
    if last := request.session.pop(_GREETING, ""):
        messages.info(request, last)


def renew_ticket(user: User) -> None:
    """End every session of the user at its next request."""
    user.ticket = secrets.token_urlsafe(32)
    user.save(update_fields=["ticket"])


def end_if_due(request: HttpRequest, user: User) -> bool:
    """Whether the session was over; then the request is nobody's, and the next page says why."""
    why = _why_over(request, user)
    if why:
        record(Act.TIME_OUT, user, reason=why)
        request.session.flush()
        request.user = AnonymousUser()
        messages.warning(request, why)
    else:
        _touch(request)
    return bool(why)


def _why_over(request: HttpRequest, user: User) -> str:
    now = timezone.now()
    if request.session.get(_TICKET) != user.ticket:
        return _taken_over(request, user)
    if now - _time(request, _SEEN) > IDLE:
        return f"您有 {IDLE.seconds // 60} 分钟没有操作，请重新登录。"
    if now - _time(request, _SINCE) > LONGEST:
        return f"一次登录最长 {LONGEST.seconds // 3600} 小时，请重新登录。"
    return ""


def _taken_over(request: HttpRequest, user: User) -> str:
    newest = AccessRecord.objects.filter(user=user, act=Act.SIGN_IN, succeeded=True).first()
    if newest is None or newest.at <= _time(request, _SINCE):
        return "您的账号有变动，请重新登录。"
    return f"您的账号于 {_said(newest)} 登录，这里已退出。若不是您本人，请立即修改密码。"


def _touch(request: HttpRequest) -> None:
    now = timezone.now()
    if now - _time(request, _SEEN) > _TOUCHED_EVERY:
        request.session[_SEEN] = now.isoformat()


def _time(request: HttpRequest, key: str) -> datetime:
    """A session from before there were times is long over."""
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else timezone.now() - 2 * LONGEST


def _last_time(user: User) -> str:
    tries = AccessRecord.objects.filter(user=user, act=Act.SIGN_IN)
    last = tries.filter(succeeded=True).first()
    if last is None:
        return ""
    text = f"上次登录：{_said(last)}。"
    if failures := tries.filter(succeeded=False, pk__gt=last.pk).count():
        text += f"此后有 {failures} 次登录失败，若不是您本人，请告诉安全管理员。"
    return text


def _said(entry: AccessRecord) -> str:
    place = f"从 {entry.address}" if entry.address else "从未知地址"
    return f"{localtime(entry.at):%Y-%m-%d %H:%M}（{place}）"
