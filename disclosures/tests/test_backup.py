"""S15: what scripts/backup saves scripts/restore brings back elsewhere, and it verifies."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from disclosures import actions
from disclosures.models import Event, Rendition
from disclosures.tests.installation import ROOT
from disclosures.tests.proof import AT, a_small_draft
from disclosures.tests.walking import person, published
from units.models import Role
from units.tests.people import a_unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("reference_books")]


class Place:
    """A database and a folder of files, somewhere."""

    def __init__(self, database: str, files: Path) -> None:
        self.database, self.files = database, files

    def run(self, script: str, folder: Path) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "MINGZHANG_ENV": "embedded",
            "DATABASE_URL": self.database,
            "STORAGE_PATH": str(self.files),
        }
        command = [str(ROOT / "scripts" / script), str(folder)]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=300, check=False
        )


@pytest.fixture
def here(tmp_path: Path) -> Place:
    """Where something is published, attached and received; nothing of it is empty."""
    unit = a_unit("105001", "水利局")
    officer = person(Role.OFFICER, unit)
    draft = a_small_draft(unit, officer)
    actions.receive(name="原始.txt", content="原文".encode(), by=officer, at=AT)
    published(draft, AT)
    default_storage.save("lists/1-units.unit", ContentFile(b"to be confirmed"))
    return Place(_of_tests(tmp_path), tmp_path / "files")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Place]:
    """An empty database, and no folder yet."""
    if connection.vendor == "sqlite":
        yield Place(f"sqlite:///{tmp_path}/there/db.sqlite3", tmp_path / "there" / "files")
        return
    name = f"restored_{uuid4().hex[:8]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    yield Place(_address(name), tmp_path / "there" / "files")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def backup(here: Place, tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    done = here.run("backup", folder)
    assert done.returncode == 0, done.stderr
    (made,) = folder.iterdir()
    assert str(made) in done.stdout
    return made


def _of_tests(tmp_path: Path) -> str:
    """The database of the tests; of one in memory, a copy in a file, as it is when it serves."""
    if connection.vendor != "sqlite":
        return _address(str(connection.settings_dict["NAME"]))
    file = tmp_path / "db.sqlite3"
    with sqlite3.connect(file) as copy:
        copy.execute("PRAGMA journal_mode=WAL")
        connection.connection.backup(copy)
    return f"sqlite:///{file}"


def _address(name: str) -> str:
    server = connection.settings_dict
    port = f":{server['PORT']}" if server["PORT"] else ""
    login = f"{quote(str(server['USER']))}:{quote(str(server['PASSWORD']))}"
    host = str(server["HOST"] or server["OPTIONS"].get("host", ""))
    if host.startswith("/"):
        return f"postgres://{login}@/{name}?host={host}"
    return f"postgres://{login}@{host}{port}/{name}"


def test_what_was_saved_is_restored_elsewhere_and_the_record_verifies(
    backup: Path, elsewhere: Place
) -> None:
    last = Event.objects.latest("sequence")
    done = elsewhere.run("restore", backup)
    assert done.returncode == 0, done.stderr
    assert "全部相符" in done.stdout
    assert f"末端 {last.sequence}:{last.digest}" in done.stdout
    rendition = Rendition.objects.get(format="pdf")
    kept = elsewhere.files / str(rendition.file.name)
    assert kept.read_bytes() == rendition.file.read()
    assert not (elsewhere.files / "lists").exists(), "what waits for somebody is not saved"


def test_what_was_restored_refuses_changes_as_before(backup: Path, elsewhere: Place) -> None:
    assert elsewhere.run("restore", backup).returncode == 0
    statement = "UPDATE disclosures_event SET reason = 'x'"
    if connection.vendor == "sqlite":
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            sqlite3.connect(elsewhere.database.removeprefix("sqlite:///")).execute(statement)
    else:
        command = ["psql", "--no-psqlrc", elsewhere.database, "--command", statement]
        told = subprocess.run(command, capture_output=True, text=True, check=False).stderr
        assert "append-only" in told


def test_a_place_where_anything_is_is_refused(backup: Path, here: Place, elsewhere: Place) -> None:
    done = Place(here.database, elsewhere.files).run("restore", backup)
    assert done.returncode == 1
    assert "nothing was restored" in done.stderr
    assert not elsewhere.files.exists()
    (elsewhere.files / "originals").mkdir(parents=True)
    (elsewhere.files / "originals" / "of somebody").write_text("x")
    done = elsewhere.run("restore", backup)
    assert done.returncode == 1
    assert "There are files already" in done.stderr
    assert [one.name for one in elsewhere.files.rglob("*") if one.is_file()] == ["of somebody"]


@pytest.mark.parametrize("damage", ["changed", "missing", "added"])
def test_a_backup_that_is_not_whole_is_refused(backup: Path, elsewhere: Place, damage: str) -> None:
    file = next(one for one in (backup / "files").rglob("*") if one.is_file())
    if damage == "changed":
        file.write_bytes(file.read_bytes() + b" ")
    elif damage == "missing":
        file.unlink()
    else:
        shutil.copy(file, f"{file}-more")
    done = elsewhere.run("restore", backup)
    assert done.returncode == 1
    assert "nothing was restored" in done.stderr
    assert not elsewhere.files.exists()


def test_a_backup_of_another_kind_of_database_is_refused(backup: Path, tmp_path: Path) -> None:
    other = "postgres://x@127.0.0.1/x" if connection.vendor == "sqlite" else "sqlite:////tmp/none"
    done = Place(other, tmp_path / "there").run("restore", backup)
    assert (done.returncode, "another kind" in done.stderr) == (1, True)


def test_a_backup_that_fails_leaves_nothing_that_looks_like_one(
    here: Place, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    broken = f"sqlite:///{tmp_path}/empty.sqlite3"
    (tmp_path / "empty.sqlite3").write_bytes(b"no database at all, but not empty either")
    done = Place(broken, here.files).run("backup", folder)
    assert done.returncode != 0
    assert list(folder.iterdir()) == []
