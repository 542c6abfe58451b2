"""The way in, walked in a browser: from a one-time password to the start page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from disclosures.tests.browsing import HEIGHT, WIDTH, barriers, complaints_of, sign_in
from units import lockout
from units.models import Role, User
from units.passwords import give_one_time_password
from units.reauth import LASTS
from units.second_factor import RECOVERY_CODES
from units.tests.codes import code_of, enrolled
from units.tests.people import a_unit, a_user

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("reference_books")]

OWN = "Chosen-by-myself-7"


@pytest.fixture
def door(page: Page, live_server: LiveServer, settings: Settings) -> Page:
    settings.SECOND_FACTOR = True
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(live_server.url + reverse("admin:index"))
    return page


def enter(page: Page, username: str, password: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def site_of(page: Page) -> str:
    return "/".join(page.url.split("/")[:3]) + reverse("admin:index")


def assert_open_to_all(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    assert barriers(page) == []


def test_a_reviewer_comes_in_for_the_first_time_and_for_the_second(door: Page) -> None:
    complaints = complaints_of(door)
    reviewer = a_user("wangfang", Role.REVIEWER, is_staff=True)
    assert_open_to_all(door, "明账 管理")
    password = give_one_time_password(reviewer, by=None)
    enter(door, "wangfang", password)

    assert_open_to_all(door, "密码修改")
    expect(door.get_by_text("您现在用的是一次性密码")).to_be_visible()
    door.get_by_label("旧密码").fill(password)
    door.locator("#id_new_password1").fill(OWN)
    door.locator("#id_new_password2").fill(OWN)
    door.get_by_role("button", name="修改我的密码").click()
    door.goto(site_of(door))

    assert_open_to_all(door, "启用双因素验证")
    secret = door.locator(".sign-in-secret").inner_text()
    door.get_by_label("验证码").fill(code_of(secret))
    door.get_by_role("button", name="启用").click()

    assert_open_to_all(door, "请保存恢复码")
    codes = door.locator(".sign-in-codes code").all_inner_texts()
    assert len(codes) == RECOVERY_CODES
    door.get_by_role("link", name="已经保存").click()
    door.get_by_role("button", name="注销").click()

    door.get_by_role("link", name="重新登录").click()
    enter(door, "wangfang", OWN)
    assert_open_to_all(door, "输入验证码")
    door.get_by_label("验证码").fill(codes[0])
    door.get_by_role("button", name="登录").click()
    expect(door.get_by_text("上次登录")).to_be_visible()
    assert complaints == []


def test_who_is_locked_out_is_told_until_when(door: Page) -> None:
    for _ in range(lockout.TRIES + 1):
        enter(door, "wangfang", "wrong")
    expect(door.get_by_text("连续失败次数过多，已暂时锁定。请在")).to_be_visible()
    assert barriers(door) == []


def test_the_security_administrator_makes_an_account(
    page: Page, live_server: LiveServer, settings: Settings
) -> None:
    settings.SECOND_FACTOR = True
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    complaints = complaints_of(page)
    unit = a_unit("105001", "水利局")
    enrolled(a_user("wangfang", Role.REVIEWER, first_name="芳", last_name="王", is_staff=True))
    a_user("gone", Role.OFFICER, unit, is_active=False)
    security = a_user("security", Role.SECURITY_ADMIN, is_staff=True)
    secret, _ = enrolled(security)
    _walk_in(page, live_server.url, security, secret)

    page.goto(live_server.url + reverse("admin:units_user_changelist"))
    assert_open_to_all(page, "用户")
    page.get_by_role("link", name="增加 用户").click()
    page.get_by_label("用户名").fill("liming")
    page.get_by_label("单位", exact=False).first.select_option(label="水利局")
    _eleven_minutes_pass(page)
    page.get_by_role("button", name="保存", exact=True).click()

    assert_open_to_all(page, "请确认是您本人")
    page.get_by_label("登录密码").fill(code_of(secret, 1))
    page.get_by_role("button", name="确认并继续").click()

    assert_open_to_all(page, "一次性密码")
    made = User.objects.get(username="liming")
    assert made.check_password(page.locator(".one-time code").inner_text())
    page.get_by_role("link", name="返回用户清单").click()
    expect(page.get_by_role("row", name="liming")).to_contain_text("待改密码")
    assert complaints == []


def _walk_in(page: Page, site: str, user: User, secret: str) -> None:
    sign_in(page.context, site, user)
    page.goto(site + reverse("admin:index"))
    page.get_by_label("验证码").fill(code_of(secret))
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("button", name="注销")).to_be_visible()


def _eleven_minutes_pass(page: Page) -> None:
    """Since the last confirmation, as the session remembers it."""
    cookies = {one.get("name"): one.get("value") for one in page.context.cookies()}
    session = SessionStore(cookies["sessionid"])
    session["confirmed"] = (timezone.now() - LASTS - timedelta(minutes=1)).isoformat()
    session.save()
