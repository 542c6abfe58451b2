"""The files of a published version: made once, stored under their digest."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.files.storage import default_storage
from django.db import connections
from django.db.models import F

from disclosures import actions, rendering, tasks, uploads
from disclosures.models import Rendering, Rendition, Version
from disclosures.render import renditions
from disclosures.render.renditions import FORMATS, make
from disclosures.tests import fictional
from units.models import Role
from units.tests.people import a_unit, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2025, 8, 31, 17, tzinfo=UTC)  # 1 September in Beijing


@pytest.fixture
def version() -> Version:
    """A published version of the fictional report; its files are not made yet."""
    a_unit("105001", fictional.UNIT)
    admin = a_user("admin", is_superuser=True)
    draft = actions.load(report=fictional.report(projects=1), by=admin, at=AT)
    return actions.publish(disclosure=draft, by=admin, at=AT, imported=True)


def stored_files() -> list[str]:
    folders, _ = default_storage.listdir(renditions.FOLDER)
    return [
        name
        for folder in folders
        for name in default_storage.listdir(f"{renditions.FOLDER}/{folder}")[1]
    ]


@pytest.mark.parametrize("format", ["json", "txt"])
def test_a_rendition_is_stored_under_its_digest(version: Version, format: str) -> None:
    rendition = make(version, format)
    content = rendition.file.read()
    assert rendition.sha256 == hashlib.sha256(content).hexdigest()
    assert str(rendition.file.name).endswith(rendition.sha256)
    assert rendition.size == len(content)


def test_making_it_twice_is_one_row_and_one_file(version: Version) -> None:
    assert make(version, "txt") == make(version, "txt")
    assert Rendition.objects.count() == 1
    assert len(stored_files()) == 1


def test_two_workers_at_once_are_one_row_and_one_file(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(slow: Version) -> bytes:
        """While this worker renders, another one finishes the same rendition."""
        monkeypatch.setitem(FORMATS, "txt", fast)
        make(slow, "txt")
        return fast(slow)

    fast = FORMATS["txt"]
    monkeypatch.setitem(FORMATS, "txt", overtaken)
    assert make(version, "txt") == Rendition.objects.get()
    assert len(stored_files()) == 1


def test_the_digest_of_the_json_is_that_of_the_version(version: Version) -> None:
    assert make(version, "json").sha256 == version.sha256


def test_the_cover_dates_a_version_by_the_day_in_beijing(version: Version) -> None:
    imprint = renditions.imprint(version)
    assert (imprint.number, imprint.sha256) == (1, version.sha256)
    assert imprint.published_on.isoformat() == "2025-09-01"


def test_the_task_makes_every_format_and_may_run_again(version: Version) -> None:
    tasks.render_version(version.pk)
    tasks.render_version(version.pk)
    made = {rendition.format: rendition for rendition in version.renditions.all()}
    assert made.keys() == FORMATS.keys()
    assert made["pdf"].file.read(5) == b"%PDF-"
    assert not Rendering.objects.exists()


def test_a_worker_looks_again_and_again_for_what_was_left(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[tuple[float, Callable[[], None]]] = []

    class Timer:
        def call_repeatedly(self, seconds: float, action: Callable[[], None]) -> None:
            swept.append((seconds, action))

    monkeypatch.setattr(uploads, "requeue", lambda at: 0)
    monkeypatch.setattr(tasks.requeue_uploads, "apply_async", lambda **_: None)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    tasks._take_up_again(sender=SimpleNamespace(timer=Timer()))
    assert version.renditions.count() == len(FORMATS)
    ((seconds, action),) = swept
    assert (seconds, action) == (tasks.SWEEP, tasks.sweep)


def test_no_files_are_made_of_what_was_withdrawn(version: Version) -> None:
    reviewer = a_user("reviewer", Role.REVIEWER)
    actions.withdraw(disclosure=version.disclosure, reason="内容有误", by=reviewer, at=AT)
    assert tasks.render_missing() == 0
    tasks.render_version(version.pk)  # its message had been on the way
    assert not Rendition.objects.exists()
    assert not Rendering.objects.exists()


def test_only_versions_that_lack_a_file_are_queued_again(
    version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[int] = []
    monkeypatch.setattr(tasks.render_version, "delay", queued.append)
    make(version, "json")
    assert [tasks.render_missing() for _ in range(2)] == [1, 0]  # the second finds it taken
    assert queued == [version.pk]
    Rendering.objects.update(heartbeat=F("heartbeat") - rendering.STALE)
    assert tasks.render_missing() == 1  # no sign of life: somebody else takes it up
    for format in FORMATS:
        monkeypatch.setitem(FORMATS, format, lambda version: b"made")
        make(version, format)
    assert tasks.render_missing() == 0
