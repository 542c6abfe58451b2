"""A portal of its own to look at, and a browser to look with."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from unittest.mock import patch
from wsgiref.simple_server import WSGIRequestHandler

from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Page, expect, sync_playwright

from config.celery import app
from disclosures import tasks

SIZE = {"width": 1280, "height": 720}
PATIENCE = 120_000  # ms, on a busy machine


def prepare() -> None:
    """Django with an empty database; tasks run at once and in place, but nobody opens the files."""
    app.conf.task_always_eager = True
    patch.object(tasks.render_version, "delay").start()
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing of the requests."""


@contextmanager
def serving() -> Iterator[str]:
    """Its address, while it answers in threads of this process."""
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
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield context.new_page()
        browser.close()
