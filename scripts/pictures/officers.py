"""The pictures of the manuals: fictional units, the pages as officers and inspectors meet them.

Started by ``scripts/manual``, which gives it an empty database and directories of its own.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler

import django
from openpyxl import load_workbook  # type: ignore[import-untyped]
from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright

if TYPE_CHECKING:
    from disclosures.models import Disclosure
    from fiscal.report import Report
    from units.models import User

YEAR = 2025
AT = datetime(YEAR + 1, 3, 2, 2, 30, tzinfo=UTC)
SIZE = {"width": 1280, "height": 720}
OFFICER, FIRST, PASSWORD = "liming", "Kaishi-2026-mima", "Shui-li-ju-2026"
COLOURS = 128  # of a picture; enough for pages of text


# --- a portal of its own ---------------------------------------------------------------------


def prepare() -> None:
    """Django with an empty database; tasks run at once and in place."""
    django.setup()
    from django.core.management import call_command

    from config.celery import app

    app.conf.task_always_eager = True
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing of the requests."""


@contextmanager
def serving() -> Iterator[str]:
    """Its address, while it answers in threads of this process."""
    from django.core.servers.basehttp import ThreadedWSGIServer
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), _Silent)
    server.set_app(get_wsgi_application())
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@contextmanager
def browser_page() -> Iterator[Page]:
    path = shutil.which("chromium") or shutil.which("google-chrome")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[*flags, "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        context = browser.new_context(
            viewport={"width": SIZE["width"], "height": SIZE["height"]}, locale="zh-CN",
            timezone_id="Asia/Shanghai", permissions=["clipboard-read", "clipboard-write"],
        )  # fmt: skip
        yield context.new_page()
        browser.close()


# --- what there is to see --------------------------------------------------------------------


@dataclass(frozen=True)
class Scene:
    """Last year is published, this year is yet to begin; ``report`` is what it will be."""

    officer: User
    colleague: User
    reviewer: User
    report: Report


def set_scene() -> Scene:
    from disclosures import actions, demo
    from units.models import Role, Unit, User

    root = User.objects.create_superuser("root", password=PASSWORD, first_name="管理员")
    fictional = next(iter(demo.units(1)))
    unit = Unit.objects.add_root(instance=Unit(code=fictional.code, name=fictional.name))
    people = [
        User.objects.create_user(
            name, password=FIRST, first_name=called, role=Role.OFFICER, unit=unit, is_staff=True,
            must_change_password=True,
        )
        for name, called in ((OFFICER, "李明"), ("wangfang", "王芳"))
    ]  # fmt: skip
    last, this = demo.reports(fictional, YEAR - 1, YEAR)
    draft = actions.load(report=last, by=root, at=AT.replace(year=YEAR))
    actions.publish(disclosure=draft, by=root, at=AT.replace(year=YEAR), imported=True)
    return Scene(people[0], people[1], root, this)


def the_draft() -> Disclosure:
    from disclosures.models import Disclosure

    return Disclosure.objects.get(year=YEAR, kind="final_accounts")


def fill(scene: Scene, report: Report) -> Disclosure:
    from disclosures import actions

    return actions.load(report=report, by=scene.officer, at=AT)


# --- the camera ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Camera:
    page: Page
    site: str
    folder: Path

    def open(self, *names: object) -> None:
        self.page.goto("/".join([self.site, "admin", *map(str, names)]))

    def desk(self, *names: object) -> None:
        self.open("desk", the_draft().pk, *names)

    def shoot(self, name: str, at: Locator | None = None) -> None:
        """The window, scrolled to what it is about."""
        if at is not None:
            at.evaluate("place => place.scrollIntoView({ block: 'center' })")
        self.page.wait_for_load_state("networkidle")
        picture = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
        few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def paste(self, field: Locator, text: str) -> None:
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        field.focus()
        self.page.keyboard.press("Control+V")

    def is_saved(self) -> None:
        expect(self.page.locator("#saved")).to_contain_text("已保存")


