"""The pictures of the officers' manual: from the first sign-in to handing in."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook  # type: ignore[import-untyped]
from playwright.sync_api import expect

from disclosures import actions
from disclosures.workbooks import template
from fiscal.edits import Change
from fiscal.report import Indicator, Report
from performance import library
from pictures.camera import Camera
from pictures.scene import AT, FIRST, OFFICER, PASSWORD, YEAR, Scene, fill, the_draft
from units.reference_db import reference


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
