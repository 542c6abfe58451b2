"""The whole road with everybody on it: four people, the public and the audit administrator.

Web server, worker, queue, database and files are processes and folders of the test's own; people
sign in as on a real installation, each in a browser of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from disclosures.tests.browsing import HEIGHT, WIDTH, barriers, complaints_of
from disclosures.tests.installation import PATIENCE, WORKER, Installation, make_folders, until
from units.tests.codes import code_of

pytestmark = pytest.mark.browser

OWN = "Chosen-by-myself-7"
YEAR = 2025
_PREPARE = """
import json
call_command("migrate", verbosity=0)
call_command("load_reference", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from disclosures.desk.tests.desks import AT, a_draft
from disclosures.tests.explaining import explained
from units.models import Role
from units.passwords import give_one_time_password
from units.tests.people import a_user
draft = a_draft()
people = {
    "liming": (Role.OFFICER, draft.unit), "zhaojun": (Role.HEAD, draft.unit),
    "wangfang": (Role.REVIEWER, None), "chenhua": (Role.REVIEWER, None),
    "shenji": (Role.AUDIT_ADMIN, None),
}
users = {name: a_user(name, role, unit, is_staff=True) for name, (role, unit) in people.items()}
explained(draft, users["liming"], AT)
passwords = {name: give_one_time_password(user, by=None) for name, user in users.items()}
print(json.dumps({"code": draft.unit.code, "draft": draft.pk, "passwords": passwords}))
"""
_WEB = """
from wsgiref.simple_server import WSGIRequestHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
class Silent(WSGIRequestHandler):
    def log_message(self, *given):
        pass
server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
server.set_app(get_wsgi_application())
print(server.server_port, flush=True)
server.serve_forever()
"""
# Nobody has shown lately who they are.
_LATER = """
from django.contrib.sessions.backends.db import SessionStore
for row in SessionStore.get_model_class().objects.all():
    session = SessionStore(row.session_key)
    session["confirmed"] = "2026-01-01T00:00:00+00:00"
    session.save()
"""
_VERIFY = """call_command("verify_record", "--files")"""


class Road:
    """The installation, with who is on the road."""

    def __init__(self, here: Installation, browser: Browser) -> None:
        self.here, self.browser = here, browser
        made, _ = here.start(_PREPARE).communicate(timeout=PATIENCE)
        told = json.loads(made)
        self.code, self.draft = told["code"], told["draft"]
        self.passwords: dict[str, str] = told["passwords"]
        web = here.start(_WEB)
        assert web.stdout
        self.site = f"http://127.0.0.1:{int(web.stdout.readline())}"
        here.start(WORKER)
        self.complaints: list[list[str]] = []

    def window(self) -> Page:
        context = self.browser.new_context(
            base_url=self.site, locale="zh-CN", viewport={"width": WIDTH, "height": HEIGHT}
        )
        page = context.new_page()
        self.complaints.append(complaints_of(page))
        return page

    def run(self, program: str) -> int:
        return self.here.start(program).wait(PATIENCE)

    def first_sign_in(self, name: str, *, obliged: bool = False) -> Page:
        """One-time password, a password of one's own, a second factor where it is asked for."""
        page = self.window()
        page.goto("/admin/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(self.passwords[name])
        page.get_by_role("button", name="登录").click()
        page.get_by_label("旧密码").fill(self.passwords[name])
        page.locator("#id_new_password1").fill(OWN)
        page.locator("#id_new_password2").fill(OWN)
        page.get_by_role("button", name="修改我的密码").click()
        page.goto("/admin/")
        if obliged:
            secret = page.locator(".sign-in-secret").inner_text()
            page.get_by_label("验证码").fill(code_of(secret))
            page.get_by_role("button", name="启用").click()
            page.get_by_role("link", name="已经保存").click()
        expect(page.get_by_role("button", name="注销")).to_be_visible()
        return page

    def desk(self, name: str) -> str:
        return f"/admin/desk/{self.draft}/{name}"

    def public(self, tail: str = "") -> str:
        return f"/units/{self.code}/{YEAR}/{tail}"


@pytest.fixture
def road(tmp_path: Path, chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> Iterator[Road]:
    make_folders(tmp_path)
    for name, value in (("STATIC_PATH", f"{tmp_path}/static"), ("LOG_LEVEL", "ERROR"),
                        ("SECOND_FACTOR", "1"), ("ONE_SESSION", "1")):  # fmt: skip
        monkeypatch.setenv(name, value)
    here = Installation(tmp_path)
    found = Road(here, chromium)
    yield found
    for context in chromium.contexts:
        context.close()
    here.stop()


def done(page: Page, words: str) -> None:
    expect(page.locator(".messagelist .success")).to_contain_text(words)


def follow_message(page: Page, words: str) -> None:
    """From the inbox to what the newest message is about."""
    page.goto("/admin/desk/inbox/")
    newest = page.locator(".inbox li").first
    expect(newest).to_contain_text(words)
    newest.get_by_role("button").click()


def decide(page: Page, verb: str, button: str, **typed: str) -> None:
    """Fill the form of a verb on the page of the review and send it."""
    for name, text in typed.items():
        page.locator(f"#{verb}-{name}").fill(text)
    page.locator(f"section#{verb}").get_by_role("button", name=button, exact=True).click()


def sign(road: Road, head: Page) -> None:
    head.goto(road.desk("review/"))
    decide(head, "sign_off", "审签")
    done(head, "负责人审签")
    decide(head, "clear_secrecy", "登记保密审查", reviewer="保密员周静")
    done(head, "保密审查")


def submit(road: Road, officer: Page) -> None:
    officer.goto(road.desk(""))
    officer.get_by_role("button", name="提交审核").click()
    done(officer, "已提交，等待审核")


def return_with_three_comments(road: Road, reviewer: Page) -> None:
    """A figure and a section are pointed at in their own pages; what is typed is kept meanwhile."""
    reviewer.goto(road.desk("statements/01/"))
    reviewer.locator("a.say").first.click()
    reviewer.locator("[name=text]").first.fill("与明细账核对")
    reviewer.locator("#send_back-reason").fill("三处须改")
    reviewer.goto(road.desk("narrative/"))
    reviewer.get_by_role("link", name="：一、收入支出决算总体情况说明").click()
    expect(reviewer.locator("[name=text]").first).to_have_value("与明细账核对")
    expect(reviewer.locator("#send_back-reason")).to_have_value("三处须改")
    reviewer.locator("[name=text]").last.fill("变动原因请写具体")
    reviewer.get_by_label("再写一处").select_option(label="全文")
    reviewer.get_by_role("button", name="在此写意见").click()
    reviewer.get_by_label("全文", exact=True).fill("请通读一遍")
    assert barriers(reviewer) == []
    decide(reviewer, "send_back", "退回")
    done(reviewer, "退回")


def answer_three_comments(road: Road, officer: Page) -> None:
    officer.goto(f"/admin/?year={YEAR}")
    officer.get_by_role("link", name="处理意见（3条未处理）").click()
    expect(officer.locator("input:target, :target")).to_be_visible()
    expect(officer.locator("td:has(:target) a.pin")).to_contain_text("与明细账核对")
    assert barriers(officer) == []
    officer.get_by_role("button", name="已处理").click()
    officer.goto(f"/admin/?year={YEAR}")
    officer.get_by_role("link", name="处理意见（2条未处理）").click()
    expect(officer.locator("p.pinned-here")).to_contain_text("变动原因请写具体")
    reason = officer.locator('[name="texts/s1.cmp.reason"]')
    reason.fill("新建校舍投入使用，教师增加十二人。")
    officer.keyboard.press("Tab")
    expect(officer.locator("#saved")).to_contain_text("已保存")
    officer.get_by_role("button", name="已处理").click()
    officer.goto(road.desk(""))
    officer.get_by_role("button", name="已处理").click()


def publish(road: Road, publisher: Page) -> None:
    """Only who says once more who they are."""
    assert road.run(_LATER) == 0
    publisher.goto(road.desk("review/"))
    decide(publisher, "publish", "公开")
    expect(publisher.get_by_role("heading", name="请确认是您本人")).to_be_visible()
    publisher.get_by_label("登录密码").fill(OWN)
    publisher.get_by_role("button", name="确认并继续").click()
    done(publisher, "公开")


def test_four_people_take_an_account_to_the_public_correct_it_and_withdraw_it(road: Road) -> None:
    officer, head = road.first_sign_in("liming"), road.first_sign_in("zhaojun")
    reviewer = road.first_sign_in("wangfang", obliged=True)
    publisher = road.first_sign_in("chenhua", obliged=True)

    submit(road, officer)
    follow_message(head, "提交")
    sign(road, head)
    follow_message(reviewer, "负责人审签")
    return_with_three_comments(road, reviewer)
    answer_three_comments(road, officer)
    submit(road, officer)
    sign(road, head)

    reviewer.goto(road.desk("review/"))
    expect(reviewer.locator(".since")).to_contain_text("1处不同")
    expect(reviewer.locator(".since")).to_contain_text("教师增加十二人")
    expect(reviewer.locator(".pinned li.done")).to_have_count(3)
    decide(
        reviewer, "record_approval", "登记批复",
        approved_on=f"{YEAR + 1}-08-20", document="云财〔2026〕9号",
    )  # fmt: skip
    done(reviewer, "登记批复")
    decide(reviewer, "approve", "审核通过")
    done(reviewer, "审核通过")
    publish(road, publisher)

    visitor = road.window()
    visitor.goto(road.public())
    expect(visitor.locator("body")).to_contain_text("教师增加十二人")
    pdf = road.public(f"v1/{road.code}-{YEAR}.pdf")
    until(lambda: visitor.request.get(pdf).status == 200, "the worker has made the PDF")

    reviewer.goto(road.desk("review/"))
    decide(reviewer, "revise", "启动更正", reason="在职人数误计退休人员")
    done(reviewer, "更正")
    officer.goto(road.desk("narrative/"))
    officer.get_by_label("在职人员（人）").fill("77")
    officer.keyboard.press("Tab")
    expect(officer.locator("#saved")).to_contain_text("已保存")
    submit(road, officer)
    sign(road, head)
    reviewer.goto(road.desk("review/"))
    decide(reviewer, "approve", "审核通过")
    publish(road, publisher)

    visitor.goto(road.public("v1/"))
    expect(visitor.locator("body")).to_contain_text("更正")
    visitor.goto(road.public("v2/changes/"))
    expect(visitor.locator("body")).to_contain_text("77")
    assert barriers(visitor) == []
    visitor.goto(road.public("versions/"))
    expect(visitor.locator("body")).to_contain_text("在职人数误计退休人员")
    assert visitor.request.get(pdf).status == 200

    publisher.goto(road.desk("review/"))
    decide(publisher, "withdraw", "撤回公开", reason="附件含有个人信息")
    done(publisher, "撤回")
    visitor = road.window()  # who was here before may see what the browser kept, for minutes
    gone = visitor.goto(road.public())
    assert gone is not None
    assert gone.status == 410
    expect(visitor.locator("body")).to_contain_text("附件含有个人信息")

    log = road.first_sign_in("shenji", obliged=True)
    log.goto("/admin/disclosures/event/")
    table = log.locator("#result_list")
    for words in ("提交", "退回", "公开", "撤回"):
        expect(table).to_contain_text(words)
    assert barriers(log) == []
    assert road.run(_VERIFY) == 0
    assert [one for heard in road.complaints for one in heard if "410" not in one] == []