def signing_in(camera: Camera) -> None:
    page = camera.page
    camera.open("login", "")
    page.get_by_label("用户名").fill(OFFICER)
    page.get_by_label("密码").fill(FIRST)
    camera.shoot("01-login")
    page.keyboard.press("Enter")
    for label, text in (("旧密码", FIRST), ("新密码", PASSWORD), ("新密码确认", PASSWORD)):
        page.get_by_label(label, exact=False).and_(page.locator("input")).first.fill(text)
    page.locator("#id_new_password1").fill(PASSWORD)
    page.locator("#id_new_password2").fill(PASSWORD)
    camera.shoot("02-password")
    page.locator("#id_new_password2").press("Enter")


def beginning(camera: Camera, scene: Scene) -> None:
    camera.open(f"?year={YEAR}")
    camera.shoot("03-new-year")
    camera.press(f"开始填报{YEAR}年度部门决算")
    camera.shoot("04-overview")
    text = next(path for path in scene.report.texts if path.startswith("s1.cmp"))
    texts = {key: value for key, value in scene.report.texts.items() if key != text}
    fill(scene, replace(scene.report, texts=texts))
    camera.open(f"?year={YEAR}")
    camera.shoot("05-home")


def statements(camera: Camera, scene: Scene) -> None:
    from disclosures import actions
    from fiscal.edits import Change

    page = camera.page
    camera.desk("statements", "01", "")
    camera.shoot("06-statement")
    camera.desk("statements", "05", "")
    fields = page.locator("table.sheet [data-column]")
    first = fields.first.get_attribute("name") or ""
    code = next(line.key for line in scene.report.statement("05").at_depth(3))
    field = page.locator(f'[name="statements/05/{code}/basic/this"]')
    camera.paste(field, "1,234,567.00\t２３４，５６７．００\n")
    expect(page.locator("#paste-notice")).to_contain_text("已填")
    camera.is_saved()
    camera.shoot("07-paste", field)
    camera.press("撤销上一步")
    expect(page.locator("#paste-notice")).to_contain_text("已撤销")
    camera.is_saved()
    picker = page.get_by_label("科目编码或名称")
    picker.fill("培训")
    camera.shoot("08-picker")
    picker.fill("")
    old = page.locator(f'[name="old:{first}"]').input_value().replace(",", "")
    theirs = [Change(first, old, "1000000.00")]
    actions.edit(disclosure=the_draft(), changes=theirs, by=scene.colleague, at=AT)
    page.locator(f'[name="{first}"]').fill("2000000")
    expect(page.get_by_role("dialog")).to_be_visible()
    camera.shoot("09-conflict")
    page.get_by_role("dialog").get_by_label("我的").check()
    page.get_by_role("dialog").get_by_role("button").click()
    camera.is_saved()
    fill(scene, replace(scene.report, texts=_without_a_reason(scene.report)))


def _without_a_reason(report: Report) -> dict[str, str]:
    return {key: text for key, text in report.texts.items() if not key.startswith("s1.cmp")}


def narrative(camera: Camera) -> None:
    page = camera.page
    camera.desk("narrative", "")
    reason = page.locator('[name="texts/s1.cmp.reason"]')
    camera.shoot("10-narrative", reason)
    page.locator("[id='s1.cmp.pct']").click()
    camera.shoot("11-origin", reason)
    reason.fill("新建校舍投入使用，项目支出增加。")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("已保存")


def performance(camera: Camera, scene: Scene) -> None:
    from fiscal.report import Indicator
    from performance import library

    page = camera.page
    camera.desk("projects", "")
    camera.shoot("12-projects")
    for name, step in (("13-plan", "plan"), ("14-midyear", "midyear"), ("15-result", "result")):
        camera.desk("projects", f"0/?step={step}")
        if step == "midyear":
            for row, text in (("funds/0", "180"), ("funds/1", "180"), ("indicators/0", "9所")):
                page.locator(f'[data-cell="projects/0/{row}/midyear"]').fill(text)
            page.keyboard.press("Tab")
            camera.is_saved()
        camera.shoot(name)
    library.approve(
        entry=library.propose(
            indicator=Indicator("产出指标", "质量指标", "校舍维修验收合格率", ""),
            sector="教育", measure="%", by=scene.officer, at=AT,
        ),
        by=scene.reviewer, at=AT,
    )  # fmt: skip
    camera.desk("library", "?table=projects/0")
    camera.shoot("16-library")
    camera.desk("projects", "0/?step=result")
    camera.shoot("17-attachments", page.locator("#attachments"))
    camera.desk("performance", "")
    camera.shoot("18-unit-evaluation")


