"""What browser tests share: signing in, listening to complaints, looking for barriers."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page

from units.models import User

WIDTH, HEIGHT = 1280, 720  # an office screen
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_AXE = Axe()
# Without preloading, which reads the style sheets again with styles of its own: the CSP complains.
_EVERYTHING = {"resultTypes": ["violations"], "preload": False}
_COLOURS = {**_EVERYTHING, "runOnly": ["color-contrast", "link-in-text-block"]}
_PASTE = """(field, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const options = { clipboardData, bubbles: true, cancelable: true };
    field.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def sign_in(context: BrowserContext, address: str, user: User) -> None:
    """Give the browser the session of ``user`` at the server's ``address``."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


# Some animations never end: a progress bar of unknown length.
SETTLE = """document.getAnimations().forEach(one => {
  try { one.finish(); } catch { one.pause(); }
})"""


def complaints_of(page: Page) -> list[str]:
    """Grows with what the browser complains of: script errors, broken rules of the CSP."""
    found: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error":
            found.append(f"{said.text} {said.location.get('url', '')}".strip())

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def barriers(page: Page) -> list[str]:
    """What axe finds in either colour scheme, with every fold open; and scrolling sideways."""
    for fold in page.locator("details").all():
        fold.evaluate("one => { one.open = true }")
    found = []
    # Only the colours differ between the schemes.
    for scheme, rules in zip(SCHEMES, (_EVERYTHING, _COLOURS), strict=True):
        page.emulate_media(color_scheme=scheme)
        # Links fade from one scheme to the other; half-way they are hard to read.
        page.evaluate(SETTLE)
        violations = _AXE.run(page, options=rules).response["violations"]
        found += [f"{scheme} {one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    return found


def paste(field: Locator, text: str) -> None:
    """What Ctrl+V does after copying ``text`` in Excel."""
    field.focus()
    field.evaluate(_PASTE, text)
