"""Real processes: a worker killed half-way and two clicks at once lose nothing, double nothing.

Worker, queue, database and files are real and the test's own; only reading is made to wait while
the file ``hold`` exists.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from disclosures.tests.installation import (
    PATIENCE,
    WORKER,
    Installation,
    child_of,
    kill_with_children,
    make_folders,
    until,
)

_BEGIN = """
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


class Place(Installation):
    """One with the upload of ``_PREPARE``."""

    def job(self) -> tuple[str, int]:
        """State and number of attempts of the one job."""
        ((state, attempt),) = self.rows("SELECT state, attempt FROM disclosures_job")
        return state, attempt

    def wait_for(self, state: str) -> None:
        until(lambda: self.job()[0] == state, f"job is {state}")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one upload that waits, and its message in the queue."""
    folder = tmp_path_factory.mktemp("prepared")
    make_folders(folder)
    (folder / "hold").touch()
    assert Place(folder).start(_BEGIN + _PREPARE).wait(PATIENCE) == 0
    return folder


@pytest.fixture
def place(prepared: Path, tmp_path: Path) -> Iterator[Place]:
    here = Place(Path(shutil.copytree(prepared, tmp_path / "place")))
    yield here
    here.stop()


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")


def test_an_upload_killed_half_way_is_read_by_the_next_worker(place: Place) -> None:
    worker = place.start(_BEGIN + _WORK + WORKER)
    place.wait_for("running")
    kill_with_children(worker)
    assert place.job() == ("running", 1)
    (place.folder / "hold").unlink()

    place.start(_BEGIN + _WORK + WORKER)
    place.wait_for("ready")
    assert place.job() == ("ready", 2)
    assert place.rows("SELECT count(*) FROM disclosures_upload") == [(1,)]
    assert place.rows("SELECT revision FROM disclosures_disclosure") == [(1,)]


@needs_proc
def test_a_reader_that_dies_alone_is_replaced_by_its_own_worker(place: Place) -> None:
    worker = place.start(_BEGIN + _WORK + WORKER)
    place.wait_for("running")
    os.kill(child_of(worker), signal.SIGKILL)
    until(lambda: place.job() == ("running", 2), "the second attempt begins")
    (place.folder / "hold").unlink()
    place.wait_for("ready")
    assert place.job() == ("ready", 2)
    assert worker.poll() is None


def test_of_two_clicks_at_the_same_moment_one_writes(place: Place) -> None:
    (place.folder / "hold").unlink()
    worker = place.start(_BEGIN + _WORK + WORKER)
    place.wait_for("ready")
    kill_with_children(worker)

    clicks = [place.start(_BEGIN + _CONFIRM, str(number)) for number in range(2)]
    until(lambda: len(list(place.folder.glob("ready-*"))) == 2, "both are about to confirm")
    (place.folder / "go").touch()
    answers = sorted(click.communicate(timeout=PATIENCE)[0].strip() for click in clicks)
    assert answers == ["AC-13", "done"]
    verbs = "SELECT count(*) FROM disclosures_event WHERE verb = 'apply_upload'"
    assert place.rows(verbs) == [(1,)]
    assert place.rows("SELECT revision FROM disclosures_disclosure") == [(2,)]
