"""Who publishes, or makes the files, is killed at any moment: all of a version is there or none.

Processes, queue, database and files are real and the test's own. The one who publishes is forked
anew for every try and killed, unasked, some moment after it begins; whoever comes next first
looks whether the record is sound. Workers are killed, too, and the last one makes what is left.
"""

from __future__ import annotations

import json
import logging
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from disclosures.tests.installation import (
    PATIENCE,
    WORKER,
    Installation,
    kill_with_children,
    make_folders,
)
from disclosures.tests.proof import rounds

EACH_WORKER = 5  # tries until the next is killed

_BEGIN = """
import os, select, signal, time
from django.db import connections
from disclosures import actions, rendering, tasks
from disclosures.flow import PUBLIC
from disclosures.models import Disclosure, Rendition, State, Version
from disclosures.render.renditions import FORMATS
from disclosures.tests.proof import AT, a_small_draft, assert_sound
from disclosures.tests.walking import approved, person
from units.models import Role
from units.tests.people import a_unit
rendering.STALE, tasks.SWEEP = timedelta(seconds=1), 1
"""
_PREPARE = """
call_command("migrate", verbosity=0)
call_command("load_reference", verbosity=0)
unit = a_unit("105001", "水利局")
a_small_draft(unit, person(Role.OFFICER, unit))
"""
# A line tells how long the one who publishes lives at most; the answer is what became of it.
_PUBLISH = """
def publish(begun):
    draft, reviewer = Disclosure.objects.get(), person(Role.REVIEWER)
    assert_sound(draft)
    if draft.state in PUBLIC:
        actions.revise(disclosure=draft, reason="更正目标", by=reviewer, at=AT)
    if draft.state != State.APPROVED:
        approved(draft, AT)
    os.write(begun, b".")
    actions.publish(disclosure=draft, by=reviewer, at=AT)
    os.write(begun, b".")
    time.sleep(60)

def life(seconds):
    heard, begun = os.pipe()
    child = os.fork()
    if not child:
        os.close(heard)
        try:
            publish(begun)
        finally:
            os._exit(1)
    os.close(begun)
    os.read(heard, 1)
    start = time.monotonic()
    select.select([heard], [], [], seconds)
    took = time.monotonic() - start
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    outcome = "after" if os.read(heard, 1) else "amid"
    os.close(heard)
    return outcome if os.WIFSIGNALED(status) else "unsound", took

for line in sys.stdin:
    connections.close_all()
    print(*life(float(line)), flush=True)
"""
_LOOK = """
import json
import logging
draft = Disclosure.objects.get()
end = time.monotonic() + float(sys.argv[2])
wanted = Version.objects.count() * len(FORMATS)
while Rendition.objects.count() < wanted and time.monotonic() < end:
    time.sleep(0.2)
assert_sound(draft, files=True)
print(json.dumps([Version.objects.count(), Rendition.objects.count(), len(FORMATS)]))
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    make_folders(tmp_path)
    here = Installation(tmp_path, _another_database() if connection.vendor != "sqlite" else "")
    assert here.start(_BEGIN + _PREPARE).wait(PATIENCE) == 0
    yield here
    here.stop()


def _another_database() -> str:
    """Beside the one of the tests, which has its own connections open."""
    server, name = os.environ["DATABASE_URL"], f"killed_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connected:
        connected.execute(f"CREATE DATABASE {name}")
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def test_a_version_is_whole_or_not_there_whoever_is_killed(installation: Installation) -> None:
    chance, tries = random.Random(20260901), rounds(6)
    publisher, worker = installation.start(_BEGIN + _PUBLISH), _work(installation)
    first, takes = _live(publisher, PATIENCE)
    lives = [first]
    for number in range(tries):
        lives.append(_live(publisher, chance.uniform(0, 3 * takes))[0])
        if number % EACH_WORKER == EACH_WORKER - 1:
            kill_with_children(worker)
            worker = _work(installation)
    assert set(lives) <= {"amid", "after"}
    look = installation.start(_BEGIN + _LOOK, f"{PATIENCE + tries}")
    versions, renditions, formats = json.loads(look.communicate()[0])
    assert renditions == versions * formats
    # Killed amid, it was published before the kill or was not; after, it was.
    assert lives.count("after") <= versions <= len(lives)
    logging.info("%d killed, %d amid: %d versions", tries, lives.count("amid"), versions)


def _work(installation: Installation) -> subprocess.Popen[str]:
    return installation.start(_BEGIN + WORKER)


def _live(process: subprocess.Popen[str], seconds: float) -> tuple[str, float]:
    """What became of one who publishes and is killed then, if not done; and how long it took."""
    assert process.stdin and process.stdout
    process.stdin.write(f"{seconds}\n")
    process.stdin.flush()
    outcome, took = process.stdout.readline().split()
    return outcome, float(took)
