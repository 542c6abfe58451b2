"""What opens pages, works on them and takes pictures of them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from pictures.scene import PASSWORD, YEAR, Scene, enrolled, the_draft
from units.tests.codes import code_of

COLOURS = 128  # of a picture; enough for pages of text


@dataclass(frozen=True)
class Camera:
    page: Page
    site: str
    folder: Path

    def open(self, *names: object) -> None:
        self.page.goto("/".join([self.site, "admin", *map(str, names)]))

    def desk(self, *names: object) -> None:
        self.open("desk", the_draft().pk, *names)

    def public(self, scene: Scene, tail: str) -> None:
        self.page.goto(f"{self.site}/units/{scene.code}/{YEAR}/{tail}")

    def shoot(self, name: str, at: Locator | None = None) -> None:
        """The window, scrolled to what it is about."""
        if at is not None:
            at.evaluate("place => place.scrollIntoView({ block: 'center' })")
        self.page.wait_for_load_state("networkidle")
        picture = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
        few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(self.folder / f"{name}.png", optimize=True)

    def enter(self, name: str) -> None:
        """As somebody else, who has an authenticator where one is asked for."""
        secret = enrolled(name)
        self.page.context.clear_cookies()
        self.open("login", "")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")
        if secret:
            self.page.get_by_label("验证码").fill(code_of(secret))
            self.press("登录")
        expect(self.page.get_by_role("button", name="注销")).to_be_visible()

    def decide(self, verb: str, button: str, **typed: str) -> None:
        """Fill the form of a verb on the page of the review and send it."""
        for name, text in typed.items():
            self.page.locator(f"#{verb}-{name}").fill(text)
        form = self.page.locator(f"section#{verb}")
        form.get_by_role("button", name=button, exact=True).click()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).first.click()

    def paste(self, field: Locator, text: str) -> None:
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        field.focus()
        self.page.keyboard.press("Control+V")

    def is_saved(self) -> None:
        expect(self.page.locator("#saved")).to_contain_text("已保存")
