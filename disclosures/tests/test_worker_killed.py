"""Real processes: a worker killed half-way and two clicks at once lose nothing, double nothing.

Worker, queue, database and files are real and the test's own; only reading is made to wait while
the file ``hold`` exists.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90  # seconds

_BEGIN = """
import sys
from datetime import timedelta
from pathlib import Path
import django
from config.celery import app
django.setup()
place = Path(sys.argv[1])
folder = str(place / "queue")
app.conf.broker_url = "filesystem://"
app.conf.broker_transport_options = {
    "data_folder_in": folder, "data_folder_out": folder,
    "control_folder": str(place / "control"), "polling_interval": 0.1,
}
from django.core.management import call_command
from disclosures import intake, uploads
from disclosures.models import Disclosure, Job
from disclosures.tests import uploading
from units.models import User
uploads.BEAT, uploads.STALE = timedelta(seconds=0.2), timedelta(seconds=2)
"""
_PREPARE = """
call_command("migrate", verbosity=0)
call_command("load_reference", verbosity=0)
officer = uploading.an_officer()
uploading.an_upload(uploading.a_draft(officer), officer)
"""
_WORK = """
import time
real = intake.read
def slow(*given):
    while (place / "hold").exists():
        time.sleep(0.05)
    return real(*given)
intake.read = slow
options = "--concurrency 1 --pool prefork --loglevel WARNING --without-gossip --without-mingle"
app.worker_main(["--quiet", "worker", *options.split()])
"""
_CONFIRM = """
import time
from disclosures.refusal import ActionRefused
job = Job.objects.select_related("disclosure__unit").get()
(place / f"ready-{sys.argv[2]}").touch()
while not (place / "go").exists():
    time.sleep(0.001)
try:
    uploads.confirm(
        job=job, revision=job.disclosure.revision, by=User.objects.get(), at=uploading.AT
    )
    print("done")
except ActionRefused as refusal:
    print(refusal.findings[0].rule)
"""


@dataclass
class Place:
    """An installation of its own in ``folder``, with the processes that run there."""

    folder: Path
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "MINGZHANG_ENV": "embedded",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{self.folder}/db.sqlite3",
            "STORAGE_PATH": str(self.folder / "files"),
            "C_FORCE_ROOT": "1",
        }
        process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN + program, str(self.folder), *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.folder / "db.sqlite3", timeout=20)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def job(self) -> tuple[str, int]:
        """State and number of attempts of the one job."""
        ((state, attempt),) = self.rows("SELECT state, attempt FROM disclosures_job")
        return state, attempt

    def wait_for(self, state: str) -> None:
        until(lambda: self.job()[0] == state, f"job is {state}")


def until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"not within {PATIENCE} s: {what}"
        time.sleep(0.1)


def kill_with_children(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def child_of(process: subprocess.Popen[str]) -> int:
    """The process that the worker reads in."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return int(children.read_text(encoding="ascii").split()[0])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one upload that waits, and its message in the queue."""
    folder = tmp_path_factory.mktemp("prepared")
    for name in ("queue", "control", "files"):
        (folder / name).mkdir()
    (folder / "hold").touch()
    assert Place(folder).start(_PREPARE).wait(PATIENCE) == 0
    return folder


@pytest.fixture
def place(prepared: Path, tmp_path: Path) -> Iterator[Place]:
    here = Place(Path(shutil.copytree(prepared, tmp_path / "place")))
    yield here
    for process in here.processes:
        if process.poll() is None:
            kill_with_children(process)
        if process.stdout:
            process.stdout.close()


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")


def test_an_upload_killed_half_way_is_read_by_the_next_worker(place: Place) -> None:
    worker = place.start(_WORK)
    place.wait_for("running")
    kill_with_children(worker)
    assert place.job() == ("running", 1)
    (place.folder / "hold").unlink()

    place.start(_WORK)
    place.wait_for("ready")
    assert place.job() == ("ready", 2)
    assert place.rows("SELECT count(*) FROM disclosures_upload") == [(1,)]
    assert place.rows("SELECT revision FROM disclosures_disclosure") == [(1,)]


@needs_proc
def test_a_reader_that_dies_alone_is_replaced_by_its_own_worker(place: Place) -> None:
    worker = place.start(_WORK)
    place.wait_for("running")
    os.kill(child_of(worker), signal.SIGKILL)
    until(lambda: place.job() == ("running", 2), "the second attempt begins")
    (place.folder / "hold").unlink()
    place.wait_for("ready")
    assert place.job() == ("ready", 2)
    assert worker.poll() is None


def test_of_two_clicks_at_the_same_moment_one_writes(place: Place) -> None:
    (place.folder / "hold").unlink()
    worker = place.start(_WORK)
    place.wait_for("ready")
    kill_with_children(worker)

    clicks = [place.start(_CONFIRM, str(number)) for number in range(2)]
    until(lambda: len(list(place.folder.glob("ready-*"))) == 2, "both are about to confirm")
    (place.folder / "go").touch()
    answers = sorted(click.communicate(timeout=PATIENCE)[0].strip() for click in clicks)
    assert answers == ["AC-13", "done"]
    verbs = "SELECT count(*) FROM disclosures_event WHERE verb = 'apply_upload'"
    assert place.rows(verbs) == [(1,)]
    assert place.rows("SELECT revision FROM disclosures_disclosure") == [(2,)]
