"""What every test may rely on.

Tasks run at once and in place, files go to the test's own directory, the reference books are
loaded. ``make test`` gives a real PostgreSQL; a bare ``pytest`` uses SQLite in memory.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker, Settings

from config.celery import app

SAMPLES = Path(__file__).resolve().parent.parent / "shared" / "samples"

PATIENCE = 20_000  # ms that a page may take on a busy machine; nothing waits that long elsewhere


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Real disclosures lie beside the checkout, where there are any; they are not part of it."""
    if SAMPLES.is_dir():
        return
    skip = pytest.mark.skip(reason="no real disclosures in ../shared/samples")
    for item in items:
        if "samples" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def samples() -> Path:
    """Directory of real disclosures; skips where there is none."""
    if not SAMPLES.is_dir():
        pytest.skip("no real disclosures in ../shared/samples")
    return SAMPLES


@pytest.fixture(autouse=True)
def own_surroundings(settings: Settings, tmp_path: Path) -> None:
    """Nothing a test stores meets another test; static files need no collecting."""
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PAGES_PATH = tmp_path / "pages"
    settings.ARCHIVES_PATH = tmp_path / "archives"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session", autouse=True)
def eager_tasks() -> None:
    app.conf.broker_url = "memory://"  # for what is sent all the same
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Every test finds the reference books loaded, as on an installed system."""
    from disclosures.tests.flush import let_tests_flush

    let_tests_flush(connection)
    with django_db_blocker.unblock():
        call_command("load_reference", verbosity=0)


@pytest.fixture
def reference_books(transactional_db: None) -> None:
    """The books again, for tests with real transactions: each of these empties all tables."""
    call_command("load_reference", verbosity=0)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, headless; skips where none is installed."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium; scripts/install test installs it")
    # Playwright keeps an event loop in this thread, which Django would take for async code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page of a fresh browser profile."""
    context = chromium.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()