def _workbook(scene: Scene) -> bytes:
    """As filled in by somebody who typed three amounts that are none."""
    from disclosures.workbooks import template
    from units.reference_db import reference

    book = load_workbook(BytesIO(template(scene.report, reference(YEAR))))
    amounts = (cell for row in book.worksheets[2].iter_rows() for cell in row
               if isinstance(cell.value, int | float) and cell.value > 100_000)  # fmt: skip
    for cell, text in zip(amounts, ("约12万", "见附件", "1.234.5"), strict=False):
        cell.value = text
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def uploading(camera: Camera, scene: Scene) -> None:
    page = camera.page
    kept = {key: one for key, one in scene.report.statements.items() if key not in ("02", "09")}
    fill(scene, replace(scene.report, statements=kept))
    content = _workbook(scene)
    camera.desk("upload", "")
    camera.shoot("19-upload")
    file = page.get_by_label("文件", exact=False).first
    name = f"{scene.report.unit.code}-{YEAR}-accounts.xlsx"
    file.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    camera.press("上传并读取")
    expect(page.get_by_role("heading", name="确认上传的内容")).to_be_visible()
    camera.shoot("20-preview")
    page.get_by_label("我知道有内容没有读入").check()
    camera.press("确认，写入草稿")
    expect(page.get_by_role("heading", name="上传已确认")).to_be_visible()
    camera.shoot("21-confirmed")


def handing_in(camera: Camera, scene: Scene) -> None:
    texts = _without_a_reason(scene.report)
    doubtful = {**texts, "s4.cmp.reason": f"截至{YEAR - 1}年12月31日，校舍改建项目尚未完工。"}
    fill(scene, replace(scene.report, texts=doubtful))
    camera.desk("checks", "")
    said = camera.page.get_by_label("情况说明").first
    said.fill("改建项目跨年实施，上年末的工程进度即本年年初的起点。")
    camera.page.keyboard.press("Tab")
    camera.is_saved()
    camera.shoot("22-findings")
    fill(scene, scene.report)
    camera.desk("")
    camera.shoot("23-submit")


def inspecting(camera: Camera) -> None:
    """The region of the demonstration, as the bureau of finance sees it."""
    from django.core.management import call_command

    from units.models import Role, User

    call_command("seed_demo", verbosity=0)
    User.objects.create_user("shenhe", password=PASSWORD, role=Role.REVIEWER, is_staff=True)
    camera.page.context.clear_cookies()
    camera.open("")
    camera.page.get_by_label("用户名").fill("shenhe")
    camera.page.get_by_label("密码").fill(PASSWORD)
    camera.press("登录")
    camera.open("desk", "inspection", f"?year={YEAR}")
    camera.shoot("24-region")
    camera.open("desk", "inspection", "units", f"?year={YEAR}")
    camera.shoot("25-table")
    signs = camera.page.locator("tbody tr", has_text="云岭州文化和旅游局").get_by_role("link").first
    signs.click()
    camera.shoot("26-unit", camera.page.get_by_role("heading", name="异常迹象"))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright keeps an event loop here
    prepare()
    scene = set_scene()
    with serving() as site, browser_page() as page:
        camera = Camera(page, site, folder)
        signing_in(camera)
        beginning(camera, scene)
        statements(camera, scene)
        narrative(camera)
        performance(camera, scene)
        uploading(camera, scene)
        handing_in(camera, scene)
        inspecting(camera)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
