from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from disclosures.models import Disclosure

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::celery.exceptions.AlwaysEagerIgnored"),
]


@pytest.fixture(autouse=True)
def installation(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation of its own, with one style sheet and no demonstration."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static/page.css").write_text("p {}")
    (tmp_path / "requirements.txt").write_text("")
    settings.BASE_DIR = tmp_path
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    monkeypatch.setenv("DEMO", "0")


def prepare() -> str:
    output = StringIO()
    call_command("prepare", stdout=output, stderr=StringIO())
    return output.getvalue()


def test_the_notice_ends_with_a_one_time_password_the_first_time_only() -> None:
    assert "一次性密码" in prepare().splitlines()[-1]
    assert "一次性密码" not in prepare()


def test_the_notice_names_the_address(settings: Settings) -> None:
    settings.SITE = settings.SITE | {"url": "http://127.0.0.1:8123"}

    assert "http://127.0.0.1:8123/admin/" in prepare()


def test_static_files_are_collected_again_only_after_a_change(tmp_path: Path) -> None:
    prepare()
    manifest = tmp_path / "collected/staticfiles.json"
    collected = manifest.stat().st_mtime_ns

    prepare()
    assert manifest.stat().st_mtime_ns == collected

    sheet = tmp_path / "static/page.css"
    sheet.write_text("p { margin: 0 }")
    os.utime(sheet, ns=(collected + 10**9, collected + 10**9))
    prepare()
    assert manifest.stat().st_mtime_ns > collected


def test_a_declined_demonstration_stays_away() -> None:
    prepare()

    assert not Disclosure.objects.exists()


def test_an_empty_portal_gets_a_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMO")
    seeded: list[dict[str, object]] = []
    command = "disclosures.management.commands.seed_demo.Command.handle"
    monkeypatch.setattr(command, lambda *_, **options: seeded.append(options))

    prepare()

    assert len(seeded) == 1
