"""A worker is killed while it packs an archive: the next makes it whole, and it proves itself.

Processes, queue, database and files are real and the test's own; so are the files, PDF included.
"""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from disclosures.digests import sm3
from disclosures.tests.installation import (
    WORKER,
    Installation,
    kill_with_children,
    make_folders,
    until,
)

DISCLOSURES, FORMATS, PACKED = 2, 6, 4  # files of each, and how many of them are packed
MANIFESTS = {"manifest.csv", "SHA256SUMS", "SM3SUMS"}

_OFFICE = """
from django.test import Client
from portal.tests.support import full, publish
call_command("migrate", verbosity=0)
call_command("load_reference", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
publish(full())
publish(full("yx-02", "云溪县教育局"))
print("published", flush=True)
visitor, page = Client(HTTP_HOST="localhost"), "/archives/2024/"
for line in sys.stdin:
    answer = visitor.post(page) if line == "ask\\n" else visitor.get(page)
    print(answer.status_code, " ".join(answer.content.decode().split()), flush=True)
"""
_SOON = """
from portal import tasks
from portal.archives import keeping, packing
keeping.STALE, tasks.SWEEP, packing.STEP = timedelta(seconds=2), 1, 2
"""
# Stops for ever in the middle of the sixth file, one after the last mark.
_AMID = """
import time
pack, packed = packing._pack, []
def stop(archive, top, entry):
    if len(packed) == 5:
        archive.open(f"{top}/half", "w").write(b"of a file")
        archive.fp.flush()
        (place / "amid").touch()
        time.sleep(3600)
    packed.append(entry)
    return pack(archive, top, entry)
packing._pack = stop
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    make_folders(tmp_path)
    here = Installation(tmp_path, environment={"STATIC_PATH": str(tmp_path / "static")})
    yield here
    here.stop()


def test_an_archive_is_whole_and_proves_itself_though_its_maker_was_killed(
    installation: Installation, tmp_path: Path
) -> None:
    office = installation.start(_OFFICE)
    assert _heard(office) == "published\n"
    maker = installation.start(_SOON + _AMID + WORKER)
    made = "SELECT count(*) FROM disclosures_rendition"
    until(lambda: installation.rows(made) == [(DISCLOSURES * FORMATS,)], "all files are made")
    assert _told(office, "ask").startswith("302")
    until((tmp_path / "amid").exists, "the worker is in the middle of a file")
    kill_with_children(maker)
    assert installation.rows("SELECT state, done, total FROM portal_archive") == [("running", 4, 8)]

    installation.start(_SOON + WORKER)
    finished = "SELECT sha256 FROM portal_archive WHERE state = 'idle'"
    until(lambda: bool(installation.rows(finished)), "the next worker has made the archive")
    ((digest,),) = installation.rows(finished)
    file = tmp_path / "files" / "archives" / f"{digest}.zip"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
    page = _told(office, "look")
    assert digest in page
    _assert_whole(_unpacked(file, tmp_path / "taken"))
    (command,) = re.findall(r"运行 ([\w -]+)，逐个核对", page)
    _assert_proven(tmp_path / "taken" / "2024-all", command)


def _heard(office: subprocess.Popen[str]) -> str:
    assert office.stdout
    return office.stdout.readline()


def _told(office: subprocess.Popen[str], what: str) -> str:
    print(what, file=office.stdin, flush=True)
    return _heard(office)


def _unpacked(file: Path, place: Path) -> Path:
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(place)
    return place / "2024-all"


def _assert_whole(folder: Path) -> None:
    """Every file is in the manifest, every file of the manifest is there, with both digests."""
    text = (folder / "manifest.csv").read_text("utf-8-sig")
    rows = {row["path"]: row for row in csv.DictReader(text.splitlines())}
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {*rows, *MANIFESTS}
    assert len(rows) == DISCLOSURES * PACKED
    for path, row in rows.items():
        content = (folder / path).read_bytes()
        assert row["size"] == str(len(content))
        assert row["sha256"] == hashlib.sha256(content).hexdigest()
        assert row["sm3"] == sm3(content)
    pdfs = [path for path in rows if path.endswith(".pdf")]
    assert len(pdfs) == DISCLOSURES
    assert all((folder / path).read_bytes().startswith(b"%PDF-") for path in pdfs)


def _assert_proven(folder: Path, command: str) -> None:
    """What the page says to run agrees with every file, and no longer once one is altered."""
    proven = subprocess.run(command.split(), cwd=folder, capture_output=True, text=True)
    assert (proven.returncode, proven.stdout.count(": OK\n")) == (0, DISCLOSURES * PACKED)
    (altered,) = folder.glob("yx-02-*/*.pdf")
    altered.write_bytes(altered.read_bytes() + b"\n")
    assert subprocess.run(command.split(), cwd=folder, capture_output=True).returncode == 1
