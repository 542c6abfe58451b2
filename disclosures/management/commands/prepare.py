"""Bring an embedded installation up to date; ``scripts/run`` does it before each start.

One command instead of six, because most of a command's time is loading Django. Standard output
carries the closing notice only: the address, and the first administrator's one-time password
when there was none before.
"""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from disclosures.models import Disclosure, Rendering


class Command(BaseCommand):
    help = "升级数据库、基础目录和静态文件，首次运行时写入演示数据并创建管理员"
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        if not _static_files_are_current():
            call_command("collectstatic", interactive=False, verbosity=0)
        _requeue()
        if _demo_is_wanted():
            self.stderr.write("正在写入演示数据（虚构单位）……", lambda text: text)
            call_command("seed_demo", stdout=self.stderr)
        self.stdout.write(_notice())


def _static_files_are_current() -> bool:
    """Compressing them takes seconds, so only when ours or a package's may have changed."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    root = settings.BASE_DIR
    newest = max(
        source.stat().st_mtime
        for source in [root / "requirements.txt", *(root / "static").rglob("*")]
    )
    return manifest.exists() and manifest.stat().st_mtime > newest


def _requeue() -> None:
    """Files still to be made or read: the database knows, whatever a killed worker took with it."""
    current_app.control.purge()
    Rendering.objects.all().delete()  # whoever was at it is not running
    current_app.send_task("disclosures.tasks.render_missing")
    call_command("requeue_jobs", all=True, verbosity=0)  # the worker is not running yet


def _demo_is_wanted() -> bool:
    """Only an empty portal gets a demonstration, and only where nobody declined it."""
    return os.environ.get("DEMO", "1") != "0" and not Disclosure.objects.exists()


def _notice() -> str:
    """Where the portal is and how to get in."""
    admin = StringIO()
    call_command("ensure_admin", stdout=admin)
    address = settings.SITE["url"]
    return f"明账  {address}/\n管理  {address}/admin/\n{admin.getvalue().strip()}"
