"""The pictures of the administrators' manual: ways in, accounts, logs."""

from __future__ import annotations

from pictures.camera import Camera
from pictures.scene import AUDIT, OFFICER, SECURITY
from units.models import User
from units.tests.codes import code_of

_NEW = "qianhong"


def accounts(camera: Camera) -> None:
    """An account is made; whoever has it comes in for the first time."""
    page = camera.page
    camera.enter(SECURITY)
    camera.open("units", "user", "")
    camera.shoot("40-users")
    camera.open("units", "user", "add", "")
    page.get_by_label("用户名").fill(_NEW)
    page.get_by_label("姓").fill("钱")
    page.locator("#id_first_name").fill("红")
    page.get_by_label("角色").select_option(label="财政审核人")
    camera.shoot("41-new-user")
    camera.press("保存")
    camera.shoot("42-one-time")
    password = page.locator(".one-time code").inner_text()
    camera.open("units", "user", User.objects.get(username=OFFICER).pk, "change", "")
    camera.shoot("43-account")
    _come_in(camera, password)


def _come_in(camera: Camera, password: str) -> None:
    """A password of one's own, then the second factor."""
    page, own = camera.page, "Chosen-by-myself-7"
    page.context.clear_cookies()
    camera.open("login", "")
    page.get_by_label("用户名").fill(_NEW)
    page.get_by_label("密码").fill(password)
    camera.press("登录")
    page.get_by_label("旧密码").fill(password)
    page.locator("#id_new_password1").fill(own)
    page.locator("#id_new_password2").fill(own)
    camera.press("修改我的密码")
    camera.open("")
    camera.shoot("44-enrolment")
    page.get_by_label("验证码").fill(code_of(page.locator(".sign-in-secret").inner_text()))
    camera.press("启用")
    camera.shoot("45-recovery-codes")


def logs(camera: Camera) -> None:
    camera.enter(AUDIT)
    camera.open("units", "accessrecord", "")
    camera.shoot("46-access-log")
    camera.open("disclosures", "event", "")
    camera.shoot("47-event-log")
