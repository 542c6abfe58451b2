"""The pictures of the reviewers' manual: return, approve, publish, correct, withdraw, inspect."""

from __future__ import annotations

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from disclosures import actions, demo
from disclosures.tests.explaining import submitted
from pictures.camera import Camera
from pictures.scene import (
    AT,
    HEAD,
    OFFICER,
    PASSWORD,
    PUBLISHER,
    REVIEWER,
    YEAR,
    Scene,
    forget_confirming,
)
from units.models import Role, Unit, User

_MORE = 8  # units that wait for the reviewer beside those of the demonstration


def reviewing(camera: Camera) -> None:
    _hand_in(camera)
    camera.enter(REVIEWER)
    camera.open("desk", "inbox", "")
    camera.shoot("27-inbox")
    camera.desk("review", "")
    camera.shoot("28-review")
    _return(camera)
    _answer(camera)
    _hand_in(camera)
    camera.enter(REVIEWER)
    camera.desk("review", "")
    camera.shoot("33-since", camera.page.locator(".since").last)
    _approve_and_publish(camera)


def _hand_in(camera: Camera) -> None:
    camera.enter(OFFICER)
    camera.desk("")
    camera.press("提交审核")
    camera.enter(HEAD)
    camera.desk("review", "")
    camera.decide("sign_off", "审签")
    camera.decide("clear_secrecy", "登记保密审查", reviewer="保密员周静")


def _return(camera: Camera) -> None:
    page = camera.page
    camera.desk("statements", "01", "")
    figure = page.locator('a.say[aria-label*="教育支出"]').first
    figure.focus()
    camera.shoot("29-pointing", figure)
    figure.click()
    page.locator("[name=text]").first.fill("与财政批复的数字核对，差额请在说明中写明。")
    page.locator("#send_back-reason").fill("两处须改，改后重新提交。")
    camera.desk("narrative", "")
    page.get_by_role("link", name="：一、收入支出决算总体情况说明").click()
    page.locator("[name=text]").last.fill("变动原因请写具体：新增了哪些支出，各多少。")
    camera.shoot("30-returning", page.locator("section#send_back"))
    camera.decide("send_back", "退回")


def _answer(camera: Camera) -> None:
    page = camera.page
    camera.enter(OFFICER)
    camera.open(f"?year={YEAR}")
    camera.shoot("31-returned")
    page.get_by_role("link", name="处理意见（2条未处理）").click()
    camera.shoot("32-pinned")
    camera.press("已处理")
    camera.desk("narrative", "")
    reason = page.locator('[name="texts/s1.cmp.reason"]')
    reason.fill("新建校舍投入使用，项目支出增加；教师增加十二人，人员经费相应增加。")
    page.keyboard.press("Tab")
    camera.is_saved()
    camera.press("已处理")


def _approve_and_publish(camera: Camera) -> None:
    today = timezone.localdate()
    camera.decide(
        "record_approval", "登记批复",
        approved_on=f"{today}", document=f"云财〔{today.year}〕9号",
    )  # fmt: skip
    camera.decide("approve", "审核通过")
    _publish(camera, "34-confirm")


def _publish(camera: Camera, name: str = "") -> None:
    camera.enter(PUBLISHER)
    forget_confirming()
    camera.desk("review", "")
    camera.decide("publish", "公开")
    expect(camera.page.get_by_role("heading", name="请确认是您本人")).to_be_visible()
    if name:
        camera.shoot(name)
    camera.page.get_by_label("登录密码").fill(PASSWORD)
    camera.press("确认并继续")
    _done(camera.page, "公开")


def _done(page: Page, words: str) -> None:
    expect(page.locator(".messagelist .success")).to_contain_text(words)


def correcting(camera: Camera, scene: Scene) -> None:
    page = camera.page
    camera.decide("revise", "启动更正", reason="在职人数漏计新校区的教职工，予以更正。")
    camera.enter(OFFICER)
    camera.desk("narrative", "")
    page.get_by_label("在职人员（人）").fill("77")
    page.keyboard.press("Tab")
    camera.is_saved()
    _hand_in(camera)
    camera.enter(REVIEWER)
    camera.desk("review", "")
    camera.decide("approve", "审核通过")
    _publish(camera)
    camera.public(scene, "versions/")
    camera.shoot("35-versions")
    camera.public(scene, "v2/changes/")
    camera.shoot("36-changes")


def inspecting(camera: Camera) -> None:
    """The region of the demonstration, as the bureau of finance sees it."""
    call_command("seed_demo", verbosity=0)
    camera.enter(REVIEWER)
    camera.open("desk", "inspection", f"?year={YEAR}")
    camera.shoot("24-region")
    camera.open("desk", "inspection", "units", f"?year={YEAR}")
    camera.shoot("25-table")
    signs = camera.page.locator("tbody tr", has_text="云岭州文化和旅游局").get_by_role("link").first
    signs.click()
    camera.shoot("26-unit", camera.page.get_by_role("heading", name="异常迹象"))


def deciding_on_many(camera: Camera) -> None:
    _let_wait()
    camera.open("desk", "review", "?all=1")
    camera.shoot("37-bulk")
    camera.press("审核通过所选")
    expect(camera.page.get_by_role("status")).to_contain_text("已处理完")
    camera.shoot("38-outcomes")


def _let_wait() -> None:
    """Further units hand in; of two of them nobody but the reviewer has filled it in."""
    have = set(Unit.objects.values_list("code", flat=True))
    more = [one for one in demo.units(3 * _MORE) if one.code not in have][:_MORE]
    reviewer = User.objects.get(username=REVIEWER)
    for number, one in enumerate(more):
        unit = Unit.objects.add_root(instance=Unit(code=one.code, name=one.name))
        officer, head = (
            User.objects.create(username=one.code + role, first_name=name, role=role, unit=unit)
            for name, role in (("填报人", Role.OFFICER), ("负责人", Role.HEAD))
        )
        (report,) = demo.reports(one, YEAR, YEAR)
        by = reviewer if number % 4 == 1 else officer
        draft = actions.load(report=report, by=by, at=AT)
        submitted(draft, officer, AT)
        actions.sign_off(disclosure=draft, by=head, at=AT)
        actions.clear_secrecy(disclosure=draft, reviewer="保密员", by=head, at=AT)


def withdrawing(camera: Camera, scene: Scene) -> None:
    camera.enter(PUBLISHER)
    camera.desk("review", "")
    camera.decide("withdraw", "撤回公开", reason="附件含有个人信息，删去后重新公开。")
    _done(camera.page, "撤回")
    camera.public(scene, "")
    camera.shoot("39-withdrawn")
